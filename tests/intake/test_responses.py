"""Saving and sending answers: two devices, replays, and what is assessed when."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from clinic.outbox.models import Message
from intake import services
from intake.eligibility.levels import Triage
from intake.instruments import resource
from intake.models import (
    Assessment,
    ConsultationRequest,
    QuestionnaireResponse,
    RequestStatus,
    ResponseStatus,
)
from intake.questionnaires.pages import page_at
from intake.services.assessments import facts_of, questionnaire_of
from tests.clinic.outbox.threads import at_once
from tests.intake.eligibility.patients import HEALTHY, healthy_but
from tests.stories import answered, asked, draft_of, invited

pytestmark = pytest.mark.django_db

HOME, SEX = "getting-home/ride-home", "about-you/sex-at-birth"
MEDICINES = [{"medicine-name": ["lithium"]}, {"medicine-name": ["aspirin"]}]


def fresh(response):
    return QuestionnaireResponse.objects.get(pk=response.pk)


def draft_with(answers):
    draft = draft_of(invited())
    draft.answers = answers
    draft.save()
    return draft


def test_save_page_changes_its_own_page_only():
    draft = draft_with({"sex-at-birth": ["female"], "ride-home": ["no"]})

    answers = services.save_page(draft, HOME, {"ride-home": ["yes"]})

    assert answers == {"sex-at-birth": ["female"], "ride-home": ["yes"]}
    assert fresh(draft).answers == answers


def test_save_page_takes_an_answer_back_that_was_left_out():
    draft = draft_with({"sex-at-birth": ["female"], "ride-home": ["no"]})

    assert services.save_page(draft, HOME, {}) == {"sex-at-birth": ["female"]}


@pytest.mark.django_db(transaction=True)
def test_two_devices_saving_two_pages_at_once_keep_both():
    draft = draft_of(invited())
    saved = [(HOME, {"ride-home": ["yes"]}), (SEX, {"sex-at-birth": ["male"]})]

    def save(page):
        try:
            services.save_page(draft, *page)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(save, saved * 5))

    assert fresh(draft).answers == {
        "request-about": ["depression"],
        "ride-home": ["yes"],
        "sex-at-birth": ["male"],
    }


def test_save_page_refuses_a_page_that_other_answers_have_made_pointless():
    draft = draft_with({"sex-at-birth": ["male"]})

    with pytest.raises(services.NoSuchPage):
        services.save_page(draft, "about-you/pregnant", {"pregnant": ["no"]})


SEEN = {"medicine": MEDICINES}
LIST, SECOND = "medicines/medicine", "medicines/medicine/2"
WITH_MEDICINES = healthy_but(medicines_any="yes", medicine=MEDICINES)


def fingerprint_of(draft, path):
    return page_at(questionnaire_of(draft), draft.answers, path).fingerprint


def test_save_page_changes_an_entry_that_is_as_it_was_seen():
    draft = draft_with(WITH_MEDICINES)
    given = {"medicine-name": ["iron"]}

    answers = services.save_page(
        draft, SECOND, given, seen=fingerprint_of(draft, SECOND)
    )

    assert answers["medicine"] == [MEDICINES[0], given]


def test_save_page_refuses_an_entry_that_was_removed_meanwhile():
    draft = draft_with(WITH_MEDICINES)
    seen = fingerprint_of(draft, SECOND)
    services.remove_occurrence(draft, LIST, 0, seen=SEEN)

    with pytest.raises(services.EntryChanged):
        services.save_page(draft, SECOND, {"medicine-name": ["iron"]}, seen=seen)

    assert fresh(draft).answers["medicine"] == MEDICINES[1:]


def test_save_page_refuses_to_write_what_is_added_over_what_was_added_meanwhile():
    draft = draft_with(WITH_MEDICINES)

    with pytest.raises(services.EntryChanged):
        services.save_page(draft, SECOND, {"medicine-name": ["iron"]}, seen="")

    assert fresh(draft).answers["medicine"] == MEDICINES


def test_save_page_adds_an_entry_once_when_it_is_pressed_twice():
    draft = draft_with(WITH_MEDICINES)

    for _ in range(2):
        services.save_page(draft, "medicines/medicine/3", {"medicine-name": ["iron"]})

    added = [*MEDICINES, {"medicine-name": ["iron"]}]
    assert fresh(draft).answers["medicine"] == added


def test_save_page_refuses_answers_that_are_sent():
    response = answered().responses.get()

    with pytest.raises(services.AlreadySent):
        services.save_page(response, HOME, {"ride-home": ["no"]})

    assert fresh(response).answers["ride-home"] == HEALTHY["ride-home"]


@pytest.mark.django_db(transaction=True)
def test_remove_occurrence_pressed_five_times_at_once_takes_one_back():
    draft = draft_with(healthy_but(medicines_any="yes", medicine=MEDICINES))

    at_once(
        5,
        lambda: services.remove_occurrence(draft, LIST, 0, seen=SEEN),
    )

    assert fresh(draft).answers["medicine"] == MEDICINES[1:]


def test_send_answers_assesses_them_and_hands_them_to_the_clinicians(here, clinician):
    consultation_request = invited(location=here)
    draft = draft_of(consultation_request)
    draft.answers = HEALTHY
    draft.save()

    services.send_answers(draft)

    assessment = Assessment.objects.get()
    assert fresh(draft).status == ResponseStatus.COMPLETED
    assert assessment.triage_rank == Triage.ROUTINE
    assert assessment.scores["phq9"] == {"total": 8, "band": "mild"}
    assert not assessment.is_provisional
    after = ConsultationRequest.objects.get()
    assert (after.status, after.version) == (RequestStatus.ANSWERED, 3)
    assert Message.objects.get(kind="answers-waiting").recipient_id == clinician.pk


def test_send_answers_names_what_is_open_and_sends_nothing():
    draft = draft_with(healthy_but(ride_home=None))

    with pytest.raises(services.Incomplete) as refusal:
        services.send_answers(draft)

    assert [problem.link_id for problem in refusal.value.problems] == ["ride-home"]
    assert fresh(draft).status == ResponseStatus.IN_PROGRESS
    assert not Assessment.objects.exists()


def test_send_answers_drops_what_no_longer_applies():
    draft = draft_with(healthy_but(**{"bp-known": "no"}))

    services.send_answers(draft)

    assert "bp-systolic" not in fresh(draft).answers


@pytest.mark.django_db(transaction=True)
def test_answers_sent_five_times_at_once_are_sent_once(here, clinician):
    draft = draft_of(invited(location=here))
    draft.answers = HEALTHY
    draft.save()

    def send():
        try:
            services.send_answers(draft)
        except services.AlreadySent:
            return False
        return True

    assert sorted(at_once(5, send)) == [False, False, False, False, True]
    assert Assessment.objects.count() == 1
    assert Message.objects.filter(kind="answers-waiting").count() == 1


def test_send_answers_opens_no_closed_request(desk, here):
    consultation_request = invited(location=here)
    draft = draft_of(consultation_request)
    draft.answers = HEALTHY
    draft.save()
    services.close_request(consultation_request, actor=desk, reason="x", version=2)

    with pytest.raises(services.AlreadyClosed):
        services.send_answers(draft)

    assert fresh(draft).status == ResponseStatus.IN_PROGRESS
    assert ConsultationRequest.objects.get().status == RequestStatus.CLOSED


def test_the_rules_read_the_words_of_an_option_not_its_code():
    form = resource("eligibility") | {"version": "coded"}
    [medicines] = form["contained"]
    [include] = medicines["compose"]["include"]
    codes = {}
    for number, concept in enumerate(include["concept"]):
        concept["code"] = codes[concept["display"]] = f"m{number}"
    draft = draft_of(asked(form))
    nardil, own = [codes["Nardil"]], [{"text": "heart pill"}]

    facts = facts_of(
        draft,
        {
            "medicines-any": ["yes"],
            "medicine": [{"medicine-name": nardil}, {"medicine-name": own}],
            "ketamine-home": ["no"],
            "antidepressants-tried": ["yes"],
            "antidepressant": [{"antidepressant-name": nardil}],
        },
    )

    assert facts["medications"] == ["Nardil", "heart pill"]
    assert [trial["drug"] for trial in facts["antidepressant_trials"]] == ["Nardil"]
