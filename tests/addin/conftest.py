"""What the tests of the commands share: 24 filled workbooks, ways to change one, and the command line itself."""

from __future__ import annotations

import dataclasses
import json
import sys

import pytest

from addin.__main__ import main
from addin.demo.run import published_document
from addin.demo.split import made_up_roster, split
from addin.roster import Roster, write_roster
from workbook_templates.catalogue import find_form
from workbook_templates.ooxml import Package
from workbook_templates.submission import Unit
from workbook_templates.writing import fill

FORM = "wuhan-target-2024"


class Workbooks:
    """Workbooks of the form: filled from data, changed as an officer could, put into folders."""

    def __init__(self):
        self.folder = find_form(FORM)
        self.form = self.folder.load()
        self.template = self.folder.template()
        self.published = published_document(FORM)
        self.roster = made_up_roster(self.published.unit)
        self.units = split(self.form, self.published, self.roster)
        self._filled = {}

    def unit(self, number, code=None, name=None, values=None, rows=None, explanations=None):
        """The data of a unit (from 1), changed where asked; a value of None is left out."""
        document = self.units[number - 1]
        changed = {key: v for key, v in {**document.values, **(values or {})}.items() if v is not None}
        unit = Unit(document.unit.code if code is None else code, document.unit.name if name is None else name)
        return dataclasses.replace(
            document, unit=unit, values=changed, rows={**document.rows, **(rows or {})},
            explanations={**document.explanations, **(explanations or {})},
        )  # fmt: skip

    def filled(self, document):
        """The bytes of a filled workbook."""
        return fill(self.form, self.template, document)

    def put(self, folder, document, name=None):
        """A filled workbook in a folder; its path."""
        path = folder / (name or f"{document.unit.code} {document.unit.name}.xlsx")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.filled(document))
        return path

    def put_unit(self, folder, number, name=None):
        """The workbook of a unit (from 1) as it is in the demonstration."""
        if number not in self._filled:
            self._filled[number] = self.filled(self.units[number - 1])
        unit = self.units[number - 1].unit
        path = folder / (name or f"{unit.code} {unit.name}.xlsx")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self._filled[number])
        return path

    def put_bureau(self, folder, values=None):
        """The workbook that the bureau itself handed in; a value of None is left out."""
        published = self.published
        changed = {key: value for key, value in {**published.values, **(values or {})}.items() if value is not None}
        document = dataclasses.replace(published, values=changed)
        return self.put(folder, document, f"{published.unit.code} 本级.xlsx")

    def type_into(self, path, **values):
        """Types into cells by their names ("income__fiscal__amount"), leaving all else as it is."""
        package = Package.open(path)
        for name, value in values.items():
            area = package.area(name.replace("__", "."))
            package.patch(area.sheet).set_value(area.first_row, area.first_column, value)
        path.write_bytes(package.to_bytes())
        return path

    def roster_of(self, *numbers):
        """The bureau with some of its units."""
        units = self.roster.leaves()
        return Roster([self.roster.root, *(units[number - 1] for number in numbers)])

    def put_roster(self, folder, *numbers):
        """A roster's file with the bureau and some of its units."""
        path = folder / "名录.xlsx"
        write_roster(self.roster_of(*numbers), path)
        return path


@pytest.fixture(scope="session")
def workbooks():
    return Workbooks()


@pytest.fixture(scope="session")
def form(workbooks):
    return workbooks.form


@pytest.fixture(scope="session")
def all_units(workbooks, tmp_path_factory):
    """A folder with the workbooks of the 24 units, not to be changed."""
    folder = tmp_path_factory.mktemp("all") / "各单位报表"
    for number in range(1, 25):
        workbooks.put_unit(folder, number)
    return folder


@dataclasses.dataclass(frozen=True)
class Run:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def json(self):
        """The one JSON document on standard output."""
        return json.loads(self.out)


@pytest.fixture
def jibiao(monkeypatch, capsys):
    """Run the command line in this process, as `python -m addin` would."""

    def run(*arguments):
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["jibiao", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Run(ended.value.code or 0, said.out, said.err)

    return run


@pytest.fixture
def consolidate(jibiao, tmp_path):
    """Consolidate a folder by the command line, into 汇总.xlsx; what it says as JSON, its status added."""

    def run(folder, roster, *options, output=None):
        done = jibiao("consolidate", folder, "--roster", roster, "-o", output or tmp_path / "汇总.xlsx",
                      "--json", *options)  # fmt: skip
        assert done.status in (0, 1), done.err
        return {**done.json, "status": done.status}

    return run


@pytest.fixture
def toml_roster(tmp_path):
    """Write a roster as TOML: (code, name, parent) each."""

    def write(*units, name="名录.toml"):
        lines = []
        for code, title, parent in units:
            lines += ["[[unit]]", f'code = "{code}"', f'name = "{title}"', *([f'parent = "{parent}"'] * bool(parent))]
        path = tmp_path / name
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write
