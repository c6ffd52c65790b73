"""What is counted of requests and questionnaires, and what is not."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from clinic.periods import Period
from intake import services
from intake.models import QuestionnaireResponse, RequestEventKind, RequestStatus
from intake.services import figures
from tests.factories import RECEIVED_AT, ConsultationRequestFactory, UserFactory
from tests.stories import answered, draft_of, invited

pytestmark = pytest.mark.django_db

JUNE = Period(date(2030, 6, 3), date(2030, 6, 30))
HOUR = timedelta(hours=1)


def requests_at(location):
    return figures.requests_received(location, JUNE)


def heard_after(location, length, kind=RequestEventKind.SPOKE):
    """A request that came by the form, and what was done about it so much later."""
    consultation_request = ConsultationRequestFactory(location=location)
    consultation_request.events.create(kind=kind, at=RECEIVED_AT + length, note="")
    return consultation_request


def left_at(location, last_page, count=1):
    """Questionnaires whose patients have saved that page and stayed away since."""
    for _ in range(count):
        draft = draft_of(invited(location=location))
        QuestionnaireResponse.objects.filter(pk=draft.pk).update(
            last_page=last_page, saved_at=timezone.now() - timedelta(days=3)
        )


def test_requests_are_counted_by_the_week_it_is_at_the_location(here, elsewhere):
    # On Sunday, June 9, late in the evening in New York.
    sunday = datetime(2030, 6, 10, 3, tzinfo=UTC)
    for received_at in (RECEIVED_AT, sunday, sunday + HOUR):
        ConsultationRequestFactory(
            location=here, received_at=received_at, due_at=received_at + HOUR
        )
    ConsultationRequestFactory(location=elsewhere)

    weeks = figures.count_by_week(requests_at(here), here.zone)

    assert weeks == {date(2030, 6, 3): 2, date(2030, 6, 10): 1}


def test_suspected_spam_is_not_counted(here):
    ConsultationRequestFactory(location=here, status=RequestStatus.SUSPECT)

    assert requests_at(here).count() == 0


def test_first_answers_tell_the_median_and_what_nine_of_ten_waited(here):
    for hours in (1, 2, 3, 10):
        heard_after(here, hours * HOUR)

    found = figures.first_answers(requests_at(here))

    assert (found.asked, found.answered, found.waiting) == (4, 4, 0)
    assert found.median == 2.5 * HOUR
    assert found.ninth_tenth == 7.9 * HOUR
    assert [count for _limit, count in found.within] == [1, 2, 1, 0, 0]
    assert found.later == 0


def test_of_two_answers_the_first_counts_and_a_call_nobody_took_is_none(here):
    consultation_request = heard_after(here, HOUR, RequestEventKind.NO_ANSWER)
    for days in (3, 9):
        at = RECEIVED_AT + timedelta(days=days)
        consultation_request.events.create(
            kind=RequestEventKind.LEFT_MESSAGE, at=at, note=""
        )

    assert figures.first_answers(requests_at(here)).median == timedelta(days=3)


def test_who_waits_still_is_in_no_time(here):
    ConsultationRequestFactory(location=here)

    found = figures.first_answers(requests_at(here))

    assert (found.median, found.ninth_tenth, found.waiting) == (None, None, 1)


def test_requests_taken_at_the_desk_waited_for_nothing(here):
    consultation_request = heard_after(here, HOUR)
    consultation_request.events.create(
        kind=RequestEventKind.RECEIVED, at=RECEIVED_AT, by=UserFactory(), note=""
    )

    assert figures.first_answers(requests_at(here)).asked == 0


def test_a_request_counts_once_however_often_something_happened(here):
    consultation_request = heard_after(here, HOUR, RequestEventKind.REVIEWED)
    consultation_request.events.create(
        kind=RequestEventKind.REVIEWED, at=RECEIVED_AT + 2 * HOUR, note=""
    )

    reached = figures.count_reaching(requests_at(here), [RequestEventKind.REVIEWED])

    assert reached == {"reviewed": 1}


def test_the_last_page_is_kept_in_clear_where_everybody_comes_to_it():
    draft = draft_of(invited())

    services.save_page(draft, "about-you/sex-at-birth", {"sex-at-birth": ["female"]})

    draft.refresh_from_db()
    assert draft.last_page == "sex-at-birth"


def test_a_page_that_an_answer_has_opened_is_not_kept_in_clear():
    draft = draft_of(invited())
    services.save_page(draft, "about-you/sex-at-birth", {"sex-at-birth": ["female"]})
    opened = "about-you/can-be-pregnant"

    services.save_page(draft, opened, {"can-be-pregnant": ["no"]})

    draft.refresh_from_db()
    assert draft.answers["can-be-pregnant"] == ["no"]
    assert draft.last_page == "sex-at-birth"


def test_completion_names_pages_where_five_or_more_stopped(here):
    left_at(here, "ride-home", 5)
    left_at(here, "sex-at-birth", 4)
    left_at(here, "", 1)
    invited(location=here)
    answered(location=here)

    found = figures.completion(requests_at(here))

    assert (found.sent_out, found.sent_back) == (12, 1)
    assert (found.under_way, found.not_begun, found.elsewhere) == (1, 1, 4)
    assert [stop.count for stop in found.stops] == [5]
    assert (
        found.stops[0].title
        == "Do you have an adult who can take you home after each visit?"
    )


def test_pages_stand_in_the_order_of_the_form(here):
    left_at(here, "ride-home", 5)
    left_at(here, "sex-at-birth", 6)

    found = figures.completion(requests_at(here))

    assert [stop.count for stop in found.stops] == [6, 5]
