"""What stands at the top of an intake, and a queue that is longer than a page."""

import pytest

from intake.models import About
from intake.views import reviews
from tests.factories import PatientFactory
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


@pytest.mark.parametrize("page", ["0", "-1", "9" * 5000, "x", ""])
def test_review_list_shows_some_page_whatever_is_asked_for(
    here, clinician, browser_of, page
):
    answered(location=here)

    text = browser_of(clinician).get(LIST, {"page": page}).text

    assert "Jordan Lee" in text
    assert "Page 1 of" not in text
