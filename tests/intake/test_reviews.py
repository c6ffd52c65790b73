"""The clinician's queue, one intake to read, and a decision signed on it."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format

from clinic.access.links import link_for
from clinic.access.models import LinkPurpose, PatientLink
from clinic.access.roles import Role
from clinic.outbox.models import Message
from intake import services
from intake.models import (
    Assessment,
    ConsultationRequest,
    Decision,
    RequestStatus,
    Review,
    ReviewStage,
)
from scheduling.services import NotReviewed, hold_time
from tests.clinic.outbox.threads import at_once
from tests.factories import RECEIVED_AT, consultation_at, staff
from tests.intake.eligibility.patients import SEVERAL_DAYS, healthy_but
from tests.intake.events import fields_seen
from tests.owner import as_owner
from tests.stories import (
    answered,
    asking,
    assessment_of,
    draft_of,
    invited,
    resolution,
    send_again,
)

pytestmark = pytest.mark.django_db

PHONE = "+1 410 555 0123"
LIST = "/clinician/review/"
REASON = "Canary: nothing speaks against it"


def fresh(consultation_request):
    return ConsultationRequest.objects.get(pk=consultation_request.pk)


def page_of(consultation_request):
    return reverse("intake:review-detail", args=[consultation_request.pk])


def sign(consultation_request, decision, actor, **options):
    return services.sign_review(
        assessment_of(consultation_request),
        decision,
        reason=REASON,
        actor=actor,
        **(asking(decision) | options),
    )


def told():
    messages = Message.objects.exclude(kind="questionnaire-ready")
    return list(messages.values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("decision", "status", "message"),
    [
        (Decision.SUITABLE, RequestStatus.REVIEWED, ["time-to-choose"]),
        (
            Decision.MORE_INFORMATION,
            RequestStatus.QUESTIONNAIRE_SENT,
            ["questionnaire-more"],
        ),
        (Decision.NOT_SUITABLE, RequestStatus.REVIEWED, []),
    ],
)
def test_sign_review_takes_the_next_step(here, clinician, decision, status, message):
    consultation_request = answered(location=here)
    before = told()

    review = sign(consultation_request, decision, clinician)

    assert (review.decision, review.reason) == (decision, REASON)
    assert (review.signed_by, review.stage) == (clinician, ReviewStage.INTAKE)
    assert fresh(consultation_request).status == status
    assert sorted(told()) == sorted([*before, *message])


def test_more_information_gives_the_answers_back_to_be_changed(here, clinician):
    consultation_request = answered(location=here)

    sign(consultation_request, Decision.MORE_INFORMATION, clinician)

    draft = draft_of(consultation_request)
    assert draft.answers == assessment_of(consultation_request).response.answers
    assert consultation_request.responses.count() == 2


def test_clinicians_are_told_again_when_the_patient_has_answered_again(here, clinician):
    consultation_request = answered(location=here)
    sign(consultation_request, Decision.MORE_INFORMATION, clinician)

    send_again(consultation_request)

    assert told().count("answers-waiting") == 2


def test_a_decision_is_superseded_by_the_next_and_stays_as_it_was(here, clinician):
    consultation_request = answered(location=here)
    first = sign(consultation_request, Decision.NOT_SUITABLE, clinician)

    second = sign(consultation_request, Decision.SUITABLE, clinician)

    assert second.supersedes == first
    assert Review.objects.get(pk=first.pk).decision == Decision.NOT_SUITABLE
    assert list(consultation_request.reviews.current()) == [second]


def test_superseding_a_suitable_decision_closes_the_way_to_booking(here, clinician):
    consultation_at(here)
    consultation_request = answered(location=here)
    sign(consultation_request, Decision.SUITABLE, clinician)
    link_for(
        consultation_request.patient,
        LinkPurpose.BOOK,
        consultation_request,
        expires_at=timezone.now() + timedelta(days=1),
    )

    sign(consultation_request, Decision.NOT_SUITABLE, clinician)

    assert not PatientLink.objects.get().is_live
    with pytest.raises(NotReviewed):
        hold_time(consultation_request, timezone.now() + timedelta(days=3))


def test_a_closed_request_cannot_be_booked(here, clinician, desk):
    consultation_at(here)
    consultation_request = answered(location=here)
    sign(consultation_request, Decision.SUITABLE, clinician)
    services.close_request(
        consultation_request,
        actor=desk,
        reason="Moved away",
        version=fresh(consultation_request).version,
    )

    with pytest.raises(NotReviewed):
        hold_time(consultation_request, timezone.now() + timedelta(days=3))


def test_sign_review_refuses_who_did_not_see_what_happened_since(here, clinician):
    consultation_request = answered(location=here)
    seen = consultation_request.version
    sign(consultation_request, Decision.NOT_SUITABLE, clinician, version=seen)

    with pytest.raises(services.ChangedMeanwhile):
        sign(consultation_request, Decision.SUITABLE, clinician, version=seen)

    assert Review.objects.count() == 1


def test_sign_review_refuses_a_closed_request(here, clinician, desk):
    consultation_request = answered(location=here)
    services.close_request(
        consultation_request,
        actor=desk,
        reason="x",
        version=consultation_request.version,
    )

    with pytest.raises(services.NotReady):
        sign(consultation_request, Decision.SUITABLE, clinician)

    assert not Review.objects.exists()


def test_sign_review_refuses_answers_that_are_not_sent(here, clinician):
    consultation_request = invited(location=here)
    services.save_page(
        draft_of(consultation_request), "mood/phq9-9", {"phq9-9": [SEVERAL_DAYS]}
    )
    unsent = services.latest_assessment(consultation_request)

    with pytest.raises(services.NotReady):
        services.sign_review(unsent, Decision.SUITABLE, reason=REASON, actor=clinician)

    assert not Review.objects.exists()


def test_nobody_is_found_suitable_while_an_alert_is_not_resolved(here, clinician):
    consultation_request = answered(
        healthy_but(**{"phq9-9": [SEVERAL_DAYS]}), location=here
    )
    alert = consultation_request.alerts.get()
    services.acknowledge_alert(alert, actor=clinician)

    with pytest.raises(services.AlertStands):
        sign(consultation_request, Decision.SUITABLE, clinician)
    assert not consultation_request.reviews.exists()

    services.resolve_alert(alert, resolution(), actor=clinician)
    sign(consultation_request, Decision.SUITABLE, clinician)
    assert consultation_request.reviews.get().decision == Decision.SUITABLE


@pytest.mark.django_db(transaction=True)
def test_five_clinicians_at_once_sign_one_decision(here, clinician):
    consultation_request = answered(location=here)
    seen = consultation_request.version

    def decide():
        try:
            sign(consultation_request, Decision.SUITABLE, clinician, version=seen)
        except services.ChangedMeanwhile:
            return False
        return True

    assert sorted(at_once(5, decide)) == [False, False, False, False, True]
    assert told().count("time-to-choose") == 1


def test_review_queue_has_the_urgent_first_then_whose_answers_wait_longest(
    here, clinician
):
    asked_for_later = RECEIVED_AT + timedelta(hours=1)
    sent_first = answered(location=here, received_at=asked_for_later)
    sent_last = answered(location=here)
    grave = answered(healthy_but(aneurysm_avm="yes"), location=here)
    urgent = answered(healthy_but(phq9_9=SEVERAL_DAYS), location=here)

    queue = list(services.review_queue(clinician))

    assert queue == [urgent, grave, sent_first, sent_last]
    assert [each.waiting_since for each in queue] == [
        assessment_of(each).made_at for each in queue
    ]


def test_review_queue_counts_from_the_newest_answers(here, clinician):
    sent_again = answered(location=here)
    other = answered(location=here)
    sign(sent_again, Decision.MORE_INFORMATION, clinician)
    send_again(sent_again)

    assert list(services.review_queue(clinician)) == [other, sent_again]


def test_review_list_says_how_long_the_answers_wait(here, clinician, browser_of):
    answered(location=here)
    with as_owner():
        Assessment.objects.update(made_at=timezone.now() - timedelta(hours=5))

    page = browser_of(clinician).get(LIST)

    assert ">5\xa0hours</td>" in page.text


def test_review_queue_has_an_abandoned_form_with_an_urgent_answer(here, clinician):
    abandoned = invited(location=here)
    services.save_page(draft_of(abandoned), "mood/phq9-9", {"phq9-9": [SEVERAL_DAYS]})
    invited(location=here)

    assert list(services.review_queue(clinician)) == [abandoned]


def test_review_queue_has_an_alert_first_whatever_the_newest_answers_are(
    here, clinician
):
    grave = answered(healthy_but(aneurysm_avm="yes"), location=here)
    taken_back = invited(location=here, received_at=RECEIVED_AT + timedelta(hours=2))
    draft = draft_of(taken_back)
    services.save_page(draft, "mood/phq9-9", {"phq9-9": [SEVERAL_DAYS]})
    draft.refresh_from_db()
    draft.answers = healthy_but()
    draft.save()
    services.send_answers(draft)

    assert list(services.review_queue(clinician)) == [taken_back, grave]


def test_review_queue_is_that_of_the_clinicians_locations(here, clinician, stranger):
    consultation_request = answered(location=here)

    assert list(services.review_queue(clinician)) == [consultation_request]
    assert list(services.review_queue(stranger)) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_review_list_asks_the_database_the_same_for_each_row(
    here, clinician, browser_of, django_assert_num_queries, rows
):
    for _ in range(rows):
        answered(location=here)
    browser = browser_of(clinician)
    browser.get(LIST)

    with django_assert_num_queries(10):
        page = browser.get(LIST)

    assert page.text.count("Jordan Lee") == rows


def test_review_pages_are_for_clinicians_of_the_location(
    here, desk, manager, clinician, stranger, browser_of
):
    path = page_of(answered(location=here))

    assert browser_of(clinician).get(path).status_code == 200
    assert browser_of(stranger).get(path).status_code == 404
    for person in (desk, manager, staff(Role.NURSE, here)):
        assert browser_of(person).get(path).status_code == 403
        assert browser_of(person).get(LIST).status_code == 403


def test_review_page_shows_flags_with_words_rule_source_and_policy(
    here, clinician, browser_of
):
    consultation_request = answered(
        healthy_but(bp_systolic=176, **{"heart-attack": "unsure"}), location=here
    )

    text = html.unescape(browser_of(clinician).get(page_of(consultation_request)).text)

    assert "Top number <strong>176 mmHg</strong>" in text
    assert "<small>UNSURE_STOP_ITEM</small>" in text
    assert "Policy 1 · needs sign-off by a licensed clinician" in " ".join(text.split())


def test_review_page_has_flags_then_answers_then_the_decision(
    here, clinician, browser_of
):
    consultation_request = answered(healthy_but(bp_systolic=176), location=here)

    text = browser_of(clinician).get(page_of(consultation_request)).text

    headings = [
        "Flags</h2>",
        "Blood pressure</h2>",
        "Heart and blood pressure</h2>",
        "Medicines</h2>",
        "Other health questions</h2>",
        "Your mental health</h2>",
        "Alcohol and drugs</h2>",
        "Treatments you have tried</h2>",
        "Scores</h2>",
        "About you</h2>",
        "Your safety</h2>",
        "Getting home, and your goals</h2>",
        "Decision</h2>",
    ]
    assert sorted(headings, key=text.index) == headings


def test_review_page_never_folds_item_9_away(here, clinician, browser_of):
    consultation_request = answered(healthy_but(phq9_9="declined"), location=here)

    text = browser_of(clinician).get(page_of(consultation_request)).text

    open_part = text[text.index("Scores</h2>") : text.index("<details>")]
    assert "better off dead" in open_part
    assert "I&#x27;d rather not answer" in open_part
    assert "No total: an answer is missing" in open_part


def test_review_page_has_item_9_under_the_phq9_and_the_points_of_each_item(
    here, clinician, browser_of
):
    consultation_request = answered(
        healthy_but(phq9_9=SEVERAL_DAYS, gad7_1="declined"), location=here
    )

    text = browser_of(clinician).get(page_of(consultation_request)).text

    shown = " ".join(re.sub("<(?!/?h3)[^>]+>", " ", html.unescape(text)).split())
    totals, behind = re.search(
        r" Scores (PHQ-9 .*?) All answers behind the scores (.*?) Decision ", shown
    ).groups()
    assert re.fullmatch(
        r"PHQ-9 \d+ of 27, [a-z-]+ Thoughts .* Several days GAD-7 No total.*", totals
    )
    phq9, gad7 = re.findall(r"<h3>[^<]+</h3>([^<]+)", behind)[:2]
    assert re.findall("<h3>(.*?)</h3>", behind)[:2] == ["PHQ-9", "GAD-7"]
    assert len(re.findall(r" · \d points?", phq9)) == 9
    assert phq9.endswith("Several days · 1 point ")
    assert len(re.findall(r" · \d points?", gad7)) == 6


def test_review_page_shows_nothing_left_open_or_unsure_as_no(
    here, clinician, browser_of
):
    consultation_request = invited(location=here)
    draft = draft_of(consultation_request)
    services.save_page(draft, "heart/stroke", {"stroke": ["unsure"]})
    services.save_page(draft, "mood/phq9-9", {"phq9-9": [SEVERAL_DAYS]})

    text = browser_of(clinician).get(page_of(consultation_request)).text

    assert "The patient has not sent the answers yet." in text
    assert "I&#x27;m not sure</dd>" in text
    assert "Not answered" in text
    assert "<dd>No</dd>" not in text


def test_review_page_names_the_patient_for_print(here, clinician, browser_of):
    consultation_request = answered(location=here)

    text = browser_of(clinician).get(page_of(consultation_request)).text

    assert "<h1>Jordan Lee</h1>" in text
    assert "Born February 3, 1988" in text
    assert consultation_request.reference in text


def bar_of(page):
    """Return the words of the line under the name."""
    [bar] = re.findall(r'<div class="bar">(.*?)</div>', page.text, re.DOTALL)
    return " ".join(re.sub("<[^>]+>", " ", bar).split()).replace(" ,", ",")


def test_review_page_says_at_once_that_nobody_has_decided(here, clinician, browser_of):
    consultation_request = answered(healthy_but(bp_systolic=176), location=here)

    page = browser_of(clinician).get(page_of(consultation_request))

    assert bar_of(page) == (
        "Needs clinician Review before booking No decision yet"
        f" 1 flag not looked at {PHONE} Go to the decision"
    )


def test_review_page_says_at_once_who_has_decided_and_since_when(
    here, clinician, browser_of
):
    consultation_request = answered(location=here)
    review = sign(consultation_request, Decision.SUITABLE, clinician)

    page = browser_of(clinician).get(page_of(consultation_request))

    since = date_format(review.signed_at.astimezone(here.zone), "N j, Y, g:i a T")
    assert bar_of(page) == (
        f"Reviewed Routine Suitable, {clinician}, since {since}"
        f" {PHONE} Go to the decision"
    )


def test_review_page_takes_no_decision_on_older_answers_for_one_on_the_new(
    here, clinician, browser_of
):
    consultation_request = answered(location=here)
    sign(consultation_request, Decision.MORE_INFORMATION, clinician)
    send_again(consultation_request)

    page = browser_of(clinician).get(page_of(consultation_request))

    assert "No decision yet" in bar_of(page)
    decision = "<strong>Need more information</strong>"
    earlier = f'<span class="muted">About earlier answers:</span> {decision}'
    assert earlier in " ".join(page.text.split())
    assert REASON in page.text


def test_review_page_without_answers_says_so(here, clinician, browser_of):
    page = browser_of(clinician).get(page_of(invited(location=here)))

    assert bar_of(page) == (
        f"Questionnaire sent No decision yet {PHONE} Go to the decision"
    )
    assert "The patient has not answered yet." in page.text
    assert "<textarea" not in page.text


def test_review_page_marks_a_superseded_decision(here, clinician, browser_of):
    consultation_request = answered(location=here)
    sign(consultation_request, Decision.NOT_SUITABLE, clinician)
    sign(consultation_request, Decision.SUITABLE, clinician)

    text = browser_of(clinician).get(page_of(consultation_request)).text

    shown = " ".join(text.split())
    assert "About earlier answers:" not in shown
    assert shown.count("Superseded:") == 1
    assert "Superseded:</span> <strong>Not suitable</strong>" in shown


def test_review_page_signs_and_says_so(here, clinician, browser_of):
    consultation_request = answered(location=here)

    page = browser_of(clinician).post(
        page_of(consultation_request),
        {
            "version": consultation_request.version,
            "decision": Decision.SUITABLE,
            "reason": REASON,
        },
        follow=True,
    )

    assert page.redirect_chain == [(LIST, 302)]
    assert Review.objects.get().decision == Decision.SUITABLE


def test_review_page_wants_a_decision_and_a_reason(here, clinician, browser_of):
    consultation_request = answered(location=here)

    page = browser_of(clinician).post(page_of(consultation_request), {})

    assert "<title>Error: " in page.text
    assert "Select a decision" in page.text
    assert "Enter the reason for the decision" in page.text


@pytest.mark.parametrize("version", ["1", "", "x", "9" * 6000, "²"])
def test_review_page_keeps_the_reason_when_the_intake_has_changed(
    here, clinician, browser_of, version
):
    consultation_request = answered(location=here)

    page = browser_of(clinician).post(
        page_of(consultation_request),
        {"version": version, "decision": Decision.SUITABLE, "reason": REASON},
    )

    assert "This intake has changed. Look again, then sign." in page.text
    assert f"{REASON}</textarea>" in page.text
    assert f'name="version" value="{consultation_request.version}"' in page.text
    assert not Review.objects.exists()


def test_review_page_refuses_to_sign_where_nothing_is_answered(
    here, clinician, browser_of
):
    consultation_request = invited(location=here)

    page = browser_of(clinician).post(
        page_of(consultation_request),
        {"version": "2", "decision": Decision.SUITABLE, "reason": REASON},
    )

    assert "There are no new answers to decide on." in page.text


def test_review_page_records_what_was_read(here, clinician, browser_of):
    consultation_request = answered(location=here)
    browser = browser_of(clinician)

    browser.get(page_of(consultation_request))

    response = consultation_request.responses.get()
    assert fields_seen(response, clinician) == {"answers"}
    assert fields_seen(consultation_request.patient, clinician) == {
        "name",
        "born_on",
        "phone",
    }
