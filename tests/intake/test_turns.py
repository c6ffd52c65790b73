"""From one request of a queue to the next."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from intake.models import ConsultationRequest, RequestStatus
from intake.queues import Queue
from intake.turns import next_in
from tests.factories import ConsultationRequestFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/intake/consultationrequest/"
FROM_NEW = "?_changelist_filters=queue%3Dnew"


@pytest.fixture
def requests(here):
    """Three new requests, oldest first, and one that is closed."""
    now = timezone.now()
    statuses = [*[RequestStatus.NEW] * 3, RequestStatus.CLOSED]
    return [
        ConsultationRequestFactory(
            location=here,
            status=status,
            received_at=now - timedelta(hours=9 - number),
            due_at=now,
        )
        for number, status in enumerate(statuses)
    ]


def page_of(consultation_request):
    return reverse(
        "admin:intake_consultationrequest_change", args=[consultation_request.pk]
    )


@pytest.mark.parametrize(("current", "following"), [(0, 1), (1, 2), (2, 0), (3, 0)])
def test_next_in_is_the_one_received_after_and_from_the_last_the_oldest(
    requests, desk, current, following
):
    everything = ConsultationRequest.objects.all()

    found = next_in(Queue.NEW, everything, desk, after=requests[current])

    assert found == requests[following]


def test_next_in_tells_requests_of_one_moment_apart(here, desk):
    for _ in range(3):
        ConsultationRequestFactory(location=here)
    everything = ConsultationRequest.objects.all()
    first = everything.order_by("pk").first()

    seen = [first]
    for _ in range(2):
        seen.append(next_in(Queue.NEW, everything, desk, after=seen[-1]))

    assert set(seen) == set(everything)
    assert next_in(Queue.NEW, everything, desk, after=seen[-1]) == first


def test_next_in_is_none_for_the_only_one(here, desk):
    only = ConsultationRequestFactory(location=here)

    everything = ConsultationRequest.objects.all()

    assert next_in(Queue.NEW, everything, desk, after=only) is None


def test_a_row_leads_to_the_request_and_from_there_to_the_next_of_the_queue(
    requests, desk, browser_of
):
    browser = browser_of(desk)

    queue = browser.get(LIST, {"queue": "new"})
    page = browser.get(page_of(requests[0]) + FROM_NEW)

    assert f'href="{page_of(requests[0])}{FROM_NEW}"' in queue.text
    assert f'href="{page_of(requests[1])}{FROM_NEW}"' in page.text
    assert "Next request in “New”" in page.text


def test_without_a_queue_the_next_is_the_next_open_one(requests, desk, browser_of):
    page = browser_of(desk).get(page_of(requests[2]))

    assert "Next request in “Open”" in page.text
    assert page_of(requests[0]) in page.text


def test_the_next_is_never_of_another_location(requests, elsewhere, desk, browser_of):
    ConsultationRequest.objects.exclude(pk=requests[0].pk).update(location=elsewhere)

    page = browser_of(desk).get(page_of(requests[0]))

    assert "Next request" not in page.text


def test_after_a_step_one_is_still_in_the_queue_one_came_from(
    requests, desk, browser_of
):
    path = page_of(requests[0]) + FROM_NEW

    answer = browser_of(desk).post(
        path, {"action": "note", "note-note": "Calls back", "version": "1"}
    )

    assert answer["Location"] == f"{path}#content-start"
