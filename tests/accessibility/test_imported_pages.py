"""Each kind of page that an imported questionnaire can have, also with errors."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.access.models import LinkPurpose
from intake.questionnaires import fhir
from tests.intake.questionnaires.resources import (
    calculated,
    control,
    group,
    help_text,
    note,
    one_page,
    option,
    question,
    resource,
)
from tests.stories import address_of, asked, draft_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

UNITS = [
    {"url": fhir.UNIT_OPTION, "valueCoding": {"code": code}} for code in ("kg", "g")
]
NONE = option("none") | {
    "extension": [{"url": fhir.OPTION_EXCLUSIVE, "valueBoolean": True}]
}


def kinds(suffix=""):
    """Return a required question of each kind that the shipped form does not have."""
    quantity = {"required": True, "extension": UNITS}
    long_list = {"required": True, "extension": [control("autocomplete")]}
    boxes = {"required": True, "repeats": True, "answerOption": [option("a"), NONE]}
    why = help_text(f"why{suffix}", "We call you then.")
    return [
        question(f"moment{suffix}", "dateTime", required=True),
        question(f"clock{suffix}", "time", why, required=True),
        question(f"site{suffix}", "url", required=True),
        question(f"weight{suffix}", "quantity", **quantity),
        question(f"open{suffix}", "open-choice", required=True),
        question(f"opens{suffix}", "open-choice", required=True, repeats=True),
        question(f"long{suffix}", "open-choice", **long_list),
        question(f"lines{suffix}", "string", required=True, repeats=True),
        question(f"boxes{suffix}", "choice", **boxes),
    ]


ALONE = [item["linkId"] for item in kinds()]
FORM = resource(
    group("kinds", *kinds()),
    group("all", one_page("together", *kinds("-too"))),
    group(
        "relatives",
        group(
            "relative",
            question("kind", "string", required=True),
            group("ill", question("what", "open-choice"), repeats=True),
            repeats=True,
            required=True,
        ),
        note("thanks"),
        question("sum", "integer", extension=[calculated("1 + 1")]),
    ),
)
TWO = {
    "relative": [
        {"kind": ["Aunt"]},
        {"kind": ["Father"], "ill": [{"what": ["a"]}, {"what": [{"text": "Gout"}]}]},
    ]
}


@pytest.fixture
def draft(come_in):
    consultation_request = asked(FORM)
    draft = draft_of(consultation_request)
    draft.answers = TWO
    draft.save()
    in_an_hour = timezone.now() + timedelta(hours=1)
    patient = consultation_request.patient
    come_in(patient, LinkPurpose.QUESTIONNAIRE, consultation_request, in_an_hour)
    return draft


@pytest.mark.parametrize("path", [*(f"kinds/{name}" for name in ALONE), "all/together"])
def test_kind_of_question(inspected, draft, path):
    inspected.goto(address_of(draft, path))
    inspected.press("Continue")

    assert inspected.page.title().startswith("Error: ")
    linked = inspected.page.locator("#error-summary a").all()
    assert linked
    for link in linked:
        target = link.get_attribute("href")
        assert inspected.page.locator(target).count() == 1, target


def test_lists_in_lists_and_what_is_worked_out(inspected, draft):
    relative = "relatives/relative"
    for path in [
        relative,
        f"{relative}/1/ill",
        f"{relative}/1/ill/1/what",
        f"{relative}/2/ill",
        f"{relative}/2/ill/2/what",
        f"{relative}/3/kind",
        "relatives/sum",
    ]:
        inspected.goto(address_of(draft, path))
        assert inspected.page.url.endswith(address_of(draft, path)), path
    inspected.goto("/questionnaire/check/")
