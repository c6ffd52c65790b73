"""The front desk in the admin: the queue, one request, and what the desk never sees."""

import html
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from clinic.access.roles import Role
from intake import services
from intake.models import (
    About,
    ConsultationRequest,
    Decision,
    RequestEventKind,
    RequestStatus,
)
from intake.queues import due_words, next_action
from tests.factories import (
    RECEIVED_AT,
    ConsultationRequestFactory,
    PatientFactory,
    staff,
)
from tests.intake.eligibility.patients import SEVERAL_DAYS, healthy_but
from tests.intake.events import fields_seen
from tests.stories import answered, assessment_of, invited

pytestmark = pytest.mark.django_db

LIST = "/admin/intake/consultationrequest/"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
NOTE = "Canary: calls back on Monday"
CALL = {"action": "call", "call-kind": "spoke", "call-note": NOTE}


def page_of(consultation_request):
    return reverse(
        "admin:intake_consultationrequest_change", args=[consultation_request.pk]
    )


def called(name, location, **fields):
    return ConsultationRequestFactory(
        patient=PatientFactory(name=name), location=location, **fields
    )


def shown(text):
    return " ".join(html.unescape(text).split())


def fresh(consultation_request):
    return ConsultationRequest.objects.get(pk=consultation_request.pk)


def test_queue_shows_open_requests_oldest_first(here, desk, browser_of):
    now = timezone.now()
    called("Newer", here, received_at=now, due_at=now + timedelta(days=1))
    called("Older", here, received_at=now - timedelta(days=2), due_at=now)
    called("Gone", here, status=RequestStatus.CLOSED)
    called("Robot", here, status=RequestStatus.SUSPECT)

    text = browser_of(desk).get(LIST).text

    assert text.index("Older") < text.index("Newer")
    assert "Gone" not in text
    assert "Robot" not in text


@pytest.mark.parametrize("locations", [1, 2])
def test_queue_shows_a_box_of_filters_only_when_there_are_some(
    here, elsewhere, desk, browser_of, locations
):
    called("Jordan Lee", here)
    if locations == 2:
        called("Robin Poe", elsewhere)
        desk.memberships.create(location=elsewhere, role=Role.FRONT_DESK)

    text = browser_of(desk).get(LIST).text

    assert text.count('id="changelist-filter"') == locations - 1


def test_queue_says_in_words_how_long_who_and_what_next(here, desk, browser_of):
    now = timezone.now()
    called(
        "Jordan Lee",
        here,
        received_at=now - timedelta(days=2),
        due_at=now - timedelta(days=1),
        assignee=desk,
    )

    text = shown(browser_of(desk).get(LIST).text)

    assert '<span class="tag tag--info">New</span>' in text
    assert '<span class="late">2 days – late</span>' in text
    assert "Downtown" in text
    assert "Monday; Morning" in text
    assert "Call the patient" in text
    assert "Sam Rivera" in text


def test_the_page_of_a_request_says_when_the_call_is_due_as_the_queue_does(
    here, desk, browser_of
):
    now = timezone.now()
    waiting, late = (
        called(name, here, received_at=now - timedelta(days=1), due_at=due_at)
        for name, due_at in (
            ("Jordan Lee", now + timedelta(days=2)),
            ("Robin Poe", now - timedelta(hours=1)),
        )
    )
    browser = browser_of(desk)
    due = due_words(waiting.due_at, now, here.zone)

    assert due in shown(browser.get(LIST).text)
    assert f"Call the patient – {due}" in shown(browser.get(page_of(waiting)).text)
    assert "– due" not in shown(browser.get(page_of(late)).text)


@pytest.mark.parametrize(
    ("kind", "action", "words", "is_late"),
    [
        ("no_answer", "Call again", "Called: no answer", True),
        ("left_message", "Call again", "Called: left a message", False),
        ("spoke", "Send the questionnaire", "Called: spoke", False),
    ],
)
def test_a_call_shows_in_the_queue_and_a_message_left_keeps_the_promise(
    here, desk, browser_of, kind, action, words, is_late
):
    now = timezone.now()
    consultation_request = called(
        "Jordan Lee", here, received_at=now - timedelta(days=2), due_at=now
    )
    services.log_call(consultation_request, kind, actor=desk, note="", version=1)
    browser = browser_of(desk)

    text = shown(browser.get(LIST).text)

    assert f'{action}<br><span class="muted">{words}, 0 minutes ago' in text
    assert ("– late" in text) is is_late
    assert "due today" not in text
    assert ("Jordan Lee" in browser.get(LIST, {"queue": "late"}).text) is is_late


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("no_answer", "left_message", "left_message"),
        ("left_message", "no_answer", "left_message"),
        ("spoke", "no_answer", "spoke"),
        ("spoke", "left_message", "spoke"),
    ],
)
def test_a_call_that_reaches_nobody_takes_back_no_promise_kept(
    here, desk, first, second, kept
):
    now = timezone.now()
    consultation_request = called(
        "Jordan Lee", here, received_at=now - timedelta(days=2), due_at=now
    )

    for version, kind in enumerate([first, second], start=1):
        services.log_call(
            consultation_request, kind, actor=desk, note="", version=version
        )

    assert fresh(consultation_request).called == kept
    assert fresh(consultation_request).is_late is False
    kinds = [event.kind for event in consultation_request.events.all()]
    assert kinds == [first, second]


def test_a_request_opened_again_is_called_anew(here, desk):
    now = timezone.now()
    consultation_request = called(
        "Jordan Lee", here, received_at=now - timedelta(days=2), due_at=now
    )
    services.log_call(consultation_request, "spoke", actor=desk, note="", version=1)
    services.close_request(consultation_request, actor=desk, reason="x", version=2)

    services.reopen_request(consultation_request, actor=desk, reason="y", version=3)

    again = fresh(consultation_request)
    assert (again.called, again.called_at) == ("", None)
    assert next_action(ConsultationRequest.objects.with_is_unreached().get()) == (
        "Call the patient"
    )


def test_queue_counts_what_waits_in_each_tab(here, elsewhere, desk, browser_of):
    called("A", here, assignee=desk)
    called("B", here, status=RequestStatus.ANSWERED)
    called("C", here, status=RequestStatus.SUSPECT)
    called("D", here, status=RequestStatus.CLOSED)
    called("E", elsewhere)

    text = shown(browser_of(desk).get(LIST).text)

    for tab in [
        'aria-current="page">Open <b>2</b>',
        ">New <b>1</b>",
        ">Mine <b>1</b>",
        ">Needs clinician <b>1</b>",
        ">Suspected spam <b>1</b>",
        ">Closed</a>",
        ">All</a>",
    ]:
        assert tab in text


def test_tabs_keep_the_filters_and_count_within_them(
    here, elsewhere, desk, clinician, browser_of
):
    called("A", here)
    called("B", here, assignee=desk)
    called("C", elsewhere, assignee=desk)
    desk.memberships.create(location=elsewhere, role=Role.FRONT_DESK)
    chosen = {"location": str(here.pk), "assignee": str(desk.pk)}
    browser = browser_of(desk)

    text = shown(browser.get(LIST, {"queue": "new"} | chosen).text)
    nonsense = shown(browser.get(LIST, {"location": 'x"><'}).text)

    kept = urlencode(chosen)
    assert f'<a href="{LIST}?queue=mine&{kept}">Mine <b>1</b></a>' in text
    assert f'<a href="{LIST}?queue=new&{kept}" aria-current="page">New <b>1</b>' in text
    assert f'<a href="{LIST}?queue=new&location=x%22%3E%3C">New <b>0</b>' in nonsense


def test_an_urgent_alert_is_counted_and_marked_in_the_row(
    here, elsewhere, desk, browser_of
):
    urgent = healthy_but(phq9_9=SEVERAL_DAYS)
    alerted = answered(urgent, location=here)
    answered(urgent, location=elsewhere)
    called("Robin Poe", here)
    browser = browser_of(desk)

    text = shown(browser.get(LIST).text)

    assert ">Urgent <b>1</b></a>" in text
    assert text.count('<span class="tag tag--error">Urgent</span>') == 1
    page = browser.get(LIST, {"queue": "urgent"})
    assert list(page.context["cl"].result_list) == [alerted]


@pytest.mark.parametrize(
    ("status", "waits"),
    [("new", True), ("reviewed", True), ("scheduled", False), ("closed", False)],
)
def test_nobody_waits_who_is_booked_or_done(here, desk, browser_of, status, waits):
    now = timezone.now()
    received_at = now - timedelta(days=2)
    called("Jordan Lee", here, status=status, received_at=received_at, due_at=now)

    text = browser_of(desk).get(LIST, {"queue": "all"}).text

    assert ("2\xa0days" in text) is waits


@pytest.mark.parametrize(
    ("queue", "names"),
    [
        ("suspect", {"Robot"}),
        ("closed", {"Gone"}),
        ("all", {"Robot", "Gone", "Waits"}),
        ("", {"Waits"}),
        ("nonsense", {"Waits"}),
    ],
)
def test_queue_tabs_show_their_requests(here, desk, browser_of, queue, names):
    called("Waits", here)
    called("Gone", here, status=RequestStatus.CLOSED)
    called("Robot", here, status=RequestStatus.SUSPECT)

    text = browser_of(desk).get(LIST, {"queue": queue}).text

    assert {name for name in ("Robot", "Gone", "Waits") if name in text} == names


@pytest.mark.parametrize("rows", [1, 3])
def test_queue_asks_the_database_the_same_for_each_row(
    here, desk, browser_of, django_assert_num_queries, rows
):
    for _ in range(rows):
        called("Jordan Lee", here, assignee=desk)
    browser = browser_of(desk)
    browser.get(LIST)

    with django_assert_num_queries(12):
        page = browser.get(LIST)

    assert page.text.count("Jordan Lee") == rows


def test_requests_are_for_staff_of_the_location(
    here, desk, stranger, browser_of, client
):
    consultation_request = invited(location=here)
    path = page_of(consultation_request)

    assert browser_of(desk).get(path).status_code == 200
    assert browser_of(stranger).get(path).status_code == 404
    assert browser_of(stranger).post(path, CALL).status_code == 404
    assert "Jordan Lee" not in browser_of(stranger).get(LIST).text
    assert browser_of(consultation_request).get(path).status_code == 302
    assert client.get(path).status_code == 302


def test_who_may_only_look_gets_no_forms(here, browser_of):
    consultation_request = called("Jordan Lee", here)
    nurse = browser_of(staff(Role.NURSE, here))
    path = page_of(consultation_request)

    assert "Log the call" not in nurse.get(path).text
    assert nurse.post(path, CALL | {"version": "1"}).status_code == 403
    assert not consultation_request.events.exists()


@pytest.mark.parametrize("pk", ["1", "not-a-uuid", UNKNOWN])
def test_a_request_that_is_none_is_not_found(desk, browser_of, pk):
    page = browser_of(desk).get(f"{LIST}{pk}/change/")

    assert page.status_code == 404


def test_request_page_shows_who_and_how_to_reach_them(here, desk, browser_of):
    consultation_request = called("Jordan Lee", here)

    text = shown(browser_of(desk).get(page_of(consultation_request)).text)

    for words in [
        f"<title>Request {consultation_request.reference} | Harbor Clinic</title>",
        '<h1>Jordan Lee <span class="reference">'
        f"{consultation_request.reference}</span></h1>",
        '<a href="tel:+1 410 555 0123">',
        "jordan@example.org",
        "February 3, 1988",
        "<dt>May we leave a message?</dt><dd>Yes</dd>",
        "Monday; Morning",
        "Call the patient",
    ]:
        assert words in text


@pytest.mark.parametrize(
    ("fields", "leads_with", "open_folds"),
    [
        ({"status": "suspect"}, "Accept as a real request", []),
        ({"status": "new"}, "Log the call", ["Log the call"]),
        (
            {"status": "new", "called": "spoke", "called_at": RECEIVED_AT},
            "Send the questionnaire",
            [],
        ),
        ({"status": "reviewed", "needs_call": True}, "Log the call", ["Log the call"]),
        ({"status": "answered"}, None, []),
        ({"status": "scheduled"}, None, []),
        ({"status": "closed"}, None, []),
    ],
)
def test_request_page_leads_with_the_next_step(
    here, desk, browser_of, fields, leads_with, open_folds
):
    consultation_request = called("Jordan Lee", here, **fields)

    text = shown(browser_of(desk).get(page_of(consultation_request)).text)

    before_patient = text[text.index("<h1>") : text.index('<h2 id="who">')]
    buttons = re.findall(r'<button type="submit"[^>]*>([^<]+)</button>', before_patient)
    assert buttons == ([leads_with] if leads_with else [])
    assert re.findall(r"<details open> <summary>([^<]+)<", text) == open_folds


def test_booking_leads_only_where_a_time_can_be_chosen(
    here, desk, clinician, browser_of
):
    waiting, chooses = called("Jordan Lee", here), answered(location=here)
    services.sign_review(
        assessment_of(chooses), Decision.SUITABLE, reason="Fine", actor=clinician
    )
    browser = browser_of(desk)

    primary = '<a class="button" href="[^"]+">Book a time</a>'
    assert re.search(primary, browser.get(page_of(chooses)).text)
    text = browser.get(page_of(waiting)).text
    assert not re.search(primary, text)
    assert "Book a time" in text


@pytest.mark.parametrize("may", [True, False])
def test_who_wants_no_message_left_is_marked_beside_the_phone_and_in_the_call(
    here, desk, browser_of, may
):
    consultation_request = called("Jordan Lee", here, may_leave_message=may)

    text = shown(browser_of(desk).get(page_of(consultation_request)).text)

    tag = '0123</a> <span class="tag tag--warn">No messages</span>'
    assert (tag in text) is not may
    assert ("Leave no message that names the clinic" in text) is not may


def test_the_desk_never_sees_what_is_clinical(here, desk, clinician, browser_of):
    canary = "Canarymedicine"
    consultation_request = answered(
        healthy_but(
            primary_reason="bipolar",
            phq9_9=SEVERAL_DAYS,
            medicines_any="yes",
            medicine=[{"medicine-name": [{"text": canary}]}],
        ),
        location=here,
        about=About.BIPOLAR.value,
    )
    services.sign_review(
        assessment_of(consultation_request),
        Decision.NOT_SUITABLE,
        reason="Canaryreason",
        actor=clinician,
    )
    browser = browser_of(desk)

    pages = [browser.get(path).text for path in (LIST, page_of(consultation_request))]

    for word in [canary, "Canaryreason", "ipolar", "PHQ", "uitable", "SUI_"]:
        assert [page for page in pages if word in page] == []
    assert fields_seen(consultation_request, desk) == {
        "may_leave_message",
        "preferred_days",
        "preferred_times",
    }
    for row in (
        consultation_request.responses.get(),
        assessment_of(consultation_request),
        consultation_request.reviews.get(),
    ):
        assert fields_seen(row, desk) == set()


def test_a_call_is_logged_and_stands_in_the_history(here, desk, browser_of):
    consultation_request = called("Jordan Lee", here)

    page = browser_of(desk).post(
        page_of(consultation_request), CALL | {"version": "1"}, follow=True
    )

    text = shown(page.text)
    assert "The call is in the history." in text
    assert "<strong>Called: spoke</strong>" in text
    assert NOTE in text
    assert consultation_request.events.get().kind == RequestEventKind.SPOKE


def test_a_form_left_empty_is_shown_open_with_what_is_missing(here, desk, browser_of):
    consultation_request = called("Jordan Lee", here)

    page = browser_of(desk).post(
        page_of(consultation_request),
        {"action": "call", "version": "1", "call-note": NOTE},
    )

    assert '<a href="#id_call-kind_0">Select how the call went</a>' in page.text
    assert f"{NOTE}</textarea>" in page.text
    assert "<details open>" in page.text


@pytest.mark.parametrize("version", ["1", "", "x", "-1", "9" * 6000, "²"])
def test_the_second_of_two_people_is_told_and_keeps_the_note(
    here, desk, manager, browser_of, version
):
    consultation_request = called("Jordan Lee", here)
    services.log_call(
        consultation_request,
        RequestEventKind.NO_ANSWER,
        actor=manager,
        note="",
        version=1,
    )
    browser = browser_of(desk)

    page = browser.post(page_of(consultation_request), CALL | {"version": version})

    assert "Somebody has worked on this request since you opened it." in page.text
    assert "Called: no answer" in page.text
    assert f"{NOTE}</textarea>" in page.text
    assert 'name="version" value="2"' in page.text
    browser.post(page_of(consultation_request), CALL | {"version": "2"})
    assert consultation_request.events.last().note == NOTE


def test_a_note_on_a_request_closed_meanwhile_is_shown_again(
    here, desk, manager, browser_of
):
    consultation_request = called("Jordan Lee", here)
    services.close_request(consultation_request, actor=manager, reason="x", version=1)

    page = browser_of(desk).post(page_of(consultation_request), CALL | {"version": "1"})

    assert "so what you typed was not written down" in page.text
    assert f"{NOTE}</textarea>" in page.text
    assert "about" not in fields_seen(consultation_request, desk)


@pytest.mark.parametrize(
    ("before", "posted", "after"),
    [
        ("suspect", {"action": "accept"}, "new"),
        ("new", {"action": "questionnaire"}, "questionnaire_sent"),
        ("new", {"action": "close", "close-reason": "Moved away"}, "closed"),
    ],
)
def test_each_step_takes_the_request_on(here, desk, browser_of, before, posted, after):
    consultation_request = called("Jordan Lee", here, status=before)

    response = browser_of(desk).post(
        page_of(consultation_request), posted | {"version": "1"}
    )

    assert response.status_code == 302
    assert fresh(consultation_request).status == after


def test_closing_wants_a_reason(here, desk, browser_of):
    consultation_request = called("Jordan Lee", here)

    page = browser_of(desk).post(
        page_of(consultation_request), {"action": "close", "version": "1"}
    )

    assert "Enter why the request is closed" in page.text
    assert fresh(consultation_request).status == RequestStatus.NEW


def test_answers_leave_sending_the_questionnaire_to_the_clinician(
    here, desk, browser_of
):
    consultation_request = answered(location=here)
    browser, path = browser_of(desk), page_of(consultation_request)

    page = browser.post(
        path, {"action": "questionnaire", "version": consultation_request.version}
    )

    assert "Send the questionnaire" not in browser.get(path).text
    assert "This step does not fit the request now." in page.text


def test_an_unknown_step_is_no_step(here, desk, browser_of):
    consultation_request = called("Jordan Lee", here)

    page = browser_of(desk).post(
        page_of(consultation_request), {"action": "erase", "version": "1"}
    )

    assert page.status_code == 200
    assert fresh(consultation_request).version == 1
