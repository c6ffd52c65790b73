from functools import partial

import pytest

from intake.models import Questionnaire, QuestionnaireStatus
from intake.services import (
    QuestionnaireRefused,
    StoredMeanwhile,
    publish_questionnaire,
    store_questionnaire,
)
from intake.services.steps import ELIGIBILITY_URL
from tests.intake.questionnaires.resources import question, resource
from tests.scheduling.stories import all_at_once

URL = "https://anteroom.example/fhir/Questionnaire/test"

pytestmark = pytest.mark.django_db


def stored(**fields):
    version, _ = store_questionnaire(resource(question("a"), **fields))
    return version


def statuses():
    versions = Questionnaire.objects.filter(url=URL)
    return dict(versions.values_list("version", "status"))


def test_publishing_a_version_retires_the_one_before():
    stored(version="1")
    second = stored(version="2", status="draft")
    assert statuses() == {"1": "active", "2": "draft"}

    publish_questionnaire(second)

    assert statuses() == {"1": "retired", "2": "active"}


def test_publishing_twice_is_publishing_once():
    version = stored(version="1")

    publish_questionnaire(version)

    assert statuses() == {"1": "active"}


def test_an_eligibility_form_without_the_questions_of_facts_is_not_published():
    draft = stored(url=ELIGIBILITY_URL, version="9", status="draft")

    with pytest.raises(QuestionnaireRefused) as refused:
        publish_questionnaire(draft)

    lost = [link_id for link_id, _ in refused.value.refusals]
    assert {"asq-1", "medicine-name", "phq9-9", "ride-home"} <= set(lost)
    draft.refresh_from_db()
    assert draft.status == QuestionnaireStatus.DRAFT


def test_a_form_without_a_title_is_called_by_its_name_or_address():
    nameless = resource(question("a"), version="1")
    del nameless["title"]

    version, is_new = store_questionnaire(nameless)

    assert is_new
    assert version.title == URL


@pytest.mark.django_db(transaction=True)
def test_of_versions_stored_at_once_one_is_active_and_none_fails_otherwise():
    stored(version="0")
    works = [partial(stored, version=str(number)) for number in range(1, 6)]

    results = all_at_once(*works)

    found = [type(result) for result in results]
    assert set(found) <= {Questionnaire, StoredMeanwhile}
    assert sorted(statuses().values()).count("active") == 1
    assert len(statuses()) == 1 + found.count(Questionnaire)
