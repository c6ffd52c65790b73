"""Every example questionnaire answered in a real browser, in several ways."""

import pytest

from tests.intake.answering import (
    CHECK,
    NAMES,
    answer_all,
    comparable,
    exported,
    meant,
)
from tests.intake.hands import SMALLEST_PHONE, ByKeyboard, ByMouse
from tests.stories import asked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

# All others are answered by mouse without script.
WAYS = {
    "family-tree": (ByMouse, True),
    "coma-watch": (ByMouse, False),
    "baby-book": (ByKeyboard, True),
    "daily-needs": (ByKeyboard, False),
}


@pytest.mark.parametrize("name", NAMES)
def test_an_example_can_be_answered_in_a_browser(live_server, browser, name):
    hands, script = WAYS.get(name, (ByMouse, False))
    form, answers = meant(name)
    consultation_request = asked(form.resource)
    context = browser.new_context(viewport=SMALLEST_PHONE, java_script_enabled=script)
    patient = hands(context.new_page(), live_server.url)
    patient.come_in(consultation_request)

    answer_all(patient, consultation_request, answers)
    patient.see(CHECK)
    patient.press("Send my answers")

    assert patient.heading == "Thank you. We have your answers"
    context.close()

    assert exported(form) == comparable(answers)
