"""The form field of each kind of question."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from clinic.fields import DateInPartsField
from clinic.times import DateTimeInPartsField, TimeField
from clinic.widgets import QuantityWidget, has_halves
from intake.forms.response.autocomplete import OTHER, AutocompleteField
from intake.forms.response.words import INVALID, missing, said
from intake.questionnaires.definition import Item
from intake.questionnaires.values import DECIMAL_DIGITS, INTEGERS

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
CHOOSE = ("", _("Choose one"))
SOMETHING_ELSE = (OTHER, _("Something else"))


def field_of(item: Item, *, required: bool, initial: Any) -> forms.Field:
    """Return the field of a question, its texts in the active language."""
    options = {
        "label": _label(item),
        "help_text": _help_text(item),
        "required": required,
        "initial": initial,
        "error_messages": _error_messages(item),
    }
    if is_in_lines(item):
        each = FIELDS[item.type](item, error_messages=options["error_messages"])
        return LinesField(field=each, **options)
    if item.is_autocomplete:
        return AutocompleteField(item=item, **options)
    make = _choice if item.options else FIELDS[item.type]
    return make(item, **options)


def own_words_field(item: Item, *, initial: Any) -> forms.Field:
    """Return the field for the answer to an open choice that is none of its options."""
    label = _("In your own words")
    if is_select(item):
        label = _("If it is not in the list, in your own words")
    if not is_many(item):
        return FollowUpField(label=label, initial=initial)
    return LinesField(
        field=forms.CharField(),
        label=label,
        initial=initial,
        required=False,
        help_text=_("Put each answer on a line of its own."),
    )


def is_many(item: Item) -> bool:
    """Whether its field takes several answers; an entry of a list has only one."""
    return item.repeats and not item.is_list


def is_in_lines(item: Item) -> bool:
    return is_many(item) and not item.options


def is_select(item: Item) -> bool:
    return item.control == "drop-down" and not is_many(item)


class LinesField(forms.CharField):
    """Several short answers, one on a line: a list of what ``field`` makes of each."""

    widget = forms.Textarea

    def __init__(self, *, field: forms.Field, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field = field

    def clean(self, value: Any) -> list[Any]:
        lines = super().clean(value).splitlines()
        return [self.field.clean(line) for line in lines if line.strip()]


class FollowUpField(forms.CharField):
    """A text that is needed only where another answer asks for it: the form tells."""

    def validate(self, value: Any) -> None:
        pass


class QuantityField(forms.Field):
    """A number and a unit chosen with it: ``(Decimal, code)``."""

    def __init__(self, *, units: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(widget=QuantityWidget(units), **kwargs)
        self.number = forms.DecimalField(
            max_digits=DECIMAL_DIGITS, error_messages=self.error_messages
        )
        self.unit = forms.ChoiceField(
            choices=units,
            error_messages=dict.fromkeys(
                ["required", "invalid_choice"], self.error_messages["unit"]
            ),
        )

    def to_python(self, value: Any) -> Any:
        number, unit = value or ("", "")
        if not (number or unit):
            return None
        return self._part("value", number), self._part("unit", unit)

    def _part(self, part: str, typed: Any) -> Any:
        field = self.number if part == "value" else self.unit
        try:
            return field.clean(typed)
        except ValidationError as error:
            [message] = error.messages
            raise ValidationError(message, params={"parts": [part]}) from error


def _label(item: Item) -> str:
    texts = [said(text) for text in (item.prefix, item.text) if text]
    units = [item.unit] if item.unit else [unit.text for unit in item.units[:1]]
    if units and len(item.units) < 2:
        texts.append(f"({said(units[0])})")
    return " ".join(texts)


def _help_text(item: Item) -> str:
    """Return the help as HTML: the template pack does not escape help texts."""
    texts = [said(help_item.text) for help_item in item.help]
    if is_in_lines(item):
        texts.append(gettext("Put each answer on a line of its own."))
    if is_many(item) and item.max_occurs:
        most = item.max_occurs
        texts.append(
            ngettext("Give up to %d answer.", "Give up to %d answers.", most) % most
        )
    if item.type in ("date", "dateTime") and not (item.required or item.options):
        texts.append(gettext("If you do not know the day, leave it empty."))
    if item.type in ("dateTime", "time") and has_halves():
        texts.append(gettext("Write a time like 2:30 pm."))
    return escape(" ".join(texts))


def _error_messages(item: Item) -> dict[str, Any]:
    required = missing(item)
    return {
        "required": required,
        "invalid_choice": required,
        "invalid_list": required,
        **INVALID.get(item.type, {}),
    }


def _choice(item: Item, **options: Any) -> forms.Field:
    choices = [(str(option.answer), said(option.text)) for option in item.options]
    if item.type == "open-choice":
        choices.append(SOMETHING_ELSE)
    answers = {str(option.answer): option.answer for option in item.options}
    options["coerce"] = lambda chosen: answers.get(chosen, OTHER)
    if is_many(item):
        return forms.TypedMultipleChoiceField(
            choices=choices, widget=forms.CheckboxSelectMultiple, **options
        )
    if is_select(item):
        return forms.TypedChoiceField(choices=[CHOOSE, *choices], **options)
    return forms.TypedChoiceField(choices=choices, widget=forms.RadioSelect, **options)


def _boolean(item: Item, **options: Any) -> forms.Field:
    return forms.TypedChoiceField(
        choices=YES_NO,
        coerce=lambda chosen: chosen == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        **options,
    )


def _integer(item: Item, **options: Any) -> forms.Field:
    return forms.IntegerField(
        min_value=INTEGERS[0],
        max_value=INTEGERS[-1],
        widget=forms.TextInput({"inputmode": "numeric"}),
        **options,
    )


def _decimal(item: Item, **options: Any) -> forms.Field:
    return forms.DecimalField(
        max_digits=DECIMAL_DIGITS,
        widget=forms.TextInput({"inputmode": "decimal"}),
        **options,
    )


def _quantity(item: Item, **options: Any) -> forms.Field:
    if len(item.units) < 2:
        return _decimal(item, **options)
    units = [(unit.answer, said(unit.text)) for unit in item.units]
    return QuantityField(units=[CHOOSE, *units], **options)


def _date(item: Item, **options: Any) -> forms.Field:
    return DateInPartsField(may_be_partial=not item.required, **options)


def _date_time(item: Item, **options: Any) -> forms.Field:
    return DateTimeInPartsField(may_be_partial=not item.required, **options)


def _time(item: Item, **options: Any) -> forms.Field:
    return TimeField(**options)


def _string(item: Item, **options: Any) -> forms.Field:
    # Without ``max_length``: its attribute makes browsers cut a pasted text in silence.
    widget = forms.Textarea if item.type == "text" else forms.TextInput
    return forms.CharField(widget=widget, **options)


def _url(item: Item, **options: Any) -> forms.Field:
    widget = forms.TextInput({"inputmode": "url"})
    return forms.URLField(assume_scheme="https", widget=widget, **options)


FIELDS: dict[str, Callable[..., forms.Field]] = {
    "boolean": _boolean,
    "date": _date,
    "dateTime": _date_time,
    "decimal": _decimal,
    "integer": _integer,
    "open-choice": _string,
    "quantity": _quantity,
    "string": _string,
    "text": _string,
    "time": _time,
    "url": _url,
}
