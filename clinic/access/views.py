"""A patient's way in and out: open a link, confirm it, get a new one, leave."""

from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from clinic.access import actors, limits, links, pages, purposes
from clinic.access.decorators import link_page, public
from clinic.access.forms import BirthDateForm, NewLinkForm

ENTRIES_AN_HOUR = 60


@public
@link_page
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request, token):
    """Open a link when its button is pressed; looking at the page changes nothing.

    Mail scanners follow links, so a GET neither uses one up nor shows a person's data.
    """
    link = links.find(token)
    if link is None or not link.is_live:
        return pages.show(request, pages.why_closed(link))
    if request.method != "POST":
        return render(request, "access/enter.html")
    if not limits.allow("enter", limits.network(request), ENTRIES_AN_HOUR, limits.HOUR):
        return pages.show(request, pages.TOO_MANY)
    actors.enter(request, link)
    return redirect("access:confirm")


@public
@link_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request):
    """Ask the date of birth, and lead to what the link is for when it is right."""
    link = actors.entered_link(request)
    if link is None:
        return go_on(request)
    if not link.is_live:
        return pages.show(request, pages.why_closed(link))
    form = BirthDateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            links.check_birth_date(link, form.cleaned_data["born_on"])
        except links.WrongBirthDate as wrong:
            if not wrong.tries_left:
                actors.leave(request)
                return pages.show(request, pages.WRONG_DATES)
            form.add_error("born_on", tries_left_sentence(wrong.tries_left))
        else:
            actors.confirm(request, link)
            return go_on(request)
    return render(request, "access/confirm.html", {"form": form})


def go_on(request):
    """Lead a confirmed patient to what their link is for."""
    if not isinstance(request.actor, actors.PatientSession):
        return pages.show(request, pages.ENDED)
    return redirect(purposes.landing(request.actor.purpose))


def tries_left_sentence(tries: int) -> str:
    return ngettext(
        "This is not the date of birth we have. You can try %(tries)d more time.",
        "This is not the date of birth we have. You can try %(tries)d more times.",
        tries,
    ) % {"tries": tries}


@public
@link_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Mail fresh links to an address; the answer never tells whether we know it."""
    form = NewLinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        if not limits.allow_form("new-link", request, email):
            return pages.show(request, pages.TOO_MANY)
        links.ask_for_new_links(email)
        return redirect("access:sent")
    return render(request, "access/new.html", {"form": form})


@public
@link_page
@require_safe
def sent(request):
    return render(request, "access/sent.html")


@public
@link_page
@require_POST
def leave(request):
    """End the session and clear what the browser kept: the phone may be shared."""
    actors.leave(request)
    response = redirect("access:left")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@public
@link_page
@require_safe
def left(request):
    return render(request, "access/left.html")
