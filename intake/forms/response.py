"""The Django form of one page of a questionnaire, made from its definition."""

import datetime
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
)
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from clinic.fields import DateInPartsField
from clinic.layout import Question
from intake.questionnaires.definition import Item
from intake.questionnaires.pages import Page, PageKind
from intake.questionnaires.values import DECIMAL_DIGITS, INTEGERS, decimal_text

SEEN = "seen_entry"  # no slug has an underscore
READING = re.compile(r"\s*(\d{1,3})\s*(?:/|over)\s*(\d{1,3})\s*", re.IGNORECASE)
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
REQUIRED = {
    "boolean": _("Select yes or no"),
    "choice": _("Select an answer"),
    "date": _("Enter a date"),
    "decimal": _("Enter a number"),
    "integer": _("Enter a whole number"),
    "string": _("Enter an answer"),
    "text": _("Enter an answer"),
}
NUMBER_LIMITS = {
    "min_value": _("Enter a number that is %(limit_value)s or more"),
    "max_value": _("Enter a number that is %(limit_value)s or less"),
}
TOO_LONG = {"max_length": _("Use %(limit_value)d characters or fewer")}
INVALID = {
    "decimal": {
        "invalid": _("Enter a number"),
        "max_digits": _("Enter a number with fewer digits"),
        **NUMBER_LIMITS,
    },
    "integer": {"invalid": _("Enter a whole number"), **NUMBER_LIMITS},
    "string": TOO_LONG,
    "text": TOO_LONG,
}


class NumberedField(forms.BoundField):
    """A field with a number for an id: an error's link puts the id into the address."""

    @property
    def auto_id(self) -> str:
        return f"id_{list(self.form.fields).index(self.name) + 1}"


class PageForm(forms.Form):
    """Asks the questions of one page; each field is named by its question's slug."""

    page: Page
    bound_field_class = NumberedField
    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(self._spread(data) if data else data, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(*self._layout())
        self.helper.render_hidden_fields = True
        # On a shared phone the browser would offer what was typed to the next person.
        self.helper.attrs = {"autocomplete": "off"}
        self.helper.add_input(Submit("continue", _("Continue")))
        self.helper.add_input(
            Submit("later", _("Save and come back later"), css_class="button--quiet")
        )

    def _layout(self) -> list[Any]:
        names = [item.slug for item in self.page.questions]
        if self.page.kind == PageKind.QUESTION:
            return [Question(name) for name in names]
        return [Div(*names, css_class="parts")] if self._is_reading else names

    @property
    def _is_reading(self) -> bool:
        """Whether two whole numbers make one answer, as in 128 over 82."""
        return [item.type for item in self.page.questions] == ["integer", "integer"]

    def _spread(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the data with "128/82", put into the first box, in both."""
        if not self._is_reading:
            return data
        top, bottom = (item.slug for item in self.page.questions)
        reading = READING.fullmatch(data.get(top) or "")
        if reading is None or data.get(bottom) not in (None, "", reading[2]):
            return data
        return dict(data.items()) | {top: reading[1], bottom: reading[2]}

    def answers(self) -> dict[str, list[Any]]:
        """Return the page's part of the answers; what was left empty has no key.

        Call it on a valid form.
        """
        given = {
            item.link_id: _answers(self.cleaned_data[item.slug])
            for item in self.page.questions
        }
        return {link_id: answers for link_id, answers in given.items() if answers}

    @property
    def seen(self) -> str:
        """The fingerprint of the page when it was shown. Read it of a valid form."""
        return self.cleaned_data.get(SEEN, "")


class LinesField(forms.CharField):
    """Several short answers, one on a line: a list of what ``field`` makes of each."""

    widget = forms.Textarea

    def __init__(self, *, field: forms.Field, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field = field

    def clean(self, value: Any) -> list[Any]:
        lines = super().clean(value).splitlines()
        return [self.field.clean(line) for line in lines if line.strip()]


def page_form(page: Page) -> type[PageForm]:
    """Return the form class of a page, its texts in the active language.

    Its initial data are the page's saved answers; nothing else is selected.
    """
    fields = {item.slug: _field(item, page) for item in page.questions}
    if page.group:
        fields[SEEN] = forms.CharField(
            initial=page.fingerprint, required=False, widget=forms.HiddenInput
        )
    return type("ResponsePageForm", (PageForm,), {"page": page, **fields})


def _field(item: Item, page: Page) -> forms.Field:
    language = get_language() or ""
    options = {
        "label": _label(item, language),
        "help_text": _help_text(item, language),
        "required": item.required,
        "initial": _initial(item, page.answers.get(item.link_id)),
        "error_messages": _error_messages(item, language),
    }
    if item.repeats and item.type != "choice":
        messages = options["error_messages"]
        each = FIELDS[item.type](item, language, error_messages=messages)
        return LinesField(field=each, **options)
    return FIELDS[item.type](item, language, **options)


def _label(item: Item, language: str) -> str:
    texts = [text.in_language(language) for text in (item.prefix, item.text) if text]
    unit = [f"({item.unit.in_language(language)})"] if item.unit else []
    return " ".join(texts + unit)


def _help_text(item: Item, language: str) -> str:
    """Return the help as HTML: the template pack does not escape help texts."""
    texts = [help_item.text.in_language(language) for help_item in item.help]
    if item.repeats and item.type != "choice":
        texts.append(gettext("Put each answer on a line of its own."))
    return escape(" ".join(texts))


def _error_messages(item: Item, language: str) -> dict[str, Any]:
    required = item.required_message.in_language(language) or REQUIRED[item.type]
    return {
        "required": required,
        "invalid_choice": required,
        "invalid_list": required,
        **INVALID.get(item.type, {}),
    }


def _initial(item: Item, saved: Sequence[Any] | None) -> Any:
    """Return the saved answers as the field takes them."""
    if not saved:
        return None
    if item.type == "choice" and item.repeats:
        return list(saved)
    if item.repeats:
        return "\n".join(map(str, saved))
    if item.type == "boolean":
        return "yes" if saved[0] else "no"
    if item.type == "date":
        return datetime.date.fromisoformat(saved[0])
    if item.type == "decimal":
        return Decimal(saved[0])
    return saved[0]


def _answers(cleaned: Any) -> list[Any]:
    """Return the answers that a field's cleaned value stands for."""
    if cleaned in (None, "", []):
        return []
    if isinstance(cleaned, list):
        return [answer for each in cleaned for answer in _answers(each)]
    if isinstance(cleaned, datetime.date):
        return [cleaned.isoformat()]
    if isinstance(cleaned, Decimal):
        return [decimal_text(cleaned)]
    if isinstance(cleaned, str):
        return [cleaned.replace("\r\n", "\n")]
    return [cleaned]


def _boolean(item: Item, language: str, **options: Any) -> forms.Field:
    return forms.TypedChoiceField(
        choices=YES_NO,
        coerce=lambda chosen: chosen == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        **options,
    )


def _choice(item: Item, language: str, **options: Any) -> forms.Field:
    choices = [
        (option.answer, option.text.in_language(language)) for option in item.options
    ]
    if item.repeats:
        return forms.MultipleChoiceField(
            choices=choices, widget=forms.CheckboxSelectMultiple, **options
        )
    if item.control == "drop-down":
        return forms.ChoiceField(choices=[("", _("Choose one")), *choices], **options)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)


def _integer(item: Item, language: str, **options: Any) -> forms.Field:
    return forms.IntegerField(
        min_value=INTEGERS[0] if item.minimum is None else item.minimum,
        max_value=INTEGERS[-1] if item.maximum is None else item.maximum,
        widget=forms.TextInput({"inputmode": "numeric"}),
        **options,
    )


def _decimal(item: Item, language: str, **options: Any) -> forms.Field:
    return forms.DecimalField(
        min_value=item.minimum,
        max_value=item.maximum,
        max_digits=DECIMAL_DIGITS,
        widget=forms.TextInput({"inputmode": "decimal"}),
        **options,
    )


def _date(item: Item, language: str, **options: Any) -> forms.Field:
    validators: list[Any] = []
    if limit := item.minimum:
        message = gettext("Enter a date on or after %s") % date_format(limit)
        validators.append(MinValueValidator(limit, message))
    if limit := item.maximum:
        message = gettext("Enter a date on or before %s") % date_format(limit)
        validators.append(MaxValueValidator(limit, message))
    return DateInPartsField(validators=validators, **options)


def _string(item: Item, language: str, **options: Any) -> forms.Field:
    # Not ``max_length``: its attribute makes browsers cut a pasted text in silence.
    limit = [MaxLengthValidator(item.max_length)] if item.max_length else []
    widget = forms.Textarea if item.type == "text" else forms.TextInput
    return forms.CharField(validators=limit, widget=widget, **options)


FIELDS = {
    "boolean": _boolean,
    "choice": _choice,
    "date": _date,
    "decimal": _decimal,
    "integer": _integer,
    "string": _string,
    "text": _string,
}
