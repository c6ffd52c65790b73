"""The day at a location as staff see it: who comes, and what became of them."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from scheduling import services
from scheduling.forms.desk import AT_WORK
from scheduling.models import Appointment, AppointmentStatus

TOO_EARLY = _("That cannot be marked yet, or not any more. Nothing was changed.")
BOOKED_AGAIN = _("The patient has booked another time. The mark stays as it is.")
# The calendar ends somewhere, and a day has one before and one after it.
YEARS = (2000, 2199)


@require_safe
@never_cache
def today(request):
    """Lead to today at the first location where one works."""
    location = _locations(request).first()
    if location is None:
        raise PermissionDenied
    day = timezone.localdate(timezone=location.zone)
    return redirect("scheduling:day", location.slug, day.isoformat())


@require_safe
@never_cache
def day(request, slug, iso):
    """Show who comes on a day, what is still missing, and the rooms hour by hour."""
    location = get_object_or_404(_locations(request), slug=slug)
    shown = _day(iso)
    context = {
        "schedule": services.read_day(location, shown),
        "locations": _locations(request),
        "today": timezone.localdate(timezone=location.zone),
        "before": shown - timedelta(days=1),
        "after": shown + timedelta(days=1),
        "may_mark": _may_mark(request).filter(pk=location.pk).exists(),
    }
    return render(request, "scheduling/day.html", context)


@require_POST
@never_cache
def mark(request, appointment_id):
    """Mark an appointment as arrived, done or missed, or take the mark back."""
    appointment = get_object_or_404(
        Appointment.objects.visible_to(request.actor).select_related("location"),
        pk=appointment_id,
    )
    if not request.user.has_perm("scheduling.change_appointment", appointment):
        raise PermissionDenied
    try:
        status = AppointmentStatus(request.POST.get("status", ""))
    except ValueError:
        raise Http404 from None
    try:
        services.mark_attendance(appointment, status, actor=request.user)
    except services.NotNow:
        messages.error(request, TOO_EARLY)
    except services.AlreadyBooked:
        messages.error(request, BOOKED_AGAIN)
    except services.Busy:
        messages.error(request, AT_WORK)
    location = appointment.location
    local = appointment.starts_at.astimezone(location.zone)
    page = reverse("scheduling:day", args=[location.slug, local.date().isoformat()])
    return redirect(f"{page}#visit-{appointment.pk}")


def _locations(request):
    return request.user.locations_with("scheduling.view_appointment").order_by("name")


def _may_mark(request):
    return request.user.locations_with("scheduling.change_appointment")


def _day(iso: str) -> date:
    """Read a day as these pages write it, in years that have hours."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        raise Http404 from None
    if day.isoformat() != iso or not YEARS[0] <= day.year <= YEARS[1]:
        raise Http404
    return day
