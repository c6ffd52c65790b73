"""The mails about one appointment."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.outbox.kinds import Mail, message
from clinic.outbox.letters import called, letter
from clinic.outbox.wordings import Letter
from intake.services import may_choose_time
from scheduling import wordings
from scheduling.calendars import cancellation, invitation
from scheduling.messages.events import (
    appointment_link,
    course_link,
    event_of,
    when,
    when_and_where,
)
from scheduling.models import Appointment, AppointmentStatus


@message("appointment-booked", model=Appointment, label=gettext_lazy("Confirmation"))
def appointment_booked(appointment: Appointment) -> Mail | None:
    if appointment.status != AppointmentStatus.BOOKED:
        return None
    return _invitation(appointment, wordings.BOOKED)


@message("appointment-moved", model=Appointment, label=gettext_lazy("New time"))
def appointment_moved(appointment: Appointment) -> Mail | None:
    if appointment.status != AppointmentStatus.BOOKED:
        return None
    return _invitation(appointment, wordings.MOVED)


@message("appointment-cancelled", model=Appointment, label=gettext_lazy("Cancellation"))
def appointment_cancelled(appointment: Appointment) -> Mail | None:
    if appointment.status != AppointmentStatus.CANCELLED:
        return None
    if appointment.course_id:
        sentence = _("This appointment is cancelled. Open the link to see the others.")
        way_on = {"link": course_link(appointment), "link_text": _("See your visits")}
    elif may_choose_time(appointment.consultation_request):
        sentence = _(
            "Your appointment is cancelled. Open the link to book another time."
        )
        way_on = {
            "link": appointment_link(appointment),
            "link_text": _("Book another time"),
        }
    else:
        sentence = _("Your appointment is cancelled. If you have questions, call us.")
        way_on = {}
    return letter(
        _("Cancelled: your appointment on %s") % when(appointment),
        sentence,
        name=called(appointment.patient),
        details=when_and_where(appointment),
        **way_on,
        calendar=cancellation(event_of(appointment)),
        method="CANCEL",
    )


def _invitation(appointment: Appointment, of: Letter) -> Mail:
    words = of.filled(when=when(appointment))
    return letter(
        words.subject,
        *words.paragraphs,
        *_about_the_ride(appointment),
        name=called(appointment.patient),
        details=when_and_where(appointment),
        link=appointment_link(appointment),
        link_text=_("See, move or cancel it"),
        calendar=invitation(event_of(appointment)),
        method="REQUEST",
    )


def _about_the_ride(appointment: Appointment) -> list[str]:
    """Return what the patient is told of it; to a talk they drive themselves."""
    if not appointment.service.is_treatment:
        return []
    return [_("You need somebody to drive you home.")]
