"""What a manager types to change what a mail says."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.outbox.wordings import (
    LONGEST_BODY,
    LONGEST_SUBJECT,
    Letter,
    Words,
    problems_of_body,
    problems_of_subject,
)


class WordingForm(forms.Form):
    """Subject and body of one letter; ``save`` in the posted data asks to keep them."""

    use_required_attribute = False

    subject = forms.CharField(
        label=_("Subject"),
        max_length=200,
        error_messages={
            "required": _("Enter a subject"),
            "max_length": _("Make the subject shorter: %(most)s letters at most")
            % {"most": LONGEST_SUBJECT},
        },
    )
    body = forms.CharField(
        label=_("Text"),
        help_text=_("An empty line ends a paragraph."),
        max_length=LONGEST_BODY,
        widget=forms.Textarea({"rows": 10}),
        error_messages={
            "required": _("Enter the text"),
            "max_length": _("The text must be 2,000 letters or less"),
        },
    )

    def __init__(self, data: Any = None, *, letter: Letter) -> None:
        words = letter.words()
        super().__init__(data, initial={"subject": words.subject, "body": words.body})
        self._letter = letter
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.add_input(Submit("preview", _("Preview")))
        self.helper.add_input(Submit("save", _("Save"), css_class="button--quiet"))

    def clean_subject(self) -> str:
        subject = self.cleaned_data["subject"]
        if problems := problems_of_subject(subject, self._letter):
            raise forms.ValidationError(problems)
        return " ".join(subject.split())

    def clean_body(self) -> str:
        body = "\n".join(self.cleaned_data["body"].splitlines())
        if problems := problems_of_body(body, self._letter):
            raise forms.ValidationError(problems)
        return body

    def words(self) -> Words:
        """Return what was typed. Call it on a valid form."""
        return Words(self.cleaned_data["subject"], self.cleaned_data["body"])
