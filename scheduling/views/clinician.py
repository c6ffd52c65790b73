"""One course as the clinician sees it: how far it is, whether it goes on, its end."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from scheduling import services
from scheduling.forms.desk import AT_WORK, refusal_words
from scheduling.forms.outcomes import EndCourseForm
from scheduling.models import Course, CourseOutcome, ServiceKind
from scheduling.views.steps import form_page, posted

GOES_ON = _("The series goes on. Its other dates can be booked.")
ENDED = _("The course is ended.")
BY_ANOTHER = _("Somebody else has done that before you. Look at the course as it is.")
TO_COME = _("There are appointments to come. Have them cancelled first.")

clinicians_page = permission_required("intake.view_answers", raise_exception=True)


@form_page
@never_cache
@clinicians_page
def course(request, course_id):
    """Show a course; who signs decisions may end it here."""
    shown = _course_of(request, course_id)
    form = EndCourseForm(posted(request))
    if form.is_valid() and _is_ended(request, shown, form):
        messages.success(request, ENDED)
        return redirect("scheduling:clinician-course", shown.pk)
    offered = shown.location.services.filter(is_offered=True)
    context = {
        "reading": services.read_course(Course.objects.get(pk=shown.pk)),
        "may_sign": _may_sign(request, shown),
        "follow_up_service": offered.filter(kind=ServiceKind.FOLLOW_UP).first(),
        "booster_service": offered.filter(kind=ServiceKind.BOOSTER).first(),
        "form": form,
    }
    template = "scheduling/clinician_course.html"
    return render(request, template, context, status=form.status)


@require_POST
@never_cache
@clinicians_page
def go_on(request, course_id):
    """Let the series go on after its first infusions."""
    shown = _course_of(request, course_id)
    try:
        # Before the verb: what it looks at and refuses is rolled back with it.
        services.check_course_open(shown.consultation_request)
        done = services.let_go_on(shown, actor=request.user)
        if done.gone_ahead_by_id == request.user.pk:
            messages.success(request, GOES_ON)
        else:
            messages.error(request, BY_ANOTHER)
    except services.Busy:
        messages.error(request, AT_WORK)
    except (services.GateClosed, services.NothingToBook) as refusal:
        messages.error(request, refusal_words(refusal))
    except services.NotNow:
        messages.error(request, BY_ANOTHER)
    return redirect("scheduling:clinician-course", shown.pk)


def _is_ended(request, shown, form):
    outcome = CourseOutcome(form.cleaned_data["outcome"])
    reason = form.cleaned_data["reason"]
    try:
        done = services.end_course(shown, outcome, reason=reason, actor=request.user)
    except services.NotNow:
        form.add_error(None, TO_COME)
    except services.Busy:
        form.say_busy()
    else:
        if done.ended_by_id != request.user.pk:
            form.add_error(None, BY_ANOTHER)
    return not form.errors


def _course_of(request, course_id):
    """Return a course of a location where one reads answers; only who signs posts."""
    shown = get_object_or_404(
        Course.objects.visible_to(request.actor)
        .filter(location__in=request.user.locations_with("intake.view_answers"))
        .select_related("location", "consultation_request"),
        pk=course_id,
    )
    if request.method == "POST" and not _may_sign(request, shown):
        raise PermissionDenied
    return shown


def _may_sign(request, shown):
    return request.user.has_perm("intake.sign_review", shown)
