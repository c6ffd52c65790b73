"""The reading pages, the error pages and the two health checks."""

import sys

from django.core.exceptions import ImproperlyConfigured
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
)
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clinic.access.decorators import public
from clinic.context import clinic
from clinic.embedded.database import DEMO_PREFIX, is_embedded
from clinic.models import User
from clinic.prices.lists import price_lists
from clinic.sealed.checks import keys_open


@public
def home(request):
    return render(request, "home.html")


@public
def treatment(request):
    return render(request, "treatment/index.html")


@public
def treatment_safety(request):
    return render(request, "treatment/safety.html")


@public
def treatment_cost(request):
    context = {"price_lists": price_lists(timezone.localdate())}
    return render(request, "treatment/cost.html", context)


@public
def treatment_questions(request):
    return render(request, "treatment/questions.html")


@public
def privacy(request):
    return render(request, "privacy.html")


@public
def accessibility(request):
    return render(request, "accessibility.html")


@public
def healthz(request):
    """Say that the process runs; a database that is away does not restart it."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
def readyz(request):
    """Say whether the database answers, is migrated, and the keys open it."""
    try:
        problem = unready_because()
    except (DatabaseError, ImproperlyConfigured):
        problem = "the database or its keys cannot be used"
    status = 503 if problem else 200
    return HttpResponse(
        f"{problem or 'ready'}\n", content_type="text/plain", status=status
    )


def unready_because() -> str:
    """Return what is missing before this process can serve, or an empty string."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return "the database is not migrated: run manage.py migrate"
    keys_open()
    demo_accounts = User.objects.filter(username__startswith=DEMO_PREFIX)
    if demo_accounts.exists() and not is_embedded():
        return f"a demo account exists: delete the users named {DEMO_PREFIX}…"
    return ""


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def forbidden(request, exception):
    return render(request, _for_reader(request, "403.html"), status=403)


def not_found(request, exception):
    return render(request, _for_reader(request, "404.html"), status=404)


def _for_reader(request, template):
    """Return the page for staff, where somebody has signed in, or that for patients."""
    user = getattr(request, "user", None)
    return f"staff/{template}" if user and user.is_authenticated else template


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)


def broken(request):
    """Show a page that needs neither database nor session.

    A database that is away is no fault of the page: 503, and the browser may try again.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = render(None, "503.html", clinic(request), status=503)
        response["Retry-After"] = "30"
        return response
    return render(None, "500.html", clinic(request), status=500)
