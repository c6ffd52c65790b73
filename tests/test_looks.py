"""Every look at a patient is recorded, as exactly what the page shows.

A page that opened more than it recorded would be caught by `audit_guard`.
"""

import pytest
from django.core import mail
from django.utils import timezone

from clinic.access.models import LinkPurpose
from clinic.audit.models import AccessEvent
from clinic.models import Patient
from clinic.outbox.models import Message
from clinic.outbox.services import drain
from intake.models import Assessment
from tests import world
from tests.owner import as_owner
from tests.stories import address_of, draft_of

pytestmark = pytest.mark.django_db
PATIENT, REQUEST = "clinic.patient", "intake.consultationrequest"
ANSWERS, EVENT = "intake.questionnaireresponse", "intake.requestevent"
REVIEW, ASSESSMENT = "intake.review", "intake.assessment"
ALERT, APPOINTMENT = "intake.staffalert", "scheduling.appointment"
CONSENT = "intake.consent"

OWN_ANSWERS = [("view", ANSWERS, "answers")]
OWN_CONSENT = [("view", CONSENT, "signature")]
OWN_APPOINTMENT = [("view", APPOINTMENT, "")]
# Whether it still opens the way to booking.
DECISION = [("view", REVIEW, "decision")]

# What a patient's pages open; each is the patient's own.
OF_PATIENTS = {
    LinkPurpose.QUESTIONNAIRE: {
        "/questionnaire/": OWN_ANSWERS,
        "{question}": OWN_ANSWERS,
        "{list}": OWN_ANSWERS,
        "/questionnaire/check/": OWN_ANSWERS,
        "/questionnaire/help/": OWN_ANSWERS,
        "/questionnaire/consents/": OWN_CONSENT,
        "/questionnaire/consents/{consent}/": OWN_CONSENT,
    },
    LinkPurpose.BOOK: {
        "/appointments/book/": DECISION,
        "/appointments/check/": DECISION + OWN_APPOINTMENT,
    },
    LinkPurpose.APPOINTMENT: {
        "/appointments/{coming}/": OWN_APPOINTMENT,
        "/appointments/{coming}/move/": OWN_APPOINTMENT + DECISION,
        "/appointments/{coming}/cancel/": OWN_APPOINTMENT + DECISION,
        "/appointments/{coming}/calendar/": [
            ("view", APPOINTMENT, ""),
            ("view", PATIENT, "email"),
        ],
    },
}

# What the pages open that everybody who works with patients has.
OF_STAFF = {
    "/admin/": [],
    "/admin/intake/consultationrequest/?queue=all": [
        ("list", PATIENT, "name"),
        ("list", REQUEST, "preferred_days preferred_times"),
    ],
    "/admin/intake/consultationrequest/{request}/change/": [
        ("view", PATIENT, "born_on email name phone"),
        ("view", REQUEST, "may_leave_message preferred_days preferred_times"),
        ("view", EVENT, "note"),
        ("view", CONSENT, "signature"),
    ],
    "/admin/scheduling/appointment/": [("list", PATIENT, "name")],
    "/admin/scheduling/appointment/{coming}/change/": [
        ("view", APPOINTMENT, ""),
        ("view", PATIENT, "name"),
    ],
    "/clinician/alerts/{alert}/": [
        ("view", PATIENT, "born_on name phone"),
        ("view", REQUEST, "may_leave_message"),
    ],
}

# Who may link two records as one person is also told who that may be.
REQUEST_PAGE = "/admin/intake/consultationrequest/{request}/change/"
COMPARED = ("search", PATIENT, "born_on name")

# And those that clinicians alone have, or see more on.
OF_CLINICIANS = {
    "/clinician/review/": [("list", PATIENT, "name")],
    "/clinician/intake/{request}/": [
        ("view", PATIENT, "born_on name phone"),
        ("view", REQUEST, "about"),
        ("view", REVIEW, "asked decision reason words"),
        ("view", ALERT, "contacts note outcome reasons"),
        ("view", ASSESSMENT, "facts flags scores"),
        ("view", ANSWERS, "answers"),
        ("view", CONSENT, "signature"),
    ],
    "/clinician/alerts/{alert}/": [
        ("view", PATIENT, "born_on name phone"),
        ("view", REQUEST, "may_leave_message"),
        ("view", ALERT, "contacts note outcome reasons"),
    ],
}

# What the mails open; those to staff name nobody.
TO_PATIENTS = {("view", PATIENT, "name"), ("view", PATIENT, "email")}
OF_MAILS = {
    "request-received": TO_PATIENTS,
    "questionnaire-ready": TO_PATIENTS,
    "time-to-choose": TO_PATIENTS | {*DECISION},
    "appointment-booked": TO_PATIENTS,
    "appointment-moved": TO_PATIENTS,
    "appointment-cancelled": TO_PATIENTS | {*DECISION},
    "staff-alert": set(),
}

# What only clinicians may read, as model and field.
CLINICAL = {
    (ANSWERS, "answers"),
    (ASSESSMENT, "facts"),
    (ASSESSMENT, "flags"),
    (ASSESSMENT, "scores"),
    (REVIEW, "asked"),
    (REVIEW, "decision"),
    (REVIEW, "reason"),
    (REVIEW, "words"),
    (ALERT, "reasons"),
    (ALERT, "contacts"),
    (ALERT, "outcome"),
    (ALERT, "note"),
    (REQUEST, "about"),
    (APPOINTMENT, "cancel_reason"),
}


def compared(pages: dict) -> dict:
    patient, request, *rest = pages[REQUEST_PAGE]
    return pages | {REQUEST_PAGE: [patient, request, COMPARED, *rest]}


def filled(path: str, built: world.World) -> str:
    draft = draft_of(built.answering)
    return path.format(
        question=address_of(draft, "heart/bp"),
        list=address_of(draft, "medicines/medicine"),
        consent=built.answering.consents.first().pk,
        coming=built.coming.pk,
        request=built.gone.consultation_request_id,
        alert=built.alert.pk,
    )


def latest() -> int:
    with as_owner():
        return AccessEvent.objects.latest("seq").seq


def events_after(seq: int) -> list[AccessEvent]:
    with as_owner():
        return list(AccessEvent.objects.filter(seq__gt=seq).order_by("seq"))


def looks(events) -> list[tuple[str, str, str]]:
    return [
        (event.action, event.object_type, " ".join(event.fields)) for event in events
    ]


def opened_by(built, who, pages, purpose=LinkPurpose.QUESTIONNAIRE):
    """Open every page as ``who``; return what was recorded of each."""
    client = built.browser(who, purpose)
    recorded = {}
    for page in pages:
        before = latest()
        assert client.get(filled(page, built)).status_code == 200, page
        recorded[page] = events_after(before)
    return recorded


@pytest.mark.parametrize("purpose", OF_PATIENTS)
def test_patients_pages_record_what_they_open(built, purpose):
    pages = OF_PATIENTS[purpose]

    recorded = opened_by(built, "patient", pages, purpose)

    assert {page: looks(events) for page, events in recorded.items()} == pages
    events = sum(recorded.values(), [])
    assert {event.actor_kind for event in events} == {"patient-link"}
    assert {event.outcome for event in events} == {"ok"}


@pytest.mark.parametrize("who", ["desk", "nurse", "manager"])
def test_staff_pages_record_what_they_open(built, who):
    recorded = opened_by(built, who, OF_STAFF)

    looked = {page: looks(events) for page, events in recorded.items()}
    assert looked == (OF_STAFF if who == "nurse" else compared(OF_STAFF))
    assert {
        (event.actor_kind, event.actor_id, event.outcome)
        for event in sum(recorded.values(), [])
    } == {("user", str(built.people[who].pk), "ok")}


def test_pages_of_clinicians_record_what_they_open(built):
    pages = compared(OF_STAFF) | OF_CLINICIANS

    recorded = opened_by(built, "clinician", pages)

    assert {page: looks(events) for page, events in recorded.items()} == pages


def test_a_list_names_every_patient_on_it_and_no_other(built):
    [page] = [page for page in OF_STAFF if "queue=all" in page]

    [names, _] = opened_by(built, "desk", [page])[page]

    here = Patient.objects.filter(consultation_requests__location=built.here)
    assert set(names.object_ids) == {patient.pk for patient in here}


@pytest.mark.parametrize("who", ["desk", "nurse", "manager"])
def test_nobody_but_clinicians_opens_anything_clinical(built, who):
    recorded = opened_by(built, who, OF_STAFF)

    opened = {
        (event.object_type, field)
        for event in sum(recorded.values(), [])
        for field in event.fields
    }
    assert opened & CLINICAL == set()


@pytest.mark.parametrize("who", ["desk", "nurse", "manager"])
def test_nothing_clinical_stands_on_the_pages_of_others(built, who):
    client = built.browser(who)

    for page in OF_STAFF:
        text = client.get(filled(page, built)).text
        told = [word for word in clinical_words(built) if word in text]
        assert told == [], page


def test_the_clinical_words_are_those_a_clinician_reads(built):
    """They would be found if they were there."""
    page = filled("/clinician/intake/{request}/", built)
    text = built.browser("clinician").get(page).text

    read = {word for word in clinical_words(built) if word in text}
    assert read == set(clinical_words(built))


def clinical_words(built) -> list[str]:
    """Return what was typed or found that only clinicians may read."""
    assessment = Assessment.objects.filter(
        response__consultation_request=built.gone.consultation_request
    ).latest("made_at")
    return [
        world.TYPED_ANSWER,
        *world.TYPED_MEDICINES,
        world.REASON,
        world.OUTCOME,
        *[flag["id"] for flag in assessment.flags],
    ]


@pytest.mark.parametrize("kind", OF_MAILS)
def test_mails_record_what_they_open(built, kind):
    Message.objects.exclude(kind=kind).delete()
    before = latest()

    drain()

    events = events_after(before)
    assert Message.objects.filter(status="sent", sent_at__lte=timezone.now()).exists()
    assert mail.outbox != []
    assert set(looks(events)) == OF_MAILS[kind]
    assert {event.actor_kind for event in events} <= {"system"}


@pytest.mark.parametrize("kind", OF_MAILS)
def test_no_mail_says_anything_clinical(built, kind):
    Message.objects.exclude(kind=kind).delete()
    drain()

    said = "".join(
        message.subject + message.body + str(message.alternatives)
        for message in mail.outbox
    ).lower()

    words = [*clinical_words(built), world.CANCEL_REASON]
    words += ["ketamine", "infusion", "suicid", "bipolar"]
    assert [word for word in words if word.lower() in said] == []
