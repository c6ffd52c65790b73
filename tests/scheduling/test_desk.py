"""The front desk cancels an appointment, and closes no request that has one to come."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from clinic.access.roles import Role
from clinic.audit.models import AccessEvent
from clinic.outbox.models import Message
from clinic.outbox.services import drain
from intake import services as intake
from intake.models import Decision, RequestEventKind, RequestStatus
from scheduling import services
from scheduling.forms.booking import BUSY
from scheduling.models import Appointment, AppointmentStatus, Reservation
from scheduling.services import TooLate
from tests.factories import LocationFactory, staff
from tests.owner import as_owner
from tests.scheduling.stories import booked, clinic_with, patient_of, ready, sign
from tests.scheduling.test_races import another_transaction

pytestmark = pytest.mark.django_db

REASON = "Canaryreason: the clinician is ill"
CLOSE = {"action": "close", "close-reason": "Moved away"}
CANCEL_FIRST = (
    "The patient has an appointment. Cancel it first, then close the request."
)


@pytest.fixture
def here():
    return clinic_with("amara")


@pytest.fixture
def desk(here):
    return staff(Role.FRONT_DESK, here)


@pytest.fixture
def appointment(here):
    return booked(ready(here))


@pytest.fixture
def consultation_request(appointment):
    appointment.consultation_request.refresh_from_db()
    return appointment.consultation_request


def path(appointment, step="cancel"):
    return f"/admin/scheduling/appointment/{appointment.pk}/{step}/"


def page_of(consultation_request):
    return f"/admin/intake/consultationrequest/{consultation_request.pk}/change/"


def close(consultation_request, desk):
    intake.close_request(
        consultation_request,
        actor=desk,
        reason="Moved away",
        version=consultation_request.version,
    )
    consultation_request.refresh_from_db()


def begin(appointment, hours):
    """Let the appointment, which takes an hour, begin so many hours from now."""
    starts_at = timezone.now() + timedelta(hours=hours)
    Appointment.objects.update(
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
    )
    appointment.refresh_from_db()


def test_a_request_with_an_appointment_to_come_is_not_closed(
    consultation_request, appointment, desk
):
    sign(consultation_request, Decision.NOT_SUITABLE)

    with pytest.raises(intake.StillBooked):
        close(consultation_request, desk)

    consultation_request.refresh_from_db()
    assert consultation_request.status == RequestStatus.SCHEDULED
    assert consultation_request.needs_call is True
    assert consultation_request.events.last().kind == RequestEventKind.CALL_NEEDED
    assert list(Appointment.objects.booked()) == [appointment]


def test_a_request_whose_answers_are_asked_for_again_is_not_closed_while_booked(
    consultation_request, desk
):
    sign(consultation_request, Decision.MORE_INFORMATION)

    with pytest.raises(intake.StillBooked):
        close(consultation_request, desk)


@pytest.mark.parametrize(
    "status", [AppointmentStatus.BOOKED, AppointmentStatus.FULFILLED]
)
def test_a_request_is_closed_once_its_appointment_is_over(
    consultation_request, appointment, desk, status
):
    begin(appointment, -2)
    Appointment.objects.update(status=status)

    close(consultation_request, desk)

    assert consultation_request.status == RequestStatus.CLOSED


def test_a_request_is_closed_once_its_appointment_is_cancelled(
    consultation_request, appointment, desk
):
    services.cancel_at_desk(appointment, actor=desk, reason=REASON)
    consultation_request.refresh_from_db()

    close(consultation_request, desk)

    assert consultation_request.status == RequestStatus.CLOSED


def test_the_page_of_a_booked_request_leads_to_the_appointment_not_to_closing(
    consultation_request, appointment, desk, browser_of
):
    text = browser_of(desk).get(page_of(consultation_request)).text

    assert f'href="{path(appointment, "change")}"' in text
    assert "Close the request" not in text


def test_a_page_left_open_says_to_cancel_first_and_keeps_the_reason(
    consultation_request, desk, browser_of
):
    page = browser_of(desk).post(
        page_of(consultation_request),
        CLOSE | {"version": consultation_request.version},
    )

    assert CANCEL_FIRST in page.text
    assert "Moved away</textarea>" in page.text
    consultation_request.refresh_from_db()
    assert consultation_request.status == RequestStatus.SCHEDULED


@pytest.mark.parametrize("hours", [72, 23, 0], ids=["later", "soon", "now"])
def test_cancel_at_desk_frees_the_time_and_keeps_who_when_and_why(
    consultation_request, appointment, desk, hours
):
    begin(appointment, hours)

    services.cancel_at_desk(appointment, actor=desk, reason=REASON)

    appointment.refresh_from_db()
    assert appointment.status == AppointmentStatus.CANCELLED
    assert (appointment.cancelled_by, appointment.cancel_reason) == (desk, REASON)
    assert appointment.cancelled_at == appointment.changed_at <= timezone.now()
    assert not Reservation.objects.exists()
    consultation_request.refresh_from_db()
    assert consultation_request.status == RequestStatus.REVIEWED
    line = consultation_request.events.last()
    assert (line.kind, line.by, line.note) == ("cancelled", desk, REASON)


def test_cancel_at_desk_mails_the_patient_and_not_the_reason(
    consultation_request, appointment, desk
):
    drain()
    mail.outbox.clear()

    services.cancel_at_desk(appointment, actor=desk, reason=REASON)
    drain()

    [message] = mail.outbox
    assert message.to == [appointment.patient.email]
    assert message.subject.startswith("Cancelled: your appointment on ")
    assert "Canaryreason" not in message.body + str(message.alternatives)


def test_cancel_at_desk_twice_is_once(appointment, desk):
    services.cancel_at_desk(appointment, actor=desk, reason=REASON)
    services.cancel_at_desk(appointment, actor=desk, reason="again")

    appointment.refresh_from_db()
    assert (appointment.cancel_reason, appointment.sequence) == (REASON, 1)
    assert Message.objects.filter(kind="appointment-cancelled").count() == 1


@pytest.mark.parametrize(
    ("hours", "status"),
    [(-2, AppointmentStatus.BOOKED), (0, AppointmentStatus.ARRIVED)],
    ids=["over", "arrived"],
)
def test_cancel_at_desk_refuses_what_is_not_to_come(appointment, desk, hours, status):
    begin(appointment, hours)
    Appointment.objects.update(status=status)

    with pytest.raises(TooLate):
        services.cancel_at_desk(appointment, actor=desk, reason=REASON)

    appointment.refresh_from_db()
    assert appointment.status == status


def test_cancel_at_desk_leaves_the_call_to_be_made(
    consultation_request, appointment, desk
):
    sign(consultation_request, Decision.NOT_SUITABLE)

    services.cancel_at_desk(appointment, actor=desk, reason=REASON)

    consultation_request.refresh_from_db()
    assert consultation_request.needs_call is True


def test_the_desk_cancels_from_the_page_of_the_appointment(
    consultation_request, appointment, desk, browser_of
):
    client = browser_of(desk)
    assert f'href="{path(appointment)}"' in client.get(path(appointment, "change")).text
    assert "Jordan Lee" in client.get(path(appointment)).text

    page = client.post(path(appointment), {"reason": REASON}, follow=True)

    assert page.redirect_chain == [(path(appointment, "change"), 302)]
    assert "The appointment is cancelled. The patient is told by mail." in page.text
    assert f'href="{path(appointment)}"' not in page.text
    assert f'href="{page_of(consultation_request)}"' in page.text
    history = client.get(page_of(consultation_request)).text
    assert "Appointment cancelled" in history
    assert REASON in history


def test_the_page_to_cancel_records_who_looked_and_who_cancelled(
    appointment, desk, browser_of
):
    browser_of(desk).post(path(appointment), {"reason": REASON})

    with as_owner():
        events = AccessEvent.objects.filter(
            object_ids=[appointment.pk], actor_id=str(desk.pk)
        )
        assert [event.action for event in events.order_by("seq")] == ["change"]


@pytest.mark.parametrize(
    ("reason", "problem"),
    [
        ("", "Enter why the appointment is cancelled"),
        ("x" * 501, "Ensure this value has at most 500 characters"),
    ],
)
def test_cancelling_wants_a_reason_and_keeps_what_was_typed(
    appointment, desk, browser_of, reason, problem
):
    page = browser_of(desk).post(path(appointment), {"reason": reason})

    assert problem in page.text
    assert f"{reason}</textarea>" in page.text
    appointment.refresh_from_db()
    assert appointment.status == AppointmentStatus.BOOKED


def test_an_appointment_cancelled_meanwhile_is_shown_as_it_is(
    consultation_request, appointment, desk, browser_of
):
    services.cancel_appointment(appointment, actor=patient_of(consultation_request))
    client = browser_of(desk)

    for answer in (
        client.get(path(appointment)),
        client.post(path(appointment), {"reason": REASON}),
    ):
        assert (answer.status_code, answer["Location"]) == (
            302,
            path(appointment, "change"),
        )
    appointment.refresh_from_db()
    assert appointment.cancelled_by is None


def test_cancelling_is_for_the_desk_of_the_location(appointment, desk, browser_of):
    elsewhere = LocationFactory(name="Westlake")
    stranger = staff(Role.FRONT_DESK, elsewhere, "eli")
    both = staff(Role.NURSE, appointment.location, "both")
    both.memberships.create(location=elsewhere, role=Role.FRONT_DESK)
    typed = {"reason": REASON}

    assert browser_of(stranger).post(path(appointment), typed).status_code == 404
    assert browser_of(both).post(path(appointment), typed).status_code == 403
    assert browser_of(both).get(path(appointment)).status_code == 403
    shown = browser_of(both).get(path(appointment, "change")).text
    assert path(appointment) not in shown
    assert browser_of(appointment).post(path(appointment), typed).status_code == 302
    appointment.refresh_from_db()
    assert appointment.status == AppointmentStatus.BOOKED
    assert browser_of(desk).post(path(appointment), typed).status_code == 302
    appointment.refresh_from_db()
    assert appointment.status == AppointmentStatus.CANCELLED


def test_an_unknown_appointment_is_not_found(desk, browser_of):
    page = browser_of(desk).get(f"/admin/scheduling/appointment/{uuid4()}/cancel/")

    assert page.status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_is_not_to_be_had_is_503_and_keeps_the_reason(
    appointment, desk, browser_of
):
    client = browser_of(desk)

    def keep_the_row():
        list(Appointment.objects.select_for_update())

    with another_transaction(keep_the_row), connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
        page = client.post(path(appointment), {"reason": REASON})
        cursor.execute("RESET lock_timeout")

    assert page.status_code == 503
    assert str(BUSY) in page.text
    assert f"{REASON}</textarea>" in page.text
