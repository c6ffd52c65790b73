"""The page a patient sees when a link or a session opens nothing, and how to go on."""

from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinic.access import actors
from clinic.access.models import PatientLink


@dataclass(frozen=True)
class Problem:
    """Why nothing opens, in words that never tell whose the link was."""

    title: str | Promise
    text: str | Promise
    status: HTTPStatus


UNKNOWN = Problem(
    _("This link does not work"),
    _("A part of it may be missing. Open it from your email again, or get a new one."),
    HTTPStatus.NOT_FOUND,
)
EXPIRED = Problem(
    _("This link has run out"),
    _("Links work for some days only. This keeps your details safe."),
    HTTPStatus.GONE,
)
REVOKED = Problem(
    _("This link is closed"),
    _("You may have a newer email with a link that works. If not, get a new one."),
    HTTPStatus.GONE,
)
WRONG_DATES = Problem(
    _("We have closed this link"),
    _("The date of birth was wrong too many times. This keeps your details safe."),
    HTTPStatus.FORBIDDEN,
)
OTHER_PURPOSE = Problem(
    _("Your link is for something else"),
    _("Open the link in the email that is about this page, or get a new one."),
    HTTPStatus.FORBIDDEN,
)
ENDED = Problem(
    _("Open your link again"),
    _(
        "We close your pages when you have not used them for 30 minutes, and after "
        "4 hours. What you saved before is still there."
    ),
    HTTPStatus.FORBIDDEN,
)
ENDED_UNSAVED = Problem(
    _("Open your link again"),
    _(
        "We close your pages when you have not used them for 30 minutes, after "
        "4 hours, and when you ask for a new link. What you just sent is not saved, "
        "and nobody has seen it. What you saved before is still there. If you need "
        "help right now, call or text 988. In danger, call 911."
    ),
    HTTPStatus.FORBIDDEN,
)
TOO_MANY = Problem(
    _("Too many tries for now"),
    _("Wait for an hour and try again, or call us. We can help you on the phone."),
    HTTPStatus.TOO_MANY_REQUESTS,
)


def why_closed(link: PatientLink | None) -> Problem:
    """Return why ``link``, which is not live, opens nothing."""
    if link is None:
        return UNKNOWN
    return REVOKED if link.is_closed else EXPIRED


def why_ended(request: HttpRequest) -> Problem:
    """Return why a request has no patient, and whether it has lost what was sent."""
    if request.method == "POST":
        return ENDED_UNSAVED
    return REVOKED if actors.CONFIRMED_KEY in request.session else ENDED


def show(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Return the page that says so and offers a new link."""
    context = {"problem": problem, "offers_link": problem is not TOO_MANY}
    return render(request, "access/problem.html", context, status=problem.status)
