"""A clinician asks some questions again; the patient answers just those."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.access.models import PatientLink
from intake import services
from intake.models import (
    Decision,
    Questionnaire,
    QuestionnaireResponse,
    QuestionnaireStatus,
    RequestStatus,
    Review,
    ReviewStage,
)
from intake.services.asking import asking_of
from tests.intake.eligibility.patients import HEALTHY, SEVERAL_DAYS, healthy_but
from tests.intake.events import changes_of, fields_seen
from tests.stories import answered, draft_of, resolve_alerts, send_again

pytestmark = pytest.mark.django_db

WORDS = "Canarywords: the day of the stroke, please"
MORE = Decision.MORE_INFORMATION
READING = {"bp_systolic": [118], "bp_diastolic": [74], "bp_when": ["past-week"]}


def sign(consultation_request, decision, actor, **options):
    return services.sign_review(
        services.latest_assessment(consultation_request),
        decision,
        reason="x",
        actor=actor,
        **options,
    )


@pytest.fixture
def consultation_request(here):
    return answered(location=here)


@pytest.fixture
def ask(consultation_request, clinician):
    """Give a function that asks the patient these questions again."""

    def ask(*asked, words=""):
        sign(consultation_request, MORE, clinician, asked=asked, words=words)
        return draft_of(consultation_request)

    return ask


def save(draft, path, **given):
    answers = {name.replace("_", "-"): value for name, value in given.items()}
    services.save_page(draft, path, answers, asking=asking_of(draft))


def led_through(consultation_request):
    return [page.path for page in services.open_answers(consultation_request).pages]


def test_the_decision_keeps_what_it_asks_and_the_draft_points_to_it(ask):
    draft = ask("stroke", "bp", words=WORDS)

    review = Review.objects.get()
    assert (review.asked, review.words) == (["stroke", "bp"], WORDS)
    assert draft.asked_by == review
    assert draft.answers == HEALTHY


@pytest.mark.parametrize(
    ("decision", "options", "refusal"),
    [
        (MORE, {}, services.NothingAsked),
        (MORE, {"words": WORDS}, services.NothingAsked),
        (MORE, {"asked": ["stroke", "nonsense"]}, services.UnknownQuestion),
        # Nobody asks when a heart attack was of who had none; half a page is no page.
        (MORE, {"asked": ["heart-attack-when"]}, services.UnknownQuestion),
        (MORE, {"asked": ["bp-systolic"]}, services.UnknownQuestion),
        (Decision.SUITABLE, {"asked": ["stroke"]}, services.NotAsking),
        (Decision.NOT_SUITABLE, {"words": WORDS}, services.NotAsking),
    ],
)
def test_a_decision_that_asks_wrongly_is_refused_and_nothing_is_signed(
    consultation_request, clinician, decision, options, refusal
):
    version = consultation_request.version

    with pytest.raises(refusal):
        sign(consultation_request, decision, clinician, **options)

    consultation_request.refresh_from_db()
    assert consultation_request.version == version
    assert not Review.objects.exists()
    assert QuestionnaireResponse.objects.count() == 1


def test_the_database_keeps_words_with_questions_only(ask):
    review = ask("stroke").asked_by
    of_another_stage = Review(
        consultation_request=review.consultation_request,
        assessment=review.assessment,
        stage=ReviewStage.CONSULTATION,
        decision=MORE,
        reason="x",
        is_final=False,
        words=WORDS,
        signed_by=review.signed_by,
        signed_at=review.signed_at,
    )

    refused = "review_has_words_only_about_what_it_asks"
    with pytest.raises(IntegrityError, match=refused), transaction.atomic():
        of_another_stage.save()


def test_the_database_keeps_no_final_decision_that_asks(ask):
    review = ask("stroke").asked_by
    asks_and_decides = Review(
        consultation_request=review.consultation_request,
        assessment=review.assessment,
        stage=ReviewStage.CONSULTATION,
        decision=Decision.SUITABLE,
        reason="x",
        is_final=True,
        asked=["stroke"],
        signed_by=review.signed_by,
        signed_at=review.signed_at,
    )

    refused = "review_that_asks_is_not_final"
    with pytest.raises(IntegrityError, match=refused), transaction.atomic():
        asks_and_decides.save()


def test_the_database_keeps_what_is_answered_again_with_what_asked(ask):
    draft = ask("stroke")
    draft.asked_by, draft.answered_again = None, ["stroke"]

    refused = "questionnaireresponse_answers_again_what_was_asked"
    with pytest.raises(IntegrityError, match=refused), transaction.atomic():
        draft.save()


def test_only_what_is_asked_again_is_led_through(ask, consultation_request):
    ask("stroke", "bp")

    assert led_through(consultation_request) == ["heart/bp", "heart/stroke"]


def test_how_long_ago_is_chosen_anew_and_the_numbers_stay(ask, consultation_request):
    draft = ask("bp")

    page = services.open_answers(consultation_request).page_at("heart/bp")
    assert "bp-when" in draft.answers
    assert "bp-when" not in page.answers
    assert (page.answers["bp-systolic"], page.is_complete) == ([118], False)

    save(draft, "heart/bp", **READING)

    page = services.open_answers(consultation_request).page_at("heart/bp")
    assert page.answers["bp-when"] == ["past-week"]


def test_what_a_new_answer_opens_is_asked_too(ask, consultation_request):
    draft = ask("heart-attack")

    save(draft, "heart/heart-attack", heart_attack=["yes"])

    assert led_through(consultation_request) == [
        "heart/heart-attack",
        "heart/heart-attack-more",
        "heart/heart-attack-when",
    ]
    with pytest.raises(services.Incomplete):
        services.send_answers(draft)


def test_answers_are_not_sent_until_each_question_is_answered_again(
    ask, consultation_request
):
    draft = ask("stroke", "bp")
    save(draft, "heart/stroke", stroke=["no"])

    with pytest.raises(services.Incomplete) as refused:
        services.send_answers(draft)

    assert [problem.link_id for problem in refused.value.problems] == ["bp"]
    save(draft, "heart/bp", **READING)
    services.send_answers(draft)
    consultation_request.refresh_from_db()
    assert consultation_request.status == RequestStatus.ANSWERED


def test_a_list_is_answered_again_when_it_is_left_as_it_is(here, clinician):
    answers = healthy_but(medicines_any="yes", medicine=[{"medicine-name": ["Zoloft"]}])
    consultation_request = answered(answers, location=here)
    sign(consultation_request, MORE, clinician, asked=["medicine"])
    draft = draft_of(consultation_request)

    save(draft, "medicines/medicine")

    services.send_answers(draft)
    assert services.answers_of(draft)["medicine"] == [{"medicine-name": ["Zoloft"]}]


def test_another_answer_can_still_be_corrected(ask, consultation_request):
    draft = ask("stroke")

    save(draft, "health/liver", liver=["unsure"])

    assert draft_of(consultation_request).answers["liver"] == ["unsure"]
    assert led_through(consultation_request) == ["heart/stroke"]


def test_a_question_that_is_pointless_by_now_is_not_waited_for(here, clinician):
    answers = healthy_but(heart_attack="yes", heart_attack_when="over-a-year")
    consultation_request = answered(answers, location=here)
    sign(consultation_request, MORE, clinician, asked=["heart-attack-when"])
    draft = draft_of(consultation_request)

    save(draft, "heart/heart-attack", heart_attack=["no"])

    opened = services.open_answers(consultation_request)
    assert (opened.pages, opened.page_to_go_on) == ([], None)
    services.send_answers(draft)


def test_answers_stay_with_the_version_that_they_were_given_to(
    consultation_request, clinician
):
    older = Questionnaire.objects.get(version="1.0.0")
    consultation_request.responses.update(questionnaire=older)

    sign(consultation_request, MORE, clinician, asked=["stroke"])

    assert older.status == QuestionnaireStatus.RETIRED
    assert draft_of(consultation_request).questionnaire == older


def test_a_second_decision_asks_anew_and_loses_no_answer(
    ask, consultation_request, clinician
):
    draft = ask("stroke", "bp")
    save(draft, "heart/stroke", stroke=["unsure"])

    second = sign(consultation_request, MORE, clinician, asked=["stroke", "angina"])

    again = draft_of(consultation_request)
    assert (again.pk, again.asked_by) == (draft.pk, second)
    assert again.answers["stroke"] == ["unsure"]
    opened = services.open_answers(consultation_request)
    assert [page.path for page in opened.pages if page.is_awaited] == [
        "heart/stroke",
        "heart/angina",
    ]


def test_a_worrying_answer_alerts_as_ever(ask, consultation_request):
    draft = ask("asq-4")

    save(draft, "safety/asq-4", asq_4=["yes"])

    assert consultation_request.alerts.standing().count() == 1


def test_the_look_at_what_is_asked_is_recorded(ask, consultation_request, browser_of):
    ask("stroke", words=WORDS)
    browser_of(consultation_request).get("/questionnaire/")

    link = PatientLink.objects.get()
    assert fields_seen(Review.objects.get(), link) == {"asked", "words"}


def test_the_first_answers_have_nothing_to_be_compared_with(consultation_request):
    assert services.read_intake(consultation_request).revision is None


def test_a_revision_has_answers_and_flags_before_and_now(ask, consultation_request):
    draft = ask("stroke", "bp")
    save(draft, "heart/bp", **READING | {"bp_systolic": [176]})
    save(draft, "heart/stroke", stroke=["no"])
    services.send_answers(draft)

    revision = services.read_intake(consultation_request).revision

    first = consultation_request.responses.last()
    assert revision.since == first.sent_at
    assert [(each.label, each.before, each.now) for each in revision.differences] == [
        ("Top number", "118 mmHg", "176 mmHg")
    ]
    assert [flag["severity"] for flag in revision.new_flags] == ["relative"]
    assert revision.gone_flags == []


def test_answers_sent_again_as_they_were_have_an_empty_revision(
    ask, consultation_request
):
    ask("stroke")
    send_again(consultation_request)

    revision = services.read_intake(consultation_request).revision

    assert (revision.differences, revision.new_flags, revision.gone_flags) == (
        [],
        [],
        [],
    )


def test_questions_behind_flags_and_left_open_come_first(here):
    answers = healthy_but(bp_systolic=176, stroke="unsure", phq9_3="declined")
    consultation_request = answered(answers, location=here)

    to_ask = services.read_intake(consultation_request).to_ask

    [likely, *sections] = to_ask
    first = [link_id for link_id, _ in likely[1]]
    assert likely[0] == "Behind the flags, or left open"
    assert {"bp", "stroke", "phq9-1"} <= {*first}
    assert {"phq9-2", "phq9-3"}.isdisjoint(first)
    assert ("phq9-1", "PHQ-9, all its questions") in likely[1]
    assert "liver" not in first
    assert ("Other health questions", ("liver", "Do you have liver disease?")) in [
        (title, question) for title, questions in sections for question in questions
    ]


def test_every_question_that_was_asked_can_be_asked_again_once(here):
    consultation_request = answered(healthy_but(bp_systolic=176), location=here)

    to_ask = services.read_intake(consultation_request).to_ask

    offered = [link_id for _, questions in to_ask for link_id, _ in questions]
    assert len(offered) == len({*offered}) > 50


SEVERE = healthy_but(
    bp_systolic=185, bp_diastolic=110, bp_symptoms="no", bp_when="today"
)
NO_ANSWER = "Reported BP 225/135 (>=180 or >=120) and NO ANSWER about symptoms"
SEVERAL_DAYS_AGAIN = {"phq9_9": [SEVERAL_DAYS]}


def asked_after(days, answers, asked, here, clinician):
    """Ask again after answers that were sent so many days ago; return the draft."""
    consultation_request = answered(answers, location=here)
    consultation_request.responses.update(sent_at=timezone.now() - timedelta(days))
    resolve_alerts(consultation_request, clinician)
    sign(consultation_request, MORE, clinician, asked=asked)
    return draft_of(consultation_request)


def awaited(draft):
    draft = services.open_answers(draft.consultation_request)
    return [page.item.link_id for page in draft.pages if page.is_awaited]


def standing(draft):
    return list(draft.consultation_request.alerts.standing())


def test_symptoms_are_asked_again_with_the_blood_pressure(here, clinician):
    draft = asked_after(1, SEVERE, ["bp"], here, clinician)

    assert awaited(draft) == ["bp", "bp-symptoms", "bp-again"]
    save(draft, "heart/bp", bp_systolic=[225], bp_diastolic=[135], bp_when=["today"])

    assert awaited(draft) == ["bp-symptoms", "bp-again"]
    [alert] = standing(draft)
    assert alert.reasons[0].startswith(NO_ANSWER)


def test_symptoms_are_asked_again_of_a_reading_that_nobody_asked_for(here, clinician):
    draft = asked_after(1, SEVERE, ["stroke"], here, clinician)

    save(draft, "heart/bp", bp_systolic=[225], bp_diastolic=[135], bp_when=["today"])

    assert awaited(draft) == ["bp-symptoms", "bp-again", "stroke"]
    assert len(standing(draft)) == 1


def test_an_old_no_about_symptoms_is_not_shown_as_help_for_a_new_reading(
    here, clinician
):
    draft = asked_after(1, SEVERE, ["bp"], here, clinician)

    save(draft, "heart/bp", bp_systolic=[225], bp_diastolic=[135], bp_when=["today"])

    assert services.open_answers(draft.consultation_request).panels == []


def test_a_refused_reading_alerts_whatever_was_said_of_symptoms_before(here, clinician):
    draft = asked_after(1, SEVERE, ["bp"], here, clinician)

    services.alert_of_refused(draft, {"bp-systolic": [225], "bp-diastolic": [135]})

    assert len(standing(draft)) == 1


def test_the_safety_screen_is_asked_again_as_a_whole(here, clinician):
    answers = healthy_but(asq_1="yes", asq_5="no")

    draft = asked_after(1, answers, ["asq-1"], here, clinician)

    assert awaited(draft) == ["asq-1", "asq-2", "asq-3", "asq-4", "asq-5"]


def test_an_instrument_is_asked_again_as_a_whole(ask):
    draft = ask("phq9-3")

    assert awaited(draft) == [f"phq9-{number}" for number in range(1, 11)]


def test_an_urgent_answer_given_again_as_it_was_alerts_again(here, clinician):
    answers = healthy_but(phq9_9=SEVERAL_DAYS)
    draft = asked_after(1, answers, ["phq9-9"], here, clinician)
    assert standing(draft) == []

    save(draft, "mood/phq9-9", **SEVERAL_DAYS_AGAIN)
    save(draft, "mood/phq9-9", **SEVERAL_DAYS_AGAIN)

    [alert] = standing(draft)
    assert alert.reasons[0].startswith("PHQ-9 item 9 = 1.")


def test_an_urgent_answer_confirmed_unasked_alerts_again(here, clinician):
    answers = healthy_but(phq9_9=SEVERAL_DAYS)
    draft = asked_after(1, answers, ["stroke"], here, clinician)

    save(draft, "mood/phq9-9", **SEVERAL_DAYS_AGAIN)

    assert len(standing(draft)) == 1


def test_a_resolved_alert_does_not_count_for_what_was_asked_again_since(
    here, clinician
):
    answers = healthy_but(asq_4="yes", asq_5="no")
    draft = asked_after(1, answers, ["asq-4"], here, clinician)
    draft.answered_again = ["asq-1", "asq-2", "asq-3", "asq-4", "asq-4-more", "asq-5"]
    draft.save()

    services.send_answers(draft)

    assert len(standing(draft)) == 1


def test_old_answers_in_relative_time_are_asked_again_too(here, clinician):
    answers = healthy_but(heart_attack="yes", heart_attack_when="over-a-year")

    of_lately = asked_after(13, answers, ["liver"], here, clinician)
    of_long_ago = asked_after(15, answers, ["liver"], here, clinician)

    assert awaited(of_lately) == ["liver"]
    assert awaited(of_long_ago) == ["bp", "heart-attack-when", "liver"]


def test_how_old_an_answer_is_counts_from_when_it_was_given(here, clinician):
    draft = asked_after(13, HEALTHY, ["stroke"], here, clinician)
    consultation_request = draft.consultation_request
    send_again(consultation_request)
    consultation_request.responses.filter(asked_by=None).update(
        sent_at=timezone.now() - timedelta(days=15)
    )

    sign(consultation_request, MORE, clinician, asked=["liver"])

    assert awaited(draft_of(consultation_request)) == ["bp", "liver"]


def test_what_was_answered_meanwhile_stays_answered_when_more_is_asked(here, clinician):
    draft = asked_after(1, SEVERE, ["bp"], here, clinician)
    save(draft, "heart/bp", bp_systolic=[225], bp_diastolic=[135], bp_when=["today"])

    sent = draft.consultation_request.responses.exclude(pk=draft.pk).get()
    services.sign_review(
        sent.assessments.get(is_provisional=False),
        MORE,
        reason="x",
        actor=clinician,
        asked=["stroke"],
    )

    assert awaited(draft) == ["bp-symptoms", "bp-again", "stroke"]


def test_asking_again_is_recorded_as_a_change_of_the_draft(
    ask, consultation_request, clinician
):
    draft = ask("stroke")
    assert changes_of(draft) == 1

    ask("liver")

    assert changes_of(draft) == 2


def test_asking_anew_writes_only_what_is_asked(ask, consultation_request):
    draft = ask("stroke")
    save(draft, "heart/stroke", stroke=["unsure"])
    before = draft_of(consultation_request)

    ask("liver")

    now = draft_of(consultation_request)
    assert (now.answers, now.saved_at) == (before.answers, before.saved_at)


def test_a_page_of_an_earlier_asking_is_saved_but_not_answered_again(
    ask, consultation_request
):
    draft = ask("asq-4")
    earlier = asking_of(draft)
    draft = ask("asq-4", words=WORDS)

    services.save_page(draft, "safety/asq-4", {"asq-4": ["yes"]}, asking=earlier)

    draft = draft_of(consultation_request)
    assert draft.answers["asq-4"] == ["yes"]
    assert "asq-4" in awaited(draft)
    assert len(standing(draft)) == 1
