"""One page of the questionnaire: its questions, or the list of what was added."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy

from clinic.access.actors import leave
from intake import addresses, services
from intake.eligibility.safety import panels_for
from intake.forms.response import ASKING, broken_list, page_form
from intake.questionnaires.navigation import page_after, page_before
from intake.questionnaires.pages import Page, PageKind, page_with
from intake.questionnaires.summary import (
    entries,
    entry_names,
    entry_title,
    note_text,
    summary,
)
from intake.services import Draft

ENTRY_CHANGED = gettext_lazy(
    "This list was changed on another device. What you typed here is not saved. Go back"
    " to the list to see how it is now."
)


def address(draft: Draft, page: Page | None, *, check: bool = False) -> str:
    """Return where ``page`` is, or without one the check page.

    An empty list that must not stay so is where its first entry is added. With
    ``check`` the page leads back to the check page.
    """
    if page is None:
        return reverse("intake:questionnaire-check")
    if _is_to_be_filled(page):
        page = draft.page_to_add(page) or page
    return _own_address(draft, page, check=check)


def page_at(draft: Draft, token: str) -> Page | None:
    """Return the page of an address; None if there is none, or not for this patient."""
    path = addresses.page_path(draft.response.pk, token)
    return draft.page_at(path) if path else None


def question_page(request, draft, page):
    """Ask the questions of a page; save them, show help if it is called for, go on."""
    posted = request.POST if request.method == "POST" else None
    form = page_form(page, draft.asking)(posted)
    if posted and "later" in posted and not form.has_changed():
        return _leave(request)
    if form.is_valid():
        try:
            return _save(request, draft, page, form)
        except services.EntryChanged:
            form.add_error(None, ENTRY_CHANGED)
    context = _shown(request, draft, page) | {
        "form": form,
        "panels": _help_unsaved(draft, form),
    }
    return render(request, "intake/question.html", context)


def list_page(request, draft, page):
    """Show what was added to a list; take one of its entries back, or go on."""
    if "keep" in request.POST:
        return _keep(request, draft, page)
    shown = _entries(request, draft, page)
    if request.method == "POST":
        for entry in shown:
            if request.POST.get("remove") == entry["remove"]:
                services.remove_occurrence(
                    draft.response, page.path, entry["index"], seen=page.answers
                )
        return redirect(request.get_full_path())
    is_check = "check" in request.GET
    further = draft.page_to_add(page)
    context = _shown(request, draft, page) | {
        "entries": shown,
        "problem": broken_list(page) if shown else "",
        "is_open": not page.is_complete,
        "add": further and _own_address(draft, further, check=is_check),
        "onward": _onward(request, draft, page),
        "asking_name": ASKING,
    }
    return render(request, "intake/question_list.html", context)


def _is_to_be_filled(page):
    return page.kind == PageKind.LIST and page.item.fewest > 0 and not page.answers


def _own_address(draft, page, *, check):
    token = addresses.page_token(draft.response.pk, page.path)
    path = reverse("intake:questionnaire-page", args=[token])
    return f"{path}?check=1" if check else path


def _entries(request, draft, page):
    """Return what was added, each with what its button to remove it sends.

    That names the entry and how many there were: pressed again it fits no more.
    """
    language = get_language()
    found = entries(summary(draft.all_pages, language), page)
    return [
        {
            "index": index,
            "title": title,
            "text": ", ".join(row.value for row in rows[1:] if row.value),
            "url": _own_address(draft, rows[0].page, check="check" in request.GET),
            "remove": f"{index}/{len(found)} {title}",
        }
        for index, rows in found.items()
        for title in [rows[0].value or entry_title([page.item], (index,), language)]
    ]


def _save(request, draft, page, form):
    given = form.answers()
    answers = services.save_page(
        draft.response, page.path, given, seen=form.seen, asking=form.asking
    )
    saved = draft.after_saving(page, answers, asking=form.asking)
    onward = _onward(request, saved, page)
    if panels := panels_for(answers, saved=given):
        # At the question's own address: a history of visited pages tells no answer.
        is_told = any(panel.tells_staff for panel in panels)
        context = {"panels": panels, "is_told": is_told, "onward": onward}
        return render(request, "intake/help.html", context)
    return _leave(request) if "later" in request.POST else redirect(onward)


def _help_unsaved(draft, form):
    """Return the help for a blood pressure on a page that was refused; alert staff."""
    if not (form.is_bound and form.reading):
        return []
    if severe := form.reading.severe(form.data):
        services.alert_of_refused(draft.response, severe)
    return form.reading.panels(form.data)


def _keep(request, draft, page):
    """Take the list for answered again as it is."""
    asking = request.POST.get(ASKING, "")
    answers = services.save_page(draft.response, page.path, {}, asking=asking)
    saved = draft.after_saving(page, answers, asking=asking)
    return redirect(_onward(request, saved, page))


def _onward(request, draft, page):
    """Return what comes next; by a link of the check page that page, or what opened."""
    if "check" in request.GET:
        return address(draft, draft.next_page, check=True)
    return address(draft, page_after(draft.pages_around(page), page))


def _shown(request, draft, page):
    """Return what every page of questions shows beside its form."""
    return {
        "draft": draft,
        "page": page,
        "title": page.item.text.in_language(get_language()),
        "around": [
            page.section.text.in_language(get_language()),
            *entry_names(draft.all_pages, page, get_language()),
        ],
        "position": draft.position(page),
        "notes": [note_text(note, get_language()) for note in page.notes],
        "back": _back(request, draft, page),
    }


def _back(request, draft, page):
    """Return where the back link leads; by a link of the check page back to that.

    From an entry that is by its list.
    """
    is_check = "check" in request.GET
    before = _page_before(draft, page)
    if is_check and not (before and before.is_list_of(page)):
        return reverse("intake:questionnaire-check")
    if before is None:
        return reverse("intake:questionnaire-start")
    return _own_address(draft, before, check=is_check)


def _page_before(draft, page):
    """Return the page before; before a first entry that must be the one before that."""
    around = draft.pages_around(page)
    before = page_before(around, page)
    listed = before and page_with(draft.all_pages, before.path)
    if listed and listed.is_list_of(page) and _is_to_be_filled(listed):
        return page_before(around, before)
    return before


def _leave(request):
    leave(request)
    return redirect("access:left")
