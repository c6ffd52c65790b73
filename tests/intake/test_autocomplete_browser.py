"""A medicine's name in a real browser: suggested with script, asked about without."""

import gzip

import pytest

from intake.models import QuestionnaireResponse
from tests.accessibility.axe import Inspected
from tests.intake.test_pages_browser import come_in
from tests.stories import address_of, draft_of, invited

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
LABEL = "Name of the medicine"
HEAVIEST = 120_000  # bytes over the wire, with fonts and script
LOADED = """() => ["navigation", "resource"]
    .flatMap((kind) => performance.getEntriesByType(kind))
    .map((entry) => entry.name)
"""
REFUSED = """
    window.refused = [];
    document.addEventListener("securitypolicyviolation", (event) =>
        window.refused.push(event.violatedDirective));
"""


@pytest.fixture
def consultation_request():
    consultation_request = invited()
    draft = draft_of(consultation_request)
    draft.answers = {"medicines-any": ["yes"]}
    draft.save()
    return consultation_request


@pytest.fixture
def phone(browser, live_server, consultation_request):
    """Give a function that opens the page of a first medicine, with script or not."""
    contexts = []

    def open_page(**options):
        contexts.append(browser.new_context(viewport=PHONE, **options))
        page = contexts[-1].new_page()
        page.add_init_script(REFUSED)
        come_in(page, live_server, consultation_request)
        path = address_of(draft_of(consultation_request), "medicines/medicine/1")
        page.goto(live_server.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def saved():
    return QuestionnaireResponse.objects.get().answers.get("medicine")


def weight(body):
    """Return how many bytes a file takes when it is compressed as it is sent."""
    return min(len(body), len(gzip.compress(body)))


def press_continue(page):
    page.get_by_role("button", name="Continue", exact=True).click()


def test_a_name_is_found_and_chosen_by_keyboard(phone):
    page = phone()
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    box = page.get_by_role("combobox", name=LABEL)

    box.focus()
    page.keyboard.type("tylen")
    page.get_by_role("option").first.wait_for()
    names = page.get_by_role("option").all_inner_texts()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    focused = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")

    assert names == ["Tylenol", "Tylenol #3", "Tylenol 3", "Tylenol PM"]
    assert focused == names[1]
    assert box.input_value() == "Tylenol #3"
    # The browser may fetch the page's icon at any time.
    assert [url for url in requests if not url.endswith("/mark.svg")] == []
    assert page.evaluate("window.refused") == []
    press_continue(page)
    page.get_by_role("heading", name="Medicines you take").wait_for()
    assert saved() == [{"medicine-name": ["Tylenol #3"]}]


def test_what_is_typed_stays_when_no_name_is_chosen(phone):
    page = phone()
    box = page.get_by_role("combobox", name=LABEL)

    box.focus()
    page.keyboard.type("Proza")
    page.get_by_role("option", name="Prozac").wait_for()
    page.keyboard.press("Tab")

    assert box.input_value() == "Proza"
    assert page.get_by_role("option").count() == 0


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_misspelt_name_is_asked_about_and_kept_as_typed(phone, script):
    page = phone(java_script_enabled=script)
    page.locator('[name="medicine-name"]').fill("Prozak")
    press_continue(page)

    page.get_by_role("group", name="Did you mean one of these?").wait_for()
    assert page.get_by_role("radio", checked=True).count() == 0
    page.get_by_label("Use what I typed: Prozak").check()
    press_continue(page)

    page.get_by_role("heading", name="Medicines you take").wait_for()
    assert saved() == [{"medicine-name": [{"text": "Prozak"}]}]


def test_the_box_keeps_its_hint_and_its_error(phone):
    page = phone()
    press_continue(page)
    box = page.get_by_role("combobox", name=LABEL)
    page.get_by_role("link", name="Enter the name of the medicine").click()

    page.keyboard.type("pro")

    assert box.get_attribute("aria-invalid") == "true"
    ids = box.get_attribute("aria-describedby").split()
    described = " ".join(page.locator(f"#{each}").text_content() for each in ids)
    assert "Copy it from the label" in described
    assert "Enter the name of the medicine" in described
    assert "up and down arrows" in described


def test_the_page_is_light(phone):
    page = phone()
    page.wait_for_load_state("networkidle")
    loaded = page.evaluate(LOADED)

    names = {url.rpartition("/")[2] for url in loaded}
    assert {"accessible-autocomplete.min.js", "autocomplete.css"} <= names
    assert sum(weight(page.request.get(url).body()) for url in loaded) <= HEAVIEST


@pytest.mark.long
def test_suggestions_and_the_question_are_accessible(phone):
    """Bypasses the content security policy for axe's own script."""
    inspected = Inspected(phone(bypass_csp=True))

    inspected.inspect()
    inspected.page.get_by_role("combobox", name=LABEL).press_sequentially("tylen")
    inspected.page.keyboard.press("ArrowDown")
    inspected.inspect()
    inspected.page.keyboard.press("Escape")
    inspected.fill(LABEL, "Prozak")
    inspected.press("Continue")
    inspected.page.get_by_role("group", name="Did you mean").wait_for()
    inspected.press("Continue")
    inspected.page.get_by_role("link", name="Select").wait_for()
