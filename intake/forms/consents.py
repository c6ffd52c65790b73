"""What a patient types to sign a text."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _


class ConsentForm(forms.Form):
    """A tick and a typed name; ``seen`` is the hash of the text that was shown."""

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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"data-once": ""}
        self.helper.add_input(Submit("sign", _("Sign and continue")))

    def clean_signature(self) -> str:
        """Return the name on one line, whatever was pasted."""
        return " ".join(self.cleaned_data["signature"].split())

    def signed(self) -> dict[str, str]:
        """Return what ``services.sign_consent`` takes."""
        return {name: self.cleaned_data[name] for name in ("seen", "signature")}
