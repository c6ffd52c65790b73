"""What the pages of visits and of courses share."""

from functools import wraps
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from clinic.access.models import LinkPurpose
from clinic.audit.recording import record
from intake.models import ConsultationRequest
from intake.services import Missing
from scheduling import services
from scheduling.forms.booking import start_asked_for
from scheduling.forms.courses import why_not
from scheduling.models import Appointment, AppointmentStatus, WaitlistOffer

form_page = require_http_methods(["GET", "HEAD", "POST"])
OF_A_REQUEST = {LinkPurpose.BOOK, LinkPurpose.COURSE}


def refusals_as_pages(view):
    """Answer what a verb refused with the page that says what to do instead."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except services.AlreadyBooked:
            return _to_what_is_booked(request)
        except services.GateClosed as closed:
            return _to_what_is_missing(request, closed)
        except services.NotReviewed:
            return render(request, "scheduling/not_open.html", status=409)
        except services.TooLate:
            return render(request, "scheduling/too_late.html", status=409)
        except services.NothingToBook:
            return _to_what_was_signed(request)

    return answered


def posted(request):
    return request.POST if request.method == "POST" else None


def request_of(request) -> ConsultationRequest:
    """Return the request that the link, its appointment or its offer is for."""
    return get_object_or_404(
        ConsultationRequest.objects.visible_to(request.actor).select_related(
            "location__booking_rules", "patient"
        ),
        pk__in=request_ids(request),
    )


def request_ids(request):
    about = request.actor.object_id
    if request.actor.purpose in OF_A_REQUEST:
        return [about]
    if request.actor.purpose == LinkPurpose.WAITLIST:
        offers = WaitlistOffer.objects.filter(pk=about)
        return offers.values("entry__consultation_request")
    return Appointment.objects.filter(pk=about).values("consultation_request")


def appointment_of(request, appointment_id, *, held=False, opening=()) -> Appointment:
    """Return an appointment of the request the session is about, and no other.

    ``opening`` names the sealed fields that the page opens.
    """
    appointments = (
        Appointment.objects.held()
        if held
        else Appointment.objects.exclude(status=AppointmentStatus.PROPOSED)
    )
    appointment = get_object_or_404(
        appointments.visible_to(request.actor).select_related(
            "consultation_request",
            "course__location",
            "course__service",
            "location__booking_rules",
            "patient",
            "practitioner__user",
            "service",
        ),
        pk=appointment_id,
        consultation_request__in=request_ids(request),
    )
    record("view", appointment, fields=opening)
    return appointment


def choose_time(request, template, times_page, choose):
    """Show free times; go on with ``choose(starts_at)`` once one is picked.

    What is picked is tried at once: the times are only looked up to be shown. One that
    somebody took meanwhile is said so, beside fresh times.
    """
    if "first_day" in request.POST:
        query = times_page().query_from(request.POST)
        return redirect(f"{request.path}?{query}")
    starts_at = start_asked_for(request.POST)
    try:
        if starts_at:
            return choose(starts_at)
        page = times_page()
    except services.SlotTaken:
        page = times_page()
        page.form.say_taken()
    except services.Busy:
        page = times_page()
        page.form.say_busy()
    except services.DatesDoNotFit as refusal:
        page = times_page()
        page.form.add_error("starts_at", why_not(refusal.why))
    context = {"page": page, "form": page.form}
    return render(request, template, context, status=page.form.status)


def to_later_dates(appointment, starts_at):
    """Lead on to where the later dates of the course would go too."""
    path = reverse("scheduling:course-move-later", args=[appointment.pk])
    return redirect(f"{path}?{urlencode({'starts_at': starts_at.isoformat()})}")


def _to_what_is_booked(request):
    booked = request_of(request).appointments.outside_courses().kept().last()
    if booked is None:
        return redirect("scheduling:appointment-book")
    return redirect("scheduling:appointment-detail", booked.pk)


def _to_what_was_signed(request):
    """Where no infusions are offered online, the clinic calls about the dates."""
    if request.actor.purpose == LinkPurpose.COURSE:
        return redirect("intake:treatment-signed")
    return render(request, "scheduling/not_open.html", status=409)


def _to_what_is_missing(request, closed: services.GateClosed):
    """Lead to the consent if that alone is missing: the patient can sign it."""
    may_sign = request.actor.purpose == LinkPurpose.COURSE
    if may_sign and closed.missing == {Missing.CONSENT}:
        return redirect("intake:treatment-consent")
    return render(request, "scheduling/not_open.html", status=409)
