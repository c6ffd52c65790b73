"""What only a real browser shows: where the focus lands, and that nothing overflows."""

from datetime import timedelta

import pytest

from clinic.outbox.models import Message
from intake.models import StaffAlert
from tests.browser import go_by, overflow
from tests.factories import LocationFactory
from tests.intake.eligibility.patients import SEVERAL_DAYS
from tests.intake.hands import SMALLEST_PHONE, ByMouse
from tests.stories import address_of, draft_of, invited

pytestmark = pytest.mark.django_db(transaction=True)

ITEM_9 = "mood/phq9-9"
CLINIC = "+1-555-010-0199"
LONG_WORD = "Hydrochlorothiazidelosartanpotassium"
FOCUSED = "document.activeElement.id"


@pytest.fixture
def phone(browser):
    """Give a function that opens a page on the smallest phone, with script or not."""
    contexts = []

    def open_page(*, script):
        context = browser.new_context(
            viewport=SMALLEST_PHONE, java_script_enabled=script
        )
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def come_in(page, live_server, consultation_request):
    ByMouse(page, live_server.url).come_in(consultation_request)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_help_comes_right_after_the_answer_and_the_form_can_be_left(
    live_server, phone, script
):
    page = phone(script=script)
    consultation_request = invited()
    come_in(page, live_server, consultation_request)
    page.goto(live_server.url + address_of(draft_of(consultation_request), ITEM_9))
    page.get_by_label("Several days").check()
    page.get_by_role("button", name="Continue").click()

    page.get_by_role("alert").get_by_text("You are not alone.").wait_for()
    page.get_by_role("button", name="Save and come back later").click()
    page.get_by_role("heading", name="Your answers are saved").wait_for()

    page.goto(f"{live_server.url}/questionnaire/")
    page.get_by_role("heading", name="Open your link again").wait_for()
    assert StaffAlert.objects.standing().count() == 1


HIGH = {"bp-systolic": 180, "bp-diastolic": 120, "bp-when": "today"}
SYMPTOMS = ("heart/bp-symptoms", {"bp-symptoms": "yes"})
YOU_ARE_NOT_ALONE = "You are not alone. Help is available now."
CALL_911 = "Call 911 now"


@pytest.mark.parametrize(
    ("pages", "title", "numbers", "reason"),
    [
        pytest.param(
            [(ITEM_9, {"phq9-9": SEVERAL_DAYS})],
            YOU_ARE_NOT_ALONE,
            ["988", "988", "911", CLINIC],
            "PHQ-9 item 9 = 1.",
            id="item-9",
        ),
        pytest.param(
            [(ITEM_9, {"phq9-9": "declined"})],
            YOU_ARE_NOT_ALONE,
            ["988", "988", "911", CLINIC],
            "PHQ-9 item 9 = declined.",
            id="item-9-declined",
        ),
        pytest.param(
            [("safety/asq-3", {"asq-3": "yes"})],
            YOU_ARE_NOT_ALONE,
            ["988", "988", "911", CLINIC],
            "ASQ positive on a recent-thoughts item (1-3).",
            id="asq",
        ),
        pytest.param(
            [("safety/asq-2", {"asq-2": "declined"})],
            YOU_ARE_NOT_ALONE,
            ["988", "988", "911", CLINIC],
            "ASQ item declined (q2), taken as positive.",
            id="asq-declined",
        ),
        pytest.param(
            [("heart/bp", HIGH), SYMPTOMS],
            CALL_911,
            ["911", CLINIC],
            "BP 180/120 (>=180 or >=120) WITH symptoms",
            id="blood-pressure-emergency",
        ),
    ],
)
def test_help_is_the_answer_without_script_and_who_then_goes_away_has_alerted(
    live_server, phone, pages, title, numbers, reason
):
    consultation_request = invited()
    draft = draft_of(consultation_request)
    draft.answers = {"bp-known": ["yes"]}
    draft.save()
    patient = ByMouse(phone(script=False), live_server.url)
    patient.come_in(consultation_request)

    for path, data in pages:
        patient.see(address_of(draft, path))
        patient.fill_in(data)
        response = patient.press("Continue")
    help_panel = patient.page.get_by_role("alert")
    links = help_panel.locator('a[href^="tel:"]').all()
    shown = patient.heading, [link.get_attribute("href") for link in links]
    patient.page.context.close()

    assert (response.request.method, response.status) == ("POST", 200)
    assert shown == (title, [f"tel:{number}" for number in numbers])
    alert = StaffAlert.objects.standing().get()
    assert any(reason in each for each in alert.reasons)
    told = Message.objects.filter(kind="staff-alert")
    contact = consultation_request.location.urgent_contacts.get()
    assert {message.recipient_id for message in told} == {contact.pk}


def test_help_has_the_focus_and_fits_the_smallest_phone(live_server, phone):
    page = phone(script=True)
    consultation_request = invited()
    come_in(page, live_server, consultation_request)
    page.goto(live_server.url + address_of(draft_of(consultation_request), ITEM_9))
    page.get_by_label("Several days").check()
    go_by(page, page.get_by_role("button", name="Continue"))
    page.get_by_role("alert").wait_for()

    assert page.evaluate(FOCUSED) == "crisis"
    assert overflow(page) <= 0


@pytest.mark.parametrize(
    "path",
    ["heart/bp", "medicines/medicine", "medicines/medicine/2", "safety/asq-4"],
)
def test_question_pages_fit_the_smallest_phone(live_server, phone, path):
    consultation_request = invited()
    draft = draft_of(consultation_request)
    draft.answers = {
        "bp-known": ["yes"],
        "medicines-any": ["yes"],
        "medicine": [{"medicine-name": [{"text": LONG_WORD}]}],
    }
    draft.save()
    page = phone(script=True)
    come_in(page, live_server, consultation_request)

    page.goto(live_server.url + address_of(draft, path))

    assert page.locator("h1").count() == 1
    assert overflow(page) <= 0


def test_change_on_the_check_page_returns_to_the_field(live_server, phone, monkeypatch):
    monkeypatch.setattr("clinic.access.forms.FASTEST_PERSON", timedelta(0))
    LocationFactory()
    page = phone(script=True)
    page.goto(f"{live_server.url}/request/")
    page.get_by_label("Your name").fill("Jordan Lee")
    page.get_by_label("Month").fill("2")
    page.get_by_label("Day", exact=True).fill("3")
    page.get_by_label("Year").fill("1988")
    page.get_by_label("Email address").fill("jordan@example.org")
    page.get_by_label("Phone number").fill("410 555 0123")
    page.get_by_label("Yes").check()
    page.get_by_label("Downtown").check()
    page.get_by_label("PTSD").check()
    page.get_by_role("button", name="Continue").click()

    go_by(page, page.get_by_role("button", name="Change Date of birth"))
    page.get_by_label("Month").wait_for()

    assert page.evaluate("document.querySelector(':target').value") == "2"
    assert page.get_by_label("Your name").input_value() == "Jordan Lee"
