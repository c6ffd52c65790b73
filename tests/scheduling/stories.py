"""Patients on their way to an appointment, told through the services that do it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from threading import Barrier

from django.db import connection
from django.utils import timezone

from clinic.access.models import LinkPurpose
from clinic.access.roles import Role
from clinic.models import Location, PractitionerRole, RoomKind
from intake.models import ConsultationRequest, Decision, Review
from intake.services import sign_consultation, sign_review
from scheduling import services
from scheduling.models import (
    Appointment,
    AppointmentStatus,
    Course,
    Service,
    ServiceKind,
)
from tests.factories import (
    LocationFactory,
    PatientFactory,
    UserFactory,
    clinician_at,
    consultation_at,
    infusions_at,
    staff,
)
from tests.stories import answered, asking, assessment_of, session, sign_treatment

# Where the clinician of `clinic_with` works on every day, from 9 to 5.
NINE, HALF_PAST_NINE, TEN, ELEVEN = time(9), time(9, 30), time(10), time(11)


def clinic_with(*clinicians: str, name: str = "Downtown", **location) -> Location:
    """Return a location that offers consultations of 60 minutes with these people."""
    location = LocationFactory(name=name, **location)
    consultation_at(location)
    for username in clinicians:
        clinician_at(location, username)
    return location


def reviewer_of(location: Location):
    username = f"reviewer-{location.slug}"
    found = location.memberships.filter(user__username=username).first()
    return found.user if found else staff(Role.CLINICIAN, location, username)


def ready(location: Location, **patient) -> ConsultationRequest:
    """A request that a clinician has found suitable: its patient may choose a time."""
    consultation_request = answered(
        location=location, patient=PatientFactory(**patient)
    )
    sign(consultation_request, Decision.SUITABLE)
    return consultation_request


def sign(consultation_request: ConsultationRequest, decision: Decision) -> None:
    sign_review(
        assessment_of(consultation_request),
        decision,
        reason="Nothing against it",
        actor=reviewer_of(consultation_request.location),
        **asking(decision),
    )
    consultation_request.refresh_from_db()


def at(location: Location, wall: time, days: int = 3) -> datetime:
    """Return that time of day at ``location``, so many days from now."""
    day = timezone.now().astimezone(location.zone).date() + timedelta(days=days)
    return datetime.combine(day, wall, location.zone)


def in_a_day() -> datetime:
    return timezone.now() + timedelta(days=1)


def patient_of(consultation_request: ConsultationRequest):
    """Return the session of the patient who came by the link to choose a time."""
    return session(consultation_request, LinkPurpose.BOOK)


def held(consultation_request: ConsultationRequest, wall: time = NINE) -> Appointment:
    starts_at = at(consultation_request.location, wall)
    return services.hold_time(consultation_request, starts_at)


def booked(consultation_request: ConsultationRequest, wall: time = NINE) -> Appointment:
    hold = held(consultation_request, wall)
    return services.book_held(hold, actor=patient_of(consultation_request))


def seen(location: Location, **patient) -> ConsultationRequest:
    """A request whose consultation is booked, for a clinician to decide on."""
    return ConsultationRequest.objects.get(
        pk=booked(ready(location, **patient)).consultation_request_id
    )


def decide(consultation_request: ConsultationRequest, decision: Decision) -> Review:
    """Let a clinician decide after the consultation."""
    review = sign_consultation(
        consultation_request,
        decision,
        reason="Talked it through",
        actor=reviewer_of(consultation_request.location),
    )
    consultation_request.refresh_from_db()
    return review


def approved(location: Location, **patient) -> ConsultationRequest:
    """A request found suitable after the consultation; its patient has yet to sign."""
    consultation_request = seen(location, **patient)
    decide(consultation_request, Decision.SUITABLE)
    return consultation_request


def admitted(location: Location, **patient) -> ConsultationRequest:
    """A request for which infusions may be booked: found suitable, and signed."""
    consultation_request = approved(location, **patient)
    sign_treatment(consultation_request)
    return consultation_request


def let_run_out(hold: Appointment) -> None:
    Appointment.objects.filter(pk=hold.pk).update(
        hold_until=timezone.now() - timedelta(seconds=1)
    )


def desk() -> UserFactory:
    return UserFactory(username="desk")


def all_at_once(*works: Callable[[], object]) -> list[object]:
    """Do each in a thread of its own, all started together; give results or errors."""
    start = Barrier(len(works))

    def run(work):
        try:
            start.wait()
            return work()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def infusion_clinic(
    name: str = "Downtown", *, clinicians: int = 1, **resources: int
) -> Location:
    """Return a location with a clinician, a nurse and a chair, open from 9 to 5."""
    usernames = (f"clinician-{name.lower()}-{number}" for number in range(clinicians))
    location = clinic_with(*usernames, name=name)
    infusions_at(location, **resources)
    return location


def aftercare_at(location: Location) -> Location:
    """Let the location's clinicians also give follow-ups and boosters."""
    for kind in (ServiceKind.FOLLOW_UP, ServiceKind.BOOSTER):
        service = Service.objects.create(name=kind.label, kind=kind)
        service.locations.add(location)
        service.phases.create(
            position=1,
            minutes=30,
            practitioner_role=PractitionerRole.CLINICIAN,
            room_kind=RoomKind.CONSULTATION,
        )
    return location


def course_patient(consultation_request: ConsultationRequest):
    """Return the session of the patient who came by the link to the course."""
    return session(consultation_request, LinkPurpose.COURSE)


def proposed(consultation_request: ConsultationRequest, **wishes) -> Course:
    """A course whose dates are held: on Monday and Thursday mornings, unless told.

    So an hour later is open still, whatever the time is now. None is on the day of the
    consultations, where others come, too.
    """
    wanted = {
        "times_a_week": 2,
        "weekdays": [0, 3],
        "time_of_day": "morning",
        "wished_start_on": at(consultation_request.location, NINE, 4).date(),
    }
    wishes = services.CourseWishes(**wanted | wishes)
    return services.propose_dates(consultation_request, wishes)


def series_of(consultation_request: ConsultationRequest, **wishes) -> Course:
    """A course of six infusions that are booked."""
    return services.book_dates(
        proposed(consultation_request, **wishes),
        driver=None,
        actor=course_patient(consultation_request),
    )


def starts_of(course: Course) -> list[datetime]:
    """Return when the infusions of the course start, in local time."""
    zone = course.location.zone
    kept = course.appointments.exclude(status=AppointmentStatus.CANCELLED)
    return [each.starts_at.astimezone(zone) for each in kept]


def admitted_many(location: Location, count: int) -> list[ConsultationRequest]:
    """Admit so many patients; each clinician had a consultation an hour, in turn."""
    clinicians = location.practitioners.filter(role=PractitionerRole.CLINICIAN).count()
    requests = []
    for number in range(count):
        wall = time(9 + number // clinicians)
        consultation = booked(ready(location, email=f"p{number}@example.org"), wall)
        requests.append(consultation.consultation_request)
        decide(requests[-1], Decision.SUITABLE)
        sign_treatment(requests[-1])
    return requests
