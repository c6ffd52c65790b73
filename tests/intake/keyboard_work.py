"""What the front desk and a clinician do by keyboard alone, in a clinic of any size."""

import re
from collections.abc import Callable, Sequence
from uuid import UUID

from django.urls import reverse
from playwright.sync_api import Page, expect

from clinic.models import User
from intake.models import (
    ConsultationRequest,
    Decision,
    RequestEvent,
    RequestEventKind,
    RequestStatus,
    Review,
)
from tests.keyboard import choose, enter, skip_to_content, tab_to

NEXT = "Next request in “New”"
DECISIONS = [
    Decision.SUITABLE,
    Decision.NOT_SUITABLE,
    Decision.SUITABLE,
    Decision.NOT_SUITABLE,
    Decision.SUITABLE,
]


def clear(page: Page, requests: Sequence[ConsultationRequest]) -> None:
    """Take a step with each of ``requests``, which are the new ones, oldest first.

    Begins at the landing page, and goes from each request to the next.
    """
    page.goto("/admin/")
    enter(page.get_by_role("link", name=re.compile(r"^[\d,]+ New\b")))
    enter(page.locator(f"th a[href*='{requests[0].pk}']"))
    for number, consultation_request in enumerate(requests):
        if number:
            enter(page.get_by_role("link", name=NEXT))
        name = consultation_request.patient.name
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        done = _step(number)(page)
        expect(page.get_by_text(done)).to_be_visible()
        expect(page.locator("#content-start")).to_be_focused()


def assert_cleared(requests: Sequence[ConsultationRequest], desk: User) -> None:
    """Assert that ``desk`` has taken one step with each, and closed every fourth."""
    taken = RequestEvent.objects.filter(by=desk, consultation_request__in=requests)
    assert list(taken.order_by("at").values_list("consultation_request", "kind")) == [
        (consultation_request.pk, STEPS[_step(number)])
        for number, consultation_request in enumerate(requests)
    ]
    found = ConsultationRequest.objects.filter(pk__in=[each.pk for each in requests])
    assert found.filter(status=RequestStatus.NEW).count() == len(requests) // 2


def decide_five(page: Page) -> list[UUID]:
    """Sign ``DECISIONS`` on whoever comes first, and return whose they are."""
    page.goto(reverse("intake:review-list"))
    decided = []
    for decision in DECISIONS:
        skip_to_content(page)
        enter(page.get_by_role("table").get_by_role("link").first)
        decided.append(UUID(page.url.rstrip("/").rpartition("/")[2]))
        _look_at_the_first_flag(page)
        _decide(page, decision)
        expect(page.get_by_text("Your decision is signed.")).to_be_visible()
    return decided


def assert_decided(requests: Sequence[UUID], clinician: User) -> None:
    """Assert that ``clinician`` has signed each of ``DECISIONS``, in this order."""
    signed = Review.objects.filter(consultation_request__in=requests)
    signed = signed.order_by("signed_at").select_related("consultation_request")
    assert [review.consultation_request_id for review in signed] == requests
    assert [review.decision for review in signed] == DECISIONS
    for review in signed:
        assert (review.reason, review.signed_by) == ("Read all of it", clinician)
        assert review.consultation_request.status == RequestStatus.REVIEWED


def _step(number: int) -> Callable[[Page], str]:
    return list(STEPS)[number % len(STEPS)]


def _unfold(page: Page, step: str) -> None:
    """Open the fold of a step, unless it is the next one and open already."""
    fold = page.locator("details", has=page.locator("summary", has_text=step))
    tab_to(fold.locator("summary"))
    if fold.get_attribute("open") is None:
        page.keyboard.press("Enter")


def _send(page: Page, step: str) -> None:
    enter(page.get_by_role("button", name=step, exact=True))


def _log_a_call(page: Page) -> str:
    _unfold(page, "Log the call")
    choose(page.get_by_label("Called: no answer"))
    _send(page, "Log the call")
    return "The call is in the history."


def _send_the_questionnaire(page: Page) -> str:
    _unfold(page, "Send the questionnaire")
    _send(page, "Send the questionnaire")
    return "The link to the questionnaire is on its way."


def _close(page: Page) -> str:
    _unfold(page, "Close the request")
    tab_to(page.get_by_label("Why is it closed?"))
    page.keyboard.type("Moved away")
    _send(page, "Close the request")
    return "The request is closed."


def _assign(page: Page) -> str:
    _unfold(page, "Assign the request")
    choose(page.get_by_role("radio", name="(you)"))
    _send(page, "Assign the request")
    return "The request is assigned."


STEPS = {
    _log_a_call: RequestEventKind.NO_ANSWER,
    _send_the_questionnaire: RequestEventKind.QUESTIONNAIRE_SENT,
    _close: RequestEventKind.CLOSED,
    _assign: RequestEventKind.ASSIGNED,
}


def _look_at_the_first_flag(page: Page) -> None:
    flags = page.get_by_role("region", name="Flags")
    enter(flags.get_by_role("button").first)
    expect(flags.get_by_text("Seen by").first).to_be_visible()


def _decide(page: Page, decision: Decision) -> None:
    """Follow the link to the decision, choose, type, and sign with Enter."""
    tab_to(page.get_by_role("link", name="Go to the decision"))
    page.keyboard.press("Enter")
    choose(page.get_by_label(str(decision.label), exact=True))
    tab_to(page.get_by_label("Reason", exact=True))
    page.keyboard.type("Read all of it")
    enter(page.get_by_role("button", name="Sign", exact=True))
