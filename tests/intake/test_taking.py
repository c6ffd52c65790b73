"""A request that staff take down for somebody who calls or comes in."""

from uuid import uuid4

import pytest

from clinic.access.roles import Role
from clinic.outbox.models import Message
from intake.models import ConsultationRequest, RequestEventKind, RequestStatus
from tests.factories import staff

pytestmark = pytest.mark.django_db

PAGE = "/admin/intake/consultationrequest/add/"
LIST = "/admin/intake/consultationrequest/"


@pytest.fixture
def typed(here):
    return {
        "submission": str(uuid4()),
        "came_by": "phone",
        "name": "Jordan  Lee",
        "born_on_month": "3",
        "born_on_day": "27",
        "born_on_year": "1988",
        "email": "jordan@example.org",
        "phone": "410 555 0123",
        "may_leave_message": "no",
        "location": str(here.pk),
        "preferred_days": ["monday"],
        "about": "by_phone",
    }


def test_a_caller_s_request_is_taken_down_and_assigned(here, desk, browser_of, typed):
    browser = browser_of(desk)

    answer = browser.post(PAGE, typed)

    taken = ConsultationRequest.objects.get()
    assert answer.url == f"{LIST}{taken.pk}/change/"
    assert (taken.status, taken.assignee) == (RequestStatus.NEW, desk)
    assert taken.patient.name == "Jordan Lee"
    [event] = taken.events.all()
    assert (event.kind, event.by) == (RequestEventKind.RECEIVED, desk)
    assert event.note == "By phone"
    assert "assigned to you" in browser.get(answer.url).text


@pytest.mark.parametrize(
    ("came_by", "next_action"),
    [
        ("phone", "Send the questionnaire"),
        ("desk", "Send the questionnaire"),
        ("other", "Call the patient"),
    ],
)
def test_who_has_spoken_with_the_desk_already_is_due_no_first_call(
    desk, browser_of, typed, came_by, next_action
):
    browser = browser_of(desk)

    page = browser.post(PAGE, typed | {"came_by": came_by}, follow=True)

    assert str(page.context["next_action"]) == next_action


def test_nobody_is_told_of_a_request_that_the_desk_has_taken(desk, browser_of, typed):
    browser_of(desk).post(PAGE, typed)

    assert not Message.objects.exists()


def test_the_same_form_sent_twice_is_one_request(desk, browser_of, typed):
    browser = browser_of(desk)

    first, second = browser.post(PAGE, typed), browser.post(PAGE, typed)
    other = browser.post(PAGE, typed | {"name": "Robin Poe"})

    assert first.url == second.url
    assert ConsultationRequest.objects.count() == 1
    assert "This form was sent before" in other.text
    assert "Robin Poe" in other.text


def test_the_form_speaks_to_staff_and_not_to_the_patient(desk, browser_of):
    text = browser_of(desk).get(PAGE).text

    assert "Not told yet" in text
    assert "What time of day suits the patient?" in text
    for words in ("I’d", "suits you", "suit you", "Your name", "would you like"):
        assert words not in text


def test_an_empty_form_says_what_is_missing(desk, browser_of):
    page = browser_of(desk).post(PAGE, {"submission": str(uuid4())})

    for sentence in ("Select how they asked", "Enter the name", "Enter the phone"):
        assert sentence in page.text
    assert not ConsultationRequest.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"born_on_month": "", "born_on_day": "", "born_on_year": ""},
            "Enter the date of birth",
        ),
        ({"born_on_year": "1788"}, "Check the year of birth"),
    ],
)
def test_a_wrong_date_of_birth_is_said_in_the_words_of_staff(
    desk, browser_of, typed, wrong, sentence
):
    page = browser_of(desk).post(PAGE, typed | wrong)

    assert sentence in page.text


def test_who_is_too_young_is_not_taken_down(desk, browser_of, typed):
    page = browser_of(desk).post(PAGE, typed | {"born_on_year": "2020"})

    assert "Requests are for people of 18 years or older" in page.text
    assert not ConsultationRequest.objects.exists()


def test_only_own_locations_can_be_chosen(elsewhere, desk, browser_of, typed):
    page = browser_of(desk).post(PAGE, typed | {"location": str(elsewhere.pk)})

    assert "Select a location from the list" in page.text
    assert "Westlake" not in page.text


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.NURSE, Role.PRIVACY_OFFICER])
def test_who_does_not_work_at_the_desk_takes_no_request(here, browser_of, typed, role):
    browser = browser_of(staff(role, here))

    assert browser.get(PAGE).status_code == 403
    assert browser.post(PAGE, typed).status_code == 403
    assert not ConsultationRequest.objects.exists()
