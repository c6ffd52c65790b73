"""A real worker process, and what it leaves behind where others can read."""

import json
import signal

import pytest
from django.core.management import call_command
from django.utils import timezone
from redis import Redis

from clinic.celery import app
from clinic.outbox.models import Message, MessageStatus
from clinic.outbox.services import drain, tell
from tests.clinic.outbox.threads import wait_until
from tests.clinic.outbox.visits import KIND
from tests.clinic.patients import EMAIL, NAME, make_patient

DRAIN = "clinic.outbox.tasks.drain_outbox"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(celery_worker, sink, monkeypatch):
    """Give a function that starts a worker which knows the test's kind of message."""
    monkeypatch.setenv("EMAIL_URL", sink.url)
    return lambda: celery_worker("--include=tests.clinic.outbox.visits")


def test_worker_killed_during_a_mail_loses_none_and_repeats_its_message_id(
    worker, sink, location
):
    message = tell(KIND, location, to=make_patient())
    sink.silent = True
    process = worker()
    app.send_task(DRAIN)
    sink.wait_for(1)

    process.send_signal(signal.SIGKILL)
    process.wait()

    sink.silent = False
    message.refresh_from_db()
    assert (message.status, message.attempts) == (MessageStatus.QUEUED, 1)
    assert message.next_at > timezone.now()
    Message.objects.update(next_at=timezone.now())
    assert drain() == 1
    assert [mail["Message-ID"] for mail in sink.received] == [message.message_id] * 2
    message.refresh_from_db()
    assert message.was_perhaps_sent_twice


def test_worker_writes_nobody_into_its_log(worker, sink, location, tmp_path):
    tell(KIND, location, to=make_patient())
    tell(KIND, location, to=make_patient(email=f"2{EMAIL}"), dedupe="2")
    sink.answers["RCPT"] = f"450 <{EMAIL}> later"
    worker()

    app.send_task(DRAIN)

    def refused():
        return Message.objects.filter(last_code="smtp-450").count()

    wait_until(lambda: refused() == 2)
    log = (tmp_path / "worker-0.log").read_text()
    assert log.count("queued: smtp-450") == 2
    assert [
        word for word in (EMAIL, NAME, "SMTPRecipientsRefused") if word in log
    ] == []


def test_task_message_says_nothing_but_to_drain(celery_worker, settings, location):
    tell(KIND, location, to=make_patient())

    app.send_task(DRAIN)

    with Redis.from_url(settings.CELERY_BROKER_URL) as broker:
        [queued] = broker.lrange("celery", 0, -1)
        broker.flushdb()
    headers = json.loads(queued)["headers"]
    assert headers["task"] == DRAIN
    assert (headers["argsrepr"], headers["kwargsrepr"]) == ("()", "{}")


def test_command_drains_without_a_worker(sink, location, capsys):
    tell(KIND, location, to=make_patient())

    call_command("drain_outbox")

    assert capsys.readouterr().out == "1 sent.\n"
    assert [mail["To"] for mail in sink.received] == [EMAIL]
