"""Every rule can be read with its numbers, its source and who signed them."""

import html
import re

import pytest

from clinic.access.roles import Role
from intake import services
from intake.eligibility.rules import RULES
from intake.models import Policy
from tests.factories import staff

pytestmark = pytest.mark.django_db

PAGE = "/clinician/rules/"
SOURCE = "Yale 2024; EU SmPC dosing from 65"


def text_of(page):
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page.text)).split())


def rule_of(page, rule_id):
    """Return the words of one rule on the page."""
    [article] = re.findall(
        rf'<article class="[^"]*" id="{rule_id}">(.*?)</article>', page.text, re.DOTALL
    )
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", article)).split())


def test_every_rule_stands_there_once_with_its_source(clinician, browser_of):
    page = browser_of(clinician).get(PAGE)

    ids = re.findall(r'<article class="[^"]*" id="(\w+)">', page.text)
    assert ids == [*(rule.id for rule in RULES), "UNSURE_STOP_ITEM"]
    for rule in RULES:
        assert rule_of(page, rule.id).endswith(f"Source: {rule.source} {rule.id}")


def test_a_rule_shows_what_it_looks_at_and_the_numbers_that_nobody_has_signed(
    clinician, browser_of
):
    page = browser_of(clinician).get(PAGE)

    assert rule_of(page, "AGE_65_PLUS") == (
        "Note Age >=65: larger BP surge with age; consider lower starting dose."
        " Looks at: age Older from the age of 65 years"
        f" · {SOURCE} · Signed: Not yet"
        " Source: Yale 2024; EU dosing 28 mg start >=65 AGE_65_PLUS"
    )
    assert "Last BP […] (160-179 or 100-119)" in rule_of(page, "BP_160_100")
    assert (
        "Looks at: blood pressure, top number; blood pressure, bottom number; when"
        in rule_of(page, "BP_160_100")
    )
    assert "are positive from 1 a year" in text_of(page)
    assert "adequate dose of each antidepressant" in rule_of(page, "TRD_NOT_MET")
    assert "They need sign-off by a licensed clinician." in text_of(page)


def test_a_signed_number_says_who_signed_it_and_a_draft_changes_nothing(
    clinician, manager, browser_of
):
    shipped = services.open_policy()
    everything = shipped.numbers.as_values()
    services.sign_policy(shipped, everything, actor=clinician, seen=shipped.edition)
    services.draft_policy(
        {"age_older": 70}, actor=manager, seen=services.open_policy().edition
    )

    page = browser_of(clinician).get(PAGE)

    assert (
        f"65 years · Yale 2024; EU SmPC dosing from 65 · Signed: {clinician},"
        in rule_of(page, "AGE_65_PLUS")
    )
    assert "need sign-off" not in text_of(page)


def test_a_rule_has_the_numbers_of_the_policy_in_force(clinician, manager, browser_of):
    shipped = services.open_policy()
    draft = services.draft_policy(
        {"age_older": 70}, actor=manager, seen=shipped.edition
    )
    everything = draft.numbers.as_values()
    services.sign_policy(draft, everything, actor=clinician, seen=draft.edition)

    text = rule_of(browser_of(clinician).get(PAGE), "AGE_65_PLUS")

    assert "Age >=70:" in text
    assert (
        f"70 years · Yale 2024; EU SmPC dosing from 65 · Signed: {clinician}," in text
    )


def test_the_page_is_for_those_who_see_the_policy_and_takes_nothing(
    here, clinician, manager, desk, browser_of
):
    privacy = staff(Role.PRIVACY_OFFICER, here)

    for person, status in ((clinician, 200), (manager, 200), (desk, 403)):
        assert browser_of(person).get(PAGE).status_code == status
    assert browser_of(privacy).get(PAGE).status_code == 403
    assert browser_of(clinician).post(PAGE).status_code == 405


def test_the_policy_leads_there(clinician, browser_of):
    page = browser_of(clinician).get("/clinician/policy/")

    assert f'<a href="{PAGE}">See every rule</a>' in page.text


def test_reading_rules_takes_the_same_queries_whatever_is_signed(
    clinician, browser_of, django_assert_num_queries
):
    policy = Policy.objects.get()
    with django_assert_num_queries(5):
        services.read_rules(policy)

    services.sign_policy(
        policy, ["age_adult", "age_older"], actor=clinician, seen=policy.edition
    )

    with django_assert_num_queries(5):
        services.read_rules(policy)
