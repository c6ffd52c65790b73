"""A manager drafts other numbers, a clinician signs them, everybody reads them."""

import html

import pytest
from django.utils.dateformat import format as date_format

from intake import services
from intake.models import Policy

CLOCK = "F j, Y, g:i a T"

pytestmark = pytest.mark.django_db

PAGE, DRAFT = "/clinician/policy/", "/clinician/policy/draft/"
WITHDRAW = f"{DRAFT}withdraw/"


def text_of(page):
    return " ".join(html.unescape(page.text).split())


def typed(**numbers):
    """What the browser sends of the draft form when ``numbers`` are changed in it."""
    policy = services.open_policy()
    shown = {
        name.replace(" ", "-"): n for name, n in policy.numbers.as_values().items()
    }
    return shown | {"seen": policy.edition} | numbers


def test_the_page_shows_every_number_with_its_range_and_source(clinician, browser_of):
    text = text_of(browser_of(clinician).get(PAGE))

    assert "In force as shipped. It needs sign-off by a licensed clinician." in text
    assert text.count("Not yet</span>") == len(services.values_of(Policy.objects.get()))
    assert (
        "High blood pressure: top number from</th> <td>160 mmHg</td>"
        " <td>150 – 170</td>" in text
    )
    assert (
        "Severe blood pressure: top number from</th> <td>180 mmHg</td>"
        " <td>Fixed</td>" in text
    )
    assert "Adequate dose a day of sertraline: from</th> <td>50 mg</td>" in text


def test_the_admin_leads_there_whom_it_concerns(manager, clinician, desk, browser_of):
    link = f'<a href="{PAGE}">Policy</a>'

    leads = [link in browser_of(user).get("/admin/").text for user in (manager, desk)]

    assert leads == [True, False]
    assert link in browser_of(clinician).get("/admin/").text


def test_a_manager_drafts_and_a_clinician_signs(here, manager, clinician, browser_of):
    browser_of(manager).post(DRAFT, typed(age_adult="21"))
    draft = services.open_policy()
    page = browser_of(clinician).get(PAGE)
    drafted_at = date_format(draft.drafted_at.astimezone(here.zone), CLOCK)
    assert f"A draft by Sam Rivera of {drafted_at}." in page.text
    assert "Adult from the age of 21 years, before 18" in page.text

    page = browser_of(clinician).post(
        PAGE, {"all": "", "seen": draft.edition}, follow=True
    )

    assert "The policy is signed. It is in force now." in page.text
    signed_at = services.effective_policy().signed_at.astimezone(here.zone)
    assert f"on {date_format(signed_at, CLOCK)}." in page.text
    assert Policy.objects.effective().numbers.age_adult == 21


def test_the_page_of_a_draft_says_what_rules_and_which_signatures_are_missing(
    manager, clinician, browser_of
):
    in_force = services.open_policy()
    every = [each.name for each in services.values_of(in_force)]
    services.sign_policy(in_force, every, actor=clinician, seen=in_force.edition)
    browser_of(manager).post(DRAFT, typed(age_adult="21", age_older="64"))

    text = text_of(browser_of(manager).get(PAGE))

    assert "<h1>Draft of policy 2</h1>" in text
    assert "do not read these numbers yet: they read those of policy 1." in text
    assert "<summary>2 signatures are missing</summary>" in text
    assert text.count("<li>Adult from the age of 21 years</li>") == 1
    assert text.count("<li>Older from the age of 64 years</li>") == 1


def test_signing_some_leaves_the_others_waiting(clinician, browser_of):
    sent = {"names": ["age_adult", "age_older"], "seen": services.open_policy().edition}

    page = browser_of(clinician).post(PAGE, sent, follow=True)

    assert "The numbers are signed. Others still wait." in page.text
    assert 'value="age_adult"' not in page.text
    assert Policy.objects.effective().signatures.count() == 2


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "Select the numbers you sign"),
        ({"names": ["age"]}, "The numbers have changed. Look again."),
        ({"all": "", "seen": "an older one"}, "The numbers have changed. Look again."),
    ],
)
def test_nothing_is_signed_when_it_is_unclear_what(clinician, browser_of, sent, says):
    seen = {"seen": services.open_policy().edition}

    page = browser_of(clinician).post(PAGE, seen | sent)

    assert says in page.text
    assert Policy.objects.get().signatures.count() == 0


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ({"age_adult": "17"}, "Enter a number from 18 to 21"),
        ({"age_adult": "eighteen"}, "Enter a number from 18 to 21"),
        ({"age_adult": ""}, "Enter a number from 18 to 21"),
        ({"age_adult": "1e99"}, "Enter a number from 18 to 21"),
        ({"dose-sertraline": "nan"}, "Enter a number from 25 to 150"),
        (
            {"bp_raised_systolic": "150", "bp_high_systolic": "150"},
            "This must be above “Raised blood pressure: top number from”",
        ),
        ({}, "These are the numbers in force. Change one of them."),
        ({"seen": "an older one"}, "The numbers have changed. Look again."),
    ],
)
def test_a_wrong_draft_is_asked_again_with_all_that_was_typed(
    manager, browser_of, numbers, says
):
    sent = typed(**({"age_older": "70"} | numbers if numbers else {}))

    page = browser_of(manager).post(DRAFT, sent)

    assert says in html.unescape(page.text)
    assert f'value="{sent["age_older"]}"' in page.text
    assert not Policy.objects.drafts().exists()


def test_a_number_that_is_fixed_has_no_field(manager, browser_of):
    browser = browser_of(manager)

    assert "Severe blood pressure" not in browser.get(DRAFT).text
    browser.post(DRAFT, typed(age_adult="21", bp_severe_systolic="170"))
    assert services.open_policy().numbers.bp_severe_systolic == 180


def test_half_a_dose_is_kept_as_typed(manager, browser_of):
    browser_of(manager).post(DRAFT, typed(**{"dose-sertraline": "37.5"}))

    assert services.open_policy().numbers.minimum_doses["sertraline"] == 37.5


def test_a_manager_withdraws_the_draft_once_sure(manager, clinician, browser_of):
    browser = browser_of(manager)
    assert WITHDRAW not in browser.get(DRAFT).text
    browser.post(DRAFT, typed(age_adult="21"))
    draft = services.open_policy()

    assert f'href="{WITHDRAW}"' in browser.get(DRAFT).text
    asked = browser.get(WITHDRAW)
    assert "Do you want to withdraw the draft of policy 2?" in asked.text
    assert f'name="seen" value="{draft.edition}"' in asked.text
    assert Policy.objects.drafts().exists()

    assert browser_of(clinician).post(WITHDRAW).status_code == 403
    page = browser.post(WITHDRAW, {"seen": draft.edition}, follow=True)

    assert "The draft is withdrawn." in page.text
    assert not Policy.objects.drafts().exists()
    assert browser.get(WITHDRAW).url == PAGE


def test_who_was_slower_reads_what_the_other_wrote(manager, browser_of):
    browser = browser_of(manager)
    mine = typed(age_older="70")
    browser.post(DRAFT, typed(age_adult="21"))

    page = browser.post(DRAFT, mine)

    text = text_of(page)
    assert "The numbers have changed. Look again." in text
    assert "The numbers have 21 here by now" in text
    assert "The numbers have 65 here by now" in text
    assert 'value="70"' in page.text
    assert services.open_policy().numbers.age_adult == 21


def test_a_draft_edited_meanwhile_is_not_withdrawn(manager, browser_of):
    browser = browser_of(manager)
    browser.post(DRAFT, typed(age_adult="21"))

    page = browser.post(WITHDRAW, {"seen": "older"}, follow=True)

    assert "The numbers have changed. Look again." in page.text
    assert Policy.objects.drafts().exists()


def test_each_does_their_own_part(manager, clinician, desk, browser_of):
    seen = {"seen": services.open_policy().edition}

    assert browser_of(manager).post(PAGE, {"all": ""} | seen).status_code == 403
    assert browser_of(clinician).post(DRAFT, typed(age_adult="21")).status_code == 403
    assert browser_of(desk).get(PAGE).status_code == 403
    assert "Which numbers do you sign?" not in browser_of(manager).get(PAGE).text
    assert "Draft other numbers" not in browser_of(clinician).get(PAGE).text
    assert Policy.objects.get().signatures.count() == 0
