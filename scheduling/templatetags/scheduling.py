"""Words for what the planner of a series found."""

from django import template
from django.utils.translation import gettext_lazy as _

from scheduling.series import Unmet

register = template.Library()

WORDS = {
    Unmet.WEEKDAY: _("There was no free time on the days you like."),
    Unmet.TIME_OF_DAY: _("There was no free time at the time of day you like."),
    Unmet.PRACTITIONER: _("With somebody else of our team."),
    Unmet.RHYTHM: _("A little sooner or later than your other visits."),
}


@register.filter
def unmet_words(wish: Unmet) -> str:
    """Say in plain words which wish a date does not keep."""
    return WORDS[wish]
