"""Outputs are written whole or not at all, and never over an officer's file."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from addin.output import OutputError, _reason, prepare_folder, refuse_same, write_all, write_whole


def test_an_output_is_written_with_nothing_left_beside_it(tmp_path):
    target = tmp_path / "汇总.xlsx"
    write_whole(target, b"data", force=False)
    assert target.read_bytes() == b"data"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX systems")
def test_an_output_can_be_read_by_colleagues_like_any_other_file(tmp_path):
    (tmp_path / "other").write_bytes(b"")
    write_whole(tmp_path / "output", b"", force=False)
    assert (tmp_path / "output").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_an_existing_output_is_refused_and_left_alone(tmp_path):
    target = tmp_path / "汇总.xlsx"
    target.write_bytes(b"old")
    with pytest.raises(OutputError, match=r"已有 .*汇总\.xlsx；要替换请加 --force"):
        write_whole(target, b"new", force=False)
    assert target.read_bytes() == b"old"


def test_force_replaces_an_existing_output(tmp_path):
    target = tmp_path / "汇总.xlsx"
    target.write_bytes(b"old")
    write_whole(target, b"new", force=True)
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_missing_folder_is_named_and_not_made(tmp_path):
    with pytest.raises(OutputError, match=r"文件夹 .*没有 不存在；请先建立"):
        write_whole(tmp_path / "没有" / "汇总.xlsx", b"", force=False)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_outputs_place_is_refused_even_with_force(tmp_path):
    with pytest.raises(OutputError, match="是文件夹；请给出文件名"):
        write_whole(tmp_path, b"", force=True)


def test_a_file_in_the_folders_place_is_named(tmp_path):
    (tmp_path / "单位").write_bytes(b"")
    for target in ("单位/汇总.xlsx", "单位/学校/汇总.xlsx"):
        with pytest.raises(OutputError, match="单位 是文件，不能作文件夹"):
            write_whole(tmp_path / target, b"", force=False)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that takes no files from anybody")
def test_a_folder_that_takes_no_files_is_named():
    with pytest.raises(OutputError, match="文件夹 /proc/self 不能写入"):
        write_whole(Path("/proc/self/汇总.xlsx"), b"", force=False)


def test_a_name_that_the_file_system_refuses_is_said_to_be_the_reason(tmp_path):
    with pytest.raises(OutputError, match="太长"):
        write_whole(tmp_path / ("汇" * 300), b"", force=True)
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_breaks_off_leaves_the_old_file_and_nothing_else(tmp_path):
    resource = pytest.importorskip("resource", reason="file size limits are those of POSIX systems")
    target = tmp_path / "汇总.xlsx"
    target.write_bytes(b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(OutputError, match="磁盘空间不足"):
            write_whole(target, b"x" * 100_000, force=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_open_in_excel_is_asked_to_be_closed():
    # Only Windows refuses to replace an open file, so the reason is asked for directly.
    error = PermissionError(errno.EACCES, "Access is denied")
    assert "请先关闭再试" in _reason(error, Path("汇总.xlsx"))


def test_an_output_folder_is_made_with_those_above_it_and_may_exist(tmp_path):
    prepare_folder(tmp_path / "下发" / "2024")
    prepare_folder(tmp_path / "下发" / "2024")
    assert (tmp_path / "下发" / "2024").is_dir()


@pytest.mark.parametrize("below", [".", "2024", "2024/学校"])
def test_an_output_folder_in_a_files_place_is_refused_and_the_file_named(tmp_path, below):
    (tmp_path / "下发").write_bytes(b"")
    with pytest.raises(OutputError, match="下发 是文件，不能作文件夹"):
        prepare_folder(tmp_path / "下发" / below)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that takes no files from anybody")
def test_an_output_folder_that_cannot_be_made_is_named():
    with pytest.raises(OutputError, match="无法建立文件夹 /proc/self/下发"):
        prepare_folder(Path("/proc/self/下发"))


def test_a_file_is_never_its_own_output(tmp_path, monkeypatch):
    source = tmp_path / "报表.xlsx"
    source.write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    for target in (source, Path("报表.xlsx"), tmp_path / "x" / ".." / "报表.xlsx"):
        with pytest.raises(OutputError, match=r"不能覆盖原文件 .*报表\.xlsx"):
            refuse_same(source, target)


def test_another_name_is_no_objection(tmp_path):
    source = tmp_path / "报表.xlsx"
    source.write_bytes(b"")
    refuse_same(source, tmp_path / "报表-审核.xlsx")


def test_a_link_to_the_file_is_the_file(tmp_path):
    source = tmp_path / "报表.xlsx"
    source.write_bytes(b"")
    (tmp_path / "另名.xlsx").hardlink_to(source)
    with pytest.raises(OutputError):
        refuse_same(source, tmp_path / "另名.xlsx")


# A folder's files together


def files(**contents):
    return [(f"{name}.xlsx", data) for name, data in contents.items()]


def test_a_folders_files_are_written_together_with_nothing_beside_them(tmp_path):
    write_all(tmp_path / "发表", files(a=b"1", b=b"2"), force=False)
    assert {path.name: path.read_bytes() for path in (tmp_path / "发表").iterdir()} == {"a.xlsx": b"1", "b.xlsx": b"2"}


@pytest.mark.parametrize("force", [True, False])
def test_where_one_place_is_taken_by_a_folder_none_is_written(tmp_path, force):
    (tmp_path / "b.xlsx").mkdir()
    (tmp_path / "a.xlsx").write_bytes(b"old")
    with pytest.raises(OutputError):
        write_all(tmp_path, files(a=b"1", b=b"2"), force=force)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]
    assert (tmp_path / "a.xlsx").read_bytes() == b"old"


def test_where_making_one_fails_none_is_written(tmp_path):
    def failing():
        yield "a.xlsx", b"1"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_all(tmp_path, failing(), force=False)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_too_long_is_said_to_be_so(tmp_path):
    with pytest.raises(OutputError, match="太长"):
        write_all(tmp_path, [(f"{'长' * 100}.xlsx", b"1")], force=False)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_another_program_holds_is_found_before_any_is_replaced(tmp_path, monkeypatch):
    for name in ("a", "b"):
        (tmp_path / f"{name}.xlsx").write_bytes(b"old")
    opened = Path.open

    def held(self, mode="r", *args, **kwargs):
        if self.name == "b.xlsx" and mode == "r+b":
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(self, mode, *args, **kwargs)

    monkeypatch.setattr(Path, "open", held)
    with pytest.raises(OutputError, match="正被其他程序占用"):
        write_all(tmp_path, files(a=b"1", b=b"2"), force=True)
    monkeypatch.undo()
    assert (tmp_path / "a.xlsx").read_bytes() == b"old"
