"""The pages on which a patient books, moves and cancels, asked as a browser asks."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.dateformat import format as date_format
from icalendar import Calendar

from clinic.access.actors import CONFIRMED_KEY
from clinic.outbox.models import Message
from intake.models import Decision
from scheduling import services
from scheduling.forms.booking import BUSY, CHANGED, TAKEN
from scheduling.models import Appointment, AppointmentStatus, BookingRules
from tests.scheduling.stories import (
    ELEVEN,
    HALF_PAST_NINE,
    NINE,
    TEN,
    at,
    booked,
    clinic_with,
    desk,
    held,
    let_run_out,
    ready,
    sign,
)
from tests.scheduling.test_races import another_transaction

pytestmark = pytest.mark.django_db

BOOK, CHECK = "/appointments/book/", "/appointments/check/"


def path(appointment, step=""):
    return f"/appointments/{appointment.pk}/{step}"


def value(starts_at):
    """Return a start as the form sends it."""
    return starts_at.astimezone(date_utc()).isoformat()


def date_utc():
    return timezone.get_fixed_timezone(0)


def days_on(response):
    return [label for label, _ in shown(response).widget.choices]


def times_on(response):
    return [value for _, slots in shown(response).widget.choices for value, _ in slots]


def shown(response):
    return response.context["form"].fields["starts_at"]


def errors_on(response):
    return dict(response.context["form"].errors)


def test_book_shows_five_days_from_the_first_that_has_times(browser_of):
    location = clinic_with("amara")

    page = browser_of(ready(location)).get(BOOK)

    first = at(location, NINE, days=2 if is_too_late_for_tomorrow(location) else 1)
    assert days_on(page) == [
        date_format(first + timedelta(days=n), "l, F j") for n in range(5)
    ]
    assert "Choose a time for your consultation" in page.text
    assert "60 minutes at Downtown." in page.text
    assert "Times are in <strong>New York time</strong>." in page.text
    assert "Earliest available" in page.text


def is_too_late_for_tomorrow(location):
    """Whether the last visit of tomorrow begins within the clinic's notice."""
    last = at(location, NINE.replace(hour=16), days=1)
    return last < timezone.now() + timedelta(hours=24)


def test_book_keeps_to_the_time_of_day_that_was_asked_for(browser_of):
    client = browser_of(ready(clinic_with("amara")))

    morning = client.get(BOOK, {"when": "morning"})
    afternoon = client.get(BOOK, {"when": "afternoon"})

    labels = [label for _, slots in shown(morning).widget.choices for _, label in slots]
    assert {label[-4:] for label in labels} == {"a.m."}
    labels = [
        label for _, slots in shown(afternoon).widget.choices for _, label in slots
    ]
    assert {label[-4:] for label in labels} == {"p.m."}


def test_book_says_when_a_day_is_full_and_when_nothing_is_left(browser_of):
    location = clinic_with("amara")
    client = browser_of(ready(location))
    location.availabilities.exclude(weekday=0).delete()
    mondays = client.get(BOOK)
    location.availabilities.update(ends=NINE.replace(hour=12))
    evenings = client.get(BOOK, {"when": "afternoon"})
    location.availabilities.all().delete()
    nothing = client.get(BOOK)

    assert mondays.text.count("No free times on this day.") == 4
    assert "There are no times like that." in evenings.text
    assert "There are no free times right now." in nothing.text
    assert "Call us at" in nothing.text


def test_book_shows_a_page_without_times_where_no_consultation_is_offered(browser_of):
    location = clinic_with("amara")
    client = browser_of(ready(location))
    location.services.update(is_offered=False)

    page = client.get(BOOK)

    assert page.status_code == 200
    assert "There are no free times right now." in page.text


def test_other_days_keep_the_filter_and_the_time_chosen_before(browser_of):
    location = clinic_with("amara")
    client = browser_of(ready(location))
    chosen = value(at(location, NINE))
    later = at(location, NINE, days=20).date()

    page = client.post(
        f"{BOOK}?when=morning",
        {"first_day": later.isoformat(), "starts_at": chosen},
        follow=True,
    )

    [(address, status)] = page.redirect_chain
    assert status == 302
    assert page.context["page"].time_of_day == "morning"
    assert days_on(page)[:2] == [
        date_format(at(location, NINE), "l, F j"),
        date_format(later, "l, F j"),
    ]
    assert f'value="{chosen}" checked' in page.text
    assert not Appointment.objects.exists()


NONSENSE = [
    "first_day=9999-12-31",
    "first_day=0001-01-01",
    "first_day=2026-02-30",
    "first_day=",
    "first_day=1&first_day=2",
    "when=noon",
    "chosen=9999-12-31T23:59:59",
    "when[]=morning&chosen[]=1",
]


def test_book_leaves_out_of_the_query_what_makes_no_sense(browser_of):
    client = browser_of(ready(clinic_with("amara")))
    usual = days_on(client.get(BOOK))

    pages = {query: client.get(f"{BOOK}?{query}") for query in NONSENSE}

    assert {query: days_on(page) for query, page in pages.items()} == dict.fromkeys(
        NONSENSE, usual
    )
    assert [query for query in NONSENSE if 'class="error"' in pages[query].text] == []


def test_book_shows_no_way_before_the_first_and_after_the_last_time(browser_of):
    location = clinic_with("amara")
    client = browser_of(ready(location))

    first = client.get(BOOK)
    last_day = timezone.now().astimezone(location.zone).date() + timedelta(days=57)
    last = client.get(BOOK, {"first_day": last_day.isoformat()})

    assert ("Later dates" in first.text, "Earlier dates" in first.text) == (True, False)
    assert ("Later dates" in last.text, "Earlier dates" in last.text) == (False, True)


def test_book_goes_as_far_as_the_horizon_of_the_location(browser_of):
    location = clinic_with("amara")
    BookingRules.objects.create(location=location, horizon_days=100)
    client = browser_of(ready(location))
    far = at(location, NINE, days=90)

    page = client.get(BOOK, {"first_day": f"{far:%Y-%m-%d}"})

    assert days_on(page)[0] == date_format(far, "l, F j")


def test_book_asks_to_select_a_time_when_none_is(browser_of):
    page = browser_of(ready(clinic_with("amara"))).post(BOOK)

    assert page.status_code == 200
    assert errors_on(page) == {"starts_at": ["Select a time"]}
    assert "<title>Error: Choose a time" in page.text
    assert 'href="#id_starts_at_0_0">Select a time</a>' in page.text
    assert 'id="id_starts_at_0_0"' in page.text


NO_TIMES = [
    "\x00",
    "tomorrow",
    "2030-01-01",
    "9999-12-31T23:59:59+00:00",
    "0001-01-01T00:00:00+00:00",
    "2026-13-45T99:99:99+99:99",
    "'; DROP TABLE scheduling_appointment; --",
    "<script>alert(1)</script>",
    "𝟗" * 5000,
]


@pytest.mark.parametrize("step", ["book", "move"])
def test_a_time_that_makes_no_sense_gets_a_sentence(browser_of, step):
    consultation_request = ready(clinic_with("amara"))
    appointment = booked(consultation_request) if step == "move" else None
    client = browser_of(appointment or consultation_request)
    address = path(appointment, "move/") if appointment else BOOK

    pages = [client.post(address, {"starts_at": no_time}) for no_time in NO_TIMES]

    said = {"starts_at": [str(TAKEN)]}
    assert [errors_on(page) for page in pages] == [said] * len(NO_TIMES)
    assert [page for page in pages if "alert(1)" in page.text] == []
    assert list(Appointment.objects.all()) == list(filter(None, [appointment]))


def test_a_time_of_another_location_is_no_time_here(browser_of):
    here = clinic_with("amara")
    elsewhere = clinic_with("bo", name="Honolulu", time_zone="Pacific/Honolulu")
    night = at(elsewhere, NINE.replace(hour=16))
    assert services.free_slots(
        services.consultation_service(elsewhere),
        elsewhere,
        ready(elsewhere).patient,
        from_at=night,
        until_at=night + timedelta(minutes=1),
    )

    page = browser_of(ready(here)).post(BOOK, {"starts_at": value(night)})

    assert errors_on(page) == {"starts_at": [str(TAKEN)]}


def test_book_holds_the_time_and_leads_to_check(browser_of):
    location = clinic_with("amara")
    client = browser_of(ready(location))

    page = client.post(BOOK, {"starts_at": value(at(location, NINE))}, follow=True)

    assert page.redirect_chain == [(CHECK, 302)]
    hold = Appointment.objects.get()
    until = date_format(hold.hold_until.astimezone(location.zone), "g:i a")
    assert f"Until {until} we hold this time for you." in page.text
    assert "9:00 a.m. to 10:00 a.m., New York time" in page.text


def test_book_says_that_a_time_is_taken_and_shows_what_is_left(browser_of):
    location = clinic_with("amara")
    client = browser_of(ready(location))
    client.get(BOOK)
    booked(ready(location), ELEVEN)

    page = client.post(
        f"{BOOK}?when=morning", {"starts_at": value(at(location, ELEVEN))}
    )

    assert page.status_code == 200
    assert errors_on(page) == {"starts_at": [str(TAKEN)]}
    assert page.context["page"].time_of_day == "morning"
    assert value(at(location, NINE)) in times_on(page)
    assert value(at(location, HALF_PAST_NINE)) in times_on(page)
    assert value(at(location, ELEVEN)) not in times_on(page)
    assert "?when=morning" in page.text


def test_check_books_and_leads_to_the_appointment(browser_of):
    consultation_request = ready(clinic_with("amara"))
    client = browser_of(consultation_request)
    hold = held(consultation_request)

    page = client.post(CHECK, follow=True)

    assert page.redirect_chain == [(path(hold), 302)]
    assert "Your appointment is booked" in page.text
    assert "Add to your calendar" in page.text


@pytest.mark.parametrize("times", [2, 5])
def test_check_sent_again_is_one_appointment_and_one_message(browser_of, times):
    consultation_request = ready(clinic_with("amara"))
    client = browser_of(consultation_request)
    hold = held(consultation_request)

    pages = [client.post(CHECK, follow=True) for _ in range(times)]

    assert [page.redirect_chain[-1] for page in pages] == [(path(hold), 302)] * times
    assert Appointment.objects.get().status == AppointmentStatus.BOOKED
    assert Message.objects.filter(about_id=hold.pk).count() == 1


def test_check_books_no_other_time_than_the_one_that_was_shown(browser_of):
    """Another was chosen in a second tab, while the first still shows the old one."""
    consultation_request = ready(clinic_with("amara"))
    client = browser_of(consultation_request)
    seen = {"shown": held(consultation_request).starts_at.isoformat()}
    second = held(consultation_request, ELEVEN)

    refused = client.post(CHECK, seen)
    again = {"shown": refused.context["form"]["shown"].value()}
    accepted = client.post(CHECK, again)

    assert refused.status_code == 200
    assert errors_on(refused) == {"__all__": [str(CHANGED)]}
    assert "11:00 a.m." in refused.text
    assert again == {"shown": second.starts_at.isoformat()}
    assert accepted["Location"] == path(second)


def test_a_visit_that_was_missed_is_not_shown_as_booked(browser_of):
    consultation_request = ready(clinic_with("amara"))
    appointment = booked(consultation_request)
    Appointment.objects.update(status=AppointmentStatus.NOSHOW)

    page = browser_of(consultation_request).get(path(appointment))

    assert "You missed this visit." in page.text
    assert "Your appointment is booked" not in page.text


def test_an_old_booking_page_leads_to_the_appointment(browser_of):
    """Left open in another browser, whose link is closed by now."""
    consultation_request = ready(clinic_with("amara"))
    client = browser_of(consultation_request)
    appointment = booked(consultation_request)
    kept = client.session[CONFIRMED_KEY]

    for address in (BOOK, CHECK):
        assert client.get(address, follow=True).redirect_chain[-1] == (
            path(appointment),
            302,
        )
    starts_at = value(at(appointment.location, ELEVEN))
    client.post(BOOK, {"starts_at": starts_at})
    assert list(Appointment.objects.all()) == [appointment]
    assert client.session[CONFIRMED_KEY] == kept


def test_who_booked_goes_on_by_the_link_to_choose_a_time(browser_of):
    location = clinic_with("amara")
    consultation_request = ready(location)
    client = browser_of(consultation_request)
    held(consultation_request)

    detail = client.post(CHECK)["Location"]

    appointment = Appointment.objects.get()
    assert detail == path(appointment)
    assert client.get("/appointments/", follow=True).redirect_chain[-1][0] == detail
    for page in ("", "calendar/", "move/", "cancel/"):
        assert client.get(path(appointment, page)).status_code == 200
    client.post(path(appointment, "move/"), {"starts_at": value(at(location, ELEVEN))})
    client.post(path(appointment, "cancel/"))
    appointment.refresh_from_db()
    assert appointment.sequence == 2


def test_a_time_that_is_only_held_has_no_page_of_its_own(browser_of):
    consultation_request = ready(clinic_with("amara"))
    client = browser_of(consultation_request)

    page = client.get(path(held(consultation_request)))

    assert page.status_code == 404


def test_check_without_a_held_time_leads_back(browser_of):
    client = browser_of(ready(clinic_with("amara")))

    assert client.get(CHECK)["Location"] == BOOK


def test_check_says_that_the_time_was_taken_while_nobody_pressed(browser_of):
    location = clinic_with("amara")
    late = ready(location)
    client = browser_of(late)
    let_run_out(held(late))
    assert "We no longer hold this time for you." in client.get(CHECK).text
    booked(ready(location))

    page = client.post(CHECK)

    assert errors_on(page) == {"starts_at": [str(TAKEN)]}
    assert value(at(location, NINE)) not in times_on(page)
    assert value(at(location, TEN)) in times_on(page)
    assert f'action="{BOOK}"' in page.text


@pytest.mark.parametrize("address", [BOOK, CHECK])
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_suitable_review_the_pages_ask_to_call(browser_of, address, method):
    consultation_request = ready(clinic_with("amara"))
    client = browser_of(consultation_request)
    held(consultation_request)
    sign(consultation_request, Decision.NOT_SUITABLE)

    page = getattr(client, method)(address)

    assert page.status_code == 409
    assert "We would like to talk with you first" in page.text
    assert "suitable" not in page.text
    assert not Appointment.objects.booked().exists()


def test_calendar_gives_the_entry_of_the_mail(browser_of):
    appointment = booked(ready(clinic_with("amara")))
    moved = services.move_appointment(
        appointment, at(appointment.location, ELEVEN), actor=desk()
    )

    response = browser_of(moved).get(path(moved, "calendar/"))

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="appointment.ics"'
    [event] = Calendar.from_ical(response.content).walk("VEVENT")
    assert (str(event["UID"]), event["SEQUENCE"]) == (f"{moved.pk}@localhost", 1)
    assert event.start == moved.starts_at


def test_the_address_in_the_calendar_opens_nothing_to_others(client):
    booked(ready(clinic_with("amara")))

    page = client.get("/appointments/")

    assert page.status_code == 403
    assert "Open your link again" in page.text


def test_a_cancelled_appointment_has_no_calendar_entry(browser_of):
    appointment = booked(ready(clinic_with("amara")))
    client = browser_of(appointment)
    services.cancel_appointment(appointment, actor=desk())

    assert client.get(path(appointment, "calendar/")).status_code == 404


def test_move_moves_once_however_often_it_is_sent(browser_of):
    appointment = booked(ready(clinic_with("amara")))
    client = browser_of(appointment)
    choice = {"starts_at": value(at(appointment.location, HALF_PAST_NINE))}

    pages = [client.post(path(appointment, "move/"), choice) for _ in range(3)]

    assert {page["Location"] for page in pages} == {path(appointment)}
    appointment.refresh_from_db()
    assert appointment.starts_at == at(appointment.location, HALF_PAST_NINE)
    assert appointment.sequence == 1
    assert Message.objects.filter(kind="appointment-moved").count() == 1
    assert "9:30 a.m. to 10:30 a.m." in client.get(path(appointment)).text


def test_move_does_not_offer_the_time_the_patient_has(browser_of):
    location = clinic_with("amara")
    location.availabilities.update(valid_from=at(location, NINE).date())
    appointment = booked(ready(location))

    page = browser_of(appointment).get(path(appointment, "move/"))

    assert value(at(location, NINE)) not in times_on(page)
    assert times_on(page)[0] == value(at(location, HALF_PAST_NINE))
    assert page.context["page"].suggested_value == times_on(page)[0]


def test_move_says_that_nothing_else_is_free(browser_of):
    location = clinic_with("amara")
    appointment = booked(ready(location))
    location.availabilities.exclude(weekday=appointment.starts_at.weekday()).delete()
    location.availabilities.update(ends=TEN, valid_until=appointment.starts_at.date())

    page = browser_of(appointment).get(path(appointment, "move/"))

    assert "There are no free times right now." in page.text


def test_move_says_that_a_time_is_taken_and_keeps_the_old_one(browser_of):
    location = clinic_with("amara")
    appointment = booked(ready(location))
    client = browser_of(appointment)
    booked(ready(location), ELEVEN)

    page = client.post(
        path(appointment, "move/"), {"starts_at": value(at(location, ELEVEN))}
    )

    assert errors_on(page) == {"starts_at": [str(TAKEN)]}
    appointment.refresh_from_db()
    assert appointment.starts_at == at(location, NINE)


def test_cancel_asks_first_and_for_no_reason_and_cancels_once(browser_of):
    appointment = booked(ready(clinic_with("amara")))
    client = browser_of(appointment)

    asked = client.get(path(appointment, "cancel/"))
    assert "Do you want to cancel this appointment?" in asked.text
    assert "<textarea" not in asked.text
    assert Appointment.objects.booked().exists()
    for _ in range(2):
        client.post(path(appointment, "cancel/"), {"reason": "nobody reads it"})

    appointment.refresh_from_db()
    assert appointment.status == AppointmentStatus.CANCELLED
    assert appointment.cancel_reason is None
    assert Message.objects.filter(kind="appointment-cancelled").count() == 1


def test_a_cancelled_appointment_leads_to_another_time(browser_of):
    appointment = booked(ready(clinic_with("amara")))
    client = browser_of(appointment)
    client.post(path(appointment, "cancel/"))

    page = client.get(path(appointment))
    assert "Your appointment is cancelled" in page.text
    assert f'href="{BOOK}"' in page.text
    client.post(BOOK, {"starts_at": value(at(appointment.location, NINE))})
    booked_again = client.post(CHECK, follow=True)

    other = Appointment.objects.booked().get()
    assert other != appointment
    assert booked_again.redirect_chain == [(path(other), 302)]


@pytest.mark.parametrize(
    ("rules", "last_moment"),
    [
        pytest.param(None, (2, NINE), id="default"),
        pytest.param({"change_notice_hours": 1}, (3, time(8)), id="an-hour"),
        pytest.param({"change_notice_hours": 0}, (3, NINE), id="until-it-begins"),
    ],
)
def test_the_appointment_says_until_when_it_can_be_changed(
    browser_of, rules, last_moment
):
    # No day of this week has 23 or 25 hours there.
    location = clinic_with("amara", time_zone="America/Phoenix")
    appointment = booked(ready(location))
    if rules:
        BookingRules.objects.create(location=location, **rules)
    days, wall = last_moment

    page = browser_of(appointment).get(path(appointment))

    until = date_format(at(location, wall, days=days), r"g:i a \o\n l, F j")
    assert f"You can move or cancel online until {until}." in page.text


@pytest.mark.parametrize("step", ["move/", "cancel/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_appointment_that_is_near_is_changed_on_the_phone(browser_of, step, method):
    appointment = booked(ready(clinic_with("amara")))
    client = browser_of(appointment)
    soon = timezone.now() + timedelta(hours=20)
    Appointment.objects.update(starts_at=soon, ends_at=soon + timedelta(hours=1))

    page = getattr(client, method)(path(appointment, step))

    assert page.status_code == 409
    assert "This appointment cannot be changed online any more" in page.text
    assert "Call us at" in page.text
    detail = client.get(path(appointment)).text
    assert "It is too late to change it online." in detail
    assert "Move this appointment" not in detail


def test_an_appointment_is_nobody_else_s(browser_of):
    """Three people: the patient, another patient, staff of the other location."""
    here = clinic_with("amara")
    appointment = booked(ready(here))
    other = booked(ready(here), ELEVEN)
    steps = ["", "move/", "cancel/", "calendar/"]

    def answers(client):
        return [client.get(path(appointment, step)).status_code for step in steps]

    assert answers(browser_of(appointment)) == [200] * 4
    assert answers(browser_of(other)) == [404] * 4
    assert answers(browser_of(desk())) == [403] * 4


def test_no_patient_books_moves_or_cancels_for_another(browser_of):
    location = clinic_with("amara")
    appointment = booked(ready(location))
    consultation_request = ready(location)
    hold = held(consultation_request, ELEVEN)
    client = browser_of(booked(ready(location), NINE.replace(hour=13)))

    client.post(path(appointment, "cancel/"))
    client.post(path(appointment, "move/"), {"starts_at": value(at(location, TEN))})
    client.post(CHECK)
    client.get(path(hold))

    appointment.refresh_from_db()
    hold.refresh_from_db()
    assert (appointment.status, appointment.starts_at) == ("booked", at(location, NINE))
    assert hold.status == AppointmentStatus.PROPOSED


def test_an_unknown_appointment_is_not_found(browser_of):
    client = browser_of(booked(ready(clinic_with("amara"))))

    assert client.get(f"/appointments/{uuid4()}/").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["book", "check", "move", "cancel"])
def test_a_lock_that_is_not_to_be_had_is_503_and_the_form_is_kept(browser_of, step):
    location = clinic_with("amara")
    consultation_request = ready(location)
    appointment = None
    if step == "check":
        appointment = held(consultation_request)
    elif step != "book":
        appointment = booked(consultation_request)
    client = browser_of(consultation_request if step in BEFORE else appointment)
    starts_at = value(at(location, ELEVEN))
    address = {"book": BOOK, "check": CHECK}.get(step) or path(appointment, f"{step}/")

    def keep_the_rows():
        list(location.practitioners.select_for_update(of=("self",)))
        list(Appointment.objects.select_for_update())

    with another_transaction(keep_the_rows), connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
        page = client.post(address, {"starts_at": starts_at})
        cursor.execute("RESET lock_timeout")

    assert page.status_code == 503
    assert errors_on(page) == {"__all__": [str(BUSY)]}
    kept = {
        "book": f'value="{starts_at}" checked',
        "move": f'value="{starts_at}" checked',
        "check": "Book this time",
        "cancel": "Cancel the appointment",
    }
    assert kept[step] in page.text


BEFORE = ("book", "check")


def test_days_are_those_of_the_location_not_of_utc(browser_of):
    """At 4 p.m. in Honolulu it is the next day in UTC."""
    location = clinic_with("amara", name="Honolulu", time_zone="Pacific/Honolulu")
    afternoon = at(location, NINE.replace(hour=16))

    page = browser_of(ready(location)).get(
        BOOK, {"first_day": afternoon.date().isoformat()}
    )

    day, slots = shown(page).widget.choices[0]
    assert day == date_format(date.fromisoformat(str(afternoon.date())), "l, F j")
    assert slots[-1] == (value(afternoon), "4:00 p.m.")
    assert "Honolulu time" in page.text
