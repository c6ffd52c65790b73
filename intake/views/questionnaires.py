"""A clinic brings a questionnaire of its own."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import services
from intake.forms.staff import ImportForm
from intake.questionnaires import structure
from intake.questionnaires.supported import in_lines

REFUSED = gettext_lazy(
    "Nothing was stored. This is what we cannot use, each behind the linkId of its item"
)
STORED_MEANWHILE = gettext_lazy("Somebody else has stored a version just now.")


def import_page(request, context):
    """Take a FHIR R4 Questionnaire as a draft, or say what stands against it."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*sent)
    if form.is_valid() and _is_stored(request, form):
        return redirect("admin:intake_questionnaire_changelist")
    context |= {"title": _("Import a questionnaire"), "form": form}
    return render(request, "admin/intake/questionnaire/import.html", context)


def _is_stored(request, form):
    """Store what was sent; where that is refused, say by what."""
    if found := structure.problems(form.resource, "Questionnaire"):
        form.add_error("file", [REFUSED, *in_lines(found)])
        return False
    try:
        version, is_new = services.store_questionnaire(form.resource, publish=False)
    except services.QuestionnaireRefused as refused:
        form.add_error("file", [REFUSED, *in_lines(refused.refusals)])
        return False
    except services.StoredMeanwhile:
        form.add_error("file", STORED_MEANWHILE)
        return False
    said = _("Stored: %(version)s.") if is_new else _("%(version)s is there already.")
    messages.success(request, said % {"version": version})
    return True
