from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from threading import Timer

import pytest
from django.core.mail import EmailMessage
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from clinic.audit.models import AccessEvent
from clinic.embedded.processes import free_port
from clinic.models import UrgentContact
from clinic.outbox.models import MAX_TRIES, Message, MessageStatus
from clinic.outbox.services import drain, is_yet_to_leave, tell
from clinic.outbox.smtp import MailServer, Undeliverable
from clinic.outbox.tasks import DrainFailed, drain_outbox
from tests.clinic.access.people import make_user
from tests.clinic.outbox.threads import at_once
from tests.clinic.outbox.visits import HALF_WAY, KIND
from tests.clinic.patients import BORN_ON, EMAIL, NAME, PHONE, make_patient
from tests.owner import as_owner

pytestmark = pytest.mark.django_db


def fate(message):
    """Return what became of a message: status, code, and how many tries count."""
    message.refresh_from_db()
    return message.status, message.last_code, message.attempts


def make_due():
    Message.objects.update(next_at=timezone.now())


def sent_to(sink):
    return [mail["To"] for mail in sink.received]


def test_drain_sends_what_is_true_when_the_mail_leaves(sink, location):
    patient = make_patient()
    message = tell(KIND, location, to=patient)
    location.name = "Mill Lane"
    location.save()
    patient.email = "new@example.org"
    patient.save()

    sent = drain()

    [mail] = sink.received
    assert sent == 1
    assert fate(message) == (MessageStatus.SENT, "", 1)
    assert message.sent_at is not None
    assert mail["To"] == "new@example.org"
    assert mail["Message-ID"] == message.message_id
    assert "We expect you at Mill Lane." in mail.get_body(["plain"]).get_content()


def test_drain_sends_a_message_once(sink, location):
    tell(KIND, location, to=make_patient())

    assert [drain(), drain()] == [1, 0]
    assert len(sink.received) == 1


def test_drain_stops_at_the_limit(sink, location):
    for number in range(3):
        tell(KIND, location, to=make_patient(), dedupe=str(number))

    assert drain(limit=2) == 2
    assert Message.objects.queued().count() == 1


def test_drain_writes_to_staff_and_urgent_contacts_before_patients(sink, location):
    user = make_user(email="sam@clinic.test")
    contact = UrgentContact.objects.create(
        location=location, position=1, name="On call", email="oncall@clinic.test"
    )
    for recipient in (make_patient(), user, contact):
        tell(KIND, location, to=recipient)

    drain()

    assert sent_to(sink) == ["sam@clinic.test", "oncall@clinic.test", EMAIL]


def test_drain_records_whose_address_it_read(sink, location):
    patient = make_patient()
    tell(KIND, location, to=patient)

    drain()

    with as_owner():
        event = AccessEvent.objects.get()
    assert (event.actor_kind, event.action) == ("system", "view")
    assert (event.object_type, event.object_ids) == ("clinic.patient", [patient.pk])
    assert (event.fields, event.outcome) == (["email"], "ok")


@pytest.mark.parametrize("mails", [1, 3])
def test_drain_asks_the_database_the_same_for_each_mail(
    sink, location, mails, django_assert_num_queries
):
    for number in range(mails):
        tell(KIND, location, to=make_patient(), dedupe=str(number))

    with django_assert_num_queries(10 * mails + 1):
        assert drain() == mails


def test_drain_puts_no_more_of_a_patient_into_a_mail_than_the_address(sink, location):
    patient = make_patient()
    tell(KIND, location, to=patient)

    drain()

    [mail] = sink.received
    texts = [*mail.values(), *(part.get_content() for part in mail.iter_parts())]
    secrets = (NAME, PHONE, str(BORN_ON), str(patient.pk), "ketamine")
    assert [word for word in secrets if any(word in text for text in texts)] == []
    assert [text for text in texts if EMAIL in text] == [EMAIL]


def test_drain_cancels_a_message_that_is_no_longer_true(sink, location):
    message = tell(KIND, location, to=make_patient())
    location.name = "closed"
    location.save()

    assert drain() == 0
    assert fate(message) == (MessageStatus.CANCELLED, "no-longer-true", 1)
    assert sink.received == []


def test_drain_cancels_a_message_about_something_deleted(sink, location):
    message = tell(KIND, location, to=make_patient())
    location.delete()

    drain()

    assert fate(message) == (MessageStatus.CANCELLED, "no-longer-true", 1)


def test_drain_leaves_a_message_until_its_time(sink, location):
    tomorrow = timezone.now() + timedelta(days=1)
    message = tell(KIND, location, to=make_patient(), not_before=tomorrow)

    drain()

    assert fate(message) == (MessageStatus.QUEUED, "", 0)
    assert sink.received == []


def test_drain_drops_a_message_that_is_of_no_use_any_more(sink, location):
    a_minute_ago = timezone.now() - timedelta(minutes=1)
    message = tell(KIND, location, to=make_patient(), not_after=a_minute_ago)

    drain()

    assert fate(message) == (MessageStatus.CANCELLED, "too-late", 1)
    assert sink.received == []


def test_drain_writes_to_nobody_who_no_longer_works_here(sink, location):
    user = make_user(email="sam@clinic.test")
    message = tell(KIND, location, to=user)
    user.is_active = False
    user.save()

    drain()

    assert fate(message) == (MessageStatus.DEAD, "no-recipient", 1)
    assert sink.received == []


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "a@b.test, c@d.test",
        "a@b.test\nBcc: c",
        f"jo@{60 * 'ü'}.com",
        "jo@ا1.com",
    ],
)
def test_drain_lists_a_patient_whose_address_cannot_be_used(sink, location, email):
    message = tell(KIND, location, to=make_patient(email=email))

    drain()

    assert fate(message) == (MessageStatus.DEAD, "unusable-address", 1)
    assert list(Message.objects.undelivered_to_patients()) == [message]
    assert sink.received == []


@pytest.mark.parametrize(
    ("command", "answer", "status", "code"),
    [
        ("RCPT", "450 later", MessageStatus.QUEUED, "smtp-450"),
        ("RCPT", "421 too busy", MessageStatus.QUEUED, "smtp-421"),
        ("RCPT", "550 nobody here", MessageStatus.DEAD, "smtp-550"),
        ("DATA", "451 later", MessageStatus.QUEUED, "smtp-451"),
        ("DATA", "554 not this", MessageStatus.DEAD, "smtp-554"),
    ],
)
def test_drain_goes_on_when_the_server_refuses_one_mail(
    sink, location, command, answer, status, code
):
    refused = tell(KIND, location, to=make_user(email="sam@clinic.test"))
    other = tell(KIND, location, to=make_patient())
    sink.answers[command] = answer

    assert drain() == 0
    assert fate(refused) == (status, code, 1)
    assert fate(other) == (status, code, 1)


@pytest.mark.parametrize("answer", ["550 not from you", "451 later", "421 too busy"])
def test_drain_ends_when_the_server_takes_nothing_from_us(sink, location, answer):
    first = tell(KIND, location, to=make_user(email="sam@clinic.test"))
    other = tell(KIND, location, to=make_patient())
    sink.answers["MAIL"] = answer

    assert drain() == 0
    assert fate(first) == (MessageStatus.QUEUED, f"smtp-{answer[:3]}", 0)
    assert fate(other) == (MessageStatus.QUEUED, "", 0)


def test_drain_ends_when_the_server_refuses_our_password(sink, location, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "clinic", "wrong"
    message = tell(KIND, location, to=make_patient())

    assert drain() == 0
    assert fate(message) == (MessageStatus.QUEUED, "smtp-535", 0)


def test_drain_ends_when_there_is_no_server(sink, location, settings):
    settings.EMAIL_PORT = free_port()
    message = tell(KIND, location, to=make_patient())

    assert drain() == 0
    assert fate(message) == (MessageStatus.QUEUED, "no-connection", 0)


def test_drain_sends_no_mail_in_clear_when_it_must_be_encrypted(
    sink, location, settings
):
    settings.EMAIL_USE_TLS = True
    message = tell(KIND, location, to=make_patient())

    drain()

    assert fate(message) == (MessageStatus.QUEUED, "smtp-unusable", 0)
    assert sink.received == []


def test_drain_waits_no_longer_than_the_timeout_for_an_answer(sink, location, settings):
    settings.EMAIL_TIMEOUT = 0.2
    sink.silent = True
    message = tell(KIND, location, to=make_patient())

    assert drain() == 0
    assert fate(message) == (MessageStatus.QUEUED, "disconnected", 1)


def test_drain_sends_a_repeated_mail_with_the_same_message_id(sink, location):
    message = tell(KIND, location, to=make_patient())
    sink.answers["DATA"] = "451 later"
    drain()
    sink.answers.clear()
    make_due()

    drain()

    ids = [mail["Message-ID"] for mail in sink.received]
    assert ids == [message.message_id] * 2
    assert fate(message) == (MessageStatus.SENT, "smtp-451", 2)


@pytest.mark.parametrize(
    ("tries_before", "seconds"), [(0, 30), (1, 120), (2, 480), (5, 14400), (6, 14400)]
)
def test_drain_waits_longer_after_each_failure(sink, location, tries_before, seconds):
    message = tell(KIND, location, to=make_patient())
    Message.objects.update(attempts=tries_before)
    sink.answers["DATA"] = "451 later"
    earliest = timezone.now()

    drain()

    message.refresh_from_db()
    pause = timedelta(seconds=seconds)
    assert message.status == MessageStatus.QUEUED
    assert earliest + 0.9 * pause <= message.next_at <= timezone.now() + 1.1 * pause


def test_drain_gives_up_after_the_last_try(sink, location):
    message = tell(KIND, location, to=make_patient())
    Message.objects.update(attempts=MAX_TRIES - 1)
    sink.answers["DATA"] = "451 later"

    drain()

    assert fate(message) == (MessageStatus.DEAD, "smtp-451", MAX_TRIES)


def test_drain_gives_up_a_message_that_killed_its_worker_each_time(sink, location):
    message = tell(KIND, location, to=make_patient())
    Message.objects.update(attempts=MAX_TRIES)

    drain()

    assert fate(message) == (MessageStatus.DEAD, "no-answer", MAX_TRIES + 1)
    assert sink.received == []


def test_drain_sends_the_others_when_one_message_cannot_be_written(sink, location):
    broken = tell(KIND, location, to=make_user(email="sam@clinic.test"))
    location.name = "broken"
    location.save()
    Message.objects.update(kind="no-longer-registered")
    tell(KIND, location, to=make_user("kim", email="kim@clinic.test"))

    assert drain() == 0
    assert fate(broken) == (MessageStatus.DEAD, "unknown-kind", 1)
    assert Message.objects.queued().get().last_code == "error-Broken"


@pytest.mark.parametrize("address", [f"jo@{60 * 'ü'}.com", "jo@ا1.com"])
def test_mail_server_refuses_a_mail_that_cannot_be_written(sink, address):
    with closing(MailServer()) as server:
        with pytest.raises(Undeliverable) as refusal:
            server.send(EmailMessage("Hello", to=[address]))
        server.send(EmailMessage("Hello", to=["jo@example.org"]))

    assert refusal.value.code == "unusable-mail"
    assert sent_to(sink) == ["jo@example.org"]


def test_drain_sends_the_others_when_one_message_fails_without_a_reason(
    sink, location, caplog
):
    patient = make_patient()
    first, second = (tell(KIND, location, to=patient, dedupe=n) for n in "12")
    Message.objects.filter(pk=first.pk).update(next_at=timezone.now() - timedelta(1))
    with connection.execute_wrapper(refusing_to_save(first)):
        assert drain() == 1

    assert fate(first) == (MessageStatus.QUEUED, "", 1)
    assert fate(second) == (MessageStatus.SENT, "", 1)
    logged = [each for each in caplog.records if each.name != "mail.log"]
    assert [(each.getMessage(), each.exc_info) for each in logged] == [
        (f"test-visit {str(first.pk)[:8]}: error-DatabaseError", None)
    ]


def refusing_to_save(message):
    """Refuse what becomes of ``message`` to the database, in words that name it."""

    def refuse_one(execute, sql, params, many, context):
        if sql.startswith('UPDATE "clinic_message" SET') and message.pk in params:
            raise DatabaseError(f"could not write to {EMAIL}")
        return execute(sql, params, many, context)

    return refuse_one


def test_drain_records_what_it_opened_for_a_mail_that_then_failed(sink, location):
    patient = make_patient()
    message = tell(KIND, location, to=patient)
    Message.objects.update(kind=HALF_WAY, about_id=patient.pk)

    drain()

    with as_owner():
        event = AccessEvent.objects.get()
    assert fate(message) == (MessageStatus.QUEUED, "error-Broken", 1)
    assert (event.object_ids, event.fields) == ([patient.pk], ["name"])


def test_drain_logs_ids_and_codes_and_nobody(sink, location, caplog):
    refused = tell(KIND, location, to=make_patient())
    sink.answers["RCPT"] = f"550 <{EMAIL}> unknown"
    drain()
    location.name = "broken"
    location.save()
    broken = tell(KIND, location, to=make_patient(), dedupe="2")
    sink.answers.clear()

    drain()

    # The test's mail server logs under "mail.log".
    logged = [each for each in caplog.records if each.name != "mail.log"]
    assert [each.getMessage() for each in logged] == [
        f"test-visit {str(refused.pk)[:8]} dead: smtp-550",
        f"test-visit {str(broken.pk)[:8]} queued: error-Broken",
    ]
    assert [each.exc_info for each in logged] == [None, None]


def test_drain_sends_nothing_when_the_look_cannot_be_recorded(sink, location):
    message = tell(KIND, location, to=make_patient())
    with as_owner() as cursor:
        cursor.execute("REVOKE INSERT ON clinic_accessevent FROM app_rt")

    drain()

    assert fate(message) == (MessageStatus.QUEUED, "error-NotRecorded", 1)
    assert sink.received == []


@pytest.mark.django_db(transaction=True)
def test_drain_outlasts_a_server_slower_than_an_idle_transaction_may_be(sink, location):
    message = tell(KIND, location, to=make_patient())
    sink.silent = True
    with connection.cursor() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = '100ms'")

    later = Timer(0.5, sink.answer_again)
    later.start()
    sent = drain()
    later.join()

    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        [afterwards] = cursor.fetchone()
        cursor.execute("RESET idle_in_transaction_session_timeout")
    assert sent == 1
    assert fate(message) == (MessageStatus.SENT, "", 1)
    assert afterwards == "100ms"


@pytest.mark.django_db(transaction=True)
def test_drain_sends_each_message_once_when_two_drain_at_once(sink, location):
    patient = make_patient()
    told = [tell(KIND, location, to=patient, dedupe=str(n)) for n in range(20)]

    sent = at_once(2, drain)

    assert sum(sent) == 20
    assert Counter(mail["Message-ID"] for mail in sink.received) == Counter(
        message.message_id for message in told
    )
    assert set(Message.objects.values_list("status", "attempts")) == {("sent", 1)}


@pytest.mark.django_db(transaction=True)
def test_a_message_is_yet_to_leave_until_a_worker_begins_to_send_it(sink, location):
    message = tell(KIND, location, to=make_patient())
    with transaction.atomic():
        before = is_yet_to_leave(message)
    sink.silent = True

    with ThreadPoolExecutor(1) as threads:
        sending = threads.submit(at_once, 1, drain)
        sink.wait_for(1)
        with transaction.atomic():
            meanwhile = is_yet_to_leave(message)
        sink.silent = False
        assert sending.result() == [1]
    with transaction.atomic():
        afterwards = is_yet_to_leave(message)

    assert (before, meanwhile, afterwards) == (True, False, False)


def test_task_fails_with_the_name_of_the_error_alone(location, settings):
    with connection.execute_wrapper(refuse), pytest.raises(DrainFailed) as failure:
        drain_outbox()

    assert repr(failure.value) == "DrainFailed('DatabaseError')"
    assert failure.value.__cause__ is None
    assert failure.value.__suppress_context__


def refuse(execute, sql, params, many, context):
    raise DatabaseError(f"could not write to {EMAIL}")
