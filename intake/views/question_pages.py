"""One page of the questionnaire: its questions, or the list of what was added."""

from dataclasses import replace

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from clinic.access.actors import leave
from intake import addresses, services
from intake.eligibility.safety import panels_for
from intake.forms.response import page_form
from intake.questionnaires import pages
from intake.questionnaires.pages import Page, PageKind
from intake.questionnaires.progress import position
from intake.questionnaires.summary import summary
from intake.services import Draft

ENTRY_CHANGED = gettext_lazy(
    "This list was changed on another device. What you typed here is not saved. Go back"
    " to the list to see how it is now."
)


def address(draft: Draft, page: Page | None, *, check: bool = False) -> str:
    """Return where ``page`` is, or without one the check page.

    An empty list is where its first entry is added. With ``check`` the page leads back
    to the check page.
    """
    if page is None:
        return reverse("intake:questionnaire-check")
    if page.kind == PageKind.LIST and not page.answers:
        page = draft.page_to_add(page)
    return _own_address(draft, page, check=check)


def page_at(draft: Draft, token: str) -> Page | None:
    """Return the page of an address; None if there is none, or not for this patient."""
    path = addresses.page_path(draft.response.pk, token)
    return pages.page_at(draft.questionnaire, draft.answers, path) if path else None


def question_page(request, draft, page):
    """Ask the questions of a page; save them, show help if it is called for, go on."""
    posted = request.POST if request.method == "POST" else None
    form = page_form(page)(posted)
    if posted and "later" in posted and not form.has_changed():
        return _leave(request)
    if form.is_valid():
        try:
            return _save(request, draft, page, form)
        except services.EntryChanged:
            form.add_error(None, ENTRY_CHANGED)
    return render(request, "intake/question.html", _shown(draft, page) | {"form": form})


def list_page(request, draft, page):
    """Show what was added to a list; take one of its entries back."""
    entries = _entries(request, draft, page)
    if request.method == "POST":
        for index, entry in enumerate(entries):
            if request.POST.get("remove") == entry["remove"]:
                link_id = page.item.link_id
                seen = page.answers[link_id]
                services.remove_occurrence(draft.response, link_id, index, seen=seen)
        return redirect(request.get_full_path())
    context = _shown(draft, page) | {
        "entries": entries,
        "is_open": page.item.required and not entries,
        "add": _own_address(
            draft, draft.page_to_add(page), check="check" in request.GET
        ),
        "onward": _onward(request, draft, page),
    }
    return render(request, "intake/question_list.html", context)


def _own_address(draft, page, *, check):
    token = addresses.page_token(draft.response.pk, page.path)
    path = reverse("intake:questionnaire-page", args=[token])
    return f"{path}?check=1" if check else path


def _entries(request, draft, page):
    """Return what was added, each with what its button to remove it sends.

    That names the entry and how many there were: pressed again it fits no more.
    """
    sections = [
        section
        for section in summary(draft.questionnaire, draft.answers, get_language())
        if section.group is page.item
    ]
    return [
        {
            "title": section.rows[0].value,
            "text": ", ".join(row.value for row in section.rows[1:] if row.value),
            "url": _own_address(
                draft, section.rows[0].page, check="check" in request.GET
            ),
            "remove": f"{section.index}/{len(sections)} {section.rows[0].value}",
        }
        for section in sections
    ]


def _save(request, draft, page, form):
    given = form.answers()
    try:
        answers = services.save_page(draft.response, page.path, given, seen=form.seen)
    except services.NoSuchPage:
        messages.info(
            request, _("Your other answers have made that question needless.")
        )
        return redirect("intake:questionnaire-start")
    onward = _onward(request, replace(draft, answers=answers), page)
    if panels := panels_for(answers, saved=given):
        # At the question's own address: a history of visited pages tells no answer.
        context = {"panels": panels, "onward": onward}
        return render(request, "intake/help.html", context)
    return _leave(request) if "later" in request.POST else redirect(onward)


def _onward(request, draft, page):
    """Return what comes next; by a link of the check page that page, or what opened."""
    if "check" in request.GET:
        return address(draft, draft.next_page, check=True)
    return address(draft, pages.page_after(draft.pages, page))


def _shown(draft, page):
    """Return what every page of questions shows beside its form."""
    before = _page_before(draft, page)
    return {
        "draft": draft,
        "page": page,
        "title": page.item.text.in_language(get_language()),
        "section": page.section.text.in_language(get_language()),
        "position": position(draft.pages, page),
        "notes": [note.text.in_language(get_language()) for note in page.notes],
        "back": (
            _own_address(draft, before, check=False)
            if before
            else reverse("intake:questionnaire-start")
        ),
    }


def _page_before(draft, page):
    """Return the page before; before a first entry the one before its list."""
    around = draft.pages_around(page)
    before = pages.page_before(around, page)
    if page.group and page.group.link_id not in draft.answers:
        return pages.page_before(around, before)
    return before


def _leave(request):
    leave(request)
    return redirect("access:left")
