"""The administrator's page of messages: whether mail leaves, and not a word of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clinic.access.roles import Role
from clinic.outbox.models import Message, MessageStatus
from clinic.outbox.services import tell
from tests.clinic.outbox.visits import KIND
from tests.clinic.patients import EMAIL, NAME, make_patient
from tests.factories import UserFactory, staff

pytestmark = pytest.mark.django_db

LOGIN = "allauth.account.auth_backends.AuthenticationBackend"
LIST = "/admin/clinic/message/"


@pytest.fixture
def client():
    client = Client()
    client.force_login(UserFactory(username="root", is_superuser=True), LOGIN)
    return client


def give_up(*messages, code="smtp-550"):
    chosen = Message.objects.filter(pk__in=[message.pk for message in messages])
    chosen.update(status=MessageStatus.DEAD, last_code=code)


def note(page):
    """Return what the page says above the list."""
    words = page.text.partition('<div class="note')[2].partition("</div>")[0]
    return " ".join(words.partition(">")[2].split())


def test_the_page_counts_what_could_not_be_sent(client, location):
    patient, user = make_patient(), UserFactory()
    give_up(
        tell(KIND, location, to=patient),
        tell(KIND, location, to=patient, dedupe="2"),
        tell(KIND, location, to=user),
    )

    page = client.get(LIST)

    assert note(page) == (
        "<p> 3 messages could not be sent. "
        "2 were for patients: somebody has to phone. </p> "
        "<p> No message waits past its time. </p>"
    )
    assert "smtp-550" in page.text


def test_the_page_tells_since_when_a_message_waits(client, location):
    late = tell(KIND, location, to=make_patient())
    Message.objects.update(due_at=timezone.now() - timedelta(hours=3))

    page = client.get(LIST)

    assert page.context["oldest_waiting"] == Message.objects.get(pk=late.pk).due_at
    assert "should have left 3 hours ago" in note(page)


def test_the_page_lists_what_is_chosen(client, location):
    patient = make_patient()
    tell(KIND, location, to=patient)
    dead = tell(KIND, location, to=patient, dedupe="2")
    give_up(dead)

    page = client.get(LIST, {"status__exact": "dead"})

    assert list(page.context["cl"].result_list) == [dead]


def test_the_pages_tell_that_a_message_may_have_been_sent_twice(client, location):
    message = tell(KIND, location, to=make_patient())
    Message.objects.update(attempts=2)

    for path in (LIST, f"{LIST}{message.pk}/change/"):
        assert "2, perhaps sent twice" in client.get(path).text


def test_the_pages_show_no_recipient_and_change_nothing(client, location):
    patient = make_patient()
    message = tell(KIND, location, to=patient)
    page = f"{LIST}{message.pk}/change/"

    shown = client.get(LIST).text + client.get(page).text

    hidden = (NAME, EMAIL, str(patient.pk), location.name, message.dedupe_key)
    assert [text for text in hidden if text in shown] == []
    assert KIND in shown
    assert client.post(page, {"status": "queued"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403


@pytest.mark.parametrize("role", Role)
def test_nobody_but_an_administrator_sees_messages(location, role):
    message = tell(KIND, location, to=make_patient())
    client = Client()
    client.force_login(staff(role, location), LOGIN)

    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}{message.pk}/change/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_the_same_for_each_row(
    client, location, count, django_assert_num_queries
):
    patient = make_patient()
    for number in range(count):
        tell(KIND, location, to=patient, dedupe=str(number))

    with django_assert_num_queries(12):
        client.get(LIST)
