"""The pages on which a patient chooses, books and moves a series."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from django.utils.dateformat import format as date_format

from clinic.access.models import LinkPurpose
from clinic.models import Practitioner
from clinic.outbox.services import drain
from intake.models import Decision
from scheduling import services
from scheduling.forms.booking import BUSY, CHANGED
from scheduling.forms.courses import GONE
from scheduling.models import (
    Appointment,
    Closure,
    Course,
    SeriesRules,
    ServiceKind,
)
from tests.scheduling.stories import (
    TEN,
    admitted,
    aftercare_at,
    approved,
    at,
    booked,
    course_patient,
    decide,
    desk,
    infusion_clinic,
    let_run_out,
    proposed,
    ready,
    reviewer_of,
    series_of,
    starts_of,
)
from tests.scheduling.test_races import another_transaction

pytestmark = pytest.mark.django_db

COURSE, WISHES = "/course/", "/course/wishes/"
DATES, CHECK = "/course/dates/", "/course/check/"
MONDAYS = {"rhythm": "mon-thu", "time_of_day": "any", "start": "0"}
DRIVER = {"driver_name": "Sam  Lee", "driver_phone": "410 555 0177"}


@pytest.fixture
def here():
    return infusion_clinic()


@pytest.fixture
def come(browser_of):
    """Give a function that returns the browser of who came by the link to a course."""
    return lambda request: browser_of(request, LinkPurpose.COURSE)


def in_days(location, days):
    return timezone.localdate(timezone=location.zone) + timedelta(days=days)


def first_of(course):
    return course.appointments.order_by("starts_at").first()


def bring_near(appointment):
    """Let it begin within the time in which reminders ask for the ride."""
    starts_at = timezone.now() + timedelta(hours=60)
    Appointment.objects.filter(pk=appointment.pk).update(
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=2)
    )


def shown_on(response):
    """Return what the page sends back for the dates it shows."""
    return {"shown": response.context["form"]["shown"].value()}


def errors_on(response):
    return dict(response.context["form"].errors)


def value(slot):
    return slot.starts_at.isoformat()


def test_the_link_leads_to_the_wishes_then_to_the_dates_then_to_all_visits(here, come):
    client = come(admitted(here))

    assert client.get(COURSE).url == WISHES
    page = client.get(WISHES)
    assert "You have 6 visits at Downtown. They take two to three weeks." in page.text
    assert client.post(WISHES, MONDAYS).url == DATES
    assert client.get(DATES).text.count("<li>") >= 6
    assert client.post(CHECK, DRIVER).url == COURSE
    page = client.get(COURSE)
    assert "Your visits are booked" in page.text
    assert "0 of 6 done." in page.text
    course = Course.objects.get()
    assert first_of(course).driver == {"name": "Sam Lee", "phone": "410 555 0177"}


def test_who_comes_back_finds_the_dates_that_are_held(here, come):
    consultation_request = admitted(here)
    proposed(consultation_request)

    assert come(consultation_request).get(COURSE).url == DATES


def test_nothing_is_chosen_beforehand_and_nothing_typed_is_lost(here, come):
    client = come(admitted(here))

    empty = client.post(WISHES, {})
    half = client.post(WISHES, {"rhythm": "three"})

    assert "checked" not in client.get(WISHES).text
    assert errors_on(empty) == {
        "start": ["Select from when you can come"],
        "rhythm": ["Select which days suit you best"],
        "time_of_day": ["Select a time of day, or any time"],
    }
    assert half.context["form"]["rhythm"].value() == "three"
    assert not Course.objects.exists()


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        (
            {"driver_name": "Sam", "driver_phone": ""},
            {"driver_phone": ["Enter the phone number of your driver"]},
        ),
        (
            {"driver_name": "", "driver_phone": "410 555 0177"},
            {"driver_name": ["Enter the name of who drives you home"]},
        ),
        (
            {"driver_name": "Sam", "driver_phone": "soon"},
            {"driver_phone": ["Enter a phone number with the area code"]},
        ),
    ],
)
def test_a_driver_is_a_name_and_a_number(here, come, typed, errors):
    consultation_request = admitted(here)
    proposed(consultation_request)

    page = come(consultation_request).post(CHECK, typed)

    assert errors_on(page) == errors
    assert page.context["form"]["driver_name"].value() == typed["driver_name"]
    assert Course.objects.get().appointments.booked().count() == 0


def test_a_date_is_changed_for_another_that_goes_well_with_the_rest(here, come):
    consultation_request = admitted(here)
    course = proposed(consultation_request)
    second = course.appointments.order_by("starts_at")[1]
    client = come(consultation_request)
    to = services.other_dates(course, second)[-1]

    page = client.get(f"{DATES}{second.pk}/")
    answer = client.post(f"{DATES}{second.pk}/", {"starts_at": value(to)})

    assert "Choose another date" in page.text
    assert answer.url == DATES
    second.refresh_from_db()
    assert second.starts_at == to.starts_at


def test_where_no_dates_are_given_online_the_patient_reads_whom_to_call(here, come):
    consultation_request = admitted(here)
    here.services.filter(kind="infusion").update(is_offered=False)
    client = come(consultation_request)

    page = client.get(WISHES, follow=True)

    assert page.request["PATH_INFO"] == "/course/consent/signed/"
    assert "If you have not chosen the days of your visits yet, call us" in page.text


def test_without_the_consent_the_link_leads_to_it(here, come):
    client = come(approved(here))

    assert client.get(WISHES).url == "/course/consent/"


def test_when_the_decision_is_taken_back_the_patient_is_asked_to_call(here, come):
    consultation_request = admitted(here)
    course = series_of(consultation_request)
    decide(consultation_request, Decision.NOT_SUITABLE)
    client = come(consultation_request)

    answers = [
        client.get(WISHES),
        client.get(f"/appointments/{first_of(course).pk}/move/"),
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert all("talk with you first" in answer.text for answer in answers)


def test_a_date_that_is_gone_is_replaced_before_anything_is_booked(here, come):
    consultation_request = admitted(here)
    course = proposed(consultation_request)
    first = first_of(course)
    let_run_out(first)
    Closure.objects.create(
        location=here,
        starts_at=first.starts_at,
        ends_at=first.starts_at + timedelta(minutes=30),
    )

    client = come(consultation_request)
    page = client.post(CHECK, DRIVER | shown_on(client.get(CHECK)))

    assert errors_on(page) == {"__all__": [GONE]}
    assert page.context["form"]["driver_name"].value() == "Sam  Lee"
    starts = [each.starts_at for each in course.appointments.held()]
    assert len(starts) == 6
    assert first.starts_at not in starts
    assert course.appointments.booked().count() == 0
    assert client.post(CHECK, DRIVER | shown_on(page)).url == COURSE


def test_no_other_dates_are_booked_than_those_that_were_shown(here, come):
    """Another tab changed one meanwhile."""
    consultation_request = admitted(here)
    course = proposed(consultation_request)
    client = come(consultation_request)
    seen = shown_on(client.get(CHECK))
    last = course.appointments.order_by("starts_at").last()
    _own, other, *_rest = services.other_dates(course, last)
    services.hold_other_date(last, other.starts_at)

    refused = client.post(CHECK, DRIVER | seen)

    assert errors_on(refused) == {"__all__": [str(CHANGED)]}
    assert refused.context["form"]["driver_name"].value() == "Sam  Lee"
    assert course.appointments.booked().count() == 0
    assert client.post(CHECK, DRIVER | shown_on(refused)).url == COURSE


def test_who_has_all_dates_is_asked_for_no_wishes(here, come):
    consultation_request = admitted(here)
    series_of(consultation_request)

    assert come(consultation_request).get(WISHES).url == COURSE


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_nothing_that_was_typed_is_lost(here, come):
    consultation_request = admitted(here)
    proposed(consultation_request)
    client = come(consultation_request)
    rows = Practitioner.objects.select_for_update()

    with (
        another_transaction(lambda: list(rows)),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET lock_timeout = '50ms'")
        page = client.post(CHECK, DRIVER)
        cursor.execute("RESET lock_timeout")

    assert page.status_code == 503
    assert errors_on(page) == {"__all__": [BUSY]}
    assert page.context["form"]["driver_phone"].value() == "410 555 0177"
    assert Appointment.objects.filter(course__isnull=False).booked().count() == 0


def test_this_and_the_later_visits_are_shown_then_moved(here, come):
    consultation_request = admitted(here)
    course = series_of(consultation_request)
    dates = list(course.appointments.order_by("starts_at"))
    to = next(
        slot
        for slot in services.times_to_move(dates[4]).fitting
        if slot.starts_at > dates[4].starts_at
        and (slot.starts_at.hour, slot.starts_at.minute)
        == (dates[4].starts_at.hour, dates[4].starts_at.minute)
    )
    client = come(consultation_request)
    path = f"/appointments/{dates[4].pk}/move/"

    answer = client.post(path, {"starts_at": value(to), "with_later": "yes"})
    preview = client.get(answer.url)
    shown = preview.context["shown"]
    before = [each.starts_at for each in course.appointments.order_by("starts_at")]
    moved = client.post(answer.url, {"shown": shown})

    assert before == [each.starts_at for each in dates]
    assert moved.url == COURSE
    after = list(course.appointments.order_by("starts_at"))
    assert [each.sequence for each in after] == [0, 0, 0, 0, 1, 1]
    assert after[4].starts_at == to.starts_at


@pytest.mark.parametrize("shown", ["", "x", "a@b", "@2030-01-01T09:00:00"])
def test_a_made_up_list_of_dates_moves_nothing(here, come, shown):
    consultation_request = admitted(here)
    course = series_of(consultation_request)
    first = first_of(course)
    query = urlencode({"starts_at": value(first)})
    path = f"/appointments/{first.pk}/move/later/?{query}"

    page = come(consultation_request).post(path, {"shown": shown})

    assert page.status_code == 200
    assert errors_on(page)
    assert first_of(course).starts_at == first.starts_at


@pytest.mark.parametrize("query", ["", "?starts_at=soon", "?starts_at=2030-01-01"])
def test_without_a_time_to_move_to_the_times_are_shown(here, come, query):
    consultation_request = admitted(here)
    first = first_of(series_of(consultation_request))

    page = come(consultation_request).get(
        f"/appointments/{first.pk}/move/later/{query}"
    )

    assert page.url == f"/appointments/{first.pk}/move/"


def test_the_driver_is_named_confirmed_and_changed(here, come):
    consultation_request = admitted(here)
    first = first_of(series_of(consultation_request))
    client = come(consultation_request)
    path = f"/appointments/{first.pk}/"

    asked = client.get(path)
    unsaid = client.post(f"{path}ride/", {"driver_name": "", "driver_phone": ""})
    named = client.post(f"{path}ride/", DRIVER)

    assert "Name your driver" in asked.text
    assert set(errors_on(unsaid)) == {"driver_name", "driver_phone"}
    assert named.url == path
    assert "Sam Lee drives you home." in client.get(path).text


def test_a_driver_named_at_booking_is_confirmed_by_one_tap(here, come):
    consultation_request = admitted(here)
    course = proposed(consultation_request)
    client = come(consultation_request)
    client.post(CHECK, DRIVER)
    first = first_of(course)
    path = f"/appointments/{first.pk}/"
    bring_near(first)

    asked = client.get(path)
    looked_up = client.get(f"{path}ride/confirm/")
    client.post(f"{path}ride/confirm/")

    assert "Is that still so?" in asked.text
    assert looked_up.status_code == 405
    first.refresh_from_db()
    assert first.ride_confirmed_at is not None


def test_a_driver_named_at_booking_is_not_asked_for_at_once(here, come):
    consultation_request = admitted(here)
    course = proposed(consultation_request)
    last = course.appointments.order_by("starts_at").last()
    client = come(consultation_request)

    client.post(CHECK, DRIVER)
    page = client.get(f"/appointments/{last.pk}/")

    assert "Sam Lee drives you home." in page.text
    assert "Is that still so?" not in page.text
    last.refresh_from_db()
    assert last.ride_confirmed_at is None


def test_a_driver_named_shortly_before_the_visit_is_confirmed_by_that(here):
    course = proposed(admitted(here), wished_start_on=in_days(here, 14))
    bring_near(first_of(course))

    services.book_dates(
        course,
        driver={"name": "Sam Lee", "phone": "410 555 0100"},
        actor=course_patient(course.consultation_request),
    )

    confirmed = course.appointments.exclude(ride_confirmed_at=None)
    assert list(confirmed) == [first_of(course)]


def test_a_booster_asks_for_a_ride_as_an_infusion_does(here, come):
    consultation_request = admitted(here)
    series_of(consultation_request)
    booster = services.book_at_desk(
        consultation_request,
        aftercare_at(here).services.get(kind=ServiceKind.BOOSTER),
        at(here, TEN, 40),
        actor=desk(),
    )
    client = come(consultation_request)
    path = f"/appointments/{booster.pk}/"

    asked = client.get(path)
    named = client.post(f"{path}ride/", DRIVER)

    assert "Name your driver" in asked.text
    assert named.url == path
    assert "Sam Lee drives you home." in client.get(path).text


def test_nobody_is_asked_who_drives_home_from_a_talk(here, come):
    consultation = booked(ready(here))
    client = come(consultation.consultation_request)
    path = f"/appointments/{consultation.pk}/"

    assert "Your ride home" not in client.get(path).text
    assert client.get(f"{path}ride/").status_code == 404


@pytest.mark.parametrize("weeks", [1, 3])
def test_the_dates_begin_when_the_patient_can_come(here, come, weeks):
    client = come(admitted(here))
    wished = in_days(here, 7 * weeks)

    page = client.get(WISHES)
    client.post(WISHES, MONDAYS | {"start": str(weeks)})

    assert f"From {date_format(wished, 'l, F j')}" in page.text
    starts = starts_of(Course.objects.get())
    assert len(starts) == 6
    assert wished <= starts[0].date() < wished + timedelta(days=7)


def test_a_single_date_may_still_be_earlier_than_wished(here, come):
    course = proposed(admitted(here), wished_start_on=in_days(here, 14), weekdays=[])
    first = first_of(course)

    earlier = [
        slot
        for slot in services.other_dates(course, first)
        if slot.starts_at.astimezone(here.zone).date() < in_days(here, 14)
    ]

    assert earlier
    services.hold_other_date(first, earlier[0].starts_at)
    assert services.proposed_dates(course).missing == 0


def test_a_time_that_suits_only_with_the_later_visits_says_so(here, come):
    consultation_request = admitted(here)
    dates = list(series_of(consultation_request).appointments.order_by("starts_at"))
    too_close = (dates[3].starts_at - timedelta(days=1)).isoformat()
    client = come(consultation_request)
    path = f"/appointments/{dates[2].pk}/move/"

    page = client.get(path)
    alone = client.post(path, {"starts_at": too_close})
    along = client.post(path, {"starts_at": too_close, "with_later": "yes"})

    assert "They need the later visits to move too." in page.text
    assert "That time is too close to another visit." in alone.text
    assert along.url.startswith(f"{path}later/?starts_at=")


def test_dates_that_stay_as_they_are_are_said_to(here, come):
    consultation_request = admitted(here)
    dates = list(series_of(consultation_request).appointments.order_by("starts_at"))
    Closure.objects.create(
        location=here,
        starts_at=dates[5].ends_at,
        ends_at=dates[5].ends_at + timedelta(hours=12),
    )
    to = (dates[4].starts_at + timedelta(minutes=30)).isoformat()

    preview = come(consultation_request).get(
        f"/appointments/{dates[4].pk}/move/later/?{urlencode({'starts_at': to})}"
    )

    assert [each.stays for each in preview.context["new_dates"]] == [False, True]
    assert preview.text.count("Stays as it is") == 1


def test_a_series_that_pauses_says_what_comes_later_and_then_asks_for_it(here, come):
    SeriesRules.objects.create(location=here, pause_after=2)
    consultation_request = admitted(here)
    client = come(consultation_request)

    before = client.get(WISHES).text
    client.post(WISHES, MONDAYS)
    client.post(CHECK, DRIVER)
    waiting = client.get(COURSE).text
    services.let_go_on(Course.objects.get(), actor=reviewer_of(here))
    after = client.get(COURSE).text

    assert "You have 2 visits at Downtown" in before
    assert "4 more visits come later." in before
    assert "4 more visits come later." in waiting
    assert "Choose dates" not in waiting
    assert "come later" not in after
    assert "4 visits have no date yet." in after
    assert "Choose dates" in after


def test_who_may_go_on_is_told_by_mail_to_choose(here, come):
    SeriesRules.objects.create(location=here, pause_after=2)
    course = series_of(admitted(here))
    drain()
    mail.outbox.clear()

    services.let_go_on(course, actor=reviewer_of(here))
    services.let_go_on(course, actor=reviewer_of(here))
    drain()

    [message] = mail.outbox
    assert message.subject == "You can choose your next dates"
    assert "/link/" in message.body


def test_who_has_chosen_meanwhile_is_not_told_to_choose(here):
    SeriesRules.objects.create(location=here, pause_after=2)
    course = series_of(admitted(here))
    drain()
    mail.outbox.clear()
    services.let_go_on(course, actor=reviewer_of(here))

    series_of(course.consultation_request)
    drain()

    assert [each.subject.split(" from")[0] for each in mail.outbox] == [
        "Your appointments"
    ]


def test_another_patient_has_no_page_of_the_course(here, come):
    course = series_of(admitted(here))
    other = booked(ready(here, email="other@example.org"), TEN).consultation_request
    client = come(other)
    first = first_of(course).pk

    answers = [
        client.get(f"/appointments/{first}/"),
        client.get(f"/appointments/{first}/ride/"),
        client.get(f"/appointments/{first}/move/later/"),
        client.get(f"{DATES}{first}/"),
        client.post(f"/appointments/{first}/ride/confirm/"),
    ]

    assert {answer.status_code for answer in answers} == {404}


def test_who_came_for_one_visit_sees_all_of_them(here, browser_of):
    course = series_of(admitted(here))
    client = browser_of(first_of(course))

    assert client.get("/appointments/").url == f"/appointments/{first_of(course).pk}/"
    assert "Your visits" in client.get(COURSE).text


def test_a_missed_visit_leads_to_choose_another(here, come):
    consultation_request = admitted(here)
    course = series_of(consultation_request)
    last = course.appointments.order_by("starts_at").last()
    services.cancel_appointment(last, actor=None)
    client = come(consultation_request)

    overview = client.get(COURSE)
    client.post(WISHES, MONDAYS)
    dates = client.get(DATES)
    client.post(CHECK, {})

    assert "1 visit has no date yet." in overview.text
    assert len(dates.context["proposed"].dates) == 1
    assert course.appointments.booked().count() == 6
