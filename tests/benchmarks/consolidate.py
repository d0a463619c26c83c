"""How long a consolidation takes, beside the loops that one would write for it.

Four ways over the same folder of filled workbooks, in one process in which all that they import is imported already,
in turn, several rounds:

    (a) consolidate_folder: read, validate, roll up, write the summary workbook
    (b) pandas.read_excel for each sheet of each file, the amounts picked by address and added
    (c) pandas.read_excel once for each file, all sheets, the same picking
    (d) python-calamine reading all sheets of all files, nothing more

and (a) once more as a command in a fresh process, imports and all. The sums of (b) and (c) must be those of (a).
"""

import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

import pandas as pd
from python_calamine import CalamineWorkbook
from timing import options, table

import addin.consolidation
import addin.summary  # noqa: F401
import validation.schema  # noqa: F401 — what consolidate_folder would import when it first runs
from addin.batch import consolidate_folder
from addin.demo.run import published_document
from addin.demo.split import made_up_roster, split
from addin.roster import write_roster
from udfs import round_half_up, total
from workbook_templates.catalogue import find_form
from workbook_templates.ooxml import Package
from workbook_templates.writing import fill

FORM = "wuhan-target-2024"


class Folder:
    """Filled workbooks of made-up units, their roster, and where each amount stands."""

    def __init__(self, path, count):
        source = find_form(FORM)
        form, template, published = source.load(), source.template(), published_document(FORM)
        roster = made_up_roster(published.unit, count)
        self.path, self.roster, self.summary = path / "in", path / "roster.xlsx", path / "summary.xlsx"
        self.path.mkdir()
        write_roster(roster, self.roster)
        for document in split(form, published, roster):
            (self.path / f"{document.unit.code}.xlsx").write_bytes(fill(form, template, document))
        self.files = sorted(self.path.glob("*.xlsx"))
        package = Package.open(template)
        self.sheets = package.sheet_names
        self.amounts = {
            name: package.area(name)
            for name, scalar in form.scalars.items()
            if scalar.rollup == "sum" and not scalar.computed
        }
        self.decimals = form.form.decimals


def by_the_project(folder):
    """(a)."""
    result = consolidate_folder(folder.path, folder.roster, folder.summary, force=True)
    rolled_up = result.values  # noqa: PD011 — no frame
    return {name: rolled_up[name] for name in folder.amounts}


def by_sheet(folder):
    """(b)."""
    sums = dict.fromkeys(folder.amounts, Decimal(0))
    for file in folder.files:
        for sheet in folder.sheets:
            frame = pd.read_excel(file, sheet_name=sheet, header=None, engine="openpyxl")
            add(folder, sums, sheet, frame)
    return sums


def by_file(folder):
    """(c)."""
    sums = dict.fromkeys(folder.amounts, Decimal(0))
    for file in folder.files:
        for sheet, frame in pd.read_excel(file, sheet_name=None, header=None, engine="openpyxl").items():
            add(folder, sums, sheet, frame)
    return sums


def add(folder, sums, sheet, frame):
    for name, area in folder.amounts.items():
        if area.sheet == sheet:
            value = frame.iloc[area.first_row - 1, area.first_column - 1]
            sums[name] = total([sums[name], round_half_up(Decimal(str(value)), folder.decimals)])


def only_reading(folder):
    """(d)."""
    for file in folder.files:
        book = CalamineWorkbook.from_path(file)
        for sheet in book.sheet_names:
            book.get_sheet_by_name(sheet).to_python()


WAYS = {
    "(a) consolidate_folder, with the summary": by_the_project,
    "(b) pandas.read_excel, each sheet": by_sheet,
    "(c) pandas.read_excel, each file": by_file,
    "(d) python-calamine, reading only": only_reading,
}


def as_a_command(folder):
    """Seconds of `jibiao consolidate` in a fresh process."""
    command = [
        sys.executable,
        "-m",
        "addin",
        "consolidate",
        folder.path,
        "-r",
        folder.roster,
        "-o",
        folder.summary,
        "--force",
    ]
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    seconds = time.perf_counter() - start
    if done.returncode == 2:
        sys.exit(done.stderr)
    return seconds


def timed(way, folder):
    start = time.perf_counter()
    result = way(folder)
    return time.perf_counter() - start, result


def measure(folder, rounds):
    """Seconds of each way, round by round; stops where two ways give different sums."""
    seconds = {name: [] for name in WAYS} | {"jibiao consolidate, cold": []}
    for number in range(1, rounds + 1):
        sums = {}
        for name, way in WAYS.items():
            sys.stderr.write(f"round {number} of {rounds}: {name}\n")
            taken, sums[name] = timed(way, folder)
            seconds[name].append(taken)
        ours, *loops = [found for found in sums.values() if found is not None]
        if any(loop != ours for loop in loops):
            sys.exit(f"the sums differ: {ours} and {loops}")
        seconds["jibiao consolidate, cold"].append(as_a_command(folder))
    return seconds


def main():
    chosen = options(__doc__)
    with tempfile.TemporaryDirectory() as path:
        sys.stderr.write(f"filling {chosen.units} workbooks\n")
        folder = Folder(Path(path), chosen.units)
        seconds = measure(folder, chosen.repeat)
    print("\n".join(table(seconds, chosen.units, "workbooks", "ms a file", "the sums agree")))


if __name__ == "__main__":
    main()
