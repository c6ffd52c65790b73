"""Who has begun and not sent the answers hears of it twice at most."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from clinic.outbox.models import Message, MessageStatus
from clinic.outbox.preferences import preferences_address, stop_reminders
from clinic.outbox.services import drain
from intake import services
from intake.models import QuestionnaireResponse, RequestStatus
from tests.clinic.outbox.threads import at_once
from tests.factories import LocationFactory, PatientFactory, UserFactory
from tests.intake.test_alerts import ITEM_9, raised
from tests.stories import draft_of, invited, resolution

pytestmark = pytest.mark.django_db

KIND = "questionnaire-unfinished"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Noon in New York, where the location is.
SAVED_AT = datetime(2027, 1, 11, 17, 0, tzinfo=UTC)


@pytest.fixture
def draft():
    return touched(draft_of(invited()), SAVED_AT)


def touched(draft, saved_at):
    QuestionnaireResponse.objects.filter(pk=draft.pk).update(saved_at=saved_at)
    draft.refresh_from_db()
    return draft


def due():
    """Return after how many days each mail is due."""
    messages = Message.objects.filter(kind=KIND).order_by("due_at")
    return [(message.due_at - SAVED_AT) / DAY for message in messages]


def scan(*days):
    for each in days:
        services.remind_of_unfinished(SAVED_AT + each * DAY)


def send(monkeypatch, at):
    """Send what waits, as if it were ``at``."""
    monkeypatch.setattr(timezone, "now", lambda: at)
    Message.objects.filter(kind=KIND).update(next_at=datetime(2020, 1, 1, tzinfo=UTC))
    drain()
    monkeypatch.undo()


def test_untouched_answers_are_written_of_twice_and_never_again(draft):
    scan(*range(30))

    assert due() == [2, 7]


def test_the_second_mail_waits_five_days_also_after_an_outage(draft):
    scan(6, 6.5, 7, 8, 10.9, 11, 11.1, 20)

    assert due() == [6, 11]


def test_who_goes_on_after_the_first_mail_gets_the_second_once_they_stop(draft):
    scan(2)
    touched(draft, SAVED_AT + 6 * DAY)

    scan(7, 7.9, 8, 14, 20)

    assert due() == [2, 8]


def test_a_mail_due_at_night_waits_for_the_morning(draft):
    touched(draft, SAVED_AT + 10 * HOUR)

    scan(2 + 10 / 24)

    [message] = Message.objects.filter(kind=KIND)
    local = message.due_at.astimezone(LocationFactory().zone)
    assert f"{local:%m-%d %H:%M}" == "01-14 08:00"


def test_answers_forgotten_for_a_month_are_left_alone(draft):
    scan(30)

    assert due() == []


@pytest.mark.parametrize(
    "status", [RequestStatus.ANSWERED, RequestStatus.CLOSED, RequestStatus.SCHEDULED]
)
def test_nothing_is_asked_once_the_request_is_further(draft, status):
    draft.consultation_request.status = status
    draft.consultation_request.save()

    scan(2, 7)

    assert due() == []


def test_who_stopped_reminders_gets_none(draft):
    stop_reminders(draft.consultation_request.patient)

    scan(2, 7)

    assert due() == []


def test_nobody_is_reminded_while_an_alert_about_them_is_unresolved():
    alert = raised(LocationFactory())
    draft = touched(draft_of(alert.consultation_request), SAVED_AT)
    services.acknowledge_alert(alert, actor=UserFactory())
    scan(2)
    while_unresolved = due()

    services.resolve_alert(alert, resolution("Reached. Canary"), actor=UserFactory())
    scan(3)

    assert while_unresolved == []
    assert due() == [3]
    assert draft.pk == Message.objects.get(kind=KIND).about_id


def an_alert(draft, monkeypatch):
    services.save_page(draft, *ITEM_9)
    touched(draft, SAVED_AT)


def a_saved_page(draft, monkeypatch):
    touched(draft, SAVED_AT + DAY)


def a_closed_request(draft, monkeypatch):
    draft.consultation_request.status = RequestStatus.CLOSED
    draft.consultation_request.save()


def a_click(draft, monkeypatch):
    stop_reminders(draft.consultation_request.patient)


@pytest.mark.parametrize(
    "meanwhile", [an_alert, a_saved_page, a_closed_request, a_click]
)
def test_a_mail_that_waits_is_not_sent_when_it_is_no_longer_true(
    draft, monkeypatch, meanwhile
):
    scan(2)
    meanwhile(draft, monkeypatch)

    send(monkeypatch, SAVED_AT + 2 * DAY + HOUR)

    message = Message.objects.get(kind=KIND)
    assert (message.status, message.last_code) == (
        MessageStatus.CANCELLED,
        "no-longer-true",
    )


def test_the_mail_leads_back_to_the_questions_and_says_nothing_of_them(
    draft, monkeypatch
):
    drain()
    mail.outbox.clear()
    scan(2)

    send(monkeypatch, SAVED_AT + 2 * DAY)

    [message] = mail.outbox
    patient = draft.consultation_request.patient
    assert message.subject == "Some questions are left"
    assert "Go on:\nhttp://localhost/link/" in message.body
    assert message.extra_headers["List-Unsubscribe"] == (
        f"<{preferences_address(patient)}>"
    )
    said = f"{message.subject} {message.body} {message.alternatives[0][0]}".lower()
    assert [word for word in ("ketamine", "health", "depress") if word in said] == []


@pytest.mark.django_db(transaction=True)
def test_scans_at_the_same_moment_write_one_mail(draft):
    at_once(4, lambda: scan(2))

    assert due() == [2]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_scan_asks_as_much_of_the_database_for_one_as_for_many(
    django_assert_num_queries, rows
):
    for _ in range(rows):
        touched(draft_of(invited(patient=PatientFactory())), SAVED_AT)

    # The drafts, what was written of them, what of it is told before, what is new.
    with django_assert_num_queries(4):
        assert services.remind_of_unfinished(SAVED_AT + 2 * DAY) == rows
