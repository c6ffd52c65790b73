"""What stands at the top of an intake, and a queue that is longer than a page."""

from datetime import timedelta

import pytest

from clinic.access.roles import Role
from intake.models import About, RequestStatus
from intake.views import reviews
from tests.factories import (
    RECEIVED_AT,
    ConsultationRequestFactory,
    PatientFactory,
    staff,
)
from tests.intake.events import fields_seen
from tests.stories import answered

pytestmark = pytest.mark.django_db

LIST = "/clinician/review/"


def page_of(consultation_request):
    return f"/clinician/intake/{consultation_request.pk}/"


@pytest.mark.parametrize(
    ("about", "words"),
    [
        (About.PTSD, " · About: PTSD</p>"),
        (About.BY_PHONE, " · About: I’d rather say on the phone</p>"),
    ],
)
def test_review_page_says_what_the_request_is_about(
    here, clinician, browser_of, about, words
):
    consultation_request = answered(location=here, about=about.value)

    assert words in browser_of(clinician).get(page_of(consultation_request)).text
    assert fields_seen(consultation_request, clinician) == {"about"}


def test_review_list_shows_a_long_queue_page_by_page(
    here, clinician, browser_of, monkeypatch
):
    monkeypatch.setattr(reviews, "ON_A_PAGE", 2)
    for name in ("Ada", "Bo", "Cy"):
        answered(location=here, patient=PatientFactory(name=name))
    browser = browser_of(clinician)

    first, last = browser.get(LIST), browser.get(LIST, {"page": "2"})

    assert [one.patient.name for one in first.context["waiting"]] == ["Ada", "Bo"]
    assert [one.patient.name for one in last.context["waiting"]] == ["Cy"]
    assert "Page 1 of 2 · 3 wait" in first.text
    assert 'href="?page=2">Later in the queue</a>' in first.text
    assert 'href="?page=1">Earlier in the queue</a>' in last.text


LISTS = [
    pytest.param(LIST, RequestStatus.ANSWERED, id="answers"),
    pytest.param(
        "/clinician/consultations/", RequestStatus.SCHEDULED, id="consultations"
    ),
]


def waiting(here, status, name, assignee=None, *, minute=0):
    return ConsultationRequestFactory(
        location=here,
        status=status,
        assignee=assignee,
        patient=PatientFactory(name=name),
        received_at=RECEIVED_AT + timedelta(minutes=minute),
    )


def names(page):
    return [one.patient.name for one in page.context["waiting"]]


@pytest.mark.parametrize(("path", "status"), LISTS)
def test_a_clinician_sees_all_that_wait_or_those_assigned_to_them(
    here, clinician, browser_of, path, status
):
    colleague = staff(Role.CLINICIAN, here, "colleague")
    waiting(here, status, "Ada", clinician)
    waiting(here, status, "Bo", colleague, minute=1)
    waiting(here, status, "Cy", minute=2)
    browser = browser_of(clinician)

    everybody, mine = browser.get(path), browser.get(path, {"whose": "mine"})

    assert names(everybody) == ["Ada", "Bo", "Cy"]
    assert names(mine) == ["Ada"]
    for page in (everybody, mine):
        assert '<a href="?whose=all"' in page.text
        assert "All <b>3</b>" in page.text
        assert "Mine <b>1</b>" in page.text
    assert '<a href="?whose=mine" aria-current="true">' in mine.text


@pytest.mark.parametrize(("path", "status"), LISTS)
def test_a_clinician_to_whom_nobody_is_assigned_is_told_so(
    here, clinician, browser_of, path, status
):
    waiting(here, status, "Ada")

    page = browser_of(clinician).get(path, {"whose": "mine"})

    assert "Nobody waits who is assigned to you." in page.text
    assert "Ada" not in page.text


@pytest.mark.parametrize("whose", ["", "x", "MINE", "9" * 5000])
def test_all_who_wait_are_shown_whatever_part_is_asked_for(
    here, clinician, browser_of, whose
):
    waiting(here, RequestStatus.ANSWERED, "Ada")

    assert names(browser_of(clinician).get(LIST, {"whose": whose})) == ["Ada"]


def test_the_next_page_is_of_the_same_part(here, clinician, browser_of, monkeypatch):
    monkeypatch.setattr(reviews, "ON_A_PAGE", 1)
    for name in ("Ada", "Bo"):
        waiting(here, RequestStatus.ANSWERED, name, clinician)

    page = browser_of(clinician).get(LIST, {"whose": "mine"})

    assert 'href="?whose=mine&amp;page=2">Later in the queue</a>' in page.text


@pytest.mark.parametrize(("path", "status"), LISTS)
@pytest.mark.parametrize("rows", [1, 30])
def test_a_queue_asks_the_database_the_same_however_many_wait(
    here, clinician, browser_of, django_assert_num_queries, rows, path, status
):
    looks_up_alerts = path == LIST
    for _ in range(rows):
        waiting(here, status, "Ada", clinician)
    browser = browser_of(clinician)
    browser.get(path, {"whose": "mine"})

    with django_assert_num_queries(9 + looks_up_alerts):
        page = browser.get(path, {"whose": "mine"})

    assert names(page) == ["Ada"] * rows


@pytest.mark.parametrize("page", ["0", "-1", "9" * 5000, "x", ""])
def test_review_list_shows_some_page_whatever_is_asked_for(
    here, clinician, browser_of, page
):
    answered(location=here)

    text = browser_of(clinician).get(LIST, {"page": page}).text

    assert "Jordan Lee" in text
    assert "Page 1 of" not in text
