"""What happened to a request reads right afterwards, whatever came in between."""

import html
import re

import pytest
from django.urls import reverse

from clinic.access.roles import Role
from intake import services
from intake.eligibility.policy import SHIPPED
from intake.models import Decision, Policy, Review
from tests.factories import ConsultationRequestFactory, staff
from tests.intake.eligibility.patients import healthy_but
from tests.stories import answered, asking, assessment_of, send_again

pytestmark = pytest.mark.django_db

# Raised from 140 on, as shipped.
AT_138 = healthy_but(bp_systolic=138)
CHANGED = "The policy has changed since"
SAME = "It finds the same in these answers."


def called(first_name, role, here):
    """Return somebody of staff whom the history calls by that name."""
    user = staff(role, here, first_name.lower())
    user.first_name = first_name
    user.save()
    return user


@pytest.fixture
def colleague(here):
    return called("Robin", Role.CLINICIAN, here)


def text_of(page):
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page.text)).split())


def lines(consultation_request):
    """Return what people did by the history, in its order, and who it was."""
    by_people = consultation_request.events.exclude(kind="call_needed")
    events = by_people.select_related("by")
    return [
        (event.get_kind_display(), str(event.by) if event.by else "the patient")
        for event in events
    ]


def sign(consultation_request, decision, actor, reason):
    services.sign_review(
        services.latest_assessment(consultation_request),
        decision,
        reason=reason,
        actor=actor,
        **asking(decision),
    )
    consultation_request.refresh_from_db()


def new_policy(manager, clinician, **numbers):
    seen = services.open_policy().edition
    draft = services.draft_policy(numbers, actor=manager, seen=seen)
    return services.sign_policy(
        draft, SHIPPED.as_values(), actor=clinician, seen=draft.edition
    )


def review_page(browser, consultation_request):
    return text_of(
        browser.get(reverse("intake:review-detail", args=[consultation_request.pk]))
    )


def test_a_superseded_decision_stays_readable_below_the_one_that_holds(
    here, clinician, colleague, browser_of
):
    consultation_request = answered(location=here)
    before = lines(consultation_request)

    sign(consultation_request, Decision.NOT_SUITABLE, clinician, "Too soon")
    sign(consultation_request, Decision.SUITABLE, colleague, "Her doctor called")

    decided = [
        ("Reviewed by a clinician", str(clinician)),
        ("Reviewed by a clinician", "Robin Rivera"),
    ]
    assert lines(consultation_request) == before + decided
    text = review_page(browser_of(clinician), consultation_request)
    holds, superseded = text.index("Suitable , Robin Rivera"), text.index("Superseded:")
    assert holds < text.index("Her doctor called") < superseded
    assert superseded < text.index(f"Not suitable , {clinician}")
    assert superseded < text.index("Too soon")


def test_answers_sent_again_come_after_the_decision_that_asked_for_them(
    here, clinician, browser_of
):
    consultation_request = answered(location=here)
    before = lines(consultation_request)

    sign(consultation_request, Decision.MORE_INFORMATION, clinician, "Which stroke")
    send_again(consultation_request)
    sign(consultation_request, Decision.SUITABLE, clinician, "None at all")

    assert lines(consultation_request) == [
        *before,
        ("Reviewed by a clinician", str(clinician)),
        ("Questionnaire answered", "the patient"),
        ("Reviewed by a clinician", str(clinician)),
    ]
    first, second = Review.objects.order_by("signed_at")
    assert first.assessment.made_at < second.assessment.made_at
    text = review_page(browser_of(clinician), consultation_request)
    assert "No answer has changed." in text
    assert text.index("None at all") < text.index("Superseded:")
    assert text.index("Superseded:") < text.index("Which stroke")


def test_a_policy_signed_after_the_answers_says_what_it_would_add(
    here, manager, clinician, browser_of
):
    consultation_request = answered(AT_138, location=here)
    browser = browser_of(clinician)
    assert CHANGED not in review_page(browser, consultation_request)

    new_policy(manager, clinician, bp_raised_systolic=135)

    text = review_page(browser, consultation_request)
    found_then = assessment_of(consultation_request)
    assert CHANGED in text
    assert "found under policy 1. Policy 2 is in force since" in text
    added = text[text.index("It would add:") : text.index("Flags")]
    assert added.count("It would add:") == 1
    assert "BP_140_90" not in [flag["id"] for flag in found_then.flags]
    assert "Last BP 138" in added
    sign(consultation_request, Decision.SUITABLE, clinician, "138 is well treated")
    assert Review.objects.get().assessment.policy.version == 1


def test_a_policy_that_finds_less_says_what_it_would_not_have(
    here, manager, clinician, browser_of
):
    consultation_request = answered(healthy_but(bp_systolic=142), location=here)

    new_policy(manager, clinician, bp_raised_systolic=145)

    text = review_page(browser_of(clinician), consultation_request)
    assert text.count("It would not have:") == 1
    assert "It would add:" not in text


def test_a_policy_that_finds_the_same_says_so(here, manager, clinician, browser_of):
    consultation_request = answered(location=here)

    new_policy(manager, clinician, bp_raised_systolic=135)

    text = review_page(browser_of(clinician), consultation_request)
    assert SAME in text
    assert "It would" not in text


def test_answers_given_under_the_new_policy_need_no_such_word(
    here, manager, clinician, browser_of
):
    new_policy(manager, clinician, bp_raised_systolic=135)

    consultation_request = answered(AT_138, location=here)

    assert assessment_of(consultation_request).policy == Policy.objects.effective()
    assert CHANGED not in review_page(browser_of(clinician), consultation_request)


def test_two_people_at_once_leave_one_line_each(here, desk, browser_of):
    other = called("Kim", Role.FRONT_DESK, here)
    consultation_request = ConsultationRequestFactory(location=here)
    path = reverse(
        "admin:intake_consultationrequest_change", args=[consultation_request.pk]
    )
    seen = consultation_request.version

    def note(person, version, words):
        return browser_of(person).post(
            path, {"action": "note", "version": version, "note-note": words}
        )

    note(desk, seen, "Her sister called")
    refused = note(other, seen, "He called himself")
    assert refused.status_code == 200
    assert "Somebody has worked on this request since you opened it." in refused.text
    assert "He called himself" in refused.text
    note(other, seen + 1, "He called himself")

    said = [(str(event.by), event.note) for event in consultation_request.events.all()]
    assert said == [
        (str(desk), "Her sister called"),
        ("Kim Rivera", "He called himself"),
    ]
