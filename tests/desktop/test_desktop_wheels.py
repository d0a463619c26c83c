"""The folder for PCs without a network, made by the real pip from an index of small made-up wheels."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from addin.desktop import wheels
from addin.desktop.errors import WheelsError
from addin.desktop.wheels import Target, collect_wheels, texts
from addin.output import OutputError

WINDOWS = Target("win_amd64", "3.11")


def make_wheel(folder, name, needs=(), release="1.0", tag="py3-none-any"):
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-{release}-{tag}.whl"
    info = f"{name}-{release}.dist-info"
    metadata = [
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {release}",
        *(f"Requires-Dist: {need}" for need in needs),
    ]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", "")
        archive.writestr(f"{info}/METADATA", "\n".join(metadata) + "\n")
        archive.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture
def index(tmp_path, monkeypatch):
    """An index with what `jibiao` needs, some of it only on Windows; nothing is asked of any other."""
    folder = tmp_path / "index"
    make_wheel(folder, "engine", ['winonly>=1; platform_system == "Windows"', 'maconly; sys_platform == "darwin"'])
    make_wheel(folder, "engine", release="0.9")
    make_wheel(folder, "winonly", ['deeper; sys_platform == "win32"'], tag="cp311-cp311-win_amd64")
    make_wheel(folder, "deeper")
    make_wheel(folder, "extra")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return folder


@pytest.fixture
def own(tmp_path):
    return make_wheel(tmp_path / "own", "jibiao", ["engine", 'extra; extra == "server"'])


def names(folder):
    return sorted(path.name.partition("-")[0] for path in (folder / "wheels").iterdir())


def test_what_only_windows_needs_is_there_though_pip_runs_elsewhere(tmp_path, index, own):
    count = collect_wheels(tmp_path / "离线", WINDOWS, own)
    assert names(tmp_path / "离线") == ["deeper", "engine", "jibiao", "winonly"]
    assert count == 4
    assert sorted(path.name for path in (tmp_path / "离线").iterdir()) == ["wheels", "安装.bat", "说明.txt"]


def test_what_pip_alone_would_leave_out_is_missed(tmp_path, index, own):
    make_wheel(tmp_path / "some", "jibiao", ["engine"])
    make_wheel(tmp_path / "some", "engine", ['winonly>=1; platform_system == "Windows"'])
    assert list(map(str, wheels._missing(tmp_path / "some", WINDOWS))) == ["winonly>=1"]


def test_it_installs_from_the_folder_alone(tmp_path, index, own, monkeypatch):
    collect_wheels(tmp_path / "离线", WINDOWS, own)
    monkeypatch.delenv("PIP_FIND_LINKS")
    target = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--find-links", "wheels"]
    foreign = ["--platform", "win_amd64", "--python-version", "3.11", "--only-binary=:all:", "--target", str(target)]
    subprocess.run([*pip, *foreign, "jibiao", "winonly"], cwd=tmp_path / "离线", check=True)
    assert {path.stem for path in target.glob("*.py")} == {"jibiao", "engine", "winonly"}


def test_a_package_that_is_nowhere_is_named(tmp_path, index, own):
    next(index.glob("winonly*")).unlink()
    with pytest.raises(WheelsError, match="winonly"):
        collect_wheels(tmp_path / "离线", WINDOWS, own)
    assert list((tmp_path / "离线").iterdir()) == []


def test_versions_of_the_source_are_kept_to_and_the_source_stays_clean(tmp_path, index, monkeypatch):
    source = tmp_path / "source"
    source.mkdir()
    (source / "constraints.txt").write_text("engine==0.9\n")
    (source / "build").mkdir()
    built = []

    def own_wheel(root, scratch):
        built.append(root)
        return make_wheel(scratch / "own", "jibiao", ["engine"])

    monkeypatch.setattr(wheels, "_own_wheel", own_wheel)
    collect_wheels(tmp_path / "离线", WINDOWS, source)
    assert [path.name for path in (tmp_path / "离线" / "wheels").glob("engine*")] == ["engine-0.9-py3-none-any.whl"]
    assert built == [source]


def test_a_folder_with_something_else_in_it_is_refused(tmp_path, own):
    (tmp_path / "离线").mkdir()
    (tmp_path / "离线" / "报表.xlsx").touch()
    with pytest.raises(OutputError, match="空文件夹"):
        collect_wheels(tmp_path / "离线", WINDOWS, own, force=True)
    assert (tmp_path / "离线" / "报表.xlsx").exists()


def test_an_earlier_folder_is_replaced_whole_if_asked(tmp_path, index, own):
    (tmp_path / "离线" / "wheels").mkdir(parents=True)
    (tmp_path / "离线" / "wheels" / "old-1.0-py3-none-any.whl").touch()
    with pytest.raises(OutputError, match="--force"):
        collect_wheels(tmp_path / "离线", WINDOWS, own)
    collect_wheels(tmp_path / "离线", WINDOWS, own, force=True)
    assert names(tmp_path / "离线") == ["deeper", "engine", "jibiao", "winonly"]


def test_an_unknown_platform_is_refused(tmp_path, own):
    with pytest.raises(WheelsError, match="win_amd64、win32、win_arm64"):
        collect_wheels(tmp_path / "离线", Target("macosx", "3.11"), own)


def test_the_script_is_in_the_code_page_of_cmd_and_for_that_python():
    found = dict(texts(Target("win32", "3.12")))
    script = found["安装.bat"].decode("gbk")
    assert "\r\n" in script
    assert "py -3.12" in script
    assert "(3, 12)" in script
    assert "!= 32" in script
    assert "{" not in script
    assert found["说明.txt"].decode("utf-8-sig").startswith("绩表 ")


def test_the_scripts_commands_are_commands_of_jibiao():
    import re

    from typer.testing import CliRunner

    from addin.cli import app

    said = "\n".join(data.decode("gbk" if name.endswith(".bat") else "utf-8-sig") for name, data in texts(WINDOWS))
    commands = set(re.findall(r'jibiao\.exe"? ((?:addin )?[a-z]+)', said))
    assert commands == {"addin install", "addin uninstall", "doctor"}
    for command in commands:
        assert CliRunner().invoke(app, [*command.split(), "--help"]).exit_code == 0


def test_the_source_is_found():
    assert (wheels._own_source() / "pyproject.toml").is_file()
    assert isinstance(wheels._own_source(), Path)
