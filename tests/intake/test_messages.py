"""Every mail of intake, word for word: nothing in it tells why somebody comes."""

import re

import pytest
from django.core import mail

from clinic.outbox.services import drain
from intake import services
from intake.models import About, Decision
from tests.factories import PatientFactory
from tests.intake.eligibility.patients import SEVERAL_DAYS, healthy_but
from tests.intake.test_requests import submit
from tests.scheduling.stories import approved, clinic_with
from tests.stories import (
    answered,
    asking,
    assessment_of,
    draft_of,
    invited,
    resolve_alerts,
    sign_consents,
)

pytestmark = pytest.mark.django_db

PATIENT, DESK = "jordan@example.org", "front_desk@harbor.example"
CLINICIAN = "clinician@harbor.example"
FOOT = [
    "Harbor Clinic\n(555) 010-0199",
    "This mailbox is not read. If you need help now, call or text 988, or call 911.",
]
LINK = re.compile(r"http://localhost/\S+")
ANSWERS = healthy_but(
    primary_reason="bipolar",
    phq9_9=SEVERAL_DAYS,
    medicines_any="yes",
    medicine=[{"medicine-name": [{"text": "Canarymedicine"}]}],
)


def delivered(address):
    """Return the mails to ``address``: subject and paragraphs, links taken out."""
    drain()
    return [
        (message.subject, LINK.sub("LINK", message.body).strip().split("\n\n"))
        for message in mail.outbox
        if message.to == [address]
    ]


def test_who_asks_is_told_that_we_have_the_request(here, desk):
    consultation_request = submit(here, about=About.BIPOLAR.value)

    assert delivered(PATIENT) == [
        (
            "We got your request",
            [
                "Dear Jordan Lee,",
                "Thank you. We have your request. We call you within one working day.",
                f"Your reference is {consultation_request.reference}.",
                *FOOT,
            ],
        )
    ]
    assert delivered(DESK) == [
        (
            "A new request is waiting",
            [
                "Hello,",
                "Somebody asks for an appointment at Downtown.",
                "Open the request:\nLINK",
                *FOOT,
            ],
        )
    ]


def questions(*sentences):
    return (
        "A few questions before your visit",
        [
            "Dear Jordan Lee,",
            *sentences,
            "The link works for 7 days. We ask for your date of birth to open it.",
            "Answer the questions:\nLINK",
            *FOOT,
        ],
    )


READY = questions(
    "Before we can give you a time, we need your answers to some questions.",
    "It takes about 20 minutes. You can stop and come back at any time.",
)
MORE = questions(
    "We read your answers and need to know a little more. They are all kept.",
    "You can stop and come back at any time.",
)
CHOOSE = (
    "Choose a time for your appointment",
    [
        "Dear Jordan Lee,",
        "You can now choose a time that suits you.",
        "Choose a time:\nLINK",
        *FOOT,
    ],
)


def test_the_questionnaire_comes_with_a_link(here):
    invited(location=here)

    assert delivered(PATIENT) == [READY]


def test_the_clinicians_are_told_that_a_review_waits(here, clinician):
    answered(ANSWERS, location=here)

    assert delivered(CLINICIAN) == [
        (
            "A review is waiting",
            [
                "Hello,",
                "A request at Downtown waits for a clinician.",
                "Open the review:\nLINK",
                *FOOT,
            ],
        )
    ]


@pytest.mark.parametrize(
    ("decision", "mails"),
    [
        (Decision.SUITABLE, [CHOOSE]),
        (Decision.MORE_INFORMATION, [MORE]),
        (Decision.NOT_SUITABLE, []),
    ],
)
def test_a_decision_mails_the_next_step_and_never_itself(
    here, clinician, decision, mails
):
    consultation_request = answered(ANSWERS, location=here)
    resolve_alerts(consultation_request, by=clinician)
    drain()
    mail.outbox.clear()

    services.sign_review(
        assessment_of(consultation_request),
        decision,
        reason="Canaryreason",
        actor=clinician,
        **asking(decision),
    )

    assert delivered(PATIENT) == mails


def test_no_mail_holds_a_word_of_the_answers(here, desk, clinician):
    consultation_request = submit(here, about=About.BIPOLAR.value)
    drain()
    services.send_questionnaire(consultation_request, actor=desk, version=1)
    sign_consents(consultation_request)
    drain()
    draft = draft_of(consultation_request)
    draft.answers = ANSWERS
    draft.save()
    services.send_answers(draft)
    drain()
    resolve_alerts(consultation_request, by=clinician)
    services.sign_review(
        assessment_of(consultation_request),
        Decision.SUITABLE,
        reason="Canaryreason",
        actor=clinician,
    )

    drain()

    assert len(mail.outbox) == 6
    for message in mail.outbox:
        html = message.alternatives[0].content
        for text in (message.subject, message.body, html, str(message.extra_headers)):
            assert not re.search(
                r"(?i)bipolar|depress|ketamin|canary|phq|suic|suitable|infusion", text
            )


def test_what_is_no_longer_true_is_not_sent(here, desk, clinician):
    consultation_request = answered(location=here)
    services.sign_review(
        assessment_of(consultation_request),
        Decision.SUITABLE,
        reason="x",
        actor=clinician,
    )
    consultation_request.refresh_from_db()
    services.close_request(
        consultation_request,
        actor=desk,
        reason="Moved away",
        version=consultation_request.version,
    )

    assert delivered(PATIENT) == []
    assert delivered(CLINICIAN) == []


def test_a_name_that_is_an_advertisement_is_mailed_as_letters(here):
    invited(location=here, patient=PatientFactory(name="CLICK http://evil.example !"))

    [(_, paragraphs)] = delivered(PATIENT)

    assert paragraphs[0] == "Dear CLICK http evil example,"


def test_who_is_asked_to_sign_reads_nothing_of_what(here):
    approved(clinic_with("amara"))

    to_sign = (
        "Something to read and sign",
        [
            "Dear Jordan Lee,",
            "There is something for you to read and sign before your next visit.",
            "The link works for 30 days. We ask for your date of birth to open it.",
            "Read and sign:\nLINK",
            *FOOT,
        ],
    )
    assert to_sign in delivered(PATIENT)
