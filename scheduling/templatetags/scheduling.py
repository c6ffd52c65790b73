"""Words and tones for appointments and for what the planner of a series found."""

from django import template
from django.utils.translation import gettext_lazy as _

from scheduling.forms.desk import refusal_words
from scheduling.models import AppointmentStatus, CourseOutcome
from scheduling.series import Unmet
from scheduling.timetable import State

register = template.Library()
register.filter(refusal_words)

WORDS = {
    Unmet.WEEKDAY: _("Not on the days you like best."),
    Unmet.TIME_OF_DAY: _("Not at the time of day you like best."),
    Unmet.PRACTITIONER: _("With somebody else of our team."),
    Unmet.RHYTHM: _("A little sooner or later than your other visits."),
}


@register.filter
def unmet_words(wish: Unmet) -> str:
    """Say in plain words which wish a date does not keep."""
    return WORDS[wish]


# What a button says that marks an appointment so.
MARKS = {
    AppointmentStatus.ARRIVED: _("Arrived"),
    AppointmentStatus.FULFILLED: _("Done"),
    AppointmentStatus.NOSHOW: _("Did not come"),
    AppointmentStatus.BOOKED: _("Take back"),
}
TONES = {
    AppointmentStatus.ARRIVED: "info",
    AppointmentStatus.FULFILLED: "ok",
    AppointmentStatus.NOSHOW: "error",
}


# What a cell of the day says when no patient is named in it.
STATES = {
    State.AWAY: _("Away"),
    State.FREE: _("Free"),
    State.CLEANED: _("Being cleaned"),
    State.HELD: _("Held"),
    State.TAKEN: _("Taken"),
}


@register.filter
def state_words(state: State) -> str:
    return STATES[state]


@register.filter
def outcome_words(outcome: str) -> str:
    return CourseOutcome(outcome).label


@register.filter
def mark_words(status: AppointmentStatus) -> str:
    return MARKS[status]


@register.filter
def status_tone(status: str) -> str:
    """Return the tone of a status beside its word; most have none."""
    return TONES.get(status, "")
