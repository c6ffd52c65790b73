"""Twelve questionnaires, three responses each, with expectations written by hand."""

import datetime
import json
from pathlib import Path

import pytest

from intake.questionnaires import structure
from intake.questionnaires.loading import load
from intake.questionnaires.pages import pages
from intake.questionnaires.report import report
from intake.questionnaires.responses import from_fhir, to_fhir

AT = datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)

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


@pytest.mark.parametrize(("name", "number"), CASES)
def test_every_page_has_an_address_of_its_own(name, number):
    form = load(read(name, "questionnaire"))
    answers = from_fhir(form, read(name, number)).answers

    paths = [page.path for page in pages(form, answers)]

    assert len(paths) == len(set(paths)) > 0


@pytest.mark.parametrize(("name", "number"), [case for case in CASES if "1" in case])
def test_a_valid_response_is_exported_as_it_came(name, number):
    form = load(read(name, "questionnaire"))
    came = from_fhir(form, read(name, number)).answers

    written = to_fhir(form, came, status="completed", authored=AT, language="en")

    assert from_fhir(form, written).answers == came
    assert structure.problems(written, "QuestionnaireResponse") == []
