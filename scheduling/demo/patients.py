"""The patients of the demo clinic: some have just asked, others are on their way.

Each came as far as told here through the services that take real patients there.
"""

import uuid
from datetime import date

from clinic.access.actors import PatientSession
from clinic.access.models import LinkPurpose
from clinic.embedded.database import DEMO_PREFIX
from clinic.models import Location, User
from intake import services as intake
from intake.models import (
    About,
    ConsultationRequest,
    Decision,
    ResponseStatus,
)
from intake.services import RequestDetails
from scheduling import services
from scheduling.demo.answers import (
    CALM,
    HIGH_PRESSURE,
    THOUGHTS_OF_SUICIDE,
    TWO_TRIED,
)
from scheduling.invented import Answers, completed
from scheduling.models import Appointment


def come_to(downtown: Location, westlake: Location) -> None:
    """Let patients ask at both locations, answer, book, and begin a series."""
    _asks("Jordan Lee", date(1988, 3, 27), downtown)
    _asks("Maria García", date(1975, 11, 2), westlake)
    _asks("Lee O’Brien", date(1992, 7, 14), downtown)
    _answers(_asks("Priya Nair", date(1969, 5, 30), downtown), HIGH_PRESSURE)
    _answers(_asks("Thomas Becker", date(1996, 1, 8), westlake), THOUGHTS_OF_SUICIDE)
    _answers(_asks("Grace Kim", date(1983, 9, 19), downtown), CALM)
    waiting = _books(_asks("Ana Silva", date(1990, 12, 3), westlake))
    services.join_waitlist(waiting.consultation_request, waiting)
    _begins_a_series(_asks("Walter Jensen", date(1961, 4, 22), downtown))


def _asks(name: str, born_on: date, location: Location) -> ConsultationRequest:
    first = name.split()[0].lower()
    details = RequestDetails(
        name=name,
        born_on=born_on,
        email=f"{first}@example.org",
        phone=f"555 010 01{born_on.day:02}",
        location=location,
        preferred_days=["monday", "friday"],
        preferred_times=["morning"],
        about=About.DEPRESSION,
        may_leave_message=True,
    )
    return intake.submit_request(
        details, submission_id=str(uuid.uuid4()), is_suspect=False
    )


def _answers(consultation_request: ConsultationRequest, told: Answers) -> None:
    """Send the questionnaire, and let the patient sign and answer it."""
    intake.send_questionnaire(
        consultation_request,
        actor=_staff("desk"),
        version=consultation_request.version,
    )
    for text in intake.texts_to_sign(consultation_request):
        _signs(consultation_request, text)
    draft = consultation_request.responses.get(status=ResponseStatus.IN_PROGRESS)
    draft.answers = completed(intake.questionnaire_of(draft), told)
    draft.save()
    intake.send_answers(draft)
    consultation_request.refresh_from_db()


def _books(consultation_request: ConsultationRequest) -> Appointment:
    """Let the clinician find the patient suitable, who books the first free time."""
    _answers(consultation_request, TWO_TRIED)
    assessment = intake.latest_assessment(consultation_request)
    intake.sign_review(
        assessment,
        Decision.SUITABLE,
        reason="Two adequate trials failed; blood pressure is normal.",
        actor=_staff("clinician"),
    )
    location, patient = consultation_request.location, consultation_request.patient
    [_, slot] = services.earliest_slot(
        services.consultation_service(location), [location], patient
    )
    held = services.hold_time(consultation_request, slot.starts_at)
    return services.book_held(held, actor=_came_by(LinkPurpose.BOOK, held))


def _begins_a_series(consultation_request: ConsultationRequest) -> None:
    """Let the clinician confirm it after the consultation; the patient books six."""
    booked = _books(consultation_request)
    intake.sign_consultation(
        booked.consultation_request,
        Decision.SUITABLE,
        reason="Understands the risks; his wife drives.",
        actor=_staff("clinician"),
    )
    _signs(consultation_request, intake.treatment_text_to_sign(consultation_request))
    course = services.propose_dates(consultation_request, services.CourseWishes())
    services.book_dates(course, driver=None, actor=_came_by(LinkPurpose.COURSE, booked))


def _signs(consultation_request: ConsultationRequest, text) -> None:
    intake.sign_consent(
        consultation_request,
        text.kind,
        seen=text.sha256,
        signature=consultation_request.patient.name,
    )


def _came_by(purpose: LinkPurpose, appointment: Appointment) -> PatientSession:
    about = appointment.consultation_request_id
    return PatientSession(appointment.patient_id, purpose, about, about)


def _staff(name: str) -> User:
    return User.objects.get(username=DEMO_PREFIX + name)
