"""The decision after the consultation: who waits for it, and who learns of it."""

import html
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format

from clinic.access.links import link_for
from clinic.access.models import LinkPurpose, PatientLink
from clinic.access.purposes import everything_open
from clinic.access.roles import Role
from clinic.outbox.models import Message
from clinic.outbox.services import drain
from intake import services
from intake.models import Decision, RequestEventKind, Review, ReviewStage
from scheduling.models import AppointmentStatus
from scheduling.services import cancel_at_desk, mark_attendance
from tests.clinic.outbox.threads import at_once
from tests.factories import RECEIVED_AT, staff
from tests.intake.events import fields_seen
from tests.scheduling.stories import (
    ELEVEN,
    NINE,
    TEN,
    admitted,
    approved,
    at,
    booked,
    clinic_with,
    decide,
    in_a_day,
    infusion_clinic,
    ready,
    reviewer_of,
    seen,
    series_of,
    sign,
)
from tests.stories import answered, resolution, sign_treatment

pytestmark = pytest.mark.django_db

LIST = "/clinician/consultations/"
CELL = "<td[^>]*>(.*?)</td>"
REASON = "Canary: talked about the risks"
OTHERS = [Decision.NOT_SUITABLE, Decision.MORE_INFORMATION]


@pytest.fixture
def here():
    return clinic_with("amara", "bo")


@pytest.fixture
def coming(here):
    """A request whose consultation is booked."""
    return seen(here)


def page_of(consultation_request):
    return reverse("intake:consultation-review", args=[consultation_request.pk])


def told(kind):
    return Message.objects.filter(kind=kind).count()


def events(consultation_request):
    return list(consultation_request.events.values_list("kind", flat=True))


@pytest.mark.parametrize("decision", Decision)
def test_sign_consultation_keeps_the_decision(coming, clinician, decision):
    review = services.sign_consultation(
        coming, decision, reason=REASON, actor=clinician
    )

    assert (review.decision, review.reason) == (decision, REASON)
    assert (review.signed_by, review.stage) == (clinician, ReviewStage.CONSULTATION)
    coming.refresh_from_db()
    assert coming.status == "scheduled"
    assert events(coming)[-1] == RequestEventKind.REVIEWED


@pytest.mark.parametrize(
    ("decision", "mails"), [(Decision.SUITABLE, 1)] + [(d, 0) for d in OTHERS]
)
def test_only_suitable_asks_for_the_consent(coming, decision, mails):
    decide(coming, decision)

    assert told("consent-waiting") == mails
    assert told("call-needed") == 0


def test_who_has_signed_the_current_text_is_not_asked_again(here, coming):
    consultation_request = admitted(here)
    before = told("consent-waiting")

    decide(consultation_request, Decision.SUITABLE)

    assert told("consent-waiting") == before


def test_a_decision_is_superseded_by_the_next_and_stays_as_it_was(coming):
    first = decide(coming, Decision.NOT_SUITABLE)
    second = decide(coming, Decision.SUITABLE)

    assert second.supersedes == first
    assert Review.objects.get(pk=first.pk).decision == Decision.NOT_SUITABLE
    of_stage = coming.reviews.current().filter(stage=ReviewStage.CONSULTATION)
    assert list(of_stage) == [second]


def test_the_decision_on_the_answers_stays_beside_it(coming):
    decide(coming, Decision.NOT_SUITABLE)

    assert services.has_suitable_review(coming, ReviewStage.INTAKE)
    assert not services.has_suitable_review(coming, ReviewStage.CONSULTATION)


@pytest.mark.parametrize("decision", Decision)
def test_nothing_is_signed_before_a_consultation_is_booked(here, decision):
    consultation_request = ready(here)

    with pytest.raises(services.NotReady):
        decide(consultation_request, decision)

    assert not consultation_request.reviews.filter(stage="consultation").exists()


def test_nothing_is_signed_once_the_consultation_is_cancelled(here, desk):
    appointment = booked(ready(here))
    cancel_at_desk(appointment, actor=desk, reason="x")

    with pytest.raises(services.NotReady):
        decide(appointment.consultation_request, Decision.SUITABLE)


def test_nothing_is_signed_while_newer_answers_are_awaited(coming):
    sign(coming, Decision.MORE_INFORMATION)

    with pytest.raises(services.NotReady):
        decide(coming, Decision.SUITABLE)


def test_nobody_is_found_suitable_while_an_alert_is_not_resolved(coming, clinician):
    alert = raise_alert(coming)
    services.acknowledge_alert(alert, actor=clinician)

    with pytest.raises(services.AlertStands):
        decide(coming, Decision.SUITABLE)
    assert not coming.reviews.filter(stage="consultation").exists()

    services.resolve_alert(alert, resolution(), actor=clinician)
    assert decide(coming, Decision.SUITABLE).decision == Decision.SUITABLE


def raise_alert(consultation_request):
    return consultation_request.alerts.create(
        assessment=services.latest_assessment(consultation_request),
        reasons=["PHQ-9 item 9 = 1."],
        raised_at=RECEIVED_AT,
    )


@pytest.mark.parametrize("decision", OTHERS)
def test_an_alert_hinders_no_other_decision(coming, decision):
    raise_alert(coming)

    assert decide(coming, decision).decision == decision


def test_sign_consultation_refuses_who_did_not_see_what_happened_since(
    coming, clinician
):
    seen_version = coming.version
    decide(coming, Decision.NOT_SUITABLE)

    with pytest.raises(services.ChangedMeanwhile):
        services.sign_consultation(
            coming,
            Decision.SUITABLE,
            reason=REASON,
            actor=clinician,
            version=seen_version,
        )

    assert coming.reviews.filter(stage="consultation").count() == 1


@pytest.mark.django_db(transaction=True)
def test_five_clinicians_at_once_sign_one_decision(here, clinician):
    consultation_request = seen(here)

    def decide_as_seen():
        try:
            services.sign_consultation(
                consultation_request,
                Decision.SUITABLE,
                reason=REASON,
                actor=clinician,
                version=consultation_request.version,
            )
        except services.ChangedMeanwhile:
            return False
        return True

    assert sorted(at_once(5, decide_as_seen)) == [False, False, False, False, True]
    assert told("consent-waiting") == 1


@pytest.mark.parametrize("decision", OTHERS)
def test_the_desk_calls_who_was_told_of_another_decision(here, desk, decision):
    consultation_request = approved(here)

    decide(consultation_request, decision)

    assert consultation_request.needs_call
    assert events(consultation_request)[-1] == RequestEventKind.CALL_NEEDED
    assert Message.objects.get(kind="call-needed").recipient_id == desk.pk


def test_nobody_calls_who_has_heard_of_nothing_else(coming, desk):
    for decision in (*OTHERS, Decision.SUITABLE):
        decide(coming, decision)

    assert not coming.needs_call
    assert told("call-needed") == 0


def test_what_is_taken_back_before_anybody_called_needs_no_call(here, desk):
    consultation_request = admitted(here)
    decide(consultation_request, Decision.NOT_SUITABLE)

    decide(consultation_request, Decision.SUITABLE)

    assert not consultation_request.needs_call
    assert told("call-needed") == 1


def test_what_is_taken_back_after_the_call_needs_another(here, desk):
    consultation_request = admitted(here)
    decide(consultation_request, Decision.NOT_SUITABLE)
    services.log_call(
        consultation_request,
        RequestEventKind.SPOKE,
        actor=desk,
        note="",
        version=consultation_request.version,
    )
    consultation_request.refresh_from_db()

    decide(consultation_request, Decision.SUITABLE)

    assert consultation_request.waits_for_call
    assert told("call-needed") == 2


def test_a_call_that_was_needed_before_stays_needed(here, desk, coming):
    sign(coming, Decision.NOT_SUITABLE)
    assert coming.needs_call

    decide(coming, Decision.MORE_INFORMATION)

    assert coming.needs_call


@pytest.mark.parametrize("decision", OTHERS)
def test_any_other_decision_closes_the_link(here, decision):
    consultation_request = approved(here)
    patient = consultation_request.patient
    link_for(patient, LinkPurpose.COURSE, consultation_request, expires_at=in_a_day())
    purposes = [purpose for purpose, _ in everything_open(patient)]
    assert LinkPurpose.COURSE in purposes

    decide(consultation_request, decision)

    assert not PatientLink.objects.get(purpose="course").is_live
    purposes = [purpose for purpose, _ in everything_open(patient)]
    assert LinkPurpose.COURSE not in purposes


def test_the_mail_is_not_sent_when_it_is_no_longer_true(here):
    signed = admitted(here)
    taken_back = approved(here, email="alex@example.org")
    decide(taken_back, Decision.NOT_SUITABLE)

    drain()

    states = Message.objects.filter(kind="consent-waiting")
    assert {message.about_id for message in states} == {signed.pk, taken_back.pk}
    assert {message.status for message in states} == {"cancelled"}


@pytest.mark.parametrize("decision", [Decision.SUITABLE, Decision.NOT_SUITABLE])
def test_the_queue_has_who_is_booked_until_somebody_decides(here, clinician, decision):
    answered(location=here)
    ready(here)
    waiting = seen(here)

    assert queue_of(clinician) == [(waiting, False)]

    decide(waiting, decision)
    assert queue_of(clinician) == []


@pytest.mark.parametrize("decision", [Decision.SUITABLE, Decision.NOT_SUITABLE])
def test_the_queue_keeps_who_waits_for_information(coming, clinician, decision):
    decide(coming, Decision.MORE_INFORMATION)
    assert queue_of(clinician) == [(coming, True)]

    decide(coming, decision)
    assert queue_of(clinician) == []

    decide(coming, Decision.MORE_INFORMATION)
    assert queue_of(clinician) == [(coming, True)]


def queue_of(clinician):
    queue = services.consultation_queue(clinician)
    return [(waiting, waiting.waits_for_information) for waiting in queue]


def test_the_list_marks_who_waits_for_information(here, clinician, browser_of):
    booked_at(here, NINE)
    browser = browser_of(clinician)
    assert "Waits for information" not in browser.get(LIST).text

    decide(booked_at(here, TEN), Decision.MORE_INFORMATION)

    assert browser.get(LIST).text.count("Waits for information") == 1


def test_the_queue_has_alerts_first_then_who_comes_first(here, clinician):
    later, sooner, alerted = (booked_at(here, wall) for wall in (TEN, NINE, ELEVEN))
    raise_alert(alerted)

    queue = list(services.consultation_queue(clinician))

    assert queue == [alerted, sooner, later]
    assert [each.consultation_at for each in queue] == [
        at(here, ELEVEN),
        at(here, NINE),
        at(here, TEN),
    ]


def test_who_missed_the_consultation_waits_for_the_next_one(here, clinician):
    coming = booked_at(here, NINE)
    missed = begun(coming)
    mark_attendance(missed, AppointmentStatus.NOSHOW, actor=clinician)
    booked(coming, TEN)

    [waiting] = services.consultation_queue(clinician)

    assert waiting.consultation_at == at(here, TEN)


def test_the_list_says_when_the_consultation_is_and_that_it_is_to_come(
    here, clinician, browser_of
):
    over = begun(booked_at(here, NINE)).starts_at
    booked_at(here, TEN)

    page = browser_of(clinician).get(LIST)

    cells = [" ".join(cell.split()) for cell in re.findall(CELL, page.text, re.DOTALL)]
    assert [re.sub("<[^>]+> ?", "", cell).strip() for cell in cells[::3]] == [
        in_words(over, here),
        f"{in_words(at(here, TEN), here)} To come",
    ]


def begun(consultation_request):
    """Return its consultation, which has begun an hour ago."""
    appointment = consultation_request.appointments.get()
    appointment.starts_at = timezone.now() - timedelta(hours=1)
    appointment.save()
    return appointment


def in_words(moment, location):
    return date_format(moment.astimezone(location.zone), "D, N j, g:i a")


def booked_at(here, wall):
    consultation_request = ready(here)
    booked(consultation_request, wall)
    consultation_request.refresh_from_db()
    return consultation_request


@pytest.mark.parametrize("rows", [1, 2])
def test_the_list_asks_the_database_the_same_for_each_row(
    here, clinician, browser_of, django_assert_num_queries, rows
):
    for wall in (NINE, TEN)[:rows]:
        booked(ready(here), wall)
    browser = browser_of(clinician)
    browser.get(LIST)

    with django_assert_num_queries(9):
        page = browser.get(LIST)

    assert page.text.count("Jordan Lee") == rows


def test_pages_are_for_clinicians_of_the_location(
    here, coming, desk, manager, clinician, stranger, browser_of
):
    path = page_of(coming)

    assert browser_of(clinician).get(path).status_code == 200
    assert "Jordan Lee" in browser_of(clinician).get(LIST).text
    assert browser_of(stranger).get(path).status_code == 404
    assert "Jordan Lee" not in browser_of(stranger).get(LIST).text
    for person in (desk, manager, staff(Role.NURSE, here)):
        for method in ("get", "post"):
            answer = getattr(browser_of(person), method)(path)
            assert answer.status_code == 403
        assert browser_of(person).get(LIST).status_code == 403


def test_a_nurse_signs_nothing(here, coming, browser_of):
    browser = browser_of(staff(Role.NURSE, here))

    browser.post(page_of(coming), posted(coming, Decision.SUITABLE))

    assert not coming.reviews.filter(stage="consultation").exists()


def posted(consultation_request, decision, **changes):
    return {
        "version": consultation_request.version,
        "decision": decision,
        "reason": REASON,
    } | changes


def test_the_page_shows_flags_and_both_decisions(coming, clinician, browser_of):
    decide(coming, Decision.MORE_INFORMATION)
    decide(coming, Decision.SUITABLE)

    text = html.unescape(browser_of(clinician).get(page_of(coming)).text)
    shown = " ".join(text.split())

    for words in (
        "<h1>Jordan Lee</h1>",
        "Flags</h2>",
        "Nothing against it",
        "Superseded:</span> <strong>Need more information</strong>",
        "Talked it through",
        "<li>The signed consent to treatment</li>",
        f'href="/clinician/intake/{coming.pk}/"',
    ):
        assert words in shown
    assert shown.index("Flags</h2>") < shown.index("What do you decide?")
    assert " checked" not in shown


def test_the_page_says_who_tells_the_patient(coming, clinician, browser_of):
    browser = browser_of(clinician)
    yourself = "Any other decision emails nothing: tell the patient yourself."
    the_desk = (
        "Any other decision emails nothing: the front desk is asked to call the patient"
    )
    first = browser.get(page_of(coming)).text
    decide(coming, Decision.SUITABLE)
    after_suitable = browser.get(page_of(coming)).text

    assert (yourself in first, the_desk in first) == (True, False)
    assert (yourself in after_suitable, the_desk in after_suitable) == (False, True)


def test_the_page_says_how_many_infusions_stay_booked(browser_of):
    here = infusion_clinic()
    consultation_request = admitted(here)
    series_of(consultation_request)
    browser = browser_of(reviewer_of(here))
    before = browser.get(page_of(consultation_request)).text
    consultation_request.refresh_from_db()

    decide(consultation_request, Decision.NOT_SUITABLE)
    after = browser.get(page_of(consultation_request)).text

    booked_still = "6 infusions are booked and stay booked."
    assert f"{booked_still}</p>" in before
    assert f"{booked_still} The front desk is asked to call.</p>" in after


def test_the_intake_says_at_its_top_what_was_decided_after_the_consultation(
    coming, clinician, browser_of
):
    intake = reverse("intake:review-detail", args=[coming.pk])
    browser = browser_of(clinician)
    assert "After the consultation:" not in browser.get(intake).text
    review = decide(coming, Decision.NOT_SUITABLE)

    bar, box = re.findall(
        r'class="bar">(.*?)</div>.*id="decision"(.*)',
        " ".join(browser.get(intake).text.split()),
    )[0]

    signed_at = date_format(
        review.signed_at.astimezone(coming.location.zone), "N j, Y, g:i a T"
    )
    line = f"Not suitable</strong>, {review.signed_by}, since {signed_at}"
    assert f"After the consultation: <strong>{line}" in html.unescape(bar)
    assert "<strong>Suitable</strong>" in bar
    assert "<strong>Not suitable</strong>" in box


def test_the_page_says_when_infusions_can_be_booked(coming, clinician, browser_of):
    decide(coming, Decision.SUITABLE)
    sign_treatment(coming)

    assert "Nothing is missing." in browser_of(clinician).get(page_of(coming)).text


def test_the_page_of_who_is_not_booked_has_no_form(here, clinician, browser_of):
    page = browser_of(clinician).get(page_of(ready(here)))

    assert "You can decide once a consultation is booked" in page.text
    assert "<textarea" not in page.text


def test_the_page_signs_and_leads_to_the_list(coming, clinician, browser_of):
    page = browser_of(clinician).post(
        page_of(coming), posted(coming, Decision.SUITABLE), follow=True
    )

    assert page.redirect_chain == [(LIST, 302)]
    assert "Your decision is signed." in page.text
    review = coming.reviews.get(stage="consultation")
    assert (review.signed_by, review.decision) == (clinician, Decision.SUITABLE)


def test_the_page_wants_a_decision_and_a_reason(coming, clinician, browser_of):
    page = browser_of(clinician).post(page_of(coming), {})

    assert "<title>Error: " in page.text
    assert "Select a decision" in page.text
    assert "Enter the reason for the decision" in page.text


@pytest.mark.parametrize("version", ["1", "", "x", "9" * 6000, "²"])
def test_the_page_keeps_the_reason_when_the_request_has_changed(
    coming, clinician, browser_of, version
):
    page = browser_of(clinician).post(
        page_of(coming), posted(coming, Decision.SUITABLE, version=version)
    )

    assert "This intake has changed. Look again, then sign." in page.text
    assert f"{REASON}</textarea>" in page.text
    assert f'name="version" value="{coming.version}"' in page.text
    assert not coming.reviews.filter(stage="consultation").exists()


def test_the_page_says_that_an_alert_is_open(coming, clinician, browser_of):
    raise_alert(coming)

    page = browser_of(clinician).post(
        page_of(coming), posted(coming, Decision.SUITABLE)
    )

    assert "An urgent alert is not resolved. Resolve it first, then sign." in page.text
    assert f"{REASON}</textarea>" in page.text


def test_the_page_refuses_to_sign_where_nothing_is_booked(here, clinician, browser_of):
    consultation_request = ready(here)

    page = browser_of(clinician).post(
        page_of(consultation_request), posted(consultation_request, Decision.SUITABLE)
    )

    assert "There is no consultation to decide on." in page.text
    assert not consultation_request.reviews.filter(stage="consultation").exists()


def test_the_page_records_what_was_read(coming, clinician, browser_of):
    review = decide(coming, Decision.SUITABLE)

    browser_of(clinician).get(page_of(coming))

    assert fields_seen(review, clinician) >= {"decision", "reason"}
    assert fields_seen(coming.patient, clinician) == {"name", "born_on", "phone"}


def test_the_intake_leads_to_the_consultation_once_one_is_booked(
    here, coming, clinician, browser_of
):
    browser = browser_of(clinician)
    intake = reverse("intake:review-detail", args=[coming.pk])
    other = reverse("intake:review-detail", args=[ready(here).pk])

    assert f'href="{page_of(coming)}"' in browser.get(intake).text
    assert "/clinician/consultation/" not in browser.get(other).text
    assert f'href="{LIST}"' in browser.get("/clinician/review/").text


def test_no_mail_tells_what_was_decided(here, desk):
    consultation_request = approved(here)
    drain()
    decide(consultation_request, Decision.NOT_SUITABLE)
    drain()

    texts = " ".join(f"{each.subject} {each.body}" for each in mail.outbox).lower()
    texts = re.sub(r"http\S+", "", texts)
    assert "something to read and sign" in texts
    assert "please call a patient" in texts
    for word in ("ketamine", "infusion", "treatment", "suitable", "consult", "talked"):
        assert word not in texts


def test_who_signs_before_the_consultation_is_over_is_warned(coming, here, browser_of):
    clinician = browser_of(reviewer_of(here))
    note = "The consultation is not over yet"

    before = clinician.get(page_of(coming)).text
    coming.appointments.update(
        starts_at=timezone.now() - timedelta(hours=2),
        ends_at=timezone.now() - timedelta(hours=1),
    )
    after = clinician.get(page_of(coming)).text

    assert note in before
    assert note not in after
