"""The patient chooses the dates of a series, books them, and changes them together."""

from functools import partial

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from clinic.access.decorators import patient_page
from clinic.access.models import LinkPurpose
from clinic.audit.recording import record
from scheduling import services
from scheduling.forms.booking import TimesPage, start_asked_for
from scheduling.forms.courses import (
    BookDatesForm,
    DriverForm,
    NewDatesForm,
    VerbForm,
    WishesForm,
    why_refused,
)
from scheduling.models import Appointment, Course
from scheduling.views.steps import (
    appointment_of,
    choose_time,
    form_page,
    posted,
    refusals_as_pages,
    request_of,
)

course_page = patient_page(
    LinkPurpose.COURSE, LinkPurpose.APPOINTMENT, LinkPurpose.WAITLIST
)


@course_page
@require_safe
def overview(request):
    """Show every date of the course and how far it is; before that, lead to choose."""
    course = _course_of(request)
    if course is None or not course.appointments.kept().exists():
        is_held = course and course.appointments.held().exists()
        page = "course-dates" if is_held else "course-wishes"
        return redirect(f"scheduling:{page}")
    appointments = list(
        course.appointments.kept().select_related(
            "location", "practitioner__user", "service"
        )
    )
    record("view", appointments, fields=["driver"])
    context = {
        "course": course,
        "appointments": appointments,
        "progress": services.progress_of(course),
    }
    return render(request, "scheduling/course/overview.html", context)


@course_page
@form_page
@refusals_as_pages
def wishes(request):
    """Ask how often and when, and hold the dates that suit best."""
    consultation_request = request_of(request)
    services.check_course_open(consultation_request)
    progress = services.progress_for(consultation_request)
    if not progress.missing:
        return redirect("scheduling:course")
    location = consultation_request.location
    people = services.clinicians_for(services.infusion_service(location), location)
    today = timezone.localdate(timezone=location.zone)
    form = WishesForm(posted(request), people=people, today=today)
    propose = partial(services.propose_dates, consultation_request)
    if form.is_valid() and form.carries_out(lambda: propose(form.wishes())):
        return redirect("scheduling:course-dates")
    context = {
        "form": form,
        "location": location,
        "progress": progress,
    }
    return render(request, "scheduling/course/wishes.html", context, status=form.status)


@course_page
@form_page
@refusals_as_pages
def dates(request):
    """Show the dates that are held, each to be changed; look for more if asked."""
    course = _course_of(request)
    if course is None:
        return redirect("scheduling:course-wishes")
    form = VerbForm(posted(request))
    look_again = partial(services.hold_missing_dates, course)
    if form.is_valid() and form.carries_out(look_again):
        return redirect("scheduling:course-dates")
    proposed = services.proposed_dates(course)
    if not proposed.dates and not form.errors:
        return redirect("scheduling:course")
    record("view", [each.appointment for each in proposed.dates])
    context = {"course": course, "proposed": proposed, "form": form}
    return render(request, "scheduling/course/dates.html", context, status=form.status)


@course_page
@form_page
@refusals_as_pages
def other_date(request, held_id):
    """Let the patient choose another time instead of one that is held."""
    held = appointment_of(request, held_id, held=True)

    def hold(starts_at):
        services.hold_other_date(held, starts_at)
        return redirect("scheduling:course-dates")

    def times_page():
        slots = services.other_dates(held.course, held)
        return TimesPage(request, held.location, held.service, slots, moving=held)

    return choose_time(request, "scheduling/course/other_date.html", times_page, hold)


@course_page
@form_page
@refusals_as_pages
def check(request):
    """Show all dates once more, ask who drives home, and book them."""
    course = _course_of(request)
    if course is None or not course.appointments.held().exists():
        return redirect("scheduling:course")
    form = BookDatesForm(
        posted(request), shown=_starts_held(course), button=_("Book these visits")
    )
    if form.is_valid() and form.carries_out(partial(_book, request, course, form)):
        return redirect("scheduling:course")
    proposed = services.proposed_dates(course)
    record("view", [each.appointment for each in proposed.dates])
    context = {"course": course, "proposed": proposed, "form": form}
    return render(request, "scheduling/course/check.html", context, status=form.status)


@course_page
@form_page
@refusals_as_pages
def move_later(request, infusion_id):
    """Show where this and the later dates would go; move them when the patient agrees.

    What is moved is what was shown: a time that is gone meanwhile is shown anew.
    """
    appointment = appointment_of(request, infusion_id)
    if not appointment.is_of_series:
        raise Http404
    services.check_movable(appointment)
    starts_at = start_asked_for(request.GET)
    if starts_at is None:
        return redirect("scheduling:appointment-move", appointment.pk)
    form = NewDatesForm(posted(request))
    if form.is_valid() and form.carries_out(
        lambda: services.move_dates(
            appointment.course, form.cleaned_data["shown"], actor=request.actor
        )
    ):
        return redirect("scheduling:course")
    context = {"appointment": appointment, "form": form}
    try:
        new_dates = services.shifted_dates(appointment, starts_at)
        context |= {"new_dates": new_dates, "shown": form.value_of(new_dates)}
    except (services.SlotTaken, services.DatesDoNotFit) as refusal:
        context["problem"] = why_refused(refusal)
    template = "scheduling/course/move_later.html"
    return render(request, template, context, status=form.status)


@course_page
@form_page
@refusals_as_pages
def ride(request, treatment_id):
    """Ask who drives the patient home; their word confirms the ride."""
    appointment = _treatment_of(request, treatment_id, opening=["driver"])
    form = DriverForm(
        posted(request),
        button=_("Save"),
        driver=appointment.driver,
        must_know=True,
    )
    if form.is_valid():
        services.name_driver(appointment, **form.driver())
        return redirect("scheduling:appointment-detail", appointment.pk)
    context = {"appointment": appointment, "form": form}
    return render(request, "scheduling/course/ride.html", context, status=form.status)


@course_page
@require_POST
@refusals_as_pages
def confirm_ride(request, treatment_id):
    """Take the patient's word that the driver who is named will come."""
    appointment = _treatment_of(request, treatment_id)
    services.confirm_ride(appointment)
    return redirect("scheduling:appointment-detail", appointment.pk)


def _starts_held(course: Course) -> str:
    """Return what stands for the dates that are held, to be seen and compared."""
    held = course.appointments.held().order_by("starts_at")
    return " ".join(each.starts_at.isoformat() for each in held)


def _book(request, course, form):
    """Book; of dates that somebody took meanwhile, hold others to be checked."""
    try:
        services.book_dates(course, driver=form.driver(), actor=request.actor)
    except services.SlotTaken:
        services.hold_missing_dates(course)
        form.show(_starts_held(course))
        raise


def _treatment_of(request, treatment_id, **options) -> Appointment:
    appointment = appointment_of(request, treatment_id, **options)
    if not appointment.service.is_treatment:
        raise Http404
    return appointment


def _course_of(request) -> Course | None:
    """Return the newest course of the request that the session is about."""
    return (
        Course.objects.visible_to(request.actor)
        .filter(consultation_request=request_of(request))
        .select_related("location", "patient", "service", "consultation_request")
        .last()
    )
