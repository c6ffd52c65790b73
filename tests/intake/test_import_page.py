"""A clinic brings a questionnaire of its own, in the admin."""

import copy
import html
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clinic.audit.models import AccessEvent
from intake.models import Questionnaire, QuestionnaireStatus
from intake.services.steps import ELIGIBILITY_URL
from tests.owner import as_owner

pytestmark = pytest.mark.django_db

LIST = "/admin/intake/questionnaire/"
PAGE = f"{LIST}add/"
FORM = {
    "resourceType": "Questionnaire",
    "url": "https://clinic.example/sleep",
    "version": "1",
    "title": "Sleep",
    "status": "draft",
    "item": [{"linkId": "hours", "text": "How long?", "type": "integer"}],
}

SLEEP = {number: {"title": "Sleep", "version": number} for number in ("1", "2")}
HIDDEN = "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden"


def upload(browser, content, **options):
    if not isinstance(content, bytes):
        content = json.dumps(content).encode()
    file = SimpleUploadedFile("form.json", content, "application/json")
    return browser.post(PAGE, {"file": file}, follow=True)


def stored():
    return list(
        Questionnaire.objects.exclude(url=ELIGIBILITY_URL).values_list(
            "title", "version", "status"
        )
    )


def publish(browser, *versions):
    action = {"action": "publish", "_selected_action": [one.pk for one in versions]}
    return browser.post(LIST, action, follow=True)


def test_a_draft_is_stored_whole(manager, browser_of):
    page = upload(browser_of(manager), FORM)

    assert "Stored: Sleep 1." in page.text
    assert stored() == [("Sleep", "1", "draft")]
    assert Questionnaire.objects.get(title="Sleep").resource == FORM


def test_the_same_file_again_changes_nothing(manager, browser_of):
    upload(browser_of(manager), FORM)

    page = upload(browser_of(manager), FORM)

    assert "Sleep 1 is there already." in page.text
    assert stored() == [("Sleep", "1", "draft")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"not JSON", "The file cannot be read: not a JSON file"),
        (b"\xff\xfe", "The file cannot be read: not a JSON file"),
        (b'{"url": "a", "url": "b"}', "The file cannot be read: 'url': given twice"),
        (b'{"url": "a\\u0000"}', "it holds a character that cannot be stored"),
        (b'{"title": ["\\ud800"]}', "it holds a character that cannot be stored"),
        (b"[" * 100_000, "The file cannot be read: not a JSON file"),
        (b" " * (5 * 1024 * 1024 + 1), "The file must not be larger than 5 MB"),
        (b"[]", "Questionnaire"),
        (FORM | {"item": [{"linkId": "x", "type": "integr"}]}, "integr"),
        (
            FORM | {"item": [{"linkId": "x", "text": "X", "type": "attachment"}]},
            "x: type attachment",
        ),
        (FORM | {"status": "unknown"}, "status unknown"),
        (FORM | {"url": "no address"}, "url: Enter a valid URL."),
    ],
    ids=[
        "empty", "text", "bytes", "doubled", "nul", "surrogate", "deep", "large",
        "list", "misspelt", "unsupported", "status", "address",
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_words(manager, browser_of, content, says):
    page = upload(browser_of(manager), content)

    assert says in html.unescape(page.text)
    assert page.status_code == 200
    assert stored() == []


def test_a_refusal_says_first_that_nothing_was_stored(manager, browser_of):
    page = upload(browser_of(manager), FORM | {"status": "unknown"})

    assert page.context["form"].errors["file"] == [
        "Nothing was stored. This is what we cannot use, each behind the linkId of its"
        " item",
        "status unknown",
    ]


def test_without_a_file_the_form_says_so(manager, browser_of):
    page = browser_of(manager).post(PAGE)

    assert "Choose a file" in page.text
    assert "There is a problem" in page.text


def test_another_content_of_the_same_version_is_refused(manager, browser_of):
    upload(browser_of(manager), FORM)

    page = upload(browser_of(manager), FORM | {"title": "Rest"})

    assert "version 1 is there with other content" in page.text
    assert stored() == [("Sleep", "1", "draft")]


def test_what_is_imported_is_a_draft_whatever_its_status(manager, browser_of):
    upload(browser_of(manager), FORM | {"status": "active"})

    assert stored() == [("Sleep", "1", "draft")]


def test_a_clinician_publishes_and_the_version_before_is_retired(
    manager, clinician, browser_of
):
    for version in ("1", "2"):
        upload(browser_of(manager), FORM | {"version": version})

    for version in ("1", "2"):
        page = publish(
            browser_of(clinician), Questionnaire.objects.get(**SLEEP[version])
        )

    assert "The version is active now." in page.text
    assert sorted(stored()) == [("Sleep", "1", "retired"), ("Sleep", "2", "active")]


def test_a_version_that_was_replaced_does_not_come_back(manager, clinician, browser_of):
    test_a_clinician_publishes_and_the_version_before_is_retired(
        manager, clinician, browser_of
    )

    page = publish(browser_of(clinician), Questionnaire.objects.get(**SLEEP["1"]))

    assert "Sleep 1 was replaced by a later one" in page.text
    assert sorted(stored()) == [("Sleep", "1", "retired"), ("Sleep", "2", "active")]


def test_a_form_that_asks_less_of_what_the_rules_read_is_not_published(
    manager, clinician, browser_of
):
    weaker = copy.deepcopy(Questionnaire.objects.get(status="active").resource)
    weaker["version"] = "99"
    by_link = {item["linkId"]: item for item in every_item(weaker)}
    del by_link["asq-1"]["required"]
    by_link["asq-5"]["answerOption"].pop()
    by_link["stroke"]["extension"] = [{"url": HIDDEN, "valueBoolean": True}]
    by_link["bp-known"]["linkId"] = "pressure-known"
    for item in every_item(weaker):
        for condition in item.get("enableWhen", []):
            if condition["question"] == "bp-known":
                condition["question"] = "pressure-known"
    upload(browser_of(manager), weaker)

    page = publish(browser_of(clinician), Questionnaire.objects.get(version="99"))

    text = html.unescape(page.text)
    assert "Not published: asq-1: the rules read this question: it has to stay" in text
    assert "asq-5: the rules read this question: it has to keep the answers" in text
    assert "stroke: the rules read this question: it may not be hidden" in text
    assert "bp-known: the rules read this question: it is missing" in text
    assert Questionnaire.objects.get(version="99").status == QuestionnaireStatus.DRAFT


def every_item(resource):
    for item in resource.get("item", []):
        yield item
        yield from every_item(item)


def test_several_versions_are_not_published_at_once(manager, clinician, browser_of):
    for version in ("1", "2"):
        upload(browser_of(manager), FORM | {"version": version})

    page = publish(browser_of(clinician), *Questionnaire.objects.filter(title="Sleep"))

    assert "Select one version, not several." in page.text
    assert {status for *_, status in stored()} == {"draft"}


def test_only_who_sets_the_clinic_up_imports(desk, clinician, browser_of):
    for person in (desk, clinician):
        assert upload(browser_of(person), FORM).status_code == 403
    assert stored() == []


def test_only_a_clinician_publishes(desk, manager, browser_of):
    upload(browser_of(manager), FORM)

    for person in (manager, desk):
        publish(browser_of(person), Questionnaire.objects.get(**SLEEP["1"]))

    assert stored() == [("Sleep", "1", "draft")]


def test_who_imports_and_who_publishes_is_recorded(manager, clinician, browser_of):
    upload(browser_of(manager), FORM)
    publish(browser_of(clinician), Questionnaire.objects.get(**SLEEP["1"]))

    with as_owner():
        changes = AccessEvent.objects.filter(
            object_type="intake.questionnaire", action="change"
        )
        actors = set(changes.values_list("actor_id", flat=True))
    assert actors == {str(manager.pk), str(clinician.pk)}
