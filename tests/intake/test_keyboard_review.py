"""A clinician who decides five intakes by keyboard alone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from intake.models import Decision, RequestStatus, Review
from tests.factories import PatientFactory
from tests.intake.eligibility.patients import healthy_but
from tests.keyboard import enter, skip_to_content, tab_to
from tests.stories import answered

pytestmark = pytest.mark.django_db(transaction=True)

DECISIONS = [
    Decision.SUITABLE,
    Decision.NOT_SUITABLE,
    Decision.SUITABLE,
    Decision.NOT_SUITABLE,
    Decision.SUITABLE,
]


def open_the_first(page):
    skip_to_content(page)
    enter(page.get_by_role("table").get_by_role("link").first)


def look_at_the_first_flag(page):
    flags = page.get_by_role("region", name="Flags")
    enter(flags.get_by_role("button").first)
    expect(flags.get_by_text("Seen by").first).to_be_visible()


def decide(page, decision):
    """Follow the link to the decision, choose with arrows, type, sign with Enter."""
    tab_to(page.get_by_role("link", name="Go to the decision"))
    page.keyboard.press("Enter")
    tab_to(page.get_by_label(str(Decision.SUITABLE.label), exact=True))
    page.keyboard.press("Space")
    for _ in range(Decision.values.index(decision)):
        page.keyboard.press("ArrowDown")
    tab_to(page.get_by_label("Reason", exact=True))
    page.keyboard.type("Read all of it")
    enter(page.get_by_role("button", name="Sign", exact=True))


def test_five_intakes_are_decided_by_keyboard_alone(screen_of, here, clinician):
    answers = healthy_but(bp_systolic=152)
    intakes = [
        answered(answers, location=here, patient=PatientFactory(name=f"Patient {name}"))
        for name in "ABCDE"
    ]
    page = screen_of(clinician)
    page.goto(reverse("intake:review-list"))

    for decision in DECISIONS:
        open_the_first(page)
        look_at_the_first_flag(page)
        decide(page, decision)
        expect(page.get_by_text("Your decision is signed.")).to_be_visible()

    expect(page.get_by_text("Nobody waits.")).to_be_visible()
    signed = Review.objects.order_by("signed_at")
    assert [review.decision for review in signed] == DECISIONS
    assert [review.reason for review in signed] == ["Read all of it"] * 5
    for intake in intakes:
        intake.refresh_from_db()
        assert intake.status == RequestStatus.REVIEWED
