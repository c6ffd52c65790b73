"""What one page of a questionnaire costs the server: `make bench`.

The requests go through Django's test client and all middleware to a real PostgreSQL.
CPU time is this process's, the median of many requests; the database works beside it.
"""

import json
import time
from pathlib import Path
from statistics import median

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.forms import long_form
from clinic.access.models import LinkPurpose
from intake import services
from intake.instruments import resource as shipped
from intake.questionnaires.loading import load
from intake.questionnaires.pages import PageKind
from intake.questionnaires.responses import from_fhir
from tests.clinic.access.people import come_in
from tests.intake.eligibility.patients import MANY_ANSWERS
from tests.intake.typed import posted
from tests.stories import address_of, asked, draft_of

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = 25
TARGET_MS = 100
EXAMPLES = Path("tests/intake/questionnaires/examples")


def calculating_form():
    """Return the example with the most expressions, and its answers."""
    folder = EXAMPLES / "body-measures"
    resource = json.loads((folder / "questionnaire.json").read_text("utf-8"))
    response = json.loads((folder / "1.json").read_text("utf-8"))
    return resource, from_fhir(load(resource), response).answers


def eligibility_form():
    """Return the form that everybody is asked, with much to tell."""
    return shipped("eligibility"), MANY_ANSWERS


FORMS = {
    "200 items, 30 enableWhen": long_form,
    "33 items, 8 FHIRPath expressions": calculating_form,
    "the eligibility form": eligibility_form,
}


@pytest.mark.parametrize("name", FORMS)
def test_one_page_is_answered(name, capsys):
    resource, answers = FORMS[name]()
    consultation_request = asked(resource)
    draft = draft_of(consultation_request)
    draft.answers = answers
    draft.save()
    browser = Client()
    patient = consultation_request.patient
    purpose = LinkPurpose.QUESTIONNAIRE
    come_in(browser, patient, purpose=purpose, about=consultation_request)
    found = services.open_answers(consultation_request).pages
    pages = [each for each in found if each.kind == PageKind.QUESTION]
    middle = pages[len(pages) // 2]
    address = address_of(draft, middle.path)
    data = posted(middle, middle.answers)

    rows = [
        measured("see the page", lambda: browser.get(address), 200),
        measured("answer it", lambda: browser.post(address, data), 302),
        measured("see the parts", lambda: browser.get("/questionnaire/"), 200),
        measured("check answers", lambda: browser.get("/questionnaire/check/"), 200),
    ]

    with capsys.disabled():
        print(f"\n\n{name} (target: {TARGET_MS} ms to answer a page)")
        print(f"{'':16}{'CPU ms':>8}{'all ms':>8}{'queries':>9}")
        for words, cpu, clock, queries in rows:
            print(f"{words:16}{cpu:8.0f}{clock:8.0f}{queries:9}")


def measured(words, ask, status):
    """Return the median CPU and clock milliseconds, and the queries of one request."""
    assert ask().status_code == status
    with CaptureQueriesContext(connection) as captured:
        ask()
        queries = len(captured)
    times = [timed(ask) for _ in range(TIMES)]
    cpu, clock = (median(each) * 1000 for each in zip(*times, strict=True))
    return words, cpu, clock, queries


def timed(ask):
    began, clock = time.process_time(), time.perf_counter()
    ask()
    return time.process_time() - began, time.perf_counter() - clock
