"""The clinician's queue, and one intake with its decision."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clinic.audit.recording import record
from intake import services
from intake.forms.decisions import FlagForm, ReviewForm, typed_so_far
from intake.forms.staff import version_seen
from intake.models import ConsultationRequest
from intake.queues import Whose, parts_of

ON_A_PAGE = 50
ALERT_STANDS = _("An urgent alert is not resolved. Resolve it first, then sign.")
CHANGED = _("This intake has changed. Look again, then sign.")


@require_safe
@never_cache
@permission_required("intake.view_answers", raise_exception=True)
def review_list(request):
    """Show who waits for a clinician: alerts, the gravest, then who waits longest."""
    queue = shown_queue(services.review_queue(request.actor), request)
    return render(request, "intake/review_list.html", queue)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permission_required("intake.view_answers", raise_exception=True)
def review_detail(request, request_id):
    """Show one intake, flags first; acknowledge a flag, or sign a decision."""
    consultation_request = request_to_decide(request, request_id)
    if "flag" in request.POST:
        return _flag_acknowledged(request, consultation_request)
    posted = request.POST if request.method == "POST" else None
    intake = services.read_intake(consultation_request)
    form = ReviewForm(posted, to_ask=intake.to_ask, request=request)
    if form.is_valid():
        if _is_signed(request, consultation_request, form):
            messages.success(request, _("Your decision is signed."))
            return redirect("intake:review-list")
        intake = services.read_intake(consultation_request)
    return _shown(request, intake, form, version=consultation_request.version)


def _flag_acknowledged(request, consultation_request):
    """Acknowledge a flag and show the intake again with what is typed so far.

    The version stays that of the page before: what was typed is about what it showed.
    """
    if not _is_acknowledged(request, consultation_request):
        messages.warning(request, CHANGED)
    intake = services.read_intake(consultation_request)
    typed = typed_so_far(request.POST)
    form = ReviewForm(initial=typed, to_ask=intake.to_ask, request=request)
    return _shown(request, intake, form, version=version_seen(request.POST))


def _is_acknowledged(request, consultation_request):
    """Acknowledge the flag whose button was pressed, if it still is as it was shown."""
    assessment = services.latest_assessment(consultation_request)
    form = FlagForm(request.POST)
    if assessment is None or not form.is_of(assessment):
        return False
    try:
        services.acknowledge_flag(
            assessment, form.cleaned_data["flag"], actor=request.actor
        )
    except services.UnknownFlag:
        return False
    return True


def _shown(request, intake, form, *, version):
    consents = services.read_consents(intake.consultation_request, actor=request.actor)
    context = {
        "intake": intake,
        "consents": consents,
        "person": services.read_person(
            intake.consultation_request, actor=request.actor
        ),
        "form": form,
        "version": version,
    }
    return render(request, "intake/review_detail.html", context)


def shown_queue(queue, request):
    """Return the part and page of ``queue`` asked for; the look is recorded."""
    whose = Whose.named(request.GET.get("whose"))
    part = queue.filter(whose.condition(request.user))
    waiting = Paginator(part, ON_A_PAGE).get_page(request.GET.get("page"))
    patients = [consultation_request.patient for consultation_request in waiting]
    record("list", patients, fields=["name"])
    parts = parts_of(queue, request.user)
    return {"waiting": waiting, "whose": whose, "parts": parts}


def request_to_decide(request, request_id):
    """Return the request whose answers may be read here; only who may sign posts."""
    consultation_request = get_object_or_404(
        ConsultationRequest.objects.with_answers_for(request.actor).select_related(
            "patient", "location"
        ),
        pk=request_id,
    )
    may_sign = request.user.has_perm("intake.sign_review", consultation_request)
    if request.method == "POST" and not may_sign:
        raise PermissionDenied
    return consultation_request


def _is_signed(request, consultation_request, form):
    """Sign what the form says; where that is refused, say why and keep its text."""
    assessment = services.latest_assessment(consultation_request)
    try:
        if assessment is None:
            raise services.NotReady
        services.sign_review(
            assessment,
            form.cleaned_data["decision"],
            reason=form.cleaned_data["reason"],
            actor=request.actor,
            version=version_seen(request.POST),
            asked=form.cleaned_data["asked"],
            words=form.cleaned_data["words"],
        )
    except services.NotReady:
        form.add_error(None, _("There are no new answers to decide on."))
    except services.AlertStands:
        form.add_error(None, ALERT_STANDS)
    except services.ChangedMeanwhile:
        form.add_error(None, CHANGED)
        consultation_request.refresh_from_db(fields=["status", "version"])
    return not form.errors
