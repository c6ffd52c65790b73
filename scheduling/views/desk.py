"""The desk books a time for a patient, and moves one."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clinic.audit.recording import record
from intake.models import ConsultationRequest
from intake.services import find_requests
from scheduling import services
from scheduling.forms.booking import start_asked_for
from scheduling.forms.courses import why_not
from scheduling.forms.desk import DeskTimesPage, WhoForm, refusal_words
from scheduling.models import Appointment, BookingRules
from scheduling.views.steps import form_page, posted

BOOKED = _("The time is booked. The patient is told by mail.")
MOVED = _("The appointment is moved. The patient is told by mail.")
RIGHT = "scheduling.change_appointment"
OUTSIDE = "scheduling.override_hours"
# To begin with them, and to stay there.
OUTSIDE_ASKED = {"show_outside", "outside"}


@form_page
@never_cache
def for_whom(request, slug):
    """Ask whom a free time of the day is for; each of them leads on to booking it."""
    location = _location_of(request, slug)
    starts_at = start_asked_for(request.GET)
    if starts_at is None or starts_at < timezone.now():
        return redirect("scheduling:today")
    form = WhoForm(posted(request))
    context = {"location": location, "starts_at": starts_at, "form": form}
    if form.is_valid():
        context["found"] = _found(request, location, form.cleaned_data["words"])
    else:
        context["undated"] = services.undated(location, actor=request.user)
    context["query"] = _query(starts_at)
    return render(request, "scheduling/desk/for_whom.html", context)


@require_safe
@never_cache
def services_to_book(request, request_id):
    """Show what can be booked for the patient, and what stands against the rest."""
    consultation_request = _request_of(request, request_id)
    offers = services.offers(consultation_request, actor=request.user)
    context = {
        "consultation_request": consultation_request,
        "offers": offers,
        "query": _query(start_asked_for(request.GET)),
    }
    return render(request, "scheduling/desk/services.html", context)


@form_page
@never_cache
def book(request, request_id, service_id):
    """Book a free time of the service for the patient."""
    consultation_request = _request_of(request, request_id)
    location = consultation_request.location
    service = get_object_or_404(
        location.services.filter(is_offered=True), pk=service_id
    )

    def take(starts_at, reason):
        booked = services.book_at_desk(
            consultation_request, service, starts_at, actor=request.user, reason=reason
        )
        messages.success(request, BOOKED)
        return redirect("admin:scheduling_appointment_change", booked.pk)

    offer = services.offer_of(consultation_request, service, actor=request.user)
    if not offer.is_open:
        page = redirect("scheduling:desk-services", consultation_request.pk)
        return _refused(request, offer, page)
    new = Appointment(
        consultation_request=consultation_request,
        patient=consultation_request.patient,
        service=service,
        location=location,
    )
    return _choose_time(request, new, offer, take)


@form_page
@never_cache
def move(request, appointment_id):
    """Move an appointment that is to come; one that is not is shown as it is."""
    appointment = get_object_or_404(
        Appointment.objects.visible_to(request.actor).select_related(
            "consultation_request", "location__booking_rules", "patient", "service"
        ),
        pk=appointment_id,
    )
    _check_right(request, appointment)
    page = redirect("admin:scheduling_appointment_change", appointment.pk)
    if not appointment.is_to_come:
        return page
    record("view", appointment)
    record("view", appointment.patient, fields=["name"])

    def take(starts_at, reason):
        services.move_at_desk(appointment, starts_at, actor=request.user, reason=reason)
        messages.success(request, MOVED)
        return page

    offer = services.offer_to_move(appointment, actor=request.user)
    if not offer.is_open:
        return _refused(request, offer, page)
    return _choose_time(request, appointment, offer, take, moving=appointment)


def _refused(request, offer, page):
    """Say why no time is to be chosen: what somebody else has booked meanwhile, too."""
    messages.warning(request, refusal_words(offer.refusal))
    return page


def _choose_time(request, appointment, offer, take, moving=None):
    """Show free times and ``take(starts_at, reason)`` one; say beside it why not."""
    page = _times_page(request, appointment, moving)
    if page.form.is_bound and page.form.is_valid():
        try:
            return take(**page.form.cleaned_data)
        except services.SlotTaken:
            page = _times_page(request, appointment, moving)
            page.form.say_taken()
        except services.DatesDoNotFit as refusal:
            page.form.add_error("starts_at", why_not(refusal.why))
        except services.ReasonMissing:
            page.form.ask_for_reason()
        except services.Busy:
            page.form.say_busy()
        except services.BookingRefusal as refusal:
            page.form.add_error(None, refusal_words(refusal))
    context = {
        "appointment": appointment,
        "offer": offer,
        "page": page,
        "form": page.form,
        "may_outside": request.user.has_perm(OUTSIDE, appointment),
    }
    template = "scheduling/desk/times.html"
    return render(request, template, context, status=page.form.status)


def _times_page(request, appointment, moving):
    is_outside = not OUTSIDE_ASKED.isdisjoint(request.POST) and request.user.has_perm(
        OUTSIDE, appointment
    )
    location, service = appointment.location, appointment.service
    free = services.free_slots(
        service,
        location,
        appointment.patient,
        from_at=timezone.now(),
        until_at=timezone.now() + BookingRules.of(location).horizon,
        letting_go=[moving] if moving else [],
        ignoring_hours=is_outside,
        notice=services.notice_at_desk(service),
    )
    bookable = services.times_at_desk(appointment, free, is_outside=is_outside)
    return DeskTimesPage(
        request,
        location,
        service,
        bookable,
        moving=moving,
        free=free,
        is_outside=is_outside,
    )


def _location_of(request, slug):
    seen = request.user.locations_with("scheduling.view_appointment")
    location = get_object_or_404(seen, slug=slug)
    if not request.user.locations_with(RIGHT).filter(pk=location.pk).exists():
        raise PermissionDenied
    return location


def _found(request, location, words):
    """Return the requests there that the words name, the newest first."""
    found = (
        ConsultationRequest.objects.visible_to(request.actor)
        .filter(location=location)
        .filter(pk__in=find_requests(words, actor=request.user))
        .select_related("patient")
        .order_by("-received_at")
    )
    if found:
        patients = [each.patient for each in found]
        record("list", patients, fields=["name"])
    return found


def _query(starts_at):
    """Return the query that takes a free time along."""
    return f"?{urlencode({'starts_at': starts_at.isoformat()})}" if starts_at else ""


def _request_of(request, request_id):
    consultation_request = get_object_or_404(
        ConsultationRequest.objects.visible_to(request.actor).select_related(
            "location__booking_rules", "patient"
        ),
        pk=request_id,
    )
    _check_right(request, consultation_request)
    record("view", consultation_request.patient, fields=["name"])
    return consultation_request


def _check_right(request, about):
    if not request.user.has_perm(RIGHT, about):
        raise PermissionDenied
