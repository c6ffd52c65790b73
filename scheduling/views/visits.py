"""The patient chooses a time, checks it, and moves or cancels the appointment."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from clinic.access.decorators import patient_page
from clinic.access.models import LinkPurpose
from clinic.audit.recording import record
from intake.models import ConsultationRequest, ReviewStage
from intake.services import has_suitable_review, may_choose_time
from scheduling import services
from scheduling.forms.booking import ButtonForm, ShownForm, TimesPage, person_asked_for
from scheduling.messages import calendar_file
from scheduling.models import AppointmentStatus
from scheduling.views.steps import (
    appointment_of,
    choose_time,
    form_page,
    posted,
    refusals_as_pages,
    request_of,
    to_later_dates,
)

# Who came to choose a time goes on to what they booked, alone or in a course.
visit_page = patient_page(
    LinkPurpose.APPOINTMENT,
    LinkPurpose.BOOK,
    LinkPurpose.COURSE,
    LinkPurpose.WAITLIST,
)
first_visit_page = patient_page(
    LinkPurpose.BOOK, LinkPurpose.APPOINTMENT, LinkPurpose.WAITLIST
)


@first_visit_page
@form_page
@refusals_as_pages
def book(request):
    """Let a patient choose a time for the consultation a clinician agreed to."""
    consultation_request = _open_request_of(request)

    def hold(starts_at):
        wished = person_asked_for(request.GET, _people_for(consultation_request))
        services.hold_time(consultation_request, starts_at, practitioner=wished)
        return redirect("scheduling:appointment-check")

    times_page = partial(_times_to_book, request, consultation_request)
    return choose_time(request, "scheduling/book.html", times_page, hold)


@first_visit_page
@form_page
@refusals_as_pages
def check(request):
    """Show the time that is held; book it when the patient says so."""
    consultation_request = _open_request_of(request)
    held = consultation_request.appointments.held().first()
    if held is None:
        return _choose_again(request, consultation_request)
    shown = held.starts_at.isoformat()
    form, status = ShownForm(posted(request), shown=shown), 200
    if form.is_valid():
        try:
            booked = services.book_held(held, actor=request.actor)
            return redirect("scheduling:appointment-detail", booked.pk)
        except services.SlotTaken:
            return _choose_again(request, consultation_request)
        except services.Busy:
            form.say_busy()
            status = 503
    record("view", held)
    context = {"appointment": held, "form": form}
    return render(request, "scheduling/check.html", context, status=status)


@visit_page
@require_safe
def current(request):
    """Lead to what the patient's link is for: an appointment, an offer, times."""
    if request.actor.purpose == LinkPurpose.BOOK:
        return redirect("scheduling:appointment-book")
    if request.actor.purpose == LinkPurpose.COURSE:
        return redirect("scheduling:course")
    if request.actor.purpose == LinkPurpose.WAITLIST:
        return redirect("scheduling:offer", request.actor.object_id)
    return redirect("scheduling:appointment-detail", request.actor.object_id)


@visit_page
@require_safe
def detail(request, appointment_id):
    """Show the appointment, how to come, and how to move or cancel it."""
    appointment = appointment_of(request, appointment_id)
    if appointment.service.is_treatment:
        record("view", appointment, fields=["driver"])
    context = {"appointment": appointment, "waiting": services.waiting_as(appointment)}
    if appointment.status == AppointmentStatus.CANCELLED:
        context["may_book"] = may_choose_time(appointment.consultation_request)
    return render(request, "scheduling/detail.html", context)


@visit_page
@require_safe
def calendar(request, appointment_id):
    """Give the calendar entry, the same as in the mail that told of the appointment."""
    appointment = appointment_of(request, appointment_id)
    if appointment.status != AppointmentStatus.BOOKED:
        raise Http404
    return HttpResponse(
        calendar_file(appointment),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="appointment.ics"'},
    )


@visit_page
@form_page
@refusals_as_pages
def move(request, appointment_id):
    """Let the patient choose another time; the old one stands until then."""
    appointment = appointment_of(request, appointment_id)
    services.check_movable(appointment)

    def move_to(starts_at):
        if "with_later" in request.POST:
            return to_later_dates(appointment, starts_at)
        services.move_appointment(appointment, starts_at, actor=request.actor)
        return redirect("scheduling:appointment-detail", appointment.pk)

    def times_page():
        times = services.times_to_move(appointment)
        return TimesPage(
            request,
            appointment.location,
            appointment.service,
            times.fitting,
            moving=appointment,
            with_later=times.with_later,
        )

    return choose_time(request, "scheduling/move.html", times_page, move_to)


@visit_page
@form_page
@refusals_as_pages
def cancel(request, appointment_id):
    """Ask once more, then cancel and free the time."""
    appointment = appointment_of(request, appointment_id)
    if appointment.status == AppointmentStatus.CANCELLED:
        return redirect("scheduling:appointment-detail", appointment.pk)
    services.check_changeable(appointment)
    form, status = ButtonForm(posted(request)), 200
    if form.is_valid():
        try:
            services.cancel_appointment(appointment, actor=request.actor)
            return redirect("scheduling:appointment-detail", appointment.pk)
        except services.Busy:
            form.say_busy()
            status = 503
    context = {
        "appointment": appointment,
        "form": form,
        "may_book_again": has_suitable_review(
            appointment.consultation_request, ReviewStage.INTAKE
        ),
    }
    return render(request, "scheduling/cancel.html", context, status=status)


def _open_request_of(request) -> ConsultationRequest:
    consultation_request = request_of(request)
    services.check_open(consultation_request)
    return consultation_request


def _people_for(consultation_request):
    location = consultation_request.location
    return services.clinicians_for(services.consultation_service(location), location)


def _times_to_book(request, consultation_request) -> TimesPage:
    location, patient = consultation_request.location, consultation_request.patient
    service = services.consultation_service(location)
    people = services.clinicians_for(service, location)
    wished = person_asked_for(request.GET, people)
    slots = services.times_to_book(service, location, patient, practitioner=wished)
    page = TimesPage(request, location, service, slots, people=people)
    if service and not wished and request.method != "POST":
        page.elsewhere = services.earlier_elsewhere(
            service,
            location,
            patient,
            before=page.suggested and page.suggested.starts_at,
            time_of_day=page.time_of_day,
        )
    return page


def _choose_again(request, consultation_request):
    """Show the times anew; say that the one to be booked is gone, if one was."""
    if request.method != "POST":
        return redirect("scheduling:appointment-book")
    page = _times_to_book(request, consultation_request)
    page.form.say_taken()
    return render(request, "scheduling/book.html", {"page": page, "form": page.form})
