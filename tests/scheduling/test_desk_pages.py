"""The pages on which the desk books and moves."""

from datetime import UTC, time

import pytest

from clinic.access.roles import Role
from intake.models import Decision
from scheduling import services
from scheduling.forms.booking import TAKEN
from scheduling.models import Appointment
from tests.factories import LocationFactory, staff
from tests.scheduling.stories import (
    ELEVEN,
    NINE,
    TEN,
    admitted,
    at,
    booked,
    clinic_with,
    infusion_clinic,
    ready,
    seen,
    sign,
)
from tests.stories import answered

pytestmark = pytest.mark.django_db

EIGHT = time(8)
REASON = "Canaryreason: comes from far away"
WHY = "Enter why you make an exception"


@pytest.fixture
def here():
    return clinic_with("amara")


@pytest.fixture
def desk(here):
    return staff(Role.FRONT_DESK, here)


@pytest.fixture
def manager(here):
    return staff(Role.MANAGER, here)


def services_page(consultation_request):
    return f"/appointments/for/{consultation_request.pk}/"


def book_page(consultation_request):
    service = services.consultation_service(consultation_request.location)
    return f"{services_page(consultation_request)}{service.pk}/"


def move_page(appointment):
    return f"/appointments/{appointment.pk}/move/desk/"


def appointment_page(appointment):
    return f"/admin/scheduling/appointment/{appointment.pk}/change/"


def value(starts_at):
    return starts_at.astimezone(UTC).isoformat()


def times_on(page):
    choices = page.context["form"]["starts_at"].field.widget.choices
    return [time for _, slots in choices for time, _ in slots]


def test_the_request_leads_to_a_time_and_the_time_to_the_appointment(
    here, desk, browser_of
):
    consultation_request = ready(here)
    client = browser_of(desk)
    request_page = (
        f"/admin/intake/consultationrequest/{consultation_request.pk}/change/"
    )

    assert (
        f'href="{services_page(consultation_request)}"' in client.get(request_page).text
    )
    offered = client.get(services_page(consultation_request)).text
    assert f'href="{book_page(consultation_request)}"' in offered
    page = client.post(
        book_page(consultation_request),
        {"starts_at": value(at(here, NINE))},
        follow=True,
    )

    appointment = Appointment.objects.get()
    assert page.redirect_chain == [
        (f"/admin/scheduling/appointment/{appointment.pk}/change/", 302)
    ]
    assert "The time is booked. The patient is told by mail." in page.text
    assert f'href="{move_page(appointment)}"' in page.text


def test_what_cannot_be_booked_says_why(browser_of):
    here = infusion_clinic()
    consultation_request = seen(here)

    page = browser_of(staff(Role.FRONT_DESK, here)).get(
        services_page(consultation_request)
    )

    assert "The consultation is booked: move it instead." in page.text
    assert "A decision after the consultation that opens infusions" in page.text
    assert "The signed consent to treatment" in page.text
    assert f"{services_page(consultation_request)}" not in page.text


def test_an_exception_is_offered_to_who_has_the_right(here, desk, manager, browser_of):
    consultation_request = answered(location=here)
    page = services_page(consultation_request)

    assert "Book as an exception" not in browser_of(desk).get(page).text
    assert "Book as an exception" in browser_of(manager).get(page).text


def test_an_exception_without_a_reason_says_so_and_keeps_the_time(
    here, manager, browser_of
):
    consultation_request = answered(location=here)
    client, page = browser_of(manager), book_page(consultation_request)
    chosen = {"starts_at": value(at(here, NINE))}

    refused = client.post(page, chosen)
    taken = client.post(page, chosen | {"reason": REASON})

    assert refused.context["form"].errors == {"reason": [WHY]}
    assert f'value="{chosen["starts_at"]}" checked' in refused.text
    assert taken.status_code == 302
    assert consultation_request.events.last().note == REASON


def test_other_days_keep_the_reason_out_of_the_address(here, manager, browser_of):
    consultation_request = ready(here)
    chosen = value(at(here, NINE))

    page = browser_of(manager).post(
        book_page(consultation_request),
        {"starts_at": chosen, "reason": REASON, "first_day": f"{at(here, NINE, 9):%F}"},
    )

    assert page.status_code == 200
    assert f"{REASON}</textarea>" in page.text
    assert f'value="{chosen}" checked' in page.text
    assert value(at(here, NINE, 9)) in times_on(page)
    assert not Appointment.objects.exists()


def test_times_outside_the_hours_are_shown_to_who_has_the_right(
    here, desk, manager, browser_of
):
    page = book_page(ready(here))
    early, asked = value(at(here, EIGHT, 4)), {"show_outside": "yes"}

    assert early not in times_on(browser_of(manager).get(page))
    assert early in times_on(browser_of(manager).post(page, asked))
    assert early not in times_on(browser_of(desk).post(page, asked))


def test_a_time_outside_the_hours_is_booked_with_a_reason(here, manager, browser_of):
    consultation_request = ready(here)
    chosen = {"starts_at": value(at(here, EIGHT)), "outside": "yes"}
    client, page = browser_of(manager), book_page(consultation_request)

    assert client.post(page, chosen).context["form"].errors == {"reason": [WHY]}
    client.post(page, chosen | {"reason": REASON})

    assert Appointment.objects.get().starts_at == at(here, EIGHT)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({}, {"starts_at": ["Select a time"]}),
        ({"starts_at": "yesterday"}, {"starts_at": [TAKEN]}),
        ({"starts_at": "\x00"}, {"starts_at": [TAKEN]}),
    ],
)
def test_a_choice_that_is_none_gets_a_sentence_and_keeps_the_reason(
    here, desk, browser_of, typed, errors
):
    page = browser_of(desk).post(book_page(ready(here)), typed | {"reason": REASON})

    assert page.context["form"].errors == errors
    assert f"{REASON}</textarea>" in page.text


def test_a_time_taken_meanwhile_is_said_so_beside_fresh_times(here, desk, browser_of):
    consultation_request = ready(here)
    client, page = browser_of(desk), book_page(consultation_request)
    chosen = value(at(here, NINE))
    assert chosen in times_on(client.get(page))
    booked(ready(here, name="Maria García"))

    answer = client.post(page, {"starts_at": chosen})

    assert answer.context["form"].errors == {"starts_at": [TAKEN]}
    assert chosen not in times_on(answer)


def test_a_free_time_of_the_day_comes_chosen(here, desk, browser_of):
    chosen = value(at(here, TEN))

    page = browser_of(desk).get(book_page(ready(here)), {"starts_at": chosen})

    assert f'value="{chosen}" checked' in page.text


def test_the_desk_moves_an_appointment(here, desk, browser_of):
    appointment = booked(ready(here))
    client = browser_of(desk)
    shown = client.get(move_page(appointment))

    page = client.post(
        move_page(appointment), {"starts_at": value(at(here, TEN))}, follow=True
    )

    assert value(appointment.starts_at) not in times_on(shown)
    assert "The appointment is moved. The patient is told by mail." in page.text
    appointment.refresh_from_db()
    assert appointment.starts_at == at(here, TEN)


def test_what_closed_meanwhile_is_said(here, desk, browser_of):
    consultation_request = ready(here)
    appointment = booked(consultation_request)
    consultation_request.refresh_from_db()
    sign(consultation_request, Decision.NOT_SUITABLE)

    page = browser_of(desk).post(
        move_page(appointment), {"starts_at": value(at(here, TEN))}, follow=True
    )

    assert page.redirect_chain == [(appointment_page(appointment), 302)]
    assert "No review that stands found the patient suitable." in page.text


def test_who_books_what_another_has_booked_is_told_that_alone(here, desk, browser_of):
    consultation_request = ready(here)
    booked(consultation_request)

    page = browser_of(desk).post(
        book_page(consultation_request),
        {"starts_at": value(at(here, NINE))},
        follow=True,
    )

    assert page.redirect_chain == [(services_page(consultation_request), 302)]
    assert page.text.count("The consultation is booked: move it instead.") == 2
    assert "has just been taken" not in page.text


def test_a_date_too_near_to_another_of_the_series_is_said_so(browser_of):
    here = infusion_clinic()
    consultation_request = admitted(here)
    desk = staff(Role.FRONT_DESK, here)
    service = services.infusion_service(here)
    services.book_at_desk(consultation_request, service, at(here, TEN, 4), actor=desk)

    page = browser_of(desk).post(
        f"{services_page(consultation_request)}{service.pk}/",
        {"starts_at": value(at(here, TEN, 5))},
    )

    assert page.context["form"].errors == {
        "starts_at": ["That time is too close to another visit."]
    }


def test_times_that_a_series_cannot_have_are_shown_only_as_exceptions(browser_of):
    here = infusion_clinic()
    consultation_request = admitted(here)
    desk, manager = staff(Role.FRONT_DESK, here), staff(Role.MANAGER, here)
    service = services.infusion_service(here)
    services.book_at_desk(consultation_request, service, at(here, TEN, 4), actor=desk)
    page = f"{services_page(consultation_request)}{service.pk}/"
    same_day, too_near, fitting = (value(at(here, ELEVEN, days)) for days in (4, 5, 6))

    asked = {"first_day": str(at(here, ELEVEN, 4).date())}
    usual = times_on(browser_of(desk).post(page, asked))
    asked |= {"show_outside": "yes"}
    exceptions = times_on(browser_of(manager).post(page, asked))

    assert {same_day, too_near, fitting}.intersection(usual) == {fitting}
    assert {same_day, too_near, fitting}.intersection(exceptions) == {too_near, fitting}


def test_what_is_over_is_shown_and_not_moved(here, desk, browser_of):
    appointment = booked(ready(here))
    services.cancel_at_desk(appointment, actor=desk, reason="Ill")

    answer = browser_of(desk).get(move_page(appointment))

    page = f"/admin/scheduling/appointment/{appointment.pk}/change/"
    assert (answer.status_code, answer["Location"]) == (302, page)


def test_booking_and_moving_are_for_the_desk_of_the_location(here, desk, browser_of):
    appointment = booked(ready(here))
    consultation_request = ready(here)
    nurse = staff(Role.NURSE, here)
    stranger = staff(Role.FRONT_DESK, LocationFactory(name="Westlake"), "eli")
    pages = [
        services_page(consultation_request),
        book_page(consultation_request),
        move_page(appointment),
    ]

    def answers_to(who):
        return [browser_of(who).get(page).status_code for page in pages]

    assert answers_to(desk) == [200, 200, 200]
    assert answers_to(nurse) == [403, 403, 403]
    assert answers_to(stranger) == [404, 404, 404]
    assert answers_to(appointment) == [302, 302, 302]
