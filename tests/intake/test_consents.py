"""Texts and signatures: what the database promises, and how they come about."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection
from django.utils import timezone

from clinic.audit.recording import acting_as
from intake import services
from intake.consents import NoConsent, Words, shipped
from intake.models import Consent, ConsentText, RequestEventKind
from tests.factories import ConsultationRequestFactory
from tests.intake.events import fields_seen
from tests.scheduling.stories import all_at_once
from tests.stories import draft_of, invited, session, sign_consents

pytestmark = pytest.mark.django_db

NEW = Words("How we keep your answers private", "We keep them well.")


@pytest.fixture
def asked(here):
    """A request whose patient has signed nothing yet."""
    return ConsultationRequestFactory(location=here)


def text_of(kind):
    return ConsentText.objects.current().get(kind=kind)


def sign(consultation_request, kind="privacy", **given):
    signed = {"seen": text_of(kind).sha256, "signature": "Jordan Lee"} | given
    return services.sign_consent(consultation_request, kind, **signed)


def kinds_to_sign(consultation_request):
    return [text.kind for text in services.texts_to_sign(consultation_request)]


def test_the_shipped_texts_are_the_first_versions():
    texts = ConsentText.objects.order_by("-kind")

    assert [(text.kind, text.version, text.sha256) for text in texts] == [
        ("treatment", 1, shipped("treatment-1").sha256),
        ("privacy", 1, shipped("privacy-1").sha256),
        ("contact", 1, shipped("contact-1").sha256),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE intake_consenttext SET title = 'Other'",
        "DELETE FROM intake_consenttext",
        "UPDATE intake_consent SET signed_at = now()",
        "DELETE FROM intake_consent",
    ],
)
def test_a_text_and_a_signature_are_never_changed(statement):
    with (
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="permission denied"),
    ):
        cursor.execute(statement)


def test_a_text_with_another_hash_is_refused_by_the_database():
    with pytest.raises(IntegrityError, match="consenttext_has_the_hash_of_its_words"):
        ConsentText.objects.create(
            kind="privacy",
            version=2,
            title=NEW.title,
            body=f"{NEW.body} And sell them.",
            sha256=NEW.sha256,
            published_at=timezone.now(),
        )


def test_a_version_is_there_once():
    with pytest.raises(IntegrityError, match="consenttext_version_is_unique"):
        ConsentText.objects.create(
            kind="privacy",
            version=1,
            title=NEW.title,
            body=NEW.body,
            sha256=NEW.sha256,
            published_at=timezone.now(),
        )


def test_a_patient_signs_a_text_once(asked):
    consent = sign(asked)

    with pytest.raises(IntegrityError, match="consent_is_signed_once_a_request"):
        Consent.objects.create(
            patient=consent.patient,
            text=consent.text,
            consultation_request=asked,
            text_sha256=consent.text_sha256,
            signature="Jordan Lee",
            signed_at=timezone.now(),
        )


def test_texts_are_signed_one_after_the_other(asked):
    assert kinds_to_sign(asked) == ["privacy", "contact"]

    sign(asked)

    assert kinds_to_sign(asked) == ["contact"]


def test_sign_consent_keeps_what_was_signed_and_tells_the_desk(asked):
    consent = sign(asked)

    assert consent.text == text_of("privacy")
    assert consent.text_sha256 == shipped("privacy-1").sha256
    assert Consent.objects.get().signature == "Jordan Lee"
    event = asked.events.get()
    assert event.kind == RequestEventKind.CONSENTED
    assert event.note == "How we keep your answers private, version 1"


def test_sign_consent_twice_is_once(asked):
    first, second = sign(asked), sign(asked, signature="J. Lee")

    assert first == second
    assert Consent.objects.get().signature == "Jordan Lee"
    assert asked.events.count() == 1


def test_sign_consent_takes_the_text_that_was_seen_and_no_other(asked):
    seen = text_of("privacy").sha256
    services.publish_consent("privacy", NEW)

    with pytest.raises(services.TextChanged):
        sign(asked, seen=seen)

    assert not Consent.objects.exists()
    assert not asked.events.exists()


@pytest.mark.django_db(transaction=True)
def test_signing_at_once_is_signing_once(here):
    consultation_request = ConsultationRequestFactory(location=here)

    signed = all_at_once(*[lambda: sign(consultation_request).pk] * 4)

    assert len(set(signed)) == 1
    assert consultation_request.events.count() == 1


def test_a_changed_text_is_to_be_signed_again(asked):
    sign_consents(asked)

    services.publish_consent("privacy", NEW)

    assert [str(text) for text in services.texts_to_sign(asked)] == [
        "How we keep your answers private, version 2"
    ]
    sign_consents(asked)
    assert kinds_to_sign(asked) == []
    assert asked.consents.count() == 3


def test_answers_are_sent_by_who_has_signed_only(here):
    consultation_request = invited(location=here)
    services.publish_consent("contact", NEW)

    with pytest.raises(services.ConsentMissing):
        services.send_answers(draft_of(consultation_request))


def test_publish_of_the_same_words_again_changes_nothing():
    assert services.publish_consent("privacy", NEW) == (text_of("privacy"), True)
    assert services.publish_consent("privacy", NEW) == (text_of("privacy"), False)

    assert text_of("privacy").version == 2


def test_words_of_an_earlier_version_can_be_published_again():
    services.publish_consent("privacy", NEW)

    text, is_new = services.publish_consent("privacy", shipped("privacy-1"))

    assert (text.version, is_new) == (3, True)


def test_publish_refuses_a_title_that_is_too_long():
    with pytest.raises(NoConsent, match="at most 200 characters"):
        services.publish_consent("privacy", Words("x" * 201, "Body"))

    assert text_of("privacy").version == 1


def test_consents_are_seen_by_the_patient_and_staff_of_the_location(
    asked, desk, clinician, stranger
):
    consent = sign(asked)
    own = session(asked, "questionnaire")
    other = session(ConsultationRequestFactory(location=asked.location), "book")

    def seen_by(actor):
        return list(Consent.objects.visible_to(actor))

    assert seen_by(own) == seen_by(desk) == seen_by(clinician) == [consent]
    assert seen_by(other) == seen_by(stranger) == seen_by(None) == []


def test_read_consents_records_the_look_at_each_signature(asked, desk):
    consent = sign(asked)

    with acting_as(desk):
        found = services.read_consents(asked, actor=desk)

    assert found.signed == [consent]
    assert [text.kind for text in found.to_sign] == ["contact"]
    assert fields_seen(consent, desk) == {"signature"}


def published(*arguments):
    output = StringIO()
    call_command("publish_consent", *arguments, stdout=output)
    return output.getvalue()


def test_command_publishes_a_file_once(tmp_path):
    file = tmp_path / "ours.txt"
    file.write_text("# Ours\n\nOur lawyer wrote this.\n", "utf-8")

    said = [published("privacy", str(file)) for _ in range(2)]

    assert said == [
        "privacy, version 2: published\n",
        "privacy, version 2: is there already\n",
    ]
    assert text_of("privacy").body == "Our lawyer wrote this."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"Ours", "the first line is no title: it has to begin with “# ”"),
        (b"# \xff", "not a text in UTF-8"),
        (None, "No such file or directory"),
    ],
)
def test_command_says_in_a_line_what_is_wrong(tmp_path, content, reason):
    file = tmp_path / "ours.txt"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(CommandError) as refusal:
        published("privacy", str(file))

    assert str(refusal.value) == f"{file}: {reason}"
    assert text_of("privacy").version == 1
