"""What the admin says of visits that a closure finds booked."""

from django.urls import reverse
from django.utils.dateformat import format as date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# A message is short: who works these off saves the closure again and reads of more.
DAYS_TOLD = 7


def told_of(visits, reader):
    """Say how many ``visits`` are booked, by place and day, and lead to their days.

    To days at locations where ``reader`` sees appointments: an administrator's nowhere.
    """
    number = sum(visits.values())
    sentence = ngettext(
        "%(number)d visit is booked in it. It stands: move or cancel it.",
        "%(number)d visits are booked in it. They stand: move or cancel each.",
        number,
    )
    seen = set(reader.locations_with("scheduling.view_appointment"))
    days = [(_day(*one, seen),) for one in list(visits)[:DAYS_TOLD]]
    listed = format_html_join(", ", "{}", days)
    return format_html("{} {}", sentence % {"number": number}, listed)


def _day(location, day, seen):
    words = _("%(day)s, %(location)s") % {
        "day": date_format(day, "l, F j"),
        "location": location,
    }
    if location not in seen:
        return words
    page = reverse("scheduling:day", args=[location.slug, day.isoformat()])
    return format_html('<a href="{}">{}</a>', page, words)
