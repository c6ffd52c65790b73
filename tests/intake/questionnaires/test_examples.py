"""Twelve questionnaires, three responses each, with expectations written by hand."""

import json
from pathlib import Path

import pytest

from intake.questionnaires.loading import load
from intake.questionnaires.report import report

EXAMPLES = Path(__file__).parent / "examples"
CASES = [
    (path.parent.name, number)
    for path in sorted(EXAMPLES.glob("*/expected.json"))
    for number in ("1", "2", "3")
]


def read(name, file):
    return json.loads((EXAMPLES / name / f"{file}.json").read_text("utf-8"))


@pytest.mark.parametrize(("name", "number"), CASES)
def test_report_is_as_written_down_beforehand(name, number):
    found = report(load(read(name, "questionnaire")), read(name, number))

    errors = sorted(error["linkId"] for error in found["errors"])
    assert {**found, "errors": errors} == read(name, "expected")[number]
