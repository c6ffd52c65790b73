"""Comparing a request with those of likely duplicates; the admin shows the page."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from clinic.audit.recording import record
from intake import services
from intake.forms.persons import ChosenForm, LinkForm, UnlinkForm
from intake.forms.staff import version_seen
from intake.models import SamePerson

REFUSALS = {
    services.ChangedMeanwhile: _(
        "Somebody has worked on one of the two requests since you opened this page. "
        "Compare again, then send what you typed again."
    ),
    services.AlreadyLinked: _("They are linked as one person already."),
    services.AlreadyUnlinked: _("Somebody has taken this link back before."),
    services.NotAccepted: _("A request held back as spam is accepted before."),
    services.OutOfReach: _("One of the two is at a location where you may not link."),
}


def compare(request, consultation_request, site_context):
    """Show who may be the same person side by side; link one, or take a link back."""
    if not request.user.has_perm("intake.link_patients", consultation_request):
        raise PermissionDenied
    form = None
    if request.method == "POST":
        form, verb = _chosen(request, consultation_request)
        if form.is_valid() and _is_done(form, verb):
            messages.success(request, form.done)
            return redirect(
                "admin:intake_consultationrequest_change", consultation_request.pk
            )
        consultation_request.refresh_from_db(fields=["status", "version"])
    return _page(request, consultation_request, site_context, form)


def _chosen(request, consultation_request):
    """Return the form that was sent, and the verb that takes its reason."""
    chosen = ChosenForm(request.POST)
    if not chosen.is_valid():
        raise Http404
    given = chosen.cleaned_data
    actor = request.user
    if given["link"]:
        links = SamePerson.objects.visible_to(actor)
        link = get_object_or_404(links, pk=given["link"])
        form = UnlinkForm(request.POST, prefix=f"unlink-{link.pk}")
        return form, partial(services.unlink_patients, link, actor=actor)
    other = get_object_or_404(services.linkable_requests(actor), pk=given["other"])
    form = LinkForm(request.POST, prefix=f"link-{other.pk}")
    return form, partial(
        services.link_patients,
        consultation_request,
        other,
        actor=actor,
        version=version_seen(request.POST),
        other_version=given["other_version"] or 0,
    )


def _is_done(form, verb):
    """Do what the form asks; where that is refused, it says why and keeps its text."""
    try:
        verb(reason=form.cleaned_data["reason"])
    except services.RequestRefusal as refusal:
        form.add_error(None, REFUSALS[type(refusal)])
        return False
    return True


def _page(request, consultation_request, site_context, form):
    actor = request.user
    duplicates = services.likely_duplicates(consultation_request, actor=actor)
    person = services.read_person(consultation_request, actor=actor)
    patients = [
        consultation_request.patient,
        *(each.consultation_request.patient for each in duplicates),
    ]
    record("view", patients, fields=["name", "born_on", "email", "phone"])
    context = {
        **site_context,
        "title": _("Is this the same person?"),
        "consultation_request": consultation_request,
        "duplicates": [
            (each, _form(LinkForm, f"link-{each.consultation_request.pk}", form))
            for each in duplicates
        ],
        "person": person,
        "links": [
            (each, _form(UnlinkForm, f"unlink-{each.link.pk}", form))
            for each in person.links
        ],
        "form": form,
    }
    return TemplateResponse(
        request, "admin/intake/consultationrequest/same_person.html", context
    )


def _form(kind, prefix, sent):
    """Return the form that was sent, if it has this prefix; else an empty one."""
    return sent if sent and sent.prefix == prefix else kind(prefix=prefix)
