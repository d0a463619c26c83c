"""Installing, replacing and removing the add-in."""

from __future__ import annotations

import sys

import pytest
from typer.testing import CliRunner

from addin.cli import app
from addin.desktop import install as installing
from addin.desktop.container import FILE_NAME, read_conf
from addin.desktop.errors import InstallError
from addin.desktop.install import install, interpreter_of, uninstall
from addin.output import OutputError

pytestmark = pytest.mark.usefixtures("settings")


def test_it_is_run_by_this_python(tmp_path):
    done = install(tmp_path / "XLSTART")
    assert done.path == tmp_path / "XLSTART" / FILE_NAME
    assert read_conf(done.path.read_bytes())["INTERPRETER_WIN"] == sys.executable
    assert done.kept is None


def test_the_python_without_a_console_is_preferred(tmp_path):
    console, windowed = tmp_path / "python.exe", tmp_path / "pythonw.exe"
    assert interpreter_of(console) == console
    windowed.touch()
    assert interpreter_of(console) == windowed


def test_one_that_is_there_is_not_replaced(tmp_path):
    path = install(tmp_path).path
    path.write_bytes(b"older")
    with pytest.raises(OutputError, match="--force"):
        install(tmp_path)
    assert path.read_bytes() == b"older"


def test_what_is_replaced_is_kept_outside_the_folder_that_excel_opens(tmp_path, settings):
    folder = tmp_path / "XLSTART"
    install(folder).path.write_bytes(b"older")
    done = install(folder, force=True)
    assert done.kept == settings / f"{FILE_NAME}.bak"
    assert done.kept.read_bytes() == b"older"
    assert [path.name for path in folder.iterdir()] == [FILE_NAME]


def test_removing_leaves_a_copy(tmp_path, settings):
    path = install(tmp_path).path
    data = path.read_bytes()
    assert uninstall(tmp_path).kept.read_bytes() == data
    assert not path.exists()


def test_another_file_of_that_name_is_not_removed(tmp_path):
    path = tmp_path / FILE_NAME
    path.write_bytes(b"no workbook")
    with pytest.raises(InstallError, match="不是绩表的加载项"):
        uninstall(tmp_path)
    assert path.exists()


def test_nothing_to_remove(tmp_path):
    with pytest.raises(InstallError, match="没有什么要卸载的"):
        uninstall(tmp_path)


def test_elsewhere_than_windows_a_folder_must_be_given(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(InstallError, match="Windows"):
        install()
    with pytest.raises(InstallError, match="Windows"):
        uninstall()


def test_on_windows_it_is_the_startup_folder_of_excel(monkeypatch, settings):
    monkeypatch.setattr(sys, "platform", "win32")
    assert installing.startup_folder() == settings.parent / "Microsoft" / "Excel" / "XLSTART"


def test_the_commands(tmp_path):
    runner = CliRunner()
    built = tmp_path / "构建.xlam"
    assert runner.invoke(app, ["addin", "build", "-o", str(built), "--python", r"%LOCALAPPDATA%\p.exe"]).exit_code == 0
    assert read_conf(built.read_bytes())["INTERPRETER_WIN"] == r"%LOCALAPPDATA%\p.exe"
    folder = str(tmp_path / "XLSTART")
    assert runner.invoke(app, ["addin", "install", "--dir", folder]).exit_code == 0
    assert isinstance(runner.invoke(app, ["addin", "install", "--dir", folder]).exception, OutputError)
    replaced = runner.invoke(app, ["addin", "install", "--dir", folder, "--force"])
    assert "原来的一份留在" in replaced.stderr
    assert runner.invoke(app, ["addin", "uninstall", "--dir", folder]).exit_code == 0
    assert list((tmp_path / "XLSTART").iterdir()) == []
