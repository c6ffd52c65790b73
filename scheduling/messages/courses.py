"""The mails about the dates of a course, all in one."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.access.links import link_for
from clinic.access.models import LinkPurpose
from clinic.outbox.kinds import Mail, message
from clinic.outbox.letters import called, letter
from clinic.phones import as_read
from scheduling.calendars import publication
from scheduling.messages.events import course_link, event_of, local, when
from scheduling.models import Appointment, Course, CourseStatus

DAYS_TO_CHOOSE = 30


@message("dates-booked", model=Course, label=gettext_lazy("Confirmation of all dates"))
def dates_booked(course: Course) -> Mail | None:
    return _dates(
        course,
        _("Your appointments from %s"),
        _("Your appointments are booked."),
    )


@message("dates-moved", model=Course, label=gettext_lazy("New times of all dates"))
def dates_moved(course: Course) -> Mail | None:
    return _dates(
        course,
        _("New times from %s"),
        _("Your appointments have new times. These are all that are to come."),
    )


@message("dates-to-choose", model=Course, label=gettext_lazy("More dates to choose"))
def dates_to_choose(course: Course) -> Mail | None:
    """Tell that the rest of the series may be booked, unless it is."""
    booked = course.appointments.of_series().kept()
    if course.status == CourseStatus.COMPLETED or booked.count() >= course.planned:
        return None
    return letter(
        _("You can choose your next dates"),
        _("Your next visits at %s need a date. Please choose when you come.")
        % course.location,
        _("The link works for %s days. We ask for your date of birth to open it.")
        % DAYS_TO_CHOOSE,
        name=called(course.patient),
        link=link_for(
            course.patient,
            LinkPurpose.COURSE,
            course.consultation_request,
            expires_at=timezone.now() + timedelta(days=DAYS_TO_CHOOSE),
        ),
        link_text=_("Choose your dates"),
    )


def _dates(course: Course, subject: str, sentence: str) -> Mail | None:
    """Tell of every appointment to come, with one calendar file for all."""
    to_come = course.appointments.to_come(timezone.now())
    appointments = list(to_come.select_related("location", "patient"))
    if not appointments:
        return None
    return letter(
        subject % when(appointments[0]),
        sentence,
        _("Please bring a photo ID and a list of the medicines you take."),
        _("You need somebody to drive you home each time."),
        name=called(course.patient),
        details=_details(appointments),
        link=course_link(appointments[-1]),
        link_text=_("See, move or cancel them"),
        calendar=publication([event_of(each) for each in appointments]),
        method="PUBLISH",
    )


def _details(appointments: Sequence[Appointment]) -> list[tuple[str, str]]:
    location = appointments[0].location
    starts = [local(each, each.starts_at) for each in appointments]
    return [
        *(
            (
                date_format(starts_at, "l, F j, Y"),
                f"{date_format(starts_at, 'g:i a T')} ({location.zone_name})",
            )
            for starts_at in starts
        ),
        (_("Place"), f"{location.name}, {location.address}"),
        (_("Phone"), as_read(location.phone)),
    ]
