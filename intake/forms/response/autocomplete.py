"""Questions with a long list of options: the answer is typed, and may be asked about.

What was typed is never changed. When it is no option but near to some, the form asks
once which one is meant.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clinic.widgets import AutocompleteInput
from intake.forms.response.words import (
    MEANT_MISSING,
    MEANT_OR_TYPED_MISSING,
    NOT_AN_OPTION,
    said,
)
from intake.questionnaires.definition import Item
from intake.questionnaires.near import named, near, respelled, says_more

OTHER = "_other"  # no code of an option begins so
MEANT = "_meant"  # ends the name of the field that asks
ASKED = "_asked"  # ends the name of the field that keeps the text it asks about


class AutocompleteField(forms.CharField):
    """A text that names one of the item's options, or, if it is open, anything."""

    def __init__(self, *, item: Item, **kwargs: Any) -> None:
        # Where two options read alike, the first one is meant.
        self.answers = {
            said(option.text): option.answer for option in reversed(item.options)
        }
        self.names = list(reversed(self.answers))
        self.is_open = item.type == "open-choice"
        super().__init__(widget=AutocompleteInput(self.names), **kwargs)

    def near(self, typed: str) -> list[str]:
        """Return the texts that a text may mean; none for one that is clear.

        Behind an option a second one may be misspelt, and neither may be lost.
        """
        if named(typed, self.names):
            return []
        if self.is_open and says_more(typed, self.names):
            return respelled(typed, self.names)
        return near(typed, self.names)

    def chosen(self, typed: str, meant: str) -> tuple[Any, str]:
        """Return the answer of the option typed or meant; or ``OTHER``, and own words.

        Nothing typed is nothing chosen, so it is returned as it is.
        """
        text = typed if meant == OTHER else meant
        name = named(text, self.names)
        return (self.answers[name], "") if name else (text and OTHER, text)

    def validate(self, value: str) -> None:
        super().validate(value)
        is_found = self.is_open or named(value, self.names) or self.near(value)
        if value and not is_found:
            raise ValidationError(NOT_AN_OPTION)


class MeantField(forms.ChoiceField):
    """Asks which name was meant. What was chosen for another text is no answer."""

    widget = forms.RadioSelect

    def __init__(self, item: Item) -> None:
        self.is_open = item.type == "open-choice"
        missing = MEANT_OR_TYPED_MISSING if self.is_open else MEANT_MISSING
        super().__init__(
            label=_("Did you mean one of these?"),
            help_text=_("A name you select takes the place of what you typed."),
            error_messages=dict.fromkeys(["required", "invalid_choice"], missing),
        )

    def offer(self, names: Sequence[str], typed: str) -> None:
        """Offer the names and, for an open choice, the text as it was typed."""
        as_typed = (OTHER, _("Use what I typed: %(text)s") % {"text": typed})
        self.choices = [*zip(names, names, strict=True), *[as_typed] * self.is_open]
