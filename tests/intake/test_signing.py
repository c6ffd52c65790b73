"""Signing asks for the password where the login is old, and nothing typed is lost."""

import time

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from clinic.access import reauthentication
from clinic.audit.models import AccessEvent, Action, Outcome
from intake import services
from intake.models import Decision, Policy, Review
from tests.factories import PASSWORD
from tests.intake.eligibility.patients import healthy_but
from tests.owner import as_owner
from tests.stories import answered, assessment_of

pytestmark = pytest.mark.django_db

REASON = "Canary: nothing speaks against it"
ASKED_FOR = "Enter your password to sign"
WRONG = "This is not your password"


@pytest.fixture
def consultation_request(here):
    return answered(location=here)


@pytest.fixture
def intake(consultation_request):
    return reverse("intake:review-detail", args=[consultation_request.pk])


@pytest.fixture
def old_login_of(browser_of, settings):
    """Give a browser of somebody who logged in just longer ago than is allowed."""

    def browser(person):
        client = browser_of(person)
        session = client.session
        allowed = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        session[reauthentication.SESSION_KEY] = time.time() - allowed - 1
        session.save()
        return client

    return browser


def decision(consultation_request, **typed):
    return {
        "version": consultation_request.version,
        "decision": Decision.SUITABLE,
        "reason": REASON,
    } | typed


def events_of(clinician):
    """Return the outcomes of what was given to be let in, the first first."""
    with as_owner():
        events = AccessEvent.objects.filter(
            action=Action.LOGIN, object_ids=[clinician.pk]
        )
        return list(events.order_by("seq").values_list("outcome", "fields"))


def test_a_fresh_login_signs_without_the_password(
    intake, consultation_request, clinician, browser_of
):
    browser = browser_of(clinician)

    assert "Your password" not in browser.get(intake).text
    browser.post(intake, decision(consultation_request))

    assert Review.objects.get().reason == REASON


def test_an_old_login_is_asked_for_the_password_and_what_is_typed_stays(
    intake, consultation_request, clinician, old_login_of
):
    browser = old_login_of(clinician)

    assert "Your password" in browser.get(intake).text
    page = browser.post(intake, decision(consultation_request))

    assert ASKED_FOR in page.text
    assert f"{REASON}</textarea>" in page.text
    assert page.context["form"]["decision"].value() == Decision.SUITABLE
    assert not Review.objects.exists()


def test_a_login_that_grew_old_meanwhile_loses_nothing(
    intake, consultation_request, clinician, browser_of, settings
):
    browser = browser_of(clinician)
    browser.get(intake)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1

    page = browser.post(intake, decision(consultation_request))

    assert ASKED_FOR in page.text
    assert f"{REASON}</textarea>" in page.text


def test_the_password_signs_and_is_not_asked_for_again_at_once(
    intake, consultation_request, clinician, old_login_of
):
    browser = old_login_of(clinician)

    page = browser.post(intake, decision(consultation_request, password=PASSWORD))

    assert page.status_code == 302
    assert Review.objects.get().reason == REASON
    assert "Your password" not in browser.get(intake).text
    assert events_of(clinician)[-1] == (Outcome.OK, ["password"])


def test_a_wrong_password_signs_nothing_and_is_recorded(
    intake, consultation_request, clinician, old_login_of
):
    page = old_login_of(clinician).post(
        intake, decision(consultation_request, password="canary password")
    )

    assert WRONG in page.text
    assert f"{REASON}</textarea>" in page.text
    assert "canary password" not in page.text
    assert not Review.objects.exists()
    assert events_of(clinician)[-1] == (Outcome.REFUSED, [])


def test_somebody_elses_password_does_not_sign(
    intake, consultation_request, clinician, desk, old_login_of
):
    desk.set_password("another horse battery staple")
    desk.save()

    page = old_login_of(clinician).post(
        intake,
        decision(consultation_request, password="another horse battery staple"),
    )

    assert WRONG in page.text


def test_too_many_wrong_passwords_are_refused_unread(
    intake, consultation_request, clinician, old_login_of
):
    browser = old_login_of(clinician)
    for _ in range(10):
        browser.post(intake, decision(consultation_request, password="wrong"))

    page = browser.post(intake, decision(consultation_request, password=PASSWORD))

    assert "Too many failed login attempts" in page.text
    assert not Review.objects.exists()


def test_the_password_is_not_looked_at_while_something_else_is_wrong(
    intake, consultation_request, clinician, old_login_of
):
    page = old_login_of(clinician).post(
        intake, decision(consultation_request, reason="", password="wrong")
    )

    assert "Enter the reason for the decision" in page.text
    assert WRONG not in page.text


def test_the_decision_after_the_consultation_asks_too(
    consultation_request, clinician, old_login_of
):
    path = reverse("intake:consultation-review", args=[consultation_request.pk])

    page = old_login_of(clinician).post(path, decision(consultation_request))

    form = page.context["form"]
    assert form.errors == {"password": [ASKED_FOR]}
    assert form["reason"].value() == REASON


@pytest.mark.parametrize("button", ["all", "save"])
def test_signing_numbers_asks_too_and_keeps_which(clinician, old_login_of, button):
    browser = old_login_of(clinician)
    sent = {
        "names": ["age_adult"],
        "seen": services.open_policy().edition,
        button: "",
    }

    page = browser.post("/clinician/policy/", sent)
    assert ASKED_FOR in page.text
    assert page.context["form"]["names"].value() == ["age_adult"]
    assert not Policy.objects.effective().signatures.exists()

    browser.post("/clinician/policy/", sent | {"password": PASSWORD})
    assert Policy.objects.effective().signatures.exists()


def test_a_page_that_only_shows_a_policy_asks_for_nothing(manager, old_login_of):
    assert "Your password" not in old_login_of(manager).get("/clinician/policy/").text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_enter_behind_the_password_signs_and_presses_no_flag(
    here, clinician, screen_of, settings, script
):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    consultation_request = answered(healthy_but(bp_systolic=176), location=here)
    page = screen_of(clinician, script=script)
    page.goto(reverse("intake:review-detail", args=[consultation_request.pk]))

    page.get_by_label("Suitable", exact=True).check()
    page.get_by_label("Reason", exact=True).fill(REASON)
    page.get_by_role("button", name="Seen").first.click()
    expect(page.get_by_text("Seen by")).to_be_visible()
    page.get_by_label("Your password").fill(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_text("Your decision is signed.")).to_be_visible()
    assert Review.objects.get().reason == REASON
    assert assessment_of(consultation_request).acknowledgements.count() == 1
