"""Who may see a view: everybody, a patient who came by a link, or else staff."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from clinic.access import actors, pages


def public(view):
    """Open a view to everybody."""
    return login_not_required(view)


def patient_page(*purposes):
    """Open a view to a patient whose link, confirmed, was for one of ``purposes``.

    Others see a page that says what is missing, never a login form. Nothing of the page
    is kept by the browser.
    """

    def decorate(view):
        @login_not_required
        @never_cache
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if actors.ENTERED_KEY in request.session:
                return redirect("access:confirm")
            if not isinstance(request.actor, actors.PatientSession):
                return pages.show(request, pages.why_ended(request))
            if request.actor.purpose not in purposes:
                return pages.show(request, pages.OTHER_PURPOSE)
            return view(request, *args, **kwargs)

        guarded.purposes = purposes  # type: ignore[attr-defined]
        return guarded

    return decorate


def link_page(view):
    """Keep a page of patient links out of caches, search engines and Referer headers.

    ``strict-origin``, not ``no-referrer``: under the latter browsers send ``Origin:
    null`` with a form, which the CSRF check rightly refuses. Neither sends the path.
    """

    @never_cache
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


def in_own_time(view):
    """Write the times of a page of staff as clocks show them where the reader works."""

    @wraps(view)
    def timed(request, *args, **kwargs):
        with timezone.override(request.user.zone):
            return view(request, *args, **kwargs)

    return timed
