"""The patient chooses a time, checks it, and moves or cancels the appointment."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from clinic.access.actors import switch_purpose
from clinic.access.decorators import patient_page
from clinic.access.models import LinkPurpose
from clinic.audit.recording import record
from intake.models import ConsultationRequest
from scheduling import services
from scheduling.forms import CancelForm, TimesPage
from scheduling.models import Appointment, AppointmentStatus


@patient_page(LinkPurpose.BOOK)
@require_http_methods(["GET", "POST"])
def book(request):
    """Let a patient choose a time for the consultation a clinician agreed to."""
    consultation_request = _request_of(request)

    def hold(starts_at):
        services.hold_time(consultation_request, starts_at)
        return redirect("scheduling:appointment-check")

    try:
        return _choose_time(
            request,
            "scheduling/book.html",
            hold,
            location=consultation_request.location,
            patient=consultation_request.patient,
            service=services.consultation_service(consultation_request.location),
        )
    except services.NotReviewed:
        return _not_open(request)


@patient_page(LinkPurpose.BOOK)
@require_http_methods(["GET", "POST"])
def check(request):
    """Show the time that is held; book it when the patient says so."""
    consultation_request = _request_of(request)
    appointment = consultation_request.appointments.filter(
        status=AppointmentStatus.PROPOSED
    ).first()
    if appointment is None:
        return redirect("scheduling:appointment-book")
    if request.method == "POST":
        try:
            booked = services.book_held(appointment, actor=request.actor)
        except services.SlotTaken:
            return redirect("scheduling:appointment-book")
        except services.NotReviewed:
            return _not_open(request)
        switch_purpose(request, LinkPurpose.APPOINTMENT, booked.pk)
        return redirect("scheduling:appointment-detail", booked.pk)
    record("view", appointment)
    return render(request, "scheduling/check.html", {"appointment": appointment})


@patient_page(LinkPurpose.APPOINTMENT)
@require_http_methods(["GET", "HEAD"])
def current(request):
    """Lead to the appointment that the patient's link is for."""
    return redirect("scheduling:appointment-detail", request.actor.object_id)


@patient_page(LinkPurpose.APPOINTMENT)
@require_http_methods(["GET", "HEAD"])
def detail(request, appointment_id):
    """Show the appointment, how to come, and how to move or cancel it."""
    appointment = _appointment_of(request, appointment_id)
    return render(request, "scheduling/detail.html", {"appointment": appointment})


@patient_page(LinkPurpose.APPOINTMENT)
@require_http_methods(["GET", "POST"])
def move(request, appointment_id):
    """Let the patient choose another time; the old one stands until then."""
    appointment = _appointment_of(request, appointment_id)

    def move_to(starts_at):
        services.move_appointment(appointment, starts_at, actor=request.actor)
        return redirect("scheduling:appointment-detail", appointment.pk)

    try:
        return _choose_time(
            request,
            "scheduling/move.html",
            move_to,
            location=appointment.location,
            patient=appointment.patient,
            service=appointment.service,
            moving=appointment,
        )
    except services.TooLate:
        return _too_late(request, appointment)


@patient_page(LinkPurpose.APPOINTMENT)
@require_http_methods(["GET", "POST"])
def cancel(request, appointment_id):
    """Ask once more, then cancel and free the time."""
    appointment = _appointment_of(request, appointment_id)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_appointment(
                appointment, actor=request.actor, reason=form.cleaned_data["reason"]
            )
        except services.TooLate:
            return _too_late(request, appointment)
        return redirect("scheduling:appointment-detail", appointment.pk)
    context = {"appointment": appointment, "form": form}
    return render(request, "scheduling/cancel.html", context)


@patient_page(LinkPurpose.APPOINTMENT)
@require_http_methods(["POST"])
def book_again(request, appointment_id):
    """Go from a cancelled appointment back to choosing a time."""
    appointment = _appointment_of(request, appointment_id)
    if appointment.status != AppointmentStatus.CANCELLED:
        return redirect("scheduling:appointment-detail", appointment.pk)
    switch_purpose(request, LinkPurpose.BOOK, appointment.consultation_request_id)
    return redirect("scheduling:appointment-book")


def _request_of(request) -> ConsultationRequest:
    return get_object_or_404(
        ConsultationRequest.objects.visible_to(request.actor).select_related(
            "location", "patient"
        ),
        pk=request.actor.object_id,
    )


def _appointment_of(request, appointment_id) -> Appointment:
    """Return the appointment the session was opened for, and no other."""
    if appointment_id != request.actor.object_id:
        raise Http404
    appointment = get_object_or_404(
        Appointment.objects.visible_to(request.actor).select_related(
            "location", "practitioner__user", "service", "patient"
        ),
        pk=appointment_id,
    )
    record("view", appointment)
    return appointment


def _choose_time(request, template, choose, *, location, patient, service, moving=None):
    """Show free times; go on with ``choose(starts_at)`` once one is picked.

    A time that somebody took meanwhile is said so, beside fresh times.
    """

    def times_page():
        return TimesPage(request, location, patient, service, moving)

    page = times_page()
    if request.method == "POST" and page.form.is_valid():
        try:
            return choose(page.form.cleaned_data["starts_at"])
        except services.SlotTaken:
            page = times_page()
            page.form.is_taken()
    return render(request, template, {"page": page, "form": page.form})


def _not_open(request):
    return render(request, "scheduling/not_open.html", status=409)


def _too_late(request, appointment):
    context = {"appointment": appointment}
    return render(request, "scheduling/too_late.html", context, status=409)
