"""What a patient types to sign a text, and a manager to write the next one."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from intake.consents import NoConsent, Problem, Words, problems_of, words_of
from intake.forms.signing import SigningForm
from intake.forms.staff import StaffForm
from intake.likeness import is_same_name

PROBLEMS = {
    Problem.HEADING: _("Line %(line)s: write headings after “## ”."),
    Problem.POINT: _("Line %(line)s: write points after “- ”."),
    Problem.WITHOUT_WORDS: _("Line %(line)s: a heading or a point needs words."),
    Problem.LINK: _("Line %(line)s: there can be no links. Say whom to call instead."),
    Problem.MARKUP: _(
        "Line %(line)s: bold, code and HTML are not shown. Use plain words."
    ),
    Problem.NO_LINE_AFTER: _("Line %(line)s: leave an empty line after a heading."),
}


class ConsentForm(forms.Form):
    """A tick and a typed name; ``seen`` is the hash of the text that was shown.

    Who types another name than ``name``, which we have, is asked once whether it is
    theirs. The page never tells the name we have.
    """

    use_required_attribute = False

    seen = forms.CharField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=_("I have read this and I agree"),
        error_messages={"required": _("Tick the box if you have read this and agree")},
    )
    signature = forms.CharField(
        label=_("Type your full name"),
        help_text=_("This is how you sign."),
        max_length=128,
        widget=forms.TextInput({"autocomplete": "name", "spellcheck": "false"}),
        error_messages={"required": _("Type your full name")},
    )

    is_own_name = forms.BooleanField(
        label=_("Yes, this is my name"),
        error_messages={
            "required": _(
                "This is not the name you gave us. Please check it. If it is your name,"
                " tick this box."
            )
        },
    )

    def __init__(self, *args, name: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        typed = self.data.get("signature", "")
        if not typed.strip() or is_same_name(typed, name):
            del self.fields["is_own_name"]
        self.helper = FormHelper()
        self.helper.attrs = {"data-once": ""}
        self.helper.add_input(Submit("sign", _("Sign and continue")))

    def clean_signature(self) -> str:
        """Return the name on one line, whatever was pasted."""
        return " ".join(self.cleaned_data["signature"].split())

    def signed(self) -> dict[str, str]:
        """Return what ``services.sign_consent`` takes."""
        return {name: self.cleaned_data[name] for name in ("seen", "signature")}


class ConsentTextForm(StaffForm):
    """The next version of a text, refused where it would not read as it is meant."""

    button = _("Save the draft and compare")

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        error_messages={
            "required": _("Enter a title"),
            "max_length": _("The title must be 200 letters or less"),
        },
    )
    body = forms.CharField(
        label=_("Text"),
        help_text=_(
            "An empty line ends a paragraph. A line that begins with “## ” is a"
            " heading, one that begins with “- ” a point of a list. Nothing else has a"
            " meaning."
        ),
        max_length=40_000,
        widget=forms.Textarea({"rows": 24}),
        error_messages={
            "required": _("Enter the text"),
            "max_length": _("The text must be 40,000 letters or less"),
        },
    )

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_body(self) -> str:
        try:
            body = words_of(f"# Title\n\n{self.cleaned_data['body']}").body
        except NoConsent as why:
            raise forms.ValidationError(_("Enter the text")) from why
        if problems := problems_of(body):
            raise forms.ValidationError(
                [PROBLEMS[problem] % {"line": line} for line, problem in problems]
            )
        return body

    def words(self) -> Words:
        """Return what was typed. Call it on a valid form."""
        return Words(self.cleaned_data["title"], self.cleaned_data["body"])


class PublishForm(SigningForm):
    """The word of a manager that a text is to be signed from now on."""

    button = _("Publish it")

    is_sure = forms.BooleanField(
        label=_("I have read it as patients will, and it is to be signed from now on"),
        error_messages={
            "required": _("Tick the box if it is to be signed from now on")
        },
    )
