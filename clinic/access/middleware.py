"""How long a session lasts, who asks, and whether a second factor is still due."""

import time
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme

from clinic.access import actors, second_factor

STARTED_KEY = "started_at"
SEEN_KEY = "seen_at"
SEEN_EVERY_SECONDS = 60
# That something was posted after the sign-in had ended; not what, and not by whom.
UNSAVED_KEY = "posted_unsaved"

ENROLMENT_URLS = {
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_reauthenticate",
}


class NoNullsMiddleware:
    """Refuse a null character in a cookie or a query, where no form looks for it.

    Such a session key or filter would reach PostgreSQL, whose texts cannot hold one.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        cookies = "".join(request.COOKIES.values())
        if "\0" in cookies or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
        return self.get_response(request)


class SessionLimitsMiddleware:
    """End sessions left alone for too long, and those that have lasted too long."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if limits := limits_of(request.session):
            now = time.time()
            if is_over(request.session, now, *limits):
                auth.logout(request)
            elif now - request.session.get(SEEN_KEY, 0) >= SEEN_EVERY_SECONDS:
                request.session.setdefault(STARTED_KEY, now)
                request.session[SEEN_KEY] = now
        return self.get_response(request)


def limits_of(session) -> tuple[timedelta, timedelta] | None:
    """Return the longest pause and the longest life of this kind of session, if any."""
    if auth.SESSION_KEY in session:
        return settings.STAFF_IDLE, settings.STAFF_LONGEST
    if actors.ENTERED_KEY in session or actors.CONFIRMED_KEY in session:
        return settings.PATIENT_IDLE, settings.PATIENT_LONGEST
    return None


def is_over(session, now: float, idle: timedelta, longest: timedelta) -> bool:
    pause = now - session.get(SEEN_KEY, now)
    age = now - session.get(STARTED_KEY, now)
    return pause > idle.total_seconds() or age > longest.total_seconds()


def restart_clock(request) -> None:
    """Count the limits of this session from now."""
    request.session.pop(STARTED_KEY, None)
    request.session.pop(SEEN_KEY, None)


class ActorMiddleware:
    """Set ``request.actor``: a User, a PatientSession or None.

    What anybody who came in was shown, the browser does not keep.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = actors.current_actor(request)
        response = self.get_response(request)
        if request.actor is not None:
            add_never_cache_headers(response)
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Let nobody see a page of staff who has not signed in.

    What was posted is lost: who signs in is led to where it was typed, and told so.
    """

    def handle_no_permission(self, request, view_func):
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        request.session[UNSAVED_KEY] = True
        return redirect_to_login(page_before(request))


def page_before(request) -> str:
    """Return the path of the page that sent this, else that it was sent to."""
    sent_from = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(sent_from, {request.get_host()}):
        return request.get_full_path()
    return urlsplit(sent_from)._replace(scheme="", netloc="").geturl()


class SecondFactorMiddleware:
    """Where REQUIRE_MFA is set, give staff nothing before the second factor.

    Who has none yet is led to enrol one; a session that skipped it signs in again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.REQUIRE_MFA or not getattr(view, "login_required", True):
            return None
        if second_factor.has_passed(request):
            return None
        if second_factor.has_one(request.user):
            auth.logout(request)
            return redirect_to_login(request.get_full_path())
        if request.resolver_match.url_name in ENROLMENT_URLS:
            return None
        return redirect("mfa_activate_totp")
