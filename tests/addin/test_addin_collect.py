"""Finding and reading the workbooks of a folder: in order, completely, and the same by any number of processes."""

from __future__ import annotations

import pytest

from addin.collect import BATCH, PARALLEL_FROM, NothingFoundError, _read_batch, find_workbooks, read_all
from workbook_templates.submission import Rejection, Submission


@pytest.fixture
def touch(tmp_path):
    def make(*names):
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x")
        return tmp_path

    return make


def names(paths, folder):
    return [path.relative_to(folder).as_posix() for path in paths]


def test_workbooks_are_found_in_all_folders_below_in_the_order_of_their_names(touch):
    folder = touch("b.xlsx", "a/2.xlsx", "a/1.xlsm", "a/深/处/3.xlsx", "c.XLSX")
    assert names(find_workbooks([folder]).files, folder) == [
        "a/1.xlsm", "a/2.xlsx", "a/深/处/3.xlsx", "b.xlsx", "c.XLSX",
    ]  # fmt: skip


def test_what_was_meant_as_a_submission_is_taken_even_if_it_cannot_be_read(touch):
    folder = touch("旧.xls", "金山.et", "表.csv", "二进制.xlsb", "开放.ods")
    assert len(find_workbooks([folder]).files) == 5


def test_lock_files_hidden_files_and_other_files_are_passed_over_and_listed(touch):
    folder = touch("好.xlsx", "~$好.xlsx", ".隐.xlsx", ".hidden/里.xlsx", "说明.docx", "名录.toml")
    found = find_workbooks([folder])
    assert names(found.files, folder) == ["好.xlsx"]
    reasons = {path.relative_to(folder).as_posix(): reason for path, reason in found.passed_over}
    assert reasons == {
        "~$好.xlsx": "Excel 打开文件时的锁定文件",
        ".隐.xlsx": "隐藏文件",
        ".hidden/里.xlsx": "隐藏文件",
        "说明.docx": "不是工作簿",
        "名录.toml": "不是工作簿",
    }


def test_a_folder_below_a_hidden_one_is_searched_when_it_is_named(touch):
    folder = touch(".cache/units/好.xlsx") / ".cache" / "units"
    assert names(find_workbooks([folder]).files, folder) == ["好.xlsx"]


def test_a_file_that_is_named_is_taken_whatever_it_is_called(touch):
    folder = touch("无后缀", "~$锁.xlsx")
    assert find_workbooks([folder / "无后缀"]).files == [folder / "无后缀"]


def test_files_and_folders_are_taken_in_the_order_given(touch):
    folder = touch("z.xlsx", "a/1.xlsx")
    assert names(find_workbooks([folder / "z.xlsx", folder / "a"]).files, folder) == ["z.xlsx", "a/1.xlsx"]


def test_a_file_named_twice_is_taken_once(touch):
    folder = touch("a/1.xlsx", "a/2.xlsx")
    found = find_workbooks([folder / "a" / "2.xlsx", folder / "a", folder / "a" / ".." / "a" / "1.xlsx"])
    assert names(found.files, folder) == ["a/2.xlsx", "a/1.xlsx"]


def test_a_path_that_is_not_there_is_named(tmp_path):
    with pytest.raises(NothingFoundError, match=r"没有 .*无：请检查路径"):
        find_workbooks([tmp_path / "无"])


def test_a_folder_without_workbooks_is_named(touch):
    with pytest.raises(NothingFoundError, match=r"没有工作簿（\.xlsx）：请检查是否选错文件夹"):
        find_workbooks([touch("说明.docx")])


# Reading


@pytest.fixture(scope="module")
def many(workbooks, tmp_path_factory):
    """More files than are read in one process, some of which can't be used."""
    folder = tmp_path_factory.mktemp("many")
    files = [workbooks.put_unit(folder, n % 24 + 1, f"{n:03}.xlsx") for n in range(PARALLEL_FROM + BATCH // 2)]
    for number, size in ((0, 0), (17, 1000), (44, 9000)):
        files[number].write_bytes(files[number].read_bytes()[:size])
    files.insert(20, folder / "没有.xlsx")
    return files


def test_worker_processes_give_the_same_outcomes_in_the_same_order(many):
    assert len(many) >= PARALLEL_FROM
    outcomes = read_all(many)
    assert [outcome.file for outcome in outcomes] == [str(path) for path in many]
    assert outcomes == _read_batch(many)
    assert [type(outcome) for outcome in outcomes].count(Rejection) == 4
    assert [outcomes[n].code for n in (0, 17, 20, 45)] == ["empty_file", "truncated", "unreadable_file", "truncated"]


def test_progress_counts_up_to_the_number_of_files(many):
    told = []
    read_all(many, lambda done, count: told.append((done, count)))
    assert told[-1] == (len(many), len(many))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert {count for _, count in told} == {len(many)}


@pytest.mark.parametrize("count", [1, PARALLEL_FROM])
def test_what_is_to_be_done_meanwhile_is_done_once(many, count):
    calls = []
    outcomes = read_all(many[1 : 1 + count], meanwhile=lambda: calls.append("once"))
    assert calls == ["once"]
    assert len(outcomes) == count
    assert isinstance(outcomes[0], Submission)
