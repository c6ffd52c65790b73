"""What a clinician says of a course: that it goes on, or how it ended."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from scheduling.forms.booking import BusyForm
from scheduling.models import CourseOutcome


class EndCourseForm(BusyForm):
    """How the course ended, and why."""

    use_required_attribute = False

    outcome = forms.ChoiceField(
        label=_("How does it end?"),
        choices=CourseOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select how the course ends")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept with the course. The patient does not see it."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Enter a reason")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.add_input(Submit("end", _("End the course")))
