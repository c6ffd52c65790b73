from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection, transaction

from clinic.access.models import Submission
from clinic.access.submissions import AlreadyReceived, once
from clinic.models import Location
from tests.clinic.access.people import make_location

ANSWERS = {"name": "Ada", "days": ["monday"]}


def send(submission_id, payload):
    """Stand for a service: make one row for each submission."""
    with transaction.atomic(), once("test", submission_id, payload) as submission:
        if submission.result_id:
            return submission.result_id
        made = make_location()
        submission.keep(made)
    return made.pk


@pytest.mark.django_db
def test_once_gives_the_first_result_to_a_replay():
    submission_id = uuid4()

    first = send(submission_id, ANSWERS)

    assert send(submission_id, ANSWERS) == first
    assert Location.objects.get().pk == first


@pytest.mark.django_db
def test_once_refuses_other_answers_under_the_same_id():
    submission_id = uuid4()
    send(submission_id, ANSWERS)

    with pytest.raises(AlreadyReceived):
        send(submission_id, ANSWERS | {"name": "Eve"})

    assert Location.objects.count() == 1


@pytest.mark.django_db
def test_once_forgets_a_submission_that_failed():
    submission_id = uuid4()
    with (
        pytest.raises(ZeroDivisionError),
        transaction.atomic(),
        once("test", submission_id, ANSWERS),
    ):
        1 / 0  # noqa: B018

    send(submission_id, ANSWERS)

    assert Submission.objects.get().result_id == Location.objects.get().pk


@pytest.mark.django_db
def test_once_keeps_nothing_of_what_was_typed():
    send(uuid4(), ANSWERS)

    assert "Ada" not in str(Submission.objects.values().get())


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_make_one():
    submission_id = uuid4()

    def click(_):
        try:
            return send(submission_id, ANSWERS)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        results = set(threads.map(click, range(20)))

    assert results == {Location.objects.get().pk}
