"""The patient answers: a list of tasks, one question a page, check, send."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from clinic.access.actors import leave
from clinic.access.decorators import patient_page
from clinic.access.models import LinkPurpose
from intake import services
from intake.eligibility.safety import panel_for
from intake.forms.response import page_form
from intake.models import ConsultationRequest, QuestionnaireResponse, ResponseStatus
from intake.questionnaires import pages
from intake.questionnaires.pages import Page, PageKind
from intake.questionnaires.progress import (
    Status,
    next_unanswered,
    position,
    progress,
)
from intake.questionnaires.summary import summary

STATUS_WORDS = {
    Status.NOT_STARTED: {"status": _("Not yet started"), "tone": "info"},
    Status.IN_PROGRESS: {"status": _("In progress"), "tone": "info"},
    Status.COMPLETED: {"status": _("Completed"), "tone": ""},
}

questionnaire_page = patient_page(LinkPurpose.QUESTIONNAIRE)


class Draft:
    """The patient's unsent answers and the pages they lead to."""

    def __init__(self, response: QuestionnaireResponse):
        self.response = response
        self.questionnaire = services.questionnaire_of(response)
        self.read(services.answers_of(response))

    def read(self, answers):
        self.answers = answers
        self.pages = pages.pages(self.questionnaire, answers)

    @property
    def panel(self):
        """The help that the answers so far call for; it stays in reach on every page."""
        return panel_for(self.answers)

    @property
    def next_address(self):
        """Where to go on: the first page that is open, else the answers to check."""
        page = next_unanswered(self.pages)
        return address(page) if page else reverse("intake:questionnaire-check")


@questionnaire_page
@require_safe
def start(request):
    """Show what is asked and how far the patient is, at the start and on return."""
    draft = _draft(request)
    if draft is None:
        return redirect("intake:questionnaire-sent")
    tasks = [
        {
            "label": row.section.text.in_language(get_language()),
            "url": address(row.page),
            **STATUS_WORDS[row.status],
        }
        for row in progress(draft.pages)
    ]
    context = {"draft": draft, "tasks": tasks}
    return render(request, "intake/questionnaire_start.html", context)


@questionnaire_page
@require_http_methods(["GET", "HEAD", "POST"])
def page(request, path):
    """Ask what stands on one page, and save it."""
    draft = _draft(request)
    if draft is None:
        return redirect("intake:questionnaire-sent")
    page = pages.page_at(draft.questionnaire, draft.answers, path)
    if page is None:
        return redirect("intake:questionnaire-start")
    if page.kind == PageKind.LIST:
        return _list_page(request, draft, page)
    return _question_page(request, draft, page)


@questionnaire_page
@require_http_methods(["GET", "HEAD", "POST"])
def check(request):
    """Show all answers with ways to change them; send them when the patient says so."""
    draft = _draft(request)
    if draft is None:
        return redirect("intake:questionnaire-sent")
    if request.method == "POST":
        try:
            services.send_answers(draft.response)
        except services.Incomplete:
            return redirect(draft.next_address)
        return redirect("intake:questionnaire-sent")
    context = {
        "draft": draft,
        "sections": _sections_to_check(draft),
        "is_complete": next_unanswered(draft.pages) is None,
    }
    return render(request, "intake/questionnaire_check.html", context)


@questionnaire_page
@require_safe
def sent(request):
    """Say what happens next; help stays in reach for who needs it."""
    consultation_request = _consultation_request(request)
    response = consultation_request.responses.filter(
        status=ResponseStatus.COMPLETED
    ).first()
    if response is None:
        return redirect("intake:questionnaire-start")
    panel = panel_for(services.answers_of(response))
    return render(request, "intake/questionnaire_sent.html", {"panel": panel})


@questionnaire_page
@require_safe
def support(request):
    """Show the help again that an answer has called for."""
    draft = _draft(request)
    if draft is None:
        return redirect("intake:questionnaire-sent")
    context = {"panel": draft.panel, "onward": draft.next_address}
    return render(request, "intake/support.html", context)


def address(page: Page, *, check: bool = False) -> str:
    """Return the page's address; with ``check`` it leads back to the check page."""
    path = reverse("intake:questionnaire-page", args=[page.path])
    return f"{path}?check=1" if check else path


def _question_page(request, draft, page):
    posted = request.POST if request.method == "POST" else None
    form = page_form(page)(posted)
    if posted and "later" in posted and not form.has_changed():
        return _leave(request)
    if form.is_valid():
        return _save(request, draft, page, form.answers())
    return render(request, "intake/question.html", _shown(draft, page) | {"form": form})


def _list_page(request, draft, page):
    """Show what was added so far; take one of them back."""
    entries = [
        {
            "title": section.rows[0].value,
            "text": ", ".join(row.value for row in section.rows[1:] if row.value),
            "url": address(section.rows[0].page),
        }
        for section in summary(draft.questionnaire, draft.answers, get_language())
        if section.group is page.item
    ]
    if request.method == "POST":
        return _remove(request, draft, page, entries)
    first = pages.page_to_add(draft.questionnaire, draft.answers, page.item)
    context = _shown(draft, page) | {
        "entries": entries,
        "add": address(first),
        "onward": _onward(request, draft, page),
    }
    return render(request, "intake/question_list.html", context)


def _remove(request, draft, page, entries):
    """Take one entry back, if it still is what the patient saw when pressing Remove."""
    number, _, title = request.POST.get("remove", "").partition(":")
    index = int(number) if number.isdecimal() else len(entries)
    if index < len(entries) and entries[index]["title"] == title:
        services.remove_occurrence(draft.response, page.item.link_id, index)
    return redirect(request.get_full_path())


def _save(request, draft, page, given):
    """Save the page, then show help if it calls for help, then go on."""
    try:
        draft.read(services.save_page(draft.response, page.path, given))
    except (services.AlreadySent, services.NoSuchPage):
        return redirect("intake:questionnaire-start")
    if panel := panel_for(draft.answers, saved=given):
        # No address of its own: a history of visited pages would tell the answer.
        context = {"panel": panel, "onward": _onward(request, draft, page)}
        return render(request, "intake/support.html", context)
    if "later" in request.POST:
        return _leave(request)
    return redirect(_onward(request, draft, page))


def _sections_to_check(draft):
    return [
        {
            "title": section.title,
            "rows": [
                {
                    "label": row.label,
                    "value": row.value,
                    "change_url": address(row.page, check=True),
                }
                for row in section.rows
            ],
        }
        for section in summary(draft.questionnaire, draft.answers, get_language())
    ]


def _onward(request, draft, page):
    if "check" in request.GET:
        opened = next_unanswered(draft.pages)
        return address(opened, check=True) if opened else _check_address()
    following = pages.page_after(draft.pages, page)
    return address(following) if following else _check_address()


def _shown(draft, page):
    """Return what every page of questions shows beside its form."""
    before = pages.page_before(draft.pages, page)
    return {
        "draft": draft,
        "page": page,
        "heading": page.item.text.in_language(get_language()),
        "section": page.section.text.in_language(get_language()),
        "position": position(draft.pages, page),
        "notes": [note.text.in_language(get_language()) for note in page.notes],
        "back": address(before) if before else reverse("intake:questionnaire-start"),
    }


def _check_address():
    return reverse("intake:questionnaire-check")


def _leave(request):
    leave(request)
    return redirect("access:left")


def _consultation_request(request) -> ConsultationRequest:
    return get_object_or_404(
        ConsultationRequest.objects.visible_to(request.actor),
        pk=request.actor.object_id,
    )


def _draft(request) -> Draft | None:
    """Return the answers not sent yet, or None when they are sent."""
    response = (
        QuestionnaireResponse.objects.visible_to(request.actor)
        .filter(
            consultation_request=_consultation_request(request),
            status=ResponseStatus.IN_PROGRESS,
        )
        .select_related("questionnaire", "consultation_request__location")
        .first()
    )
    return Draft(response) if response else None
