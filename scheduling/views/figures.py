"""What a manager reads of how the clinic works."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clinic.periods import last_weeks
from scheduling import services
from scheduling.forms.figures import PeriodForm
from scheduling.views.figure_sections import sections_of

WEEKS_SHOWN_FIRST = 12


@require_safe
@never_cache
@permission_required("scheduling.view_figures", raise_exception=True)
def figures(request):
    """Show the figures of one's location, for the last twelve weeks unless asked."""
    locations = request.user.locations_with("scheduling.view_figures")
    location = locations.first()
    if location is None:
        raise PermissionDenied
    today = timezone.localdate(timezone=location.zone)
    period = last_weeks(WEEKS_SHOWN_FIRST, today)
    initial = {"location": location, "first": period.first, "last": period.last}
    form = PeriodForm(request.GET or None, initial=initial, locations=locations)
    if form.is_bound:
        if not form.is_valid():
            return render(request, "scheduling/figures.html", {"form": form})
        location, period = form.cleaned_data["location"], form.period()
    found = services.read_figures(location, period)
    context = {"form": form, "figures": found, "sections": sections_of(found)}
    return render(request, "scheduling/figures.html", context)
