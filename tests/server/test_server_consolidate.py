"""Many workbooks at once: the same result as on the command line, and nothing of it stays."""

import base64
import io
import json
import shutil
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from typer.testing import CliRunner

from addin.cli import app
from tests.server.conftest import FORM, UNITS, payload_of, press, told, upload
from workbook_templates.catalogue import find_form
from workbook_templates.ooxml import Package
from workbook_templates.reading import read_workbook

BROKEN = ("workbooks", ("坏.xlsx", b"PK\x03\x04 broken"))
OTHER = ("workbooks", ("别的表.xlsx", find_form("hunan-selfeval-2022").template()))


@pytest.fixture(scope="module")
def lines(server, units, book):
    """What is told of a consolidation with two bad files, return copies and an open workbook."""
    files = upload(units, BROKEN, OTHER, ("book", ("book.json", book)))
    with server.signed_in as client:
        answer = client.post("/jibiao/consolidate", files=files, data={"returns": "true"})
    assert answer.status_code == 200
    return told(answer)


def test_each_file_has_its_fate(lines):
    assert lines[0] == {"total": UNITS + 2}
    fates = {line["number"]: line for line in lines if "number" in line}
    assert sorted(fates) == list(range(UNITS + 2))
    rejected = {fate["file"]: fate["reason"] for fate in fates.values() if fate["outcome"] == "rejected"}
    assert set(rejected) == {"坏.xlsx", "别的表.xlsx"}
    assert "损坏" in rejected["坏.xlsx"]
    assert all(fate["counts"] for fate in fates.values() if fate["outcome"] == "read")


def test_the_result_is_that_of_the_command(lines, units, tmp_path):
    folder = shutil.copytree(units / "报表", tmp_path / "报表")
    for _, (name, data) in (BROKEN, OTHER):
        (folder / name).write_bytes(data)
    command = ["consolidate", str(folder), "-r", str(units / "名录.xlsx"), "-o", str(tmp_path / "汇总.xlsx")]
    said = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)
    done = lines[-1]["done"]
    for part in ("form", "values", "rows", "nodes", "counts"):
        assert done[part] == said[part], part
    assert done["units"]["received"] == said["units"]["received"] == UNITS
    summary = next(file for file in lines[-1]["files"] if file["name"] == "汇总表.xlsx")
    again = read_workbook(base64.b64decode(summary["data"]))
    assert again.summary
    assert again.scalars == read_workbook((tmp_path / "汇总.xlsx").read_bytes()).scalars


def test_no_path_of_the_server_is_told(lines, server):
    assert "/" not in "".join(line.get("file", "") for line in lines)
    text = json.dumps(lines[-1]["done"], ensure_ascii=False)
    assert str(server.data) not in text
    assert "work" not in text
    summary = next(file for file in lines[-1]["files"] if file["name"] == "汇总表.xlsx")
    package = Package.open(base64.b64decode(summary["data"]))
    shown = [cell.text for sheet in package.sheet_names for cell in package.cells(sheet).values()]
    assert not any(str(server.data) in text for text in shown)
    assert "演示第一小学.xlsx" in shown


def test_return_copies_come_in_a_zip(lines):
    (returned,) = [file for file in lines[-1]["files"] if file["name"] == "退回件.zip"]
    names = zipfile.ZipFile(io.BytesIO(base64.b64decode(returned["data"]))).namelist()
    assert "演示第一小学.xlsx" in names
    assert any("退回清单" in name for name in names)


def test_the_units_are_written_into_the_open_workbook(lines):
    actions = lines[-1]["actions"]
    assert actions[0]["func"] == "addSheet"
    assert "各单位汇总" in actions[0]["args"]
    (block,) = [action["values"] for action in actions if action["func"] in {"setValues", "setFormula"}]
    assert [row[1] for row in block[4:]] == [row[1] for row in sorted(block[4:])]
    assert len(block) == 4 + UNITS
    head = block[2]
    column = next(number for number, label in enumerate(head) if "财政拨款／当年金额" in label)
    total = sum(row[column] for row in block[4:])
    assert round(total, 2) == float(lines[-1]["done"]["values"]["income.fiscal.amount"])
    assert block[3][column].startswith("=ROUND(SUM(")


def test_nothing_is_left(lines, server):
    assert lines[-1]["done"]
    assert list((server.data / "work").iterdir()) == []


def test_the_audit_log_has_names_and_hashes_and_no_figures(lines, server, units):
    (path,) = server.data.glob("audit-*.jsonl")
    events = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    event = next(event for event in events if len(event["files"]) == UNITS + 2)
    assert event["user"] == "张三"
    assert event["user_id"] == server.token.id
    assert event["form"] == FORM
    assert event["roster"]["sha256"] == sha256((units / "名录.xlsx").read_bytes()).hexdigest()
    first = units / "报表" / "演示第一小学.xlsx"
    assert {"file": first.name, "sha256": sha256(first.read_bytes()).hexdigest(), "outcome": "read"} in event["files"]
    assert set(event) == {"at", "event", "user", "user_id", "address", "form", "outcome", "roster", "files"}


def test_hostile_names_stay_in_their_folder(server, units):
    data = (units / "报表" / "演示第一小学.xlsx").read_bytes()
    names = [
        "../../../tmp/jibiao-outside.xlsx",
        "..\\..\\evil.xlsx",
        "/etc/passwd",
        "..",
        "a.xlsx",
        "A.XLSX",
        "con.xlsx",
    ]
    files = [("workbooks", (name, data)) for name in names]
    roster = ("roster", ("../../名录.xlsx", (units / "名录.xlsx").read_bytes()))
    with server.signed_in as client:
        lines = told(client.post("/jibiao/consolidate", files=[*files, roster]))
    assert "done" in lines[-1]
    kept = {line["file"] for line in lines if "number" in line}
    assert len(kept) == len(names)
    assert not any(set(name) & set("/\\") for name in kept)
    assert list((server.data / "work").iterdir()) == []


def test_a_zip_bomb_is_one_rejected_file(server, units):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"0" * (300 * 1024 * 1024))
    with server.signed_in as client:
        lines = told(
            client.post("/jibiao/consolidate", files=upload(units, ("workbooks", ("炸.xlsx", stream.getvalue()))))
        )
    fate = [line for line in lines if line.get("file") == "炸.xlsx"][-1]
    assert fate["outcome"] == "rejected"
    assert "done" in lines[-1]


@pytest.mark.parametrize("bad", [b"not a roster", b""])
def test_a_roster_that_is_none_is_said(server, units, bad):
    files = [*upload(units)[:-1], ("roster", ("名录.xlsx", bad))]
    with server.signed_in as client:
        lines = told(client.post("/jibiao/consolidate", files=files))
    assert "名录" in lines[-1]["error"]
    assert list((server.data / "work").iterdir()) == []


def test_a_process_that_takes_too_long_is_an_incident(strict_server, units):
    """The officer has a number, the log has it too, nothing is left."""
    with strict_server.signed_in as client:
        line = told(client.post("/jibiao/consolidate", files=upload(units)[-3:]))[-1]
    assert line["incident"] in line["error"]
    assert line["incident"] in strict_server.said
    assert list((strict_server.data / "work").iterdir()) == []


def test_a_button_is_not_kept_waiting(server, units, book):
    """While a consolidation runs."""
    files = upload(units)

    def consolidated():
        with server.signed_in as client:
            return told(client.post("/jibiao/consolidate", files=files))[-1]

    with ThreadPoolExecutor(1) as pool, server.signed_in as client:
        running = pool.submit(consolidated)
        pressed = 0
        while not running.done():
            assert press(client, "about", book).status_code == 200
            pressed += 1
            time.sleep(0.02)
        assert "done" in running.result()
    assert pressed > 3


def test_an_own_sheet_is_left_alone(filled):
    """An officer's sheet of that name stays; ours from before is written over."""
    import xlwings as xw

    from addin.server.units_table import SHEET, write_units_table

    table = {"title": "表——各单位汇总", "note": "", "headings": ["a", "b"], "rows": [["合计", 1]]}
    for title, wanted in (("我的", f"{SHEET}（2）"), ("表——各单位汇总", None)):
        payload = json.loads(payload_of(filled))
        sheet = {"name": SHEET, "values": [[title]], "used_range_address": "A1", "tables": [], "pictures": []}
        payload["sheets"].append(sheet)
        book = xw.Book(json=payload)
        write_units_table(book, table)
        added = [action["args"][1] for action in book.json()["actions"] if action["func"] == "addSheet"]
        assert added == ([wanted] if wanted else [])
        book.close()
