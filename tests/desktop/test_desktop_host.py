"""What the desktop host asks of Excel, with a stand-in for Excel's COM objects that writes down what it is asked."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from addin.book.host import HostError
from addin.desktop import press as pressing
from addin.desktop.host import DesktopHost
from addin.desktop.protection import _ALLOWED

pytestmark = pytest.mark.usefixtures("settings")


class Excel:
    """The COM object of the application, as far as the host knows it."""

    def __init__(self):
        object.__setattr__(self, "set", [])
        object.__setattr__(self, "opened", [])
        object.__setattr__(self, "chosen", None)
        object.__setattr__(self, "dialogs", [])
        workbooks = SimpleNamespace(Add=self._add, Open=lambda path: self.opened.append(("Open", path)))
        object.__setattr__(self, "Workbooks", workbooks)

    def _add(self, path):
        self.opened.append(("Add", Path(path).name, Path(path).read_bytes()))

    def __setattr__(self, name, value):
        self.set.append((name, value))

    def choose(self, value):
        object.__setattr__(self, "chosen", value)

    def FileDialog(self, kind):  # noqa: N802
        filters = []
        dialog = SimpleNamespace(
            kind=kind,
            filters=filters,
            Filters=SimpleNamespace(Clear=filters.clear, Add=lambda *given: filters.append(given)),
            Show=lambda: -1 if self.chosen else 0,
            SelectedItems=SimpleNamespace(Item=lambda number: {1: self.chosen}[number]),
        )
        self.dialogs.append(dialog)
        return dialog

    def GetSaveAsFilename(self, name, pattern):  # noqa: N802
        self.dialogs.append((name, pattern))
        return self.chosen or False


class App:
    """What the host uses of `xw.App`."""

    def __init__(self, answer="yes"):
        self.api, self.alerts, self.answer = Excel(), [], answer

    def alert(self, *given):
        self.alerts.append(given)
        return self.answer


@pytest.fixture
def excel():
    return App()


@pytest.fixture
def host(excel):
    return DesktopHost(excel, "wuhan-target-2024")


def test_words_and_questions(excel, host):
    host.say("好了")
    host.say("不行", "error")
    assert host.confirm("清除？")
    assert excel.alerts == [
        ("好了", "绩表", "ok", "info"),
        ("不行", "绩表", "ok", "critical"),
        ("清除？", "绩表", "yes_no", "critical"),
    ]
    excel.answer = "no"
    assert not host.confirm("清除？")
    assert host.choice == "wuhan-target-2024"


def test_progress_is_shown_and_taken_off_whatever_happens(excel, host):
    def work():
        with host.progress("读取") as report:
            for done in (1, 2, 300):
                report(done, 300)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    said = [value for name, value in excel.api.set if name == "StatusBar"]
    assert said == ["绩表：读取……", "绩表：读取 1/300", "绩表：读取 300/300", False]
    assert [value for name, value in excel.api.set if name == "Cursor"] == [2, -4143]


class Sheet:
    """A sheet's COM object; with a password it stays protected."""

    def __init__(self, *, protected=True, password=False, allowed=()):
        self.Name, self.ProtectContents, self.password = "申报表", protected, password
        self.ProtectDrawingObjects, self.ProtectScenarios, self.EnableSelection = True, False, 0
        self.Protection = SimpleNamespace(**{name: name in allowed for name in _ALLOWED})
        self.calls = []

    def Unprotect(self, _password):  # noqa: N802
        self.calls.append("Unprotect")
        if self.password:
            raise OSError("com_error")
        self.ProtectContents = False

    def Protect(self, **options):  # noqa: N802
        self.calls.append(options)
        self.ProtectContents = True


def unprotected(host, sheet):
    return host.unprotected(SimpleNamespace(api=sheet))


def test_protection_is_put_back_as_it_was(host):
    sheet = Sheet(allowed=("AllowInsertingRows", "AllowFormattingCells"))

    def work():
        with unprotected(host, sheet):
            assert not sheet.ProtectContents
            raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    _, options = sheet.calls
    assert {name for name in _ALLOWED if options[name]} == {"AllowInsertingRows", "AllowFormattingCells"}
    assert (options["DrawingObjects"], options["Contents"], options["Scenarios"]) == (True, True, False)
    assert sheet.ProtectContents


def test_a_sheet_that_is_not_protected_stays_so(host):
    sheet = Sheet(protected=False)
    with unprotected(host, sheet):
        pass
    assert sheet.calls == []


def test_a_password_is_respected(host):
    sheet = Sheet(password=True)
    with pytest.raises(HostError, match=r"申报表.*密码"), unprotected(host, sheet):
        pytest.fail("must not be entered")
    assert sheet.calls == ["Unprotect"]


def test_the_snapshot_is_a_copy_and_leaves_no_file(host):
    places = []

    def save(path):
        places.append(Path(path))
        Path(path).write_bytes(b"as it is now")

    book = SimpleNamespace(name="第一小学.xlsm", api=SimpleNamespace(SaveCopyAs=save))
    assert host.snapshot(book) == b"as it is now"
    assert places[0].suffix == ".xlsm"
    assert not places[0].exists()
    with pytest.raises(HostError, match="先保存"):
        host.snapshot(SimpleNamespace(name="新工作簿", api=SimpleNamespace(SaveCopyAs=lambda _path: None)))


def test_a_file_is_delivered_where_the_officer_says(excel, host, tmp_path):
    host.deliver("报告.docx", b"none")
    assert excel.api.dialogs == [("报告.docx", ".docx 文件 (*.docx),*.docx")]
    path = tmp_path / "绩效报告.docx"
    excel.api.choose(str(path))
    host.deliver("报告.docx", b"first")
    assert path.read_bytes() == b"first"
    excel.answer = "no"
    host.deliver("报告.docx", b"second")
    assert path.read_bytes() == b"first"
    excel.answer = "yes"
    host.deliver("报告.docx", b"second")
    assert path.read_bytes() == b"second"


def test_workbooks_are_opened(excel, host, tmp_path):
    host.open_new("空白表.xlsx", b"blank")
    host.open_file(tmp_path / "汇总.xlsx")
    assert excel.api.opened == [("Add", "空白表.xlsx", b"blank"), ("Open", str(tmp_path / "汇总.xlsx"))]


def test_a_folder_and_a_file_are_asked_for(excel, host):
    assert host.ask_folder("选文件夹") is None
    excel.api.choose("/data/各单位报表")
    assert host.ask_folder("选文件夹") == Path("/data/各单位报表")
    assert host.ask_file("选名录", (".xlsx", ".toml")) == Path("/data/各单位报表")
    assert [dialog.kind for dialog in excel.api.dialogs] == [4, 4, 3]
    assert excel.api.dialogs[-1].filters == [("*.xlsx;*.toml", "*.xlsx;*.toml")]


def test_the_roster_is_remembered_while_it_is_there(host, tmp_path, settings):
    assert host.roster is None
    path = tmp_path / "名录.xlsx"
    path.touch()
    host.remember_roster(path)
    assert host.roster == path
    assert json.loads((settings / "settings.json").read_text("utf-8")) == {"roster": str(path)}
    path.unlink()
    assert host.roster is None
    (settings / "settings.json").write_text("broken", encoding="utf-8")
    assert host.roster is None


class OneCell:
    """A sheet in which at most one cell is filled."""

    def __init__(self, value):
        self.used_range, self._cell = SimpleNamespace(address="$A$1"), SimpleNamespace(value=value)

    def __getitem__(self, address):
        assert address == "A1"
        return self._cell


class Book:
    """What `press` uses of a workbook."""

    def __init__(self, app, *, path="", saved=True, value=None):
        self.app, self.api, self.closed = app, SimpleNamespace(Path=path, Saved=saved), False
        self.sheets = [OneCell(value)]
        app.books = [self]

    def close(self):
        self.closed = True


@pytest.fixture
def pressed(monkeypatch):
    """Records what is pressed; a button may open another workbook."""
    seen = []

    def press(identifier, book, host):
        seen.append((identifier, host.choice, book))
        if identifier == "new_form":
            book.app.books.append("another")

    monkeypatch.setattr(pressing.buttons, "press", press)
    return seen


@pytest.mark.parametrize(
    ("book", "button", "closed"),
    [
        ({}, "new_form", True),
        ({}, "about", False),
        ({"path": r"C:\表"}, "new_form", False),
        ({"saved": False}, "new_form", False),
        ({"value": 1}, "new_form", False),
    ],
)
def test_an_untouched_new_workbook_goes_when_another_is_opened(monkeypatch, excel, pressed, book, button, closed):
    calling = Book(excel, **book)
    monkeypatch.setattr(pressing.xw.Book, "caller", lambda: calling)
    pressing.press(button, "wuhan-target-2024")
    assert pressed == [(button, "wuhan-target-2024", calling)]
    assert calling.closed == closed


def test_a_name_with_an_equals_sign_leads_to_the_active_workbook(monkeypatch, excel, pressed):
    active = Book(excel)

    def caller():
        raise KeyError("经费")

    monkeypatch.setattr(pressing.xw.Book, "caller", caller)
    monkeypatch.setattr(pressing.xw, "books", SimpleNamespace(active=active))
    pressing.press("about")
    assert pressed == [("about", "", active)]
