"""Which policy rules: a signed one, never a draft."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from intake import services
from intake.models import Policy
from tests.stories import answered, assessment_of

pytestmark = pytest.mark.django_db


def draft(version, **numbers):
    return Policy.objects.create(version=version, values=numbers)


def sign(policy, clinician):
    policy.signed_by, policy.signed_at = clinician, timezone.now()
    policy.save()


def test_the_shipped_policy_rules_unsigned():
    assert Policy.objects.effective() == Policy.objects.get(version=1)


def test_a_draft_never_rules():
    draft(2, age_adult=21)

    assert Policy.objects.effective().version == 1


def test_the_newest_signed_policy_rules(clinician):
    sign(draft(2, age_adult=21), clinician)
    sign(draft(3, age_adult=20), clinician)
    draft(4, age_adult=19)

    assert Policy.objects.effective().version == 3


def test_an_assessment_keeps_the_version_it_was_made_under(here, clinician):
    sign(draft(2, age_adult=21), clinician)

    assessment = assessment_of(answered(location=here))

    assert assessment.policy.version == 2
    assert assessment.policy.numbers.version == "2"


def test_the_age_of_the_form_is_that_of_the_policy(here, clinician):
    sign(draft(2, age_adult=21), clinician)
    today = timezone.now().astimezone(here.zone).date()
    at_most_twenty = date(today.year - 20, 12, 31)

    assert services.adult_age() == 21
    assert services.is_too_young(at_most_twenty, here)
    page = render_to_string("intake/too_young.html", {"adult_age": 21})
    assert "for people who are 21 or older" in page
