"""How long it takes to hand out workbooks, beside the loop that one would write for it.

The same cells are set in three ways, in one process in which all that they import is imported already, in turn,
several rounds:

    (a) the project's press: the template parsed once, the parts that changed rewritten, files put in place together
    (b) openpyxl: load the template, set the cells, save, for each unit
    (c) openpyxl: load the template once, then set the cells and save for each unit

and the command in a fresh process: without last year, and with a workbook of last year for each unit to be read.
The figures of (a), (b) and (c) must be the same.
"""

import os
import subprocess
import sys
import tempfile
import time
from copy import copy
from pathlib import Path

import openpyxl
import tomli
import tomli_w
from openpyxl.styles import PatternFill
from timing import options, table

from addin.demo.run import published_document
from addin.demo.split import made_up_roster, split
from addin.distribute.press import Press
from addin.output import write_all
from addin.roster import write_roster
from workbook_templates import names
from workbook_templates.building import build_template
from workbook_templates.catalogue import FormFolder, find_form
from workbook_templates.ooxml import Package, cell_name
from workbook_templates.reading import read_file
from workbook_templates.submission import Unit
from workbook_templates.writing import cell_value, fill

FORM = "wuhan-target-2024"
ROOT = Path(__file__).parents[2]


class Office:
    """Made-up units, their roster, and what each filled in last year."""

    def __init__(self, path, count):
        self.path = path
        source = find_form(FORM)
        self.form, self.template, published = source.load(), source.template(), published_document(FORM)
        roster = made_up_roster(published.unit, count)
        self.roster, self.last_year, self.forms = path / "roster.xlsx", path / "last", path / "forms"
        write_roster(roster, self.roster)
        (path / "template.xlsx").write_bytes(self.template)
        last = self.form_of_last_year(source)
        self.last_year.mkdir()
        self.units = []
        for document in split(self.form, published, roster):
            values = {name: value for name, value in document.values.items() if name not in self.form.computed_ids}
            self.units.append((document.unit, self.carried(values)))
            data = fill(last.load(), last.template(), type(document)(last.id, document.unit, values, document.rows))
            (self.last_year / f"{document.unit.code}.xlsx").write_bytes(data)
        package = Package.open(self.template)
        wanted = [names.UNIT_CODE, names.UNIT_NAME, *self.form.carried_sources]
        self.places = {name: package.area(name) for name in wanted}

    def form_of_last_year(self, source):
        folder = self.forms / "wuhan-target-2023"
        folder.mkdir(parents=True)
        data = tomli.loads((source.path / "form.toml").read_text(encoding="utf-8"))
        data["form"] |= {"id": folder.name, "year": 2023}
        (folder / "form.toml").write_text(tomli_w.dumps(data), encoding="utf-8")
        (folder / "layout.toml").write_bytes((source.path / "layout.toml").read_bytes())
        last = FormFolder(folder)
        last.template_path.write_bytes(build_template(last.load(), last.layout()))
        return last

    def carried(self, values):
        sources = self.form.carried_sources
        return {name: values[source] for name, source in sources.items() if source in values}


def by_the_press(office, folder):
    """(a)."""
    press = Press(office.form, office.template, carried=True)
    files = ((f"{unit.code}.xlsx", press.workbook(Unit(unit.code, unit.name), found)) for unit, found in office.units)
    write_all(folder, files, force=False)


def by_loading_each(office, folder):
    """(b)."""
    folder.mkdir()
    for unit, found in office.units:
        book = openpyxl.load_workbook(office.path / "template.xlsx")
        set_cells(office, book, unit, found)
        book.save(folder / f"{unit.code}.xlsx")


def by_loading_once(office, folder):
    """(c)."""
    folder.mkdir()
    book = openpyxl.load_workbook(office.path / "template.xlsx")
    for unit, found in office.units:
        set_cells(office, book, unit, found)
        book.save(folder / f"{unit.code}.xlsx")


def set_cells(office, book, unit, found):
    for name, area in office.places.items():
        cell = book[area.sheet][cell_name(area.first_row, area.first_column)]
        if name in office.form.scalars:
            value = found.get(name)
            cell.value = None if value is None else cell_value(value, office.form.scalars[name])
            if value is None:
                cell.fill = PatternFill("solid", fgColor="FFFFFF")
        else:
            cell.value = unit.code if name == names.UNIT_CODE else unit.name
            protection = copy(cell.protection)
            protection.locked = True
            cell.protection = protection


WAYS = {
    "(a) the press": by_the_press,
    "(b) openpyxl, loading for each unit": by_loading_each,
    "(c) openpyxl, loading once": by_loading_once,
}


def as_a_command(office, number, *options):
    """Seconds of `jibiao distribute` in a fresh process."""
    command = [sys.executable, "-m", "addin", "distribute", FORM, "-r", office.roster, "-o", office.path / f"c{number}"]
    environment = {**os.environ, "JIBIAO_FORMS": str(office.forms)}
    start = time.perf_counter()
    subprocess.run([*command, *options], capture_output=True, check=True, cwd=ROOT, env=environment)
    return time.perf_counter() - start


def figures(folder, office):
    """The carried figures of every tenth workbook."""
    files = sorted(folder.glob("*.xlsx"))[::10]
    return [{n: v for n, v in read_file(file).scalars.items() if n in office.form.carried_sources} for file in files]


def measure(office, rounds):
    seconds = {name: [] for name in [*WAYS, "distribute, cold", "distribute --last-year, cold"]}
    for number in range(rounds):
        seen = []
        for way, (name, run) in enumerate(WAYS.items()):
            sys.stderr.write(f"round {number + 1} of {rounds}: {name}\n")
            folder = office.path / f"{number}-{way}"
            start = time.perf_counter()
            run(office, folder)
            seconds[name].append(time.perf_counter() - start)
            seen.append(figures(folder, office))
        if any(other != seen[0] for other in seen) or not all(seen[0]):
            sys.exit("the figures differ")
        sys.stderr.write(f"round {number + 1} of {rounds}: the commands\n")
        seconds["distribute, cold"].append(as_a_command(office, f"{number}-blank"))
        read = as_a_command(office, f"{number}-last", "--last-year", office.last_year)
        seconds["distribute --last-year, cold"].append(read)
    return seconds


def main():
    chosen = options(__doc__)
    with tempfile.TemporaryDirectory() as path:
        sys.stderr.write(f"filling {chosen.units} workbooks of last year\n")
        office = Office(Path(path), chosen.units)
        seconds = measure(office, chosen.repeat)
    print("\n".join(table(seconds, chosen.units, "units", "ms a unit", "the figures agree")))


if __name__ == "__main__":
    main()
