"""The cases that a finance officer can read, in cases.toml and its neighbours."""

from __future__ import annotations

import inspect
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

import udfs

FILES = sorted(Path(__file__).parent.glob("cases*.toml"))
CASES = [case for file in FILES for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]]


def printed(result):
    """A result as the cases write it: numbers as text, for their digits count."""
    if isinstance(result, (list, tuple)):
        return [printed(item) for item in result]
    return str(result) if isinstance(result, Decimal) else result


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['function']}: {case['name']}")
def test_case(case):
    function = getattr(udfs, case["function"])
    if "error" in case:
        with pytest.raises(udfs.CalculationError) as caught:
            function(*case["args"])
        assert case["error"] in str(caught.value)
    else:
        assert printed(function(*case["args"])) == case["expected"]


def test_every_calculation_has_cases_with_a_result_and_an_error():
    calculations = {name for name in udfs.__all__ if inspect.isfunction(getattr(udfs, name))}
    with_result = {case["function"] for case in CASES if "expected" in case}
    assert calculations - with_result == {"read_shown"}  # gives an object: see test_udfs_numbers.py
    with_error = {case["function"] for case in CASES if "error" in case}
    assert calculations - with_error == {"read_shown", "quota_bounds", "totals_hundred"}  # errors of others


def test_every_case_names_its_source_and_says_one_thing():
    for case in CASES:
        assert case["basis"].strip(), case["name"]
        assert ("error" in case) != ("expected" in case), case["name"]
    names = [(case["function"], case["name"]) for case in CASES]
    assert len(names) == len(set(names))
