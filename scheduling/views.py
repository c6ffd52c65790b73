"""The patient chooses a time, checks it, and moves or cancels the appointment."""

from functools import partial, wraps

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clinic.access.decorators import patient_page
from clinic.access.models import LinkPurpose
from clinic.audit.recording import record
from intake.models import ConsultationRequest, ReviewStage
from intake.services import has_suitable_review, may_choose_time
from scheduling import services
from scheduling.forms.booking import ButtonForm, TimesPage
from scheduling.messages import calendar_file
from scheduling.models import Appointment, AppointmentStatus

# Who came to choose a time goes on to what they booked.
visit_page = patient_page(LinkPurpose.APPOINTMENT, LinkPurpose.BOOK)
form_page = require_http_methods(["GET", "HEAD", "POST"])


def refusals_as_pages(view):
    """Answer what a verb refused with the page that says what to do instead."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except services.AlreadyBooked:
            return _to_what_is_booked(request)
        except services.NotReviewed:
            return render(request, "scheduling/not_open.html", status=409)
        except services.TooLate:
            return render(request, "scheduling/too_late.html", status=409)

    return answered


@patient_page(LinkPurpose.BOOK, LinkPurpose.APPOINTMENT)
@form_page
@refusals_as_pages
def book(request):
    """Let a patient choose a time for the consultation a clinician agreed to."""
    consultation_request = _open_request_of(request)

    def hold(starts_at):
        services.hold_time(consultation_request, starts_at)
        return redirect("scheduling:appointment-check")

    times_page = partial(_times_to_book, request, consultation_request)
    return _choose_time(request, "scheduling/book.html", times_page, hold)


@patient_page(LinkPurpose.BOOK, LinkPurpose.APPOINTMENT)
@form_page
@refusals_as_pages
def check(request):
    """Show the time that is held; book it when the patient says so."""
    consultation_request = _open_request_of(request)
    held = consultation_request.appointments.held().first()
    if held is None:
        return _choose_again(request, consultation_request)
    form, status = ButtonForm(_posted(request)), 200
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
    """Lead to the appointment that the patient's link is for, or to book one."""
    if request.actor.purpose == LinkPurpose.BOOK:
        return redirect("scheduling:appointment-book")
    return redirect("scheduling:appointment-detail", request.actor.object_id)


@visit_page
@require_safe
def detail(request, appointment_id):
    """Show the appointment, how to come, and how to move or cancel it."""
    appointment = _appointment_of(request, appointment_id)
    context = {"appointment": appointment}
    if appointment.status == AppointmentStatus.CANCELLED:
        context["may_book"] = may_choose_time(appointment.consultation_request)
    return render(request, "scheduling/detail.html", context)


@visit_page
@require_safe
def calendar(request, appointment_id):
    """Give the calendar entry, the same as in the mail that told of the appointment."""
    appointment = _appointment_of(request, appointment_id)
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
    appointment = _appointment_of(request, appointment_id)
    services.check_movable(appointment)

    def move_to(starts_at):
        services.move_appointment(appointment, starts_at, actor=request.actor)
        return redirect("scheduling:appointment-detail", appointment.pk)

    times_page = partial(
        TimesPage,
        request,
        appointment.location,
        appointment.patient,
        appointment.service,
        moving=appointment,
    )
    return _choose_time(request, "scheduling/move.html", times_page, move_to)


@visit_page
@form_page
@refusals_as_pages
def cancel(request, appointment_id):
    """Ask once more, then cancel and free the time."""
    appointment = _appointment_of(request, appointment_id)
    if appointment.status == AppointmentStatus.CANCELLED:
        return redirect("scheduling:appointment-detail", appointment.pk)
    services.check_changeable(appointment)
    form, status = ButtonForm(_posted(request)), 200
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


def _posted(request):
    return request.POST if request.method == "POST" else None


def _open_request_of(request) -> ConsultationRequest:
    consultation_request = _request_of(request)
    services.check_open(consultation_request)
    return consultation_request


def _request_of(request) -> ConsultationRequest:
    """Return the request that the link is for, or that its appointment is for."""
    return get_object_or_404(
        ConsultationRequest.objects.visible_to(request.actor).select_related(
            "location__booking_rules", "patient"
        ),
        pk__in=_request_ids(request),
    )


def _request_ids(request):
    about = request.actor.object_id
    if request.actor.purpose == LinkPurpose.BOOK:
        return [about]
    return Appointment.objects.filter(pk=about).values("consultation_request")


def _appointment_of(request, appointment_id) -> Appointment:
    """Return an appointment of the request the session is about, and no other."""
    appointment = get_object_or_404(
        Appointment.objects.visible_to(request.actor)
        .select_related(
            "consultation_request",
            "location__booking_rules",
            "patient",
            "practitioner__user",
            "service",
        )
        .exclude(status=AppointmentStatus.PROPOSED),
        pk=appointment_id,
        consultation_request__in=_request_ids(request),
    )
    record("view", appointment)
    return appointment


def _times_to_book(request, consultation_request) -> TimesPage:
    location = consultation_request.location
    service = services.consultation_service(location)
    return TimesPage(request, location, consultation_request.patient, service)


def _choose_time(request, template, times_page, choose):
    """Show free times; go on with ``choose(starts_at)`` once one is picked.

    A time that somebody took meanwhile is said so, beside fresh times.
    """
    page, status = times_page(), 200
    if "first_day" in request.POST:
        return redirect(f"{request.path}?{page.query_from(request.POST)}")
    if page.form.is_valid():
        try:
            return choose(page.form.cleaned_data["starts_at"])
        except services.SlotTaken:
            page = times_page()
            page.form.say_taken()
        except services.Busy:
            page.form.say_busy()
            status = 503
    return render(request, template, {"page": page, "form": page.form}, status=status)


def _choose_again(request, consultation_request):
    """Show the times anew; say that the one to be booked is gone, if one was."""
    if request.method != "POST":
        return redirect("scheduling:appointment-book")
    page = _times_to_book(request, consultation_request)
    page.form.say_taken()
    return render(request, "scheduling/book.html", {"page": page, "form": page.form})


def _to_what_is_booked(request):
    booked = _request_of(request).appointments.kept().last()
    if booked is None:
        return redirect("scheduling:appointment-book")
    return redirect("scheduling:appointment-detail", booked.pk)
