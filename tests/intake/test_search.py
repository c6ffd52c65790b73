"""The front desk finds a request by what the patient says on the phone."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from clinic.access.roles import Role
from clinic.audit.models import AccessEvent
from clinic.sealed.indexes import name_keys
from intake import services
from intake.admin import FOUND
from intake.models import ConsultationRequest, RequestStatus
from intake.references import ALPHABET, ids_named, reference_of
from intake.services import searching
from intake.services.searching import is_part_of
from scheduling.models import Appointment
from tests.factories import ConsultationRequestFactory, PatientFactory, staff
from tests.owner import as_owner
from tests.scheduling.stories import booked, clinic_with, ready

pytestmark = pytest.mark.django_db

LIST = "/admin/intake/consultationrequest/"
SEARCH = f"{LIST}search/"


def asked_by(name, location, **patient):
    return ConsultationRequestFactory(
        patient=PatientFactory(name=name, **patient), location=location
    )


@pytest.fixture
def wanted(here):
    """One to find, among others."""
    asked_by("Robin Poe", here, email="robin@example.org", phone="+1 410 555 0177")
    return asked_by("José María O’Neill-Lee", here)


@pytest.mark.parametrize(
    "words",
    [
        "José",
        "josé maría",
        "jose maria",
        "lee oneill",
        "O'Neill",
        "JORDAN@Example.org",
        " jordan@example.org ",
        "+1 410 555 0123",
        "(410) 555-0123",
        "4105550123",
        "1-410-555-0123",
    ],
)
def test_find_requests_by_name_email_or_phone(wanted, desk, words):
    assert services.find_requests(words, actor=desk) == [wanted.pk]


@pytest.mark.parametrize("words", ["garcia", "GARCÍA", "maria garcía"])
def test_a_closed_request_is_found_without_the_accents_of_a_name(here, desk, words):
    closed = asked_by("María García", here)
    closed.status = RequestStatus.CLOSED
    closed.save()

    assert services.find_requests(words, actor=desk) == [closed.pk]


@pytest.mark.parametrize(
    "change", [str, str.lower, lambda text: f" {text[:4]} {text[5:]}"]
)
def test_find_requests_by_reference(wanted, desk, change):
    words = change(wanted.reference)

    assert services.find_requests(words, actor=desk) == [wanted.pk]


@pytest.mark.parametrize(
    "words", ["josé poe", "jordan", "410 555", "@example.org", "....-....", "%", "J"]
)
def test_find_requests_finds_no_part_of_an_email_or_a_phone(wanted, desk, words):
    assert services.find_requests(words, actor=desk) == []


@pytest.mark.parametrize("words", ["Jos", "jose", "neil", "lee jo", "O'N", "ARÍ"])
def test_find_requests_by_a_part_of_the_name(wanted, desk, words):
    assert services.find_requests(words, actor=desk) == [wanted.pk]


@pytest.mark.parametrize(
    ("status", "is_found"),
    [
        (RequestStatus.NEW, True),
        (RequestStatus.QUESTIONNAIRE_SENT, True),
        (RequestStatus.ANSWERED, True),
        (RequestStatus.REVIEWED, True),
        (RequestStatus.SCHEDULED, False),
        (RequestStatus.CLOSED, False),
        (RequestStatus.SUSPECT, False),
    ],
)
def test_a_part_of_a_name_finds_open_requests(wanted, desk, status, is_found):
    ConsultationRequest.objects.filter(pk=wanted.pk).update(status=status)

    found = services.find_requests("Jos", actor=desk)

    assert found == [wanted.pk] * is_found
    assert services.find_requests("José", actor=desk) == [wanted.pk]


@pytest.mark.parametrize(("days", "is_found"), [(3, True), (29, True), (31, False)])
def test_a_part_of_a_name_finds_who_comes_in_the_next_30_days(days, is_found):
    location = clinic_with("amara")
    appointment = booked(ready(location, name="Robin Poe"))
    starts_at = timezone.now() + timedelta(days=days)
    Appointment.objects.update(
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
    )
    desk = staff(Role.FRONT_DESK, location)

    found = services.find_requests("Rob", actor=desk)

    assert found == [appointment.consultation_request_id] * is_found


def test_a_part_of_a_name_finds_nobody_of_another_location(wanted, stranger):
    assert services.find_requests("Jos", actor=stranger) == []


def test_only_the_newest_names_are_opened_to_compare(here, desk, monkeypatch):
    monkeypatch.setattr(searching, "OPENED_AT_MOST", 1)
    older = asked_by("Jordan Lee", here)
    newer = asked_by("Jordana Poe", here)
    ConsultationRequest.objects.filter(pk=newer.pk).update(
        received_at=older.received_at + timedelta(minutes=1)
    )

    assert services.find_requests("Jord", actor=desk) == [newer.pk]


def test_a_name_that_does_not_open_hides_no_other(wanted, desk):
    broken = asked_by("José Poe", wanted.location)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE clinic_patient"
            " SET name = set_byte(name, 40, 255 - get_byte(name, 40)) WHERE id = %s",
            [broken.patient_id],
        )

    assert services.find_requests("Jos", actor=desk) == [wanted.pk]


@given(st.text(max_size=20))
def test_a_name_is_a_part_of_itself_and_no_words_are(name):
    assert is_part_of(name, name) is bool(name_keys(name))


@given(st.text("abcdé", min_size=1), st.integers(0, 5), st.integers(1, 5))
def test_each_piece_of_a_word_is_a_part_of_the_name(word, start, length):
    piece = word[start : start + length]

    assert is_part_of(piece, f"Lee {word}") is bool(piece)


def test_names_that_were_only_compared_are_no_look(wanted, desk, browser_of):
    page = browser_of(desk).post(SEARCH, {"words": "Jos"}, follow=True)

    assert list(page.context["cl"].result_list) == [wanted]
    with as_owner():
        events = AccessEvent.objects.filter(object_type="clinic.patient")
        looks = [(event.action, event.object_ids, event.fields) for event in events]
    assert looks == [("list", [wanted.patient_id], ["name"])]


@given(st.uuids(), st.text(ALPHABET, min_size=8, max_size=8))
def test_a_reference_names_the_ids_it_is_made_of_and_no_other(pk, other):
    assert re.match(ids_named(reference_of(pk)), str(pk))
    is_named = re.match(ids_named(other), str(pk)) is not None
    assert is_named == (reference_of(pk).replace("-", "") == other)


def test_search_leads_to_the_list_and_no_address_holds_what_was_typed(
    wanted, desk, browser_of
):
    browser = browser_of(desk)

    answer = browser.post(SEARCH, {"words": "José"})

    [handle] = browser.session[FOUND]
    assert answer["Location"] == f"{LIST}?queue=all&q={handle}"
    page = browser.get(answer["Location"])
    assert list(page.context["cl"].result_list) == [wanted]
    assert wanted.reference in page.text


def test_search_finds_a_closed_request(wanted, desk, browser_of):
    wanted.status = RequestStatus.CLOSED
    wanted.save()

    page = browser_of(desk).post(SEARCH, {"words": wanted.reference}, follow=True)

    assert list(page.context["cl"].result_list) == [wanted]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Somebody", "Nothing found."),
        ("", "Type what to search for."),
        ("x" * 201, "Type at most 200 letters"),
        ("a\0b", "Null characters are not allowed."),
    ],
)
def test_search_says_why_it_shows_nothing(wanted, desk, browser_of, words, sentence):
    page = browser_of(desk).post(SEARCH, {"words": words})

    assert page.status_code == 200
    assert sentence in page.text
    assert f'name="words" id="searchbar" maxlength="200" required value="{words}"' in (
        page.text
    )
    assert wanted.reference not in page.text
    assert f'<a href="{LIST}?queue=open">Open <b>2</b></a>' in page.text


def test_who_may_see_no_requests_may_not_search(wanted, browser_of):
    officer = staff(Role.PRIVACY_OFFICER, wanted.location)

    page = browser_of(officer).post(SEARCH, {"words": "Somebody"})

    assert page.status_code == 403


def test_search_says_that_there_are_more(wanted, desk, browser_of, monkeypatch):
    monkeypatch.setattr(searching, "FOUND_AT_MOST", 1)
    monkeypatch.setattr(services, "FOUND_AT_MOST", 1)

    page = browser_of(desk).post(SEARCH, {"words": wanted.reference}, follow=True)

    assert "There are more. These are the newest 1" in page.text


def test_search_is_by_post(desk, browser_of):
    assert browser_of(desk).get(SEARCH, {"words": "José"}).status_code == 405


def test_what_one_found_is_not_what_another_is_shown(wanted, desk, manager, browser_of):
    path = browser_of(desk).post(SEARCH, {"words": "José"})["Location"]

    page = browser_of(manager).get(path)

    assert list(page.context["cl"].result_list) == []


def test_search_finds_at_the_own_location_only(wanted, desk, stranger, browser_of):
    officer = staff(Role.PRIVACY_OFFICER, wanted.location)

    assert services.find_requests("José", actor=desk) == [wanted.pk]
    assert services.find_requests("José", actor=stranger) == []
    assert services.find_requests(wanted.reference, actor=stranger) == []
    assert services.find_requests("José", actor=officer) == []
    page = browser_of(stranger).post(SEARCH, {"words": "José"}, follow=True)
    assert "Nothing found." in page.text
    assert browser_of(wanted).post(SEARCH, {"words": "José"}).status_code == 302


def test_search_is_recorded_with_what_it_found(wanted, desk, browser_of):
    browser = browser_of(desk)

    browser.post(SEARCH, {"words": "José"})
    browser.post(SEARCH, {"words": "Somebody"})

    with as_owner():
        events = AccessEvent.objects.filter(action="search", actor_id=str(desk.pk))
        found = [event.object_ids for event in events.order_by("seq")]
        kinds = {event.object_type for event in events}
    assert found == [[wanted.pk], []]
    assert kinds == {"intake.consultationrequest"}


@pytest.mark.parametrize("rows", [1, 3])
def test_search_asks_the_database_the_same_for_each_row(
    here, desk, browser_of, django_assert_num_queries, rows
):
    for _ in range(rows):
        asked_by("Jordan Lee", here)
    browser = browser_of(desk)
    browser.post(SEARCH, {"words": "Lee"})

    with django_assert_num_queries(9):
        answer = browser.post(SEARCH, {"words": "Lee"})
    with django_assert_num_queries(12):
        page = browser.get(answer["Location"])

    assert page.text.count("Jordan Lee") == rows


def test_an_unknown_name_of_a_search_shows_nothing(wanted, desk, browser_of):
    page = browser_of(desk).get(LIST, {"queue": "all", "q": uuid.uuid4().hex})

    assert list(page.context["cl"].result_list) == []
