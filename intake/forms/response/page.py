"""The Django form of one page of a questionnaire, made from its definition."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.layout import Question, Revealing
from intake.forms.response.answers import answers_from, initial_of, own_words_of
from intake.forms.response.autocomplete import ASKED, MEANT, OTHER, MeantField
from intake.forms.response.blood_pressure import Reading, reading_among
from intake.forms.response.fields import field_of, is_select, own_words_field
from intake.forms.response.words import (
    BOTTOM_NOT_SMALLER,
    NOTHING_ANSWERED,
    OWN_WORDS_MISSING,
    broken,
    broken_amount,
)
from intake.questionnaires.definition import Item
from intake.questionnaires.pages import Page, PageKind
from intake.questionnaires.violations import Violation, of_amount, of_answer

SEEN = "seen_entry"  # no slug has an underscore
ASKING = "seen_asking"


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
        if data and self.reading:
            bottom = self.base_fields[self.reading.bottom.slug]
            data = self.reading.spread(data, saved=bottom.initial)
        super().__init__(data, **kwargs)
        for item in self.page.questions:
            if item.is_autocomplete:
                self._ask_what_is_meant(item)
        self.helper = FormHelper()
        self.helper.layout = Layout(*self._layout())
        self.helper.render_hidden_fields = True
        # On a shared phone the browser would offer what was typed to the next person.
        self.helper.attrs = {"autocomplete": "off"}
        self.helper.add_input(Submit("continue", _("Continue")))
        self.helper.add_input(
            Submit("later", _("Save and come back later"), css_class="button--quiet")
        )

    def _ask_what_is_meant(self, item: Item) -> None:
        """Offer what is near to the text typed; once it is saved it is not in doubt."""
        text = self[item.slug]
        typed = text.data or ""
        if typed != text.initial and (names := text.field.near(typed)):
            self.fields[item.slug + MEANT].offer(names, typed)
            self._forget_what_was_meant(item, unless_by=typed)
        else:
            del self.fields[item.slug + MEANT], self.fields[item.slug + ASKED]

    def _forget_what_was_meant(self, item: Item, *, unless_by: str) -> None:
        """Drop what was chosen when another text was asked about."""
        if self.data.get(item.slug + ASKED) != unless_by:
            self.data = self.data.copy()
            self.data.pop(item.slug + MEANT, None)
            self.data[item.slug + ASKED] = unless_by

    def _layout(self) -> list[Any]:
        return [each for item in self.page.questions for each in self._placed(item)]

    def _placed(self, item: Item) -> list[Any]:
        """Return what is shown for a question: a blood pressure's numbers together."""
        if self.reading is None or item not in self.reading.items:
            return self._shown(item)
        if item is self.reading.bottom:
            return []
        numbers = [each for part in self.reading.items for each in self._shown(part)]
        return [Div(*numbers, css_class="parts")]

    def _shown(self, item: Item) -> list[Any]:
        """Return the field of a question, and where its own words are written."""
        place = Question if self.page.kind == PageKind.QUESTION else Revealing
        if item.slug + MEANT in self.fields:
            return [place(item.slug), item.slug + MEANT]
        if not _takes_own_words(item):
            return [place(item.slug)]
        if is_select(item):
            return [place(item.slug), item.slug + OTHER]
        return [place(item.slug, reveals={OTHER: item.slug + OTHER})]

    @cached_property
    def reading(self) -> Reading | None:
        """The blood pressure that the page asks for, if it does."""
        return reading_among(self.page.questions)

    def clean(self) -> None:
        for item in self.page.questions:
            names = {item.slug, item.slug + OTHER, item.slug + MEANT}
            if not names & self.errors.keys():
                self._clean_question(item)
        if self.reading and self.reading.is_upside_down(self.cleaned_data):
            self.add_error(self.reading.bottom.slug, BOTTOM_NOT_SMALLER)
        if self.page.ends_empty and not (self.errors or self.answers()):
            self.add_error(self.page.questions[0].slug, NOTHING_ANSWERED)

    def _clean_question(self, item: Item) -> None:
        chosen, own_words = self._chosen(item)
        is_other = chosen == OTHER or (isinstance(chosen, list) and OTHER in chosen)
        if is_other and not own_words:
            self.add_error(item.slug + OTHER, OWN_WORDS_MISSING)
        elif violation := _first_violation(item, self._given(item)):
            self.add_error(item.slug, broken(item, violation))

    def answers(self) -> dict[str, list[Any]]:
        """Return the page's part of the answers; what was left empty has no key.

        Call it on a valid form.
        """
        given = {item.link_id: self._given(item) for item in self.page.questions}
        return {link_id: answers for link_id, answers in given.items() if answers}

    def _given(self, item: Item) -> list[Any]:
        return answers_from(item, *self._chosen(item))

    def _chosen(self, item: Item) -> tuple[Any, Any]:
        """Return what was chosen, and the own words that ``OTHER`` in it stands for."""
        value = self.cleaned_data[item.slug]
        if item.is_autocomplete:
            meant = self.cleaned_data.get(item.slug + MEANT, OTHER)
            return self.fields[item.slug].chosen(value, meant)
        return value, self.cleaned_data.get(item.slug + OTHER, ())

    @property
    def seen(self) -> str:
        """The fingerprint of the page when it was shown. Read it of a valid form."""
        return self.cleaned_data.get(SEEN, "")

    @property
    def asking(self) -> str:
        """Which asking the page was shown for. Read it of a valid form."""
        return self.cleaned_data.get(ASKING, "")


def page_form(page: Page, asking: str = "") -> type[PageForm]:
    """Return the form class of a page, its texts in the active language.

    Its initial data are the page's saved answers; nothing else is selected. With
    ``asking`` the form sends that back.
    """
    fields: dict[str, forms.Field] = {}
    for item in page.questions:
        saved = page.answers.get(item.link_id)
        fields[item.slug] = field_of(
            item, required=page.must_answer(item), initial=initial_of(item, saved)
        )
        if _takes_own_words(item):
            words = own_words_of(item, saved)
            fields[item.slug + OTHER] = own_words_field(item, initial=words)
        if item.is_autocomplete:
            fields[item.slug + MEANT] = MeantField(item)
            fields[item.slug + ASKED] = _hidden_field(strip=False)
    if page.lists:
        fields[SEEN] = _hidden_field(initial=page.fingerprint)
    if asking:
        fields[ASKING] = _hidden_field(initial=asking)
    return type("ResponsePageForm", (PageForm,), {"page": page, **fields})


def _hidden_field(**options: Any) -> forms.CharField:
    return forms.CharField(required=False, widget=forms.HiddenInput, **options)


def broken_list(page: Page) -> str:
    """Return what is wrong with how much was added to the list; empty if nothing."""
    found = (broken_amount(page.item, violation) for violation in page.violations())
    return next(found, "")


def _takes_own_words(item: Item) -> bool:
    is_open = item.type == "open-choice" and bool(item.options)
    return is_open and not item.is_autocomplete


def _first_violation(item: Item, given: list[Any]) -> Violation | None:
    """Return the first rule that is broken; the entries of a list are counted there."""
    found = [violation for answer in given for violation in of_answer(item, answer)]
    if given and not item.is_list:
        found += of_amount(item, given)
    return next(iter(found), None)
