"""What breaks under a patient's hands is noticed by nobody but the operator."""

import os
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest
from django.conf import settings

from tests.clinic.outbox.sink import Sink
from tests.patience import SECONDS
from tests.walk import leaks
from tests.walk.patients import calendar_in
from tests.walk.people import Person
from tests.walk.servers import (
    Broker,
    PostgreSQL,
    processes_of,
    suspended,
    wait_until,
)

pytestmark = pytest.mark.long
SECONDS_TO_GIVE_IT_UP = settings.CELERY_BROKER_TRANSPORT_OPTIONS["socket_timeout"]
URGENT = "An urgent intake needs review"


@pytest.fixture
def sink():
    sink = Sink()
    sink.controller.start()
    yield sink
    sink.silent = False
    sink.controller.stop()


@contextmanager
def not_waiting_for_the_broker():
    """Fail when it takes as long as giving up a broker that does not answer."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < SECONDS_TO_GIVE_IT_UP / 2


def test_worker_killed_amid_a_mail_loses_none_and_repeats_its_message_id(
    start_anteroom, sink
):
    sink.silent = True
    killed = start_anteroom(EMAIL_URL=sink.url).wait_until_ready()
    sink.wait_for(1)

    worker = processes_of(killed, "worker")[0]
    os.killpg(worker.pid, signal.SIGKILL)
    assert killed.process.wait(SECONDS) == 1

    interrupted = {mail["Message-ID"] for mail in sink.received}
    sink.silent = False
    restarted = start_anteroom(EMAIL_URL=sink.url).wait_until_ready()
    end_leases(restarted)
    wait_until(lambda: not waiting(restarted))
    # What was no longer true by then was never sent.
    written = leaks.select(
        restarted, "SELECT message_id FROM clinic_message WHERE status <> 'cancelled'"
    )
    arrived = Counter(mail["Message-ID"] for mail in sink.received)
    assert arrived.keys() == {message_id for (message_id,) in written}
    assert {each for each, times in arrived.items() if times > 1} == interrupted


def test_worker_outlives_a_broker_that_goes_amid_a_mail(start_anteroom, sink):
    broker = Broker()
    sink.silent = True
    settings = {"EMAIL_URL": sink.url, "BROKER_URL": broker.url}
    anteroom = start_anteroom(**settings).wait_until_ready()
    sink.wait_for(1)

    with broker.stopped():
        wait_until(lambda: "Connection to broker lost" in anteroom.output)

    sink.silent = False
    wait_until(lambda: not waiting(anteroom))
    send_again(anteroom)
    wait_until(lambda: not waiting(anteroom))
    assert "Unrecoverable" not in anteroom.output
    anteroom.stop()
    broker.stop()


def test_broker_frozen_and_stopped_holds_up_no_patient_and_no_mail(
    patient, desk, clinician, broker
):
    name = patient.identity.name
    patient.begin_request()
    with broker.frozen(), not_waiting_for_the_broker():
        patient.press("Send my request")
    assert patient.next_mail()["Subject"] == "We got your request"

    desk.open_request_of(name)
    desk.send_questionnaire()
    patient.enter_by(patient.next_mail())
    patient.answer_everything()
    clinician.open_intake_of(name)
    clinician.sign("Suitable", "Nothing against it.")
    patient.enter_by(patient.next_mail())
    patient.choose_time("Continue")
    with broker.stopped(), not_waiting_for_the_broker():
        patient.press("Book this time")
        assert patient.heading == "Your appointment is booked"
    assert calendar_in(patient.next_mail())[0] == "REQUEST"


def test_alert_stands_without_a_worker_until_a_named_person_takes_it(
    anteroom, patient, desk, clinician
):
    patient.ask()
    patient.next_mail()
    desk.open_request_of(patient.identity.name)
    desk.send_questionnaire()
    patient.enter_by(patient.next_mail())
    patient.begin_answering()
    patient.open("/questionnaire/")

    with suspended(*processes_of(anteroom, "worker")):
        patient.press("Your safety")
        patient.say_yes()
        assert patient.heading == "You are not alone. Help is available now."
        patient.close()

        assert sees_alert(desk, "/admin/")
        assert sees_alert(desk, "/admin/intake/consultationrequest/")
        assert sees_alert(clinician, "/clinician/review/")
        clinician.press("Open it")
        clinician.reads(patient.identity.name)
        assert sees_alert(desk, "/admin/")
        clinician.press("I take care of it")
        assert not sees_alert(clinician, "/clinician/review/")
        assert not sees_alert(desk, "/admin/")

    desk.open_request_of(patient.identity.name)
    desk.sees_in_history("Alert taken", by="Amara Osei")


def test_database_stopped_at_once_is_a_503_and_leaves_no_half_rows(anteroom, patient):
    patient.begin_request()
    send = form_of(patient)
    url = urlsplit(leaks.settings(anteroom)["DATABASE_URL"])
    database = PostgreSQL(url.port)

    with ThreadPoolExecutor(4) as senders:
        answers = [senders.submit(send_until_taken, send) for _ in range(4)]
        with database.stopped_at_once():
            assert status_of(send) == 503
            assert status_of(f"{anteroom.url}/readyz") == 503
            assert status_of(f"{anteroom.url}/healthz") == 200

    assert {status for answer in answers for status in answer.result()} <= {200, 503}
    assert patient.next_mail()["Subject"] == "We got your request"
    assert len(patient.mailbox.messages_to(patient.identity.email)) == 1
    assert half_stored(anteroom) == 0


def sees_alert(staff: Person, path: str) -> bool:
    staff.open(path)
    return bool(staff.page.get_by_role("alert").filter(has_text=URGENT).count())


def form_of(patient) -> Request:
    """Return the request that the form on the patient's page would make."""
    fields = [
        (field.get_attribute("name"), field.get_attribute("value"))
        for field in patient.main.locator("form input[type=hidden]").all()
    ]
    cookies = [f"{one['name']}={one['value']}" for one in patient.context.cookies()]
    return Request(
        patient.page.url,
        data=urlencode([*fields, ("send", "send")]).encode(),
        headers={"Cookie": "; ".join(cookies), "Referer": patient.page.url},
    )


def send_until_taken(send: Request) -> list[int]:
    """Send the same form again and again; return how each was answered."""
    statuses = [status_of(send)]
    deadline = time.monotonic() + SECONDS
    while statuses[-1] != 200:
        assert time.monotonic() < deadline, statuses
        time.sleep(0.1)
        statuses.append(status_of(send))
    return statuses


def status_of(request: Request | str) -> int:
    try:
        with urlopen(request, timeout=SECONDS) as answer:
            return answer.status
    except HTTPError as error:
        return error.code


def half_stored(anteroom) -> int:
    """Count patients without a request, and requests without history or message."""
    [(count,)] = leaks.select(
        anteroom,
        """
        SELECT
            (SELECT count(*) FROM clinic_patient WHERE id NOT IN
                (SELECT patient_id FROM intake_consultationrequest))
            + (SELECT count(*) FROM intake_consultationrequest WHERE id NOT IN
                (SELECT consultation_request_id FROM intake_requestevent))
            + (SELECT count(*) FROM intake_consultationrequest WHERE id NOT IN
                (SELECT about_id FROM clinic_message))
        """,
    )
    return count


def end_leases(anteroom) -> None:
    """Let the next try of each message be now instead of half a minute away."""
    leaks.execute(anteroom, "UPDATE clinic_message SET next_at = now()")


def send_again(anteroom) -> None:
    leaks.execute(
        anteroom,
        "UPDATE clinic_message SET status = 'queued', sent_at = NULL, next_at = now()",
    )


def waiting(anteroom) -> list[tuple]:
    return leaks.select(
        anteroom, "SELECT kind FROM clinic_message WHERE status = 'queued'"
    )
