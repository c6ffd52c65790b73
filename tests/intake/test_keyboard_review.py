"""A clinician who decides five intakes by keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.factories import PatientFactory
from tests.intake.eligibility.patients import healthy_but
from tests.intake.keyboard_work import assert_decided, decide_five
from tests.stories import answered

pytestmark = pytest.mark.django_db(transaction=True)


def test_five_intakes_are_decided_by_keyboard_alone(screen_of, here, clinician):
    answers = healthy_but(bp_systolic=152)
    intakes = [
        answered(answers, location=here, patient=PatientFactory(name=f"Patient {name}"))
        for name in "ABCDE"
    ]
    page = screen_of(clinician)

    decided = decide_five(page)

    expect(page.get_by_text("Nobody waits.")).to_be_visible()
    assert {*decided} == {intake.pk for intake in intakes}
    assert_decided(decided, clinician)
