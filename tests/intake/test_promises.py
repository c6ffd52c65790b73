"""By when a request is to be answered, and how the queue says it."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.access.roles import Role
from clinic.models import Location, OpeningHours
from clinic.opening.models import Weekday
from intake import services
from intake.models import RequestStatus
from intake.opening import open_time_of
from intake.promises import answer_due
from intake.queues import due_words
from scheduling.models import Closure
from tests.factories import ConsultationRequestFactory, clinician_at, staff

pytestmark = pytest.mark.django_db

LIST = "/admin/intake/consultationrequest/"
NINE, ONE, FIVE = time(9), time(13), time(17)


def june(day, hour, minute=0):
    """A time of June 2030 in UTC; New York is four hours behind, the 3rd a Monday."""
    return datetime(2030, 6, day, hour, minute, tzinfo=UTC)


def opens(location, opens=NINE, closes=FIVE, weekdays=range(5)):
    for weekday in weekdays:
        location.opening_hours.create(weekday=weekday, opens=opens, closes=closes)


def due(location, received_at):
    return answer_due(received_at, open_time_of(location, received_at))


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        pytest.param(june(3, 14), june(4, 14), id="monday"),
        pytest.param(june(7, 14), june(10, 14), id="friday"),
        pytest.param(june(8, 14), june(10, 21), id="saturday"),
        pytest.param(june(8, 2), june(10, 21), id="friday-night-in-new-york"),
    ],
)
@pytest.mark.parametrize("has_hours", [True, False])
def test_an_answer_is_due_eight_open_hours_later(here, received, expected, has_hours):
    if has_hours:
        opens(here)

    assert due(here, received) == expected


def test_where_no_day_has_eight_hours_an_answer_is_due_after_the_longest(here):
    opens(here, closes=ONE)

    assert due(here, june(3, 14)) == june(4, 14)


def test_a_location_open_on_saturdays_answers_on_saturday(here):
    opens(here, weekdays=Weekday)

    assert due(here, june(7, 14)) == june(8, 14)


@pytest.mark.parametrize("of_the_whole_clinic", [False, True])
def test_a_closure_of_the_location_or_the_clinic_does_not_count(
    here, of_the_whole_clinic
):
    location = None if of_the_whole_clinic else here
    Closure.objects.create(location=location, starts_at=june(4, 4), ends_at=june(5, 4))

    assert due(here, june(3, 14)) == june(5, 14)


def test_a_closure_elsewhere_or_of_one_person_counts_for_nothing(here, elsewhere):
    for whose in ({"location": elsewhere}, {"practitioner": clinician_at(here)}):
        Closure.objects.create(**whose, starts_at=june(4, 4), ends_at=june(5, 4))

    assert due(here, june(3, 14)) == june(4, 14)


def test_a_request_opened_again_is_due_by_the_hours_of_its_location(here, desk):
    opens(here, weekdays=Weekday)
    before = timezone.now()
    consultation_request = ConsultationRequestFactory(
        location=here, received_at=before - timedelta(days=2), due_at=before
    )
    services.close_request(consultation_request, actor=desk, reason="x", version=1)

    services.reopen_request(consultation_request, actor=desk, reason="y", version=2)

    consultation_request.refresh_from_db()
    open_time = open_time_of(here, before)
    earliest = answer_due(before, open_time)
    latest = answer_due(timezone.now(), open_time)
    assert earliest <= consultation_request.due_at <= latest


@pytest.mark.parametrize(
    ("due_at", "words"),
    [
        (june(4, 3), "due today at 11 p.m."),
        (june(4, 4), "due tomorrow at midnight"),
        (june(4, 19, 15), "due tomorrow at 3:15 p.m."),
        (june(5, 16), "due Wednesday at noon"),
        (june(9, 13), "due Sunday at 9 a.m."),
        (june(10, 13), "due June 10 at 9 a.m."),
        (june(2, 13), "due June 2 at 9 a.m."),
    ],
)
def test_due_words_name_the_day_by_the_clocks_there(due_at, words):
    assert due_words(due_at, june(3, 16), ZoneInfo("America/New_York")) == words


@pytest.mark.parametrize(
    ("status", "says_when"),
    [(RequestStatus.NEW, True), (RequestStatus.QUESTIONNAIRE_SENT, False)],
)
def test_the_queue_says_how_long_one_waits_and_when_a_call_is_due(
    here, desk, browser_of, status, says_when
):
    now = timezone.now()
    request = ConsultationRequestFactory(
        location=here,
        status=status,
        received_at=now - timedelta(hours=3),
        due_at=now + timedelta(days=2),
    )

    text = browser_of(desk).get(LIST).text

    assert "3\xa0hours" in text
    due = due_words(request.due_at, now, here.zone)
    assert (f"3\xa0hours, {due}" in text) is says_when


@pytest.mark.parametrize("closes", [NINE, time(8)])
def test_hours_close_after_they_open(here, closes):
    refused = pytest.raises(IntegrityError, match="openinghours_close_after_they_open")

    with refused, transaction.atomic():
        opens(here, closes=closes, weekdays=[0])


def typed_hours(location, *hours):
    """Return what the page of a location posts with these hours typed."""
    posted = {
        "name": location.name,
        "slug": location.slug,
        "address": location.address,
        "phone": location.phone,
        "time_zone": location.time_zone,
    }
    inlines = {"urgent_contacts": (), "opening_hours": hours, "rooms": ()}
    for prefix, typed in inlines.items():
        posted |= {f"{prefix}-TOTAL_FORMS": len(typed), f"{prefix}-INITIAL_FORMS": 0}
        for number, row in enumerate(typed):
            posted |= {
                f"{prefix}-{number}-{name}": value for name, value in row.items()
            }
    return posted


def page_of(location):
    return f"/admin/clinic/location/{location.pk}/change/"


def test_a_manager_sets_the_hours_of_a_location_several_a_day(
    here, manager, browser_of
):
    morning = {"weekday": 0, "opens": "9:00", "closes": "12:00"}
    afternoon = {"weekday": 0, "opens": "13:00", "closes": "17:00"}

    browser_of(manager).post(page_of(here), typed_hours(here, morning, afternoon))

    assert Location.objects.get(pk=here.pk).opening_week() == {
        0: [(NINE, time(12)), (ONE, FIVE)]
    }


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"weekday": 0, "opens": "17:00", "closes": "9:00"}, "It must close after"),
        ({"weekday": 0, "opens": "later", "closes": "9:00"}, "Enter a valid time."),
        ({"weekday": 7, "opens": "9:00", "closes": "17:00"}, "Select a valid choice."),
    ],
)
def test_hours_that_cannot_be_are_shown_again_with_a_sentence(
    here, manager, browser_of, typed, sentence
):
    page = browser_of(manager).post(page_of(here), typed_hours(here, typed))

    assert page.status_code == 200
    assert sentence in page.text
    assert not OpeningHours.objects.exists()


def test_the_page_says_what_counts_without_hours(here, manager, browser_of):
    page = browser_of(manager).get(page_of(here))

    assert "without any: Monday to Friday, 9 a.m. to 5 p.m." in page.text


def test_the_hours_of_another_location_are_not_changed(here, elsewhere, browser_of):
    stranger = staff(Role.MANAGER, elsewhere, "other-manager")
    hours = {"weekday": 0, "opens": "9:00", "closes": "12:00"}

    page = browser_of(stranger).post(page_of(here), typed_hours(here, hours))

    assert page.status_code == 403
    assert not OpeningHours.objects.exists()
