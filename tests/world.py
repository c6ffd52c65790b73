"""A clinic of two locations where much has happened, told through the real services."""

import uuid
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from importlib.resources import files

from django.db.models import Model
from django.test import Client
from django.utils import timezone

from clinic.access.models import LinkPurpose
from clinic.access.roles import Role
from clinic.models import Location, Practitioner, PractitionerRole, User
from clinic.outbox.services import tell
from intake import services as intake
from intake.models import (
    About,
    ConsultationRequest,
    Decision,
    QuestionnaireResponse,
    RequestEventKind,
    StaffAlert,
)
from scheduling import services as scheduling
from scheduling.models import Appointment, WaitlistOffer
from tests.clinic.access.people import come_in
from tests.factories import (
    LocationFactory,
    UserFactory,
    clinician_at,
    consultation_at,
    infusions_at,
    staff,
)
from tests.intake.eligibility.patients import healthy_but
from tests.stories import (
    assessment_of,
    draft_of,
    resolve_alerts,
    sign_consents,
    sign_treatment,
)

DRUGS = files("intake.eligibility") / "drugs.json"
LOGIN = "allauth.account.auth_backends.AuthenticationBackend"
BORN_ON = date(1911, 11, 11)

# Every word typed stands nowhere else, so that it can be looked for.
NOTE = "Canarynote spoke with the sister"
REASON = "Canaryreason nothing against it"
OUTCOME = "Canaryoutcome reached at home"
SIGNATURE = "Canarysignature Jay Lee"
DRIVER = {"name": "Canarydriver", "phone": "410-555-0123"}
CANCEL_REASON = "Canarycancel the car broke down"
TAKEN_OFF = "Canarywaitlist moved away"
TYPED_ANSWER = "Canaryanswer two weeks ago"
TYPED_MEDICINES = ["lithium", "phenelzine", "Ambien", "Canarymedicine"]

MANY_FLAGS = healthy_but(
    primary_reason="bipolar",
    **{
        "can-be-pregnant": "yes",
        "pregnant": "trying",
        "breastfeeding": "no",
        "bp-systolic": 176,
        "bp-diastolic": 104,
        "aneurysm-avm": "yes",
        "aneurysm-avm-more": TYPED_ANSWER,
        "angina": "yes",
        "angina-unstable": "unsure",
        "heart-attack": "yes",
        "heart-attack-when": "over-a-year",
        "medicines-any": "yes",
        "medicine": [{"medicine-name": [{"text": name}]} for name in TYPED_MEDICINES],
        "ketamine-allergy": "yes",
        "antidepressants-tried": "yes",
        "antidepressant": [
            {
                "antidepressant-name": ["sertraline"],
                "antidepressant-dose": ["100"],
                "antidepressant-weeks": [8],
                "antidepressant-taken": ["most-days"],
                "antidepressant-outcome": ["no_response"],
                "antidepressant-stopped": ["side-effects"],
            }
        ],
        "ketamine-before": "yes",
        "ketamine-before-result": "bad_reaction",
        "ketamine-before-reaction": TYPED_ANSWER,
        "ketamine-home": "no",
        "phq9-9": "LA6571-9",
        "phq9-10": "LA6575-0",
        "asq-4": "yes",
        "asq-4-more": TYPED_ANSWER,
        "asq-5": "declined",
        "ride-home": "no",
    },
)


def person(name: str, location: Location, about: About) -> ConsultationRequest:
    """Ask for a consultation as the public form does."""
    details = intake.RequestDetails(
        name=f"Canaryname {name}",
        born_on=BORN_ON,
        email=f"canary.{name.lower()}@example.org",
        phone="+1 410 555 0123",
        location=location,
        preferred_days=["saturday"],
        preferred_times=["midday"],
        about=about,
        may_leave_message=True,
    )
    return intake.submit_request(
        details, submission_id=str(uuid.uuid4()), is_suspect=False
    )


@dataclass
class World:
    """Two locations with staff, and patients at every step of their way."""

    here: Location
    elsewhere: Location
    people: dict[str, User]
    answering: ConsultationRequest
    choosing: ConsultationRequest
    coming: Appointment
    treated: ConsultationRequest
    infusion: Appointment
    held: Appointment
    gone: Appointment
    offer: WaitlistOffer
    alert: StaffAlert
    abroad: dict[LinkPurpose, ConsultationRequest | Appointment]

    def as_stored(self) -> "World":
        """Read everything anew; what was built before may be kept for another test."""
        return replace(
            self,
            **{each.name: _stored(getattr(self, each.name)) for each in fields(self)},
        )

    def own(self, purpose: str) -> ConsultationRequest | Appointment:
        """Return what the links of the patients here are for."""
        return {
            LinkPurpose.QUESTIONNAIRE: self.answering,
            LinkPurpose.BOOK: self.choosing,
            LinkPurpose.APPOINTMENT: self.coming,
            LinkPurpose.COURSE: self.treated,
            LinkPurpose.WAITLIST: self.offer,
        }[LinkPurpose(purpose)]

    def browser(self, who: str, purpose: str = LinkPurpose.QUESTIONNAIRE) -> Client:
        """Return a browser in which ``who`` has come in; see `expectations.WHO`."""
        client = Client(raise_request_exception=False)
        if who == "patient":
            enter(client, self.own(purpose), purpose)
        elif who == "another":
            enter(client, self.abroad[LinkPurpose(purpose)], purpose)
        elif who != "anonymous":
            client.force_login(self.people[who], LOGIN)
        if who == "deactivated":
            self.people[who].is_active = False
            self.people[who].save()
        return client


def _stored(built: dict | Model) -> dict | Model:
    if isinstance(built, dict):
        return {key: _stored(value) for key, value in built.items()}
    return type(built)._base_manager.get(pk=built.pk)


def build() -> World:
    """Let everything happen that can happen so far, and return what is left of it."""
    here, elsewhere = LocationFactory(), LocationFactory(name="Westlake")
    people = staff_of(here, elsewhere)
    for location, name in ((here, "amara"), (elsewhere, "bo")):
        consultation_at(location)
        clinician_at(location, name)
        infusions_at(location)
    treat(people)
    gone = booked(reviewed(sent(here, "Gone", people), people), people)
    alert = gone.consultation_request.alerts.get()
    scheduling.cancel_at_desk(gone, actor=people["desk"], reason=CANCEL_REASON)
    coming = booked(reviewed(sent(here, "Coming", people), people), people)
    treated = admitted(
        booked(reviewed(sent(here, "Treated", people), people), people), people
    )
    infusion, held = in_series(treated)
    choosing = reviewed(sent(here, "Choosing", people), people)
    scheduling.hold_time(choosing, free_times(choosing)[0])
    entry = scheduling.join_waitlist(choosing)
    scheduling.close_waitlist_entry(entry, actor=people["desk"], reason=TAKEN_OFF)
    answering = invited(here, "Answering", people)
    half_way(draft_of(answering))
    for one in (gone, coming, alert):
        one.refresh_from_db()
    return World(
        here=here,
        elsewhere=elsewhere,
        people=people,
        answering=answering,
        choosing=choosing,
        coming=coming,
        treated=treated,
        infusion=infusion,
        held=held,
        gone=gone,
        offer=offered(coming),
        alert=alert,
        abroad=abroad(elsewhere, people),
    )


def staff_of(here: Location, elsewhere: Location) -> dict[str, User]:
    return {
        "desk": staff(Role.FRONT_DESK, here),
        "desk elsewhere": staff(Role.FRONT_DESK, elsewhere, "eli"),
        "clinician": staff(Role.CLINICIAN, here),
        "clinician elsewhere": staff(Role.CLINICIAN, elsewhere, "ed"),
        "nurse": staff(Role.NURSE, here),
        "manager": staff(Role.MANAGER, here),
        "manager elsewhere": staff(Role.MANAGER, elsewhere, "mel"),
        "privacy": staff(Role.PRIVACY_OFFICER, here),
        "administrator": UserFactory(username="root", is_superuser=True),
        "deactivated": staff(Role.CLINICIAN, here, "dee"),
        "nowhere": UserFactory(username="nowhere"),
    }


def treat(people: dict[str, User]) -> None:
    """Let them be practitioners, without hours; one has a calendar turned on."""
    for who, role in (
        ("clinician", PractitionerRole.CLINICIAN),
        ("nurse", PractitionerRole.NURSE),
    ):
        practitioner = Practitioner.objects.create(user=people[who], role=role)
    scheduling.make_feed(practitioner)


def abroad(elsewhere: Location, people: dict[str, User]) -> dict:
    """The same steps by patients of the other location."""
    choosing = reviewed(sent(elsewhere, "Farchoosing", people), people)
    return {
        LinkPurpose.QUESTIONNAIRE: invited(elsewhere, "Faranswering", people),
        LinkPurpose.BOOK: choosing,
        LinkPurpose.APPOINTMENT: booked(
            reviewed(sent(elsewhere, "Farcoming", people), people), people
        ),
        LinkPurpose.COURSE: admitted(
            booked(reviewed(sent(elsewhere, "Fartreated", people), people), people),
            people,
        ),
    }


def invited(location, name, people) -> ConsultationRequest:
    consultation_request = person(name, location, About.BIPOLAR)
    intake.log_call(
        consultation_request,
        RequestEventKind.SPOKE,
        actor=people["desk"],
        note=NOTE,
        version=consultation_request.version,
    )
    consultation_request.refresh_from_db()
    intake.send_questionnaire(
        consultation_request,
        actor=people["desk"],
        version=consultation_request.version,
    )
    consultation_request.refresh_from_db()
    sign_consents(consultation_request, SIGNATURE)
    return consultation_request


def half_way(draft: QuestionnaireResponse) -> None:
    """Answer all but the last section; the page on suicide alerts the staff."""
    draft.answers = {
        link: given
        for link, given in MANY_FLAGS.items()
        if not link.startswith("asq") and link != "ride-home"
    }
    draft.save()
    intake.save_page(draft, "safety/asq-4", {"asq-4": ["yes"]})


def sent(location, name, people) -> ConsultationRequest:
    consultation_request = invited(location, name, people)
    draft = draft_of(consultation_request)
    draft.answers = MANY_FLAGS
    draft.save()
    intake.send_answers(draft)
    consultation_request.refresh_from_db()
    return consultation_request


def reviewed(consultation_request, people) -> ConsultationRequest:
    """Found suitable at the second look, so that a superseded review is there too."""
    resolve_alerts(consultation_request, by=people["clinician"], note=OUTCOME)
    assessment = assessment_of(consultation_request)
    intake.acknowledge_flag(assessment, 0, actor=people["clinician"])
    for decision in (Decision.NOT_SUITABLE, Decision.SUITABLE):
        intake.sign_review(
            assessment,
            decision,
            reason=REASON,
            actor=people["clinician"],
        )
    consultation_request.refresh_from_db()
    return consultation_request


def booked(consultation_request, people) -> Appointment:
    first, second, *_ = free_times(consultation_request)
    held = scheduling.hold_time(consultation_request, first)
    appointment = scheduling.book_held(held, actor=people["desk"])
    return scheduling.move_appointment(appointment, second, actor=people["desk"])


def admitted(appointment, people) -> ConsultationRequest:
    """Found suitable after the consultation, at the second look; and all is signed."""
    consultation_request = appointment.consultation_request
    for decision in (Decision.MORE_INFORMATION, Decision.SUITABLE):
        intake.sign_consultation(
            consultation_request,
            decision,
            reason=REASON,
            actor=people["clinician"],
        )
    sign_treatment(consultation_request, SIGNATURE)
    consultation_request.refresh_from_db()
    return consultation_request


def in_series(consultation_request) -> tuple[Appointment, Appointment]:
    """Return an infusion that is booked, and the last date, lost and held anew."""
    wishes = scheduling.CourseWishes(times_a_week=2)
    course = scheduling.propose_dates(consultation_request, wishes)
    scheduling.book_dates(course, driver=DRIVER, actor=None)
    first, *_, last = course.appointments.order_by("starts_at")
    scheduling.cancel_appointment(last, actor=None)
    scheduling.propose_dates(consultation_request, wishes)
    return first, course.appointments.held().get()


def offered(appointment) -> WaitlistOffer:
    """Let a time be on offer to who waits, whatever the hour of the day is now."""
    entry = scheduling.join_waitlist(appointment.consultation_request, appointment)
    now, hour = timezone.now(), timedelta(hours=1)
    offer = WaitlistOffer.objects.create(
        entry=entry,
        starts_at=appointment.starts_at - 2 * hour,
        ends_at=appointment.ends_at - 2 * hour,
        offered_at=now,
        expires_at=now + 2 * hour,
    )
    tell("time-offered", offer, to=offer.patient)
    return offer


def free_times(consultation_request) -> list:
    location, now = consultation_request.location, timezone.now()
    slots = scheduling.free_slots(
        scheduling.consultation_service(location),
        location,
        consultation_request.patient,
        from_at=now + timedelta(days=2),
        until_at=now + timedelta(days=9),
    )
    return [slot.starts_at for slot in slots]


def enter(client: Client, about, purpose: str) -> None:
    """Open the patient's link and confirm it."""
    come_in(client, about.patient, purpose=purpose, about=about)
    assert "patient_session" in client.session
