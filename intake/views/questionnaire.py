"""The patient answers: a list of tasks, one question a page, check, send."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from clinic.access.decorators import patient_page
from clinic.access.models import LinkPurpose
from intake import services
from intake.eligibility.safety import Panel
from intake.models import ConsultationRequest
from intake.questionnaires.pages import PageKind
from intake.questionnaires.progress import Status, progress
from intake.questionnaires.summary import summary
from intake.views.question_pages import address, list_page, page_at, question_page
from intake.views.unsaved import page_gone, sent_page

STATUS_WORDS = {
    Status.NOT_STARTED: {"status": _("Not yet started"), "tone": "info"},
    Status.IN_PROGRESS: {"status": _("In progress"), "tone": "info"},
    Status.COMPLETED: {"status": _("Completed"), "tone": ""},
}

questionnaire_page = patient_page(LinkPurpose.QUESTIONNAIRE)


@questionnaire_page
@require_safe
def start(request):
    """Show what is asked and how far the patient is, at the start and on return."""
    consultation_request = consultation_request_of(request)
    draft = services.open_answers(consultation_request)
    if draft is None:
        return redirect("intake:questionnaire-sent")
    tasks = [
        {
            "label": row.section.text.in_language(get_language()),
            "url": address(draft, row.page),
            **STATUS_WORDS[row.status],
        }
        for row in progress(draft.pages)
    ]
    context = {
        "draft": draft,
        "tasks": tasks,
        "onward": onward(draft),
        "has_to_sign": bool(services.texts_to_sign(consultation_request)),
    }
    return render(request, "intake/questionnaire_start.html", context)


@questionnaire_page
@require_http_methods(["GET", "HEAD", "POST"])
def page(request, token):
    """Ask what stands on one page, and save it.

    Only asking waits for what is to be signed: an answer may be an urgent one.
    """
    consultation_request = consultation_request_of(request)
    draft = services.open_answers(consultation_request)
    page = page_at(draft, token) if draft else None
    if page is None:
        return page_gone(request, consultation_request, token)
    signing = request.method != "POST" and signing_first(consultation_request)
    if signing:
        return signing
    show = list_page if page.kind == PageKind.LIST else question_page
    try:
        with timezone.override(consultation_request.location.zone):
            return show(request, draft, page)
    except (services.AlreadySent, services.NoSuchPage):
        return page_gone(request, consultation_request, token)


@questionnaire_page
@require_http_methods(["GET", "HEAD", "POST"])
def check(request):
    """Show all answers with ways to change them; send them when the patient says so."""
    consultation_request = consultation_request_of(request)
    draft = services.open_answers(consultation_request)
    if draft is None:
        return redirect("intake:questionnaire-sent")
    if signing := signing_first(consultation_request):
        return signing
    next_open = address(draft, draft.next_page, check=True)
    if request.method == "POST":
        try:
            services.send_answers(draft.response)
        except services.Incomplete:
            return redirect(next_open)
        except services.ConsentMissing:
            return redirect("intake:questionnaire-check")
        except services.AlreadyClosed:
            return render(request, "intake/request_closed.html", status=409)
        except services.AlreadySent:
            pass
        return redirect("intake:questionnaire-sent")
    context = {
        "draft": draft,
        "sections": _sections_to_check(draft, draft.pages),
        "others": _sections_to_check(draft, draft.other_pages),
        "is_complete": draft.next_page is None,
        "onward": next_open,
    }
    return render(request, "intake/questionnaire_check.html", context)


@questionnaire_page
@require_safe
def sent(request):
    """Say what happens next; help stays in reach for who needs it."""
    return sent_page(request, consultation_request_of(request))


@questionnaire_page
@require_safe
def help_now(request):
    """Show everybody whom to call; so that somebody was here tells no answer."""
    draft = services.open_answers(consultation_request_of(request))
    if draft is None:
        return redirect("intake:questionnaire-sent")
    is_told = any(panel.tells_staff for panel in draft.panels)
    context = {
        "panels": draft.panels if is_told else [*draft.panels, Panel.CRISIS],
        "is_told": is_told,
        "onward": onward(draft),
    }
    return render(request, "intake/help.html", context)


def _sections_to_check(draft, pages):
    lists = [page for page in pages if page.kind == PageKind.LIST]
    return [
        {
            "title": section.title,
            "list_url": next(
                (
                    address(draft, page, check=True)
                    for page in lists
                    if page.is_list_of(section.rows[0].page)
                ),
                "",
            ),
            "rows": [
                {
                    "label": row.label,
                    "value": row.value,
                    "change_url": row.is_asked and address(draft, row.page, check=True),
                }
                for row in section.rows
            ],
        }
        for section in summary(pages, get_language())
    ]


def consultation_request_of(request) -> ConsultationRequest:
    """Return the request whose questionnaire the patient's link is for."""
    return get_object_or_404(
        ConsultationRequest.objects.visible_to(request.actor),
        pk=request.actor.object_id,
    )


def onward(draft: services.Draft) -> str:
    """Return where the questions go on: at the first one, later where they stopped."""
    return address(draft, draft.page_to_go_on)


def signing_first(consultation_request: ConsultationRequest) -> HttpResponse | None:
    """Lead to the first text that is still to be signed; None when there is none."""
    for text in services.texts_to_sign(consultation_request):
        return redirect("intake:consent-to-sign", text.kind)
    return None
