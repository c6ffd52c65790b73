"""The patient asks for an earlier time, and answers when one is offered."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from clinic.audit.recording import record
from scheduling import services
from scheduling.forms.waitlist import OfferForm, WaitlistForm
from scheduling.models import (
    BookingRules,
    OfferStatus,
    WaitlistEntry,
    WaitlistOffer,
)
from scheduling.views.steps import (
    appointment_of,
    form_page,
    posted,
    refusals_as_pages,
    request_ids,
    request_of,
)
from scheduling.views.visits import first_visit_page, visit_page


@visit_page
@form_page
@refusals_as_pages
def join(request, appointment_id):
    """Ask what would suit, and put the patient on the list for an earlier time."""
    appointment = appointment_of(request, appointment_id)
    if appointment.is_of_series:
        raise Http404
    services.check_movable(appointment)
    return _join(request, appointment.consultation_request, appointment)


@first_visit_page
@form_page
@refusals_as_pages
def join_without_date(request):
    """Put a patient who finds no time that suits on the list for any that does."""
    consultation_request = request_of(request)
    services.check_open(consultation_request)
    return _join(request, consultation_request, None)


@visit_page
@require_POST
def leave(request, entry_id):
    """Take the patient off the list; what they have stays."""
    entry = get_object_or_404(_entries_of(request), pk=entry_id)
    try:
        services.leave_waitlist(entry)
    except services.Busy:
        return render(request, "503.html", status=503)
    return _back(entry)


@visit_page
@form_page
@refusals_as_pages
def offer(request, offer_id):
    """Show the time on offer beside what the patient has; take it, or keep that."""
    found = get_object_or_404(_offers_of(request), pk=offer_id)
    record("view", found)
    if found.status == OfferStatus.TAKEN:
        return redirect("scheduling:appointment-detail", found.entry.appointment_id)
    form = OfferForm(posted(request))
    if form.is_valid():
        try:
            return _answered(request, found, form.cleaned_data["answer"])
        except services.OfferGone:
            return _gone(request, found, status=409)
        except services.Busy:
            form.say_busy()
    elif not found.is_open:
        return _gone(request, found)
    context = {"offer": found, "appointment": found.entry.appointment, "form": form}
    template = "scheduling/waitlist/offer.html"
    return render(request, template, context, status=form.status)


def _join(request, consultation_request, appointment):
    service = services.service_to_wait_for(consultation_request, appointment)
    entry = services.waiting_for(consultation_request, appointment)
    form = WaitlistForm(
        posted(request),
        service=service,
        rules=BookingRules.of(consultation_request.location),
        entry=entry,
        button=_("Save") if entry else _("Put me on the list"),
    )
    if form.is_valid():
        try:
            wishes = form.wishes()
            joined = services.join_waitlist(consultation_request, appointment, **wishes)
            return _back(joined)
        except services.Busy:
            form.say_busy()
    context = {
        "appointment": appointment,
        "waiting": entry,
        "form": form,
        "is_free_now": services.has_earlier_time(appointment) if appointment else False,
    }
    template = "scheduling/waitlist/join.html"
    return render(request, template, context, status=form.status)


def _answered(request, found, answer):
    if answer == "take":
        taken = services.take_offer(found, actor=request.actor)
        return redirect("scheduling:appointment-detail", taken.pk)
    services.decline_offer(found)
    return _back(found.entry)


def _gone(request, found, status=200):
    """Say calmly that the time is gone, and that nothing else has changed."""
    found.entry.refresh_from_db(fields=["ended_at"])
    context = {"offer": found, "entry": found.entry}
    return render(request, "scheduling/waitlist/gone.html", context, status=status)


def _back(entry: WaitlistEntry):
    """Lead to what the patient has; without a date to the list itself."""
    if entry.appointment_id:
        return redirect("scheduling:appointment-detail", entry.appointment_id)
    return redirect("scheduling:waitlist-join-first")


def _entries_of(request):
    entries = WaitlistEntry.objects.visible_to(request.actor)
    return entries.filter(consultation_request__in=request_ids(request))


def _offers_of(request):
    offers = WaitlistOffer.objects.visible_to(request.actor).filter(
        entry__consultation_request__in=request_ids(request)
    )
    return offers.select_related(
        "entry__appointment__location__booking_rules",
        "entry__appointment__practitioner__user",
        "entry__location",
        "practitioner__user",
    )
