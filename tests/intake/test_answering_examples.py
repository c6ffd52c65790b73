"""A patient answers each example questionnaire page by page, and sends it."""

import pytest

from tests.intake.answering import (
    CHECK,
    NAMES,
    ByRequests,
    answer_all,
    comparable,
    exported,
    meant,
)
from tests.stories import asked

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.mark.parametrize("name", NAMES)
def test_an_example_answered_page_by_page_is_exported_as_it_was_meant(
    here, browser_of, name
):
    form, answers = meant(name)
    consultation_request = asked(form.resource, location=here)
    client = browser_of(consultation_request)

    answer_all(ByRequests(client), consultation_request, answers)
    sent = client.post(CHECK)

    assert sent["Location"] == "/questionnaire/sent/"
    assert exported(form) == comparable(answers)
