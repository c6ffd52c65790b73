"""Releases of the eligibility questionnaire: the new is asked, drafts keep theirs."""

import pytest

from intake import services
from intake.eligibility.levels import Triage
from intake.instruments import resource
from intake.models import Questionnaire, QuestionnaireResponse
from intake.questionnaires.loading import load
from intake.questionnaires.pages import pages
from intake.services.assessments import facts_of
from intake.shipped import release
from tests.intake.eligibility.patients import HEALTHY
from tests.stories import assessment_of, draft_of, invited

pytestmark = pytest.mark.django_db

OLD = load(resource("eligibility/1.0.0"))


def begun_with_the_old_release():
    """A draft as it was opened before the second release was out."""
    draft = draft_of(invited())
    draft.questionnaire = Questionnaire.objects.get(version="1.0.0")
    draft.answers = {}
    draft.save()
    return draft


def test_the_newest_release_is_active_and_the_one_before_retired():
    releases = Questionnaire.objects.order_by("version")

    assert list(releases.values_list("version", "status")) == [
        ("1.0.0", "retired"),
        ("1.1.0", "retired"),
        ("1.2.0", "retired"),
        ("1.3.0", "active"),
    ]
    assert [release.resource for release in releases] == [
        resource("eligibility/1.0.0"),
        resource("eligibility/1.1.0"),
        resource("eligibility/1.2.0"),
        resource("eligibility"),
    ]


def test_a_release_that_is_stored_is_left_as_it_is():
    release(Questionnaire, "eligibility/1.0.0")

    active = Questionnaire.objects.get(status="active")
    assert (Questionnaire.objects.count(), active.version) == (4, "1.3.0")


def test_a_request_gets_the_newest_release():
    assert draft_of(invited()).questionnaire.version == "1.3.0"


def test_a_draft_of_the_old_release_is_answered_and_sent_as_it_was_begun():
    draft = begun_with_the_old_release()

    for page in pages(OLD, HEALTHY):
        asked = (item.link_id for item in page.questions)
        given = {link: HEALTHY[link] for link in asked if link in HEALTHY}
        services.save_page(draft, page.path, given)
    services.send_answers(draft)

    sent = QuestionnaireResponse.objects.get()
    assert sent.questionnaire.version == "1.0.0"
    assert set(sent.answers) == {
        item.link_id for item in OLD.items if item.link_id in HEALTHY
    }
    assessment = assessment_of(sent.consultation_request)
    assert (assessment.triage_rank, assessment.flags) == (Triage.ROUTINE, [])


def test_facts_of_the_old_release_leave_out_what_it_did_not_ask():
    draft = begun_with_the_old_release()

    facts = facts_of(draft, draft.answers)

    assert "phq9" in facts.unanswered
    assert not facts.was_asked("liver_disease")


def test_a_draft_holds_what_the_request_was_about():
    draft = draft_of(invited(about="chronic_pain"))

    assert draft.answers == {"request-about": ["chronic_pain"]}


def test_the_newest_release_asks_no_less_than_the_one_before():
    Questionnaire.objects.get(version="1.3.0").delete()
    Questionnaire.objects.filter(version="1.2.0").update(status="active")

    services.store_questionnaire(resource("eligibility/1.3.0"))

    assert Questionnaire.objects.get(status="active").version == "1.3.0"
