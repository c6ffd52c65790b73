"""The waitlist as the front desk sees it: who waits, what was offered, on and off."""

import pytest

from clinic.access.models import LinkPurpose
from clinic.access.roles import Role
from scheduling import services
from scheduling.models import OfferStatus, WaitlistEntry, WaitlistOffer
from tests.factories import UserFactory, staff
from tests.intake.events import changes_of, fields_seen
from tests.scheduling.stories import (
    admitted,
    booked,
    clinic_with,
    infusion_clinic,
    patient_of,
    ready,
    series_of,
)
from tests.scheduling.waiting import (
    LATER,
    booked_on,
    full_clinic,
    offered,
    on_offer,
    scan,
    waiting,
    waiting_for_any,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/scheduling/waitlistentry/"
WISHES = {"time_of_day": "any", "short_notice": "yes"}


def page_of(entry):
    return f"{LIST}{entry.pk}/change/"


def close_page(entry):
    return f"{LIST}{entry.pk}/close/"


@pytest.fixture
def desk_of(browser_of):
    """Give a function that returns the browser of the front desk of a location."""
    return lambda location, role=Role.FRONT_DESK: browser_of(staff(role, location))


def test_who_sees_the_waitlist():
    entry, offer = on_offer()
    here, elsewhere = entry.location, clinic_with("bo", name="Westlake")
    patient = patient_of(entry.consultation_request)
    another = patient_of(booked(ready(elsewhere)).consultation_request)
    desk = staff(Role.FRONT_DESK, here)
    desk_elsewhere = staff(Role.FRONT_DESK, elsewhere, "eli")
    administrator = UserFactory(username="root", is_superuser=True)

    for who in (patient, desk):
        assert list(WaitlistEntry.objects.visible_to(who)) == [entry]
        assert list(WaitlistOffer.objects.visible_to(who)) == [offer]
    for who in (another, desk_elsewhere, administrator, None):
        assert not WaitlistEntry.objects.visible_to(who).exists()
        assert not WaitlistOffer.objects.visible_to(who).exists()


def test_the_list_shows_who_waits_and_leaves_out_who_does_not(desk_of):
    entry, _offer = on_offer()
    gone = waiting_for_any(entry.location)
    services.leave_waitlist(gone)
    client = desk_of(entry.location)

    now, before = client.get(LIST), client.get(f"{LIST}?ended=yes")

    assert [*now.context["cl"].result_list] == [entry]
    assert "Waits for an answer" in now.text
    assert [*before.context["cl"].result_list] == [gone]
    assert "No date" in before.text


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_the_database_as_often_however_many_wait(
    desk_of, many, django_assert_num_queries
):
    here = full_clinic(days=range(LATER, LATER + many))
    for day in range(LATER, LATER + many):
        waiting(here, day)
    client = desk_of(here)
    client.get(LIST)

    with django_assert_num_queries(10):
        client.get(LIST)


def test_the_page_shows_what_was_offered_and_every_look_is_recorded(browser_of):
    entry, offer = on_offer()
    services.decline_offer(offer)
    desk = staff(Role.FRONT_DESK, entry.location)

    page = browser_of(desk).get(page_of(entry))

    assert "Declined" in page.text
    assert "any time of day, 24 hours before or more" in page.text
    assert "Jordan Lee" in page.text
    assert fields_seen(entry, desk) == {"end_reason"}
    assert "name" in fields_seen(entry.patient, desk)


def test_the_desk_takes_somebody_off_with_a_reason(browser_of):
    entry, offer = on_offer()
    desk = staff(Role.FRONT_DESK, entry.location)
    client = browser_of(desk)
    assert close_page(entry) in client.get(page_of(entry)).text

    refused = client.post(close_page(entry), {"reason": ""})
    done = client.post(close_page(entry), {"reason": "Has moved away"}, follow=True)

    assert "Enter why the patient is taken off the list" in refused.text
    assert done.redirect_chain == [(page_of(entry), 302)]
    assert "Has moved away" in done.text
    assert close_page(entry) not in done.text
    entry.refresh_from_db()
    assert (entry.ended_as, entry.ended_by) == ("closed", desk)
    offer.refresh_from_db()
    assert offer.status == OfferStatus.WITHDRAWN
    assert client.get(close_page(entry)).url == page_of(entry)
    assert changes_of(entry) == 2


@pytest.mark.parametrize("role", [Role.NURSE, Role.CLINICIAN])
def test_who_only_looks_on_takes_nobody_off(desk_of, role):
    entry = waiting(full_clinic())
    client = desk_of(entry.location, role)

    assert close_page(entry) not in client.get(page_of(entry)).text
    assert client.post(close_page(entry), {"reason": "No"}).status_code == 403
    put_on = f"/appointments/{entry.appointment_id}/waitlist/desk/"
    assert client.post(put_on, WISHES).status_code == 403

    entry.refresh_from_db()
    assert entry.ended_at is None


def test_the_desk_puts_somebody_on_from_their_appointment(desk_of):
    appointment = booked_on(ready(full_clinic()), LATER)
    client = desk_of(appointment.location)
    path = f"/appointments/{appointment.pk}/waitlist/desk/"
    shown = client.get(f"/admin/scheduling/appointment/{appointment.pk}/change/")
    assert path in shown.text
    form = client.get(path).text
    assert "Jordan Lee" in form
    assert "Could the patient come at short notice?" in form
    assert "No, the patient needs to know 1 day before" in form

    response = client.post(path, WISHES, follow=True)

    entry = WaitlistEntry.objects.standing().get()
    assert response.redirect_chain == [(page_of(entry), 302)]
    assert (entry.appointment, entry.notice_hours) == (appointment, 4)


def test_the_desk_puts_somebody_on_from_their_request(desk_of):
    consultation_request = ready(full_clinic())
    client = desk_of(consultation_request.location)
    path = f"/appointments/for/{consultation_request.pk}/waitlist/"
    request_page = (
        f"/admin/intake/consultationrequest/{consultation_request.pk}/change/"
    )
    assert path in client.get(request_page).text

    client.post(path, WISHES)

    entry = WaitlistEntry.objects.standing().get()
    assert entry.appointment is None
    assert scan() == 1
    assert offered(entry).status == OfferStatus.OPEN


def test_what_stands_against_it_is_said_beside_the_form(desk_of):
    consultation_request = booked(ready(clinic_with("amara"))).consultation_request
    client = desk_of(consultation_request.location)

    page = client.post(f"/appointments/for/{consultation_request.pk}/waitlist/", WISHES)

    assert "The consultation is booked: move it instead." in page.text
    assert not WaitlistEntry.objects.exists()


def test_on_the_page_of_the_day_a_time_on_offer_is_held(desk_of):
    entry, offer = on_offer()
    starts_at = offer.starts_at.astimezone(entry.location.zone)
    page = f"/appointments/day/{entry.location.slug}/{starts_at:%Y-%m-%d}/"

    shown = desk_of(entry.location).get(page)

    rows = shown.context["schedule"].rows
    assert [[str(cell.state) for cell in row.cells] for row in rows] == [
        ["held", "held"],
        ["held", "held"],
    ]


def test_an_infusion_of_a_series_is_not_waited_for(desk_of, browser_of):
    course = series_of(admitted(infusion_clinic()))
    infusion = course.appointments.first()
    patient = browser_of(course.consultation_request, LinkPurpose.COURSE)
    desk = desk_of(course.location)

    assert patient.get(f"/appointments/{infusion.pk}/waitlist/").status_code == 404
    assert desk.get(f"/appointments/{infusion.pk}/waitlist/desk/").status_code == 404
    for client, page in (
        (patient, f"/appointments/{infusion.pk}/"),
        (desk, f"/admin/scheduling/appointment/{infusion.pk}/change/"),
    ):
        assert "waitlist" not in client.get(page).text
