"""A practitioner's own calendar: the page that turns it on, and what it reads."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import conditional_page, require_POST, require_safe

from clinic.access import limits
from clinic.access.decorators import public
from clinic.models import Practitioner
from scheduling import services

# All calendars of a clinic may ask from one network, each a few times an hour.
READS_AN_HOUR = 600

ON = _("Your calendar is on. Add the address below to your calendar.")
OFF = _("Your calendar is off. The address opens nothing any more.")

staff_page = permission_required("scheduling.view_appointment", raise_exception=True)


@public
@conditional_page
@require_safe
def feed(request, token):
    """Give a calendar program what is booked; the address alone opens it."""
    network = limits.network(request)
    if not limits.allow("calendar-feed", network, READS_AN_HOUR, limits.HOUR):
        return HttpResponse(status=429, headers={"Retry-After": "3600"})
    found = services.find_feed(token)
    if found is None:
        raise Http404
    return HttpResponse(
        services.read_feed(found),
        content_type="text/calendar; charset=utf-8",
        headers={
            # Kept by the program that asks, and checked by its ETag each time.
            "Cache-Control": "private, no-cache",
            "Content-Disposition": 'attachment; filename="appointments.ics"',
            "X-Robots-Tag": "noindex",
        },
    )


@require_safe
@never_cache
@staff_page
def feed_page(request):
    """Show the address of one's calendar, once it is made."""
    found = services.feed_of(_practitioner(request))
    address = services.feed_address(found) if found else ""
    return render(request, "scheduling/feed.html", {"feed": found, "address": address})


@require_POST
@never_cache
@staff_page
def make_feed(request):
    """Make a new address; the one before opens nothing any more."""
    services.make_feed(_practitioner(request))
    messages.success(request, ON)
    return redirect("scheduling:feed-page")


@require_POST
@never_cache
@staff_page
def turn_off_feed(request):
    services.turn_off_feed(_practitioner(request))
    messages.success(request, OFF)
    return redirect("scheduling:feed-page")


def _practitioner(request) -> Practitioner:
    return get_object_or_404(Practitioner, user=request.user)
