from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.outbox.kinds import UnknownKind
from clinic.outbox.models import Message, MessageStatus
from clinic.outbox.services import compose, drain, tell, tell_all
from tests.clinic.access.people import make_user
from tests.clinic.outbox.threads import at_once
from tests.clinic.outbox.visits import KIND, VERSIONED
from tests.clinic.patients import EMAIL, NAME, PHONE, make_patient

pytestmark = pytest.mark.django_db


def test_tell_queues_a_message_by_reference(location):
    patient = make_patient()

    message = tell(KIND, location, to=patient)

    assert message.status == MessageStatus.QUEUED
    assert (message.about_type, message.about_id) == ("clinic.Location", location.pk)
    assert (message.recipient_type, message.recipient_id) == ("patient", patient.pk)
    assert message.message_id.endswith("@localhost>")


def test_tell_keeps_nothing_that_names_the_recipient(location):
    tell(KIND, location, to=make_patient())

    row = str(Message.objects.values().get())

    assert [secret for secret in (NAME, EMAIL, PHONE) if secret in row] == []


def test_tell_changes_nothing_when_told_again(location):
    patient = make_patient()
    first = tell(KIND, location, to=patient, dedupe="1")

    again = tell(KIND, location, to=patient, dedupe="1", not_after=timezone.now())

    assert again == first
    assert again.message_id == first.message_id
    assert again.not_after is None
    assert Message.objects.count() == 1


def test_tell_writes_one_message_for_each_version_and_each_recipient(location):
    patient, user = make_patient(), make_user()

    told = {
        tell(KIND, location, to=patient, dedupe="1"),
        tell(KIND, location, to=patient, dedupe="2"),
        tell(KIND, location, to=user, dedupe="1"),
    }

    assert set(Message.objects.all()) == told
    assert len(told) == 3


def test_tell_takes_back_its_message_with_the_change_it_tells_of(location):
    patient = make_patient()

    with transaction.atomic():
        tell(KIND, location, to=patient)
        transaction.set_rollback(True)

    assert not Message.objects.exists()


def test_tell_refuses_a_kind_that_no_app_has_registered(location):
    with pytest.raises(UnknownKind):
        tell("no-such-kind", location, to=make_patient())


def test_tell_refuses_an_object_that_the_kind_is_not_about():
    patient = make_patient()

    with pytest.raises(TypeError):
        tell(KIND, patient, to=patient)


def test_tell_refuses_a_recipient_that_has_no_address(location):
    with pytest.raises(TypeError):
        tell(KIND, location, to=location)


@pytest.mark.django_db(transaction=True)
def test_tell_writes_one_message_when_two_tell_the_same_at_once(location):
    patient = make_patient()

    told = at_once(2, lambda: tell(KIND, location, to=patient))

    assert told == [Message.objects.get()] * 2


@pytest.mark.parametrize(
    "impossible",
    [
        pytest.param({"status": "on its way"}, id="unknown-status"),
        pytest.param({"recipient_type": "everybody"}, id="unknown-recipient"),
        pytest.param({"status": MessageStatus.SENT}, id="sent-without-a-time"),
        pytest.param({"sent_at": timezone.now()}, id="a-time-but-not-sent"),
        pytest.param({"status": MessageStatus.DEAD}, id="dead-without-code"),
        pytest.param({"status": MessageStatus.CANCELLED}, id="cancelled-without-code"),
    ],
)
def test_database_refuses_a_message_that_cannot_be(location, impossible):
    tell(KIND, location, to=make_patient())

    with pytest.raises(IntegrityError):
        Message.objects.update(**impossible)


def test_oldest_waiting_is_when_the_message_should_have_left(location):
    patient = make_patient()
    now = timezone.now()
    late = tell(KIND, location, to=patient, not_before=now - timedelta(minutes=9))
    tell(KIND, location, to=patient, dedupe="2")
    tell(KIND, location, to=patient, dedupe="3", not_before=now + timedelta(days=1))
    Message.objects.update(next_at=now + timedelta(hours=1))

    assert Message.objects.oldest_waiting() == late.due_at


def test_oldest_waiting_is_none_when_nothing_is_due(location):
    patient = make_patient()
    tell(KIND, location, to=patient, not_before=timezone.now() + timedelta(days=1))

    assert Message.objects.oldest_waiting() is None


def test_tell_all_writes_what_is_not_told_yet(location):
    told, patient = make_patient(), make_patient()
    tell(KIND, location, to=told)

    new = tell_all([compose(KIND, location, to=each) for each in (told, patient)])

    assert new == 1
    assert {message.recipient_id for message in Message.objects.all()} == {
        told.pk,
        patient.pk,
    }


def test_tell_all_writes_nothing_where_there_is_nothing_to_tell():
    assert tell_all([]) == 0


@pytest.mark.django_db(transaction=True)
def test_tell_all_writes_one_message_from_threads_at_the_same_moment(location):
    patient = make_patient()

    at_once(4, lambda: tell_all([compose(KIND, location, to=patient)]))

    assert Message.objects.count() == 1


def test_a_message_about_another_version_of_its_object_does_not_leave(location):
    patient = make_patient()
    tell(VERSIONED, location, to=patient)
    location.phone = "555-010-0777"
    location.save()
    tell(VERSIONED, location, to=patient)

    drain()

    messages = Message.objects.order_by("created_at")
    assert [(each.status, each.last_code) for each in messages] == [
        (MessageStatus.CANCELLED, "no-longer-true"),
        (MessageStatus.SENT, ""),
    ]


def test_a_kind_is_told_to_staff_by_its_label_or_else_by_its_name(location):
    patient = make_patient()

    told = [tell(kind, location, to=patient) for kind in (VERSIONED, KIND)]

    assert [message.label for message in told] == ["A visit", KIND]
    assert Message(kind="of-an-app-that-is-gone").label == "of-an-app-that-is-gone"
