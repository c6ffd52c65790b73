"""The figures as a page shows them: sentences, a chart, and a table with all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinic.charts import Bar, BarChart, bars
from clinic.periods import length_in_words
from scheduling.services import Figures

NONE = "–"
# What lies within each of ``intake.services.figures.LIMITS`` and not within the last.
WAITS = [
    gettext_lazy("Within 1 hour"),
    gettext_lazy("1 to 4 hours"),
    gettext_lazy("4 hours to 1 day"),
    gettext_lazy("1 to 2 days"),
    gettext_lazy("2 to 7 days"),
]


@dataclass(frozen=True)
class Section:
    """One figure; ``rows`` begin with what names them."""

    words: Sequence[str]
    chart: BarChart
    head: Sequence[str]
    rows: Sequence[Sequence[object]]


def sections_of(figures: Figures) -> list[Section]:
    """Return the figures in the order of a patient's way."""
    return [
        _requests(figures),
        _waits(figures),
        _stops(figures),
        _steps(figures),
        _visits(figures),
        _chairs(figures),
    ]


def _requests(figures: Figures) -> Section:
    total = ngettext(
        "%(count)s request came.", "%(count)s requests came.", figures.asked
    )
    return Section(
        words=[
            total % {"count": figures.asked},
            _("Suspected spam is not counted, here and below."),
        ],
        chart=BarChart(
            "requests",
            _("Requests a week"),
            _("One bar for each week, with its number of requests behind it."),
            bars((_short(monday), count) for monday, count in figures.weeks),
        ),
        head=[_("Week from"), _("Requests")],
        rows=[(_day(monday), count) for monday, count in figures.weeks],
    )


def _waits(figures: Figures) -> Section:
    answers = figures.first_answers
    counts = [
        *zip(WAITS, [count for _limit, count in answers.within], strict=True),
        (_("Later"), answers.later),
        (_("Not answered yet"), answers.waiting),
    ]
    return Section(
        words=[
            _heard_within(answers.median, answers.ninth_tenth),
            _(
                "Counted day and night, until the clinic left a message, spoke with the"
                " patient, sent the questionnaire or booked. Requests taken at the desk"
                " are not in it, and those not answered yet are not in the times."
            ),
        ],
        chart=BarChart(
            "waits",
            _("Time to the first answer"),
            _("One bar for each length of time, with its number of requests behind."),
            bars(counts),
            is_long=True,
        ),
        head=[_("First answer"), _("Requests")],
        rows=counts,
    )


def _heard_within(median: timedelta | None, ninth_tenth: timedelta | None) -> str:
    if median is None or ninth_tenth is None:
        return _("Nobody has had an answer yet.")
    return _(
        "Half of them had an answer within %(half)s, nine of ten within %(most)s."
    ) % {
        "half": length_in_words(median),
        "most": length_in_words(ninth_tenth),
    }


def _stops(figures: Figures) -> Section:
    found = figures.completion
    counts = [
        (_("Before the first page"), found.not_begun),
        *((stop.title, stop.count) for stop in found.stops),
        (_("Other pages, fewer than 5 people each"), found.elsewhere),
    ]
    sent_back = _(
        "%(back)s of %(out)s questionnaires came back (%(share)s). Untouched for"
        " less than two days: %(busy)s."
    ) % {
        "back": found.sent_back,
        "out": found.sent_out,
        "share": _share(found.sent_back, found.sent_out),
        "busy": found.under_way,
    }
    return Section(
        words=[
            sent_back,
            _(
                "The others stopped. This is the last page that they saved, of those"
                " that everybody comes to. Pages where fewer than 5 people stopped are"
                " added up, so that no page stands for one person."
            ),
        ],
        chart=BarChart(
            "stops",
            _("Where people stop"),
            _("One bar for each last page, with how many people stopped after it."),
            bars(counts),
            is_long=True,
        ),
        head=[_("Last page saved"), _("People")],
        rows=counts,
    )


def _steps(figures: Figures) -> Section:
    asked = figures.asked
    return Section(
        words=[
            _(
                "How far the requests of these days have come by now. Those of the"
                " last weeks are still on their way."
            ),
            _(
                "What a clinician decided is sealed and is not counted. Who has booked"
                " a consultation was found suitable before, or booked as an exception."
            ),
        ],
        chart=BarChart(
            "steps",
            _("From the request to the last infusion"),
            _("One bar for each step, with how many of the requests came so far."),
            [
                Bar(str(step.label), count, f"{count} ({_share(count, asked)})")
                for step, count in figures.steps
            ],
            most=asked,
            is_long=True,
        ),
        head=[_("Step"), _("Requests"), _("Of all")],
        rows=[
            (step.label, count, _share(count, asked)) for step, count in figures.steps
        ],
    )


def _visits(figures: Figures) -> Section:
    total = figures.all_visits
    words = {
        "missed": total.missed,
        "due": total.came + total.missed,
        "share": _share(total.missed, total.came + total.missed),
    }
    return Section(
        words=[
            _("%(missed)s of %(due)s visits were missed (%(share)s).") % words,
            _("Visits cancelled before are not in the share, nor those not marked."),
        ],
        chart=BarChart(
            "visits",
            _("Missed visits a week"),
            _("One bar for each week, with its number of missed visits behind it."),
            bars((_short(week.monday), week.missed) for week in figures.visits),
        ),
        head=[
            _("Week from"),
            _("Came"),
            _("Missed"),
            _("Share missed"),
            _("Cancelled"),
            _("Not marked"),
        ],
        rows=[
            (
                _day(week.monday),
                week.came,
                week.missed,
                _share(week.missed, week.came + week.missed),
                week.cancelled,
                week.unmarked,
            )
            for week in figures.visits
        ],
    )


def _chairs(figures: Figures) -> Section:
    total = figures.all_chairs
    words = {
        "taken": _hours(total.taken),
        "open": _hours(total.open),
        "share": _share(total.taken, total.open),
    }
    return Section(
        words=[
            _("Chairs were taken for %(taken)s of %(open)s hours (%(share)s).") % words,
            _(
                "Open is a chair while somebody works at the location. It is also"
                " taken while it is cleaned, and while its time is on offer."
            ),
        ],
        chart=BarChart(
            "chairs",
            _("Chair use a week"),
            _("One bar for each week: the share of its open hours, up to 100%."),
            [
                Bar(
                    _short(week.monday),
                    week.share,
                    _share(week.taken, week.open),
                )
                for week in figures.chairs
            ],
            most=1,
        ),
        head=[_("Week from"), _("Hours taken"), _("Hours open"), _("Share")],
        rows=[
            (
                _day(week.monday),
                _hours(week.taken),
                _hours(week.open),
                _share(week.taken, week.open),
            )
            for week in figures.chairs
        ],
    )


def _day(monday: date) -> str:
    return date_format(monday, "M j, Y")


def _short(monday: date) -> str:
    return date_format(monday, "M j")


def _hours(length: timedelta) -> str:
    return f"{length / timedelta(hours=1):.1f}".removesuffix(".0")


def _share(part, whole) -> str:
    """Write how much of the whole, a number or a length of time, the part is."""
    return f"{part / whole:.0%}" if whole else NONE
