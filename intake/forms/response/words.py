"""What a patient reads when an answer is missing or breaks a rule of its question."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format, localize, time_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intake.questionnaires.comparing import Span
from intake.questionnaires.definition import Item
from intake.questionnaires.fhir import Text
from intake.questionnaires.violations import Rule, Violation

REQUIRED = {
    "boolean": _("Select yes or no"),
    "choice": _("Select an answer"),
    "date": _("Enter a date"),
    "dateTime": _("Enter a date and a time"),
    "decimal": _("Enter a number"),
    "integer": _("Enter a whole number"),
    "open-choice": _("Select an answer"),
    "quantity": _("Enter a number"),
    "string": _("Enter an answer"),
    "text": _("Enter an answer"),
    "time": _("Enter a time"),
    "url": _("Enter a web address"),
}
INVALID: Mapping[str, Mapping[str, Any]] = {
    "decimal": {
        "invalid": _("Enter a number"),
        "max_digits": _("Enter a number with fewer digits"),
    },
    "integer": {
        "invalid": _("Enter a whole number"),
        "min_value": _("Enter a number that is %(limit_value)s or more"),
        "max_value": _("Enter a number that is %(limit_value)s or less"),
    },
    "quantity": {
        "invalid": _("Enter a number"),
        "max_digits": _("Enter a number with fewer digits"),
        "unit": _("Choose a unit"),
    },
    "url": {"invalid": _("Enter a web address, like www.example.org")},
}
BOTTOM_NOT_SMALLER = _(
    "The bottom number is usually the smaller one. Check both numbers."
)
NOT_AN_OPTION = _(
    "We do not know this answer. Check how you wrote it, or write only how it begins"
)
MEANT_MISSING = _("Select the one you mean")
MEANT_OR_TYPED_MISSING = _("Select the one you mean, or what you typed")
OWN_WORDS_MISSING = _("Enter your answer in your own words")
NOTHING_ANSWERED = _("Answer at least one question of this part")

BROKEN = {
    Rule.FEWEST: _("Give %(limit)s answers or more"),
    Rule.ONE: _("Give one answer only"),
    Rule.MOST: _("Give %(limit)s answers or fewer"),
    Rule.EXCLUSIVE: _("“%(limit)s” cannot go together with another answer"),
    Rule.TYPE: _("Enter an answer of the kind that is asked for"),
    Rule.OPTION: _("Select one of the answers"),
    Rule.MINIMUM: _("Enter a number that is %(limit)s or more"),
    Rule.MAXIMUM: _("Enter a number that is %(limit)s or less"),
    Rule.UNIT: _("Choose one of the units"),
    Rule.SHORTEST: _("Use %(limit)s characters or more"),
    Rule.LONGEST: _("Use %(limit)s characters or fewer"),
    Rule.PATTERN: _("Check how you wrote it: it is not in the form that is asked for"),
}
BROKEN_IN_LIST = {
    Rule.FEWEST: _("Add until there are %(limit)s or more."),
    Rule.MOST: _("Remove some: there can be %(limit)s or fewer."),
    Rule.EXCLUSIVE: _("“%(limit)s” cannot stand beside another. Remove one of them."),
}
BROKEN_BY_TIME = {
    Rule.MINIMUM: {
        datetime.date: _("Enter a date on or after %(limit)s"),
        datetime.datetime: _("Enter a time that is %(limit)s or later"),
        datetime.time: _("Enter a time that is %(limit)s or later"),
    },
    Rule.MAXIMUM: {
        datetime.date: _("Enter a date on or before %(limit)s"),
        datetime.datetime: _("Enter a time that is %(limit)s or earlier"),
        datetime.time: _("Enter a time that is %(limit)s or earlier"),
    },
}


def said(text: Text) -> str:
    """Return a text of the definition in the active language."""
    return text.in_language(get_language() or "")


def missing(item: Item) -> str:
    """Return how to answer a question that needs an answer."""
    kind = item.type
    if item.options:
        kind = "string" if item.is_autocomplete else "choice"
    return said(item.required_message) or str(REQUIRED[kind])


def broken(item: Item, violation: Violation) -> str:
    """Return what to do about an answer, or answers, that break a rule."""
    if violation.rule == Rule.REQUIRED:
        return missing(item)
    limit = _end(violation)
    by_time = BROKEN_BY_TIME.get(violation.rule, {})
    return by_time.get(type(limit), BROKEN[violation.rule]) % {"limit": _limit(limit)}


def broken_amount(item: Item, violation: Violation) -> str:
    """Return what to do about a list of which too much or too little was added."""
    if violation.rule not in BROKEN_IN_LIST:
        return missing(item)
    return BROKEN_IN_LIST[violation.rule] % {"limit": _limit(violation.limit)}


def _end(violation: Violation) -> Any:
    """Return the limit; of a month or a year the day on which it begins or ends."""
    if isinstance(violation.limit, Span):
        is_least = violation.rule == Rule.MINIMUM
        return violation.limit.first if is_least else violation.limit.last
    return violation.limit


def _limit(limit: Any) -> str:
    match limit:
        case Text():
            return said(limit)
        case datetime.datetime():
            return date_format(limit, "DATETIME_FORMAT")
        case datetime.date():
            return date_format(limit)
        case datetime.time():
            return time_format(limit)
    return str(localize(limit))
