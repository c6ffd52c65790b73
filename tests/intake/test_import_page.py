"""A clinic brings a questionnaire of its own, in the admin."""

import html
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from intake.models import Questionnaire, QuestionnaireStatus
from intake.services.steps import ELIGIBILITY_URL

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
        "empty", "text", "bytes", "doubled", "deep", "large", "list", "misspelt",
        "unsupported", "status", "address",
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_words(manager, browser_of, content, says):
    page = upload(browser_of(manager), content)

    assert says in html.unescape(page.text)
    assert page.status_code == 200
    assert stored() == []


def test_without_a_file_the_form_says_so(manager, browser_of):
    page = browser_of(manager).post(PAGE)

    assert "Choose a file" in page.text
    assert "There is a problem" in page.text


def test_another_content_of_the_same_version_is_refused(manager, browser_of):
    upload(browser_of(manager), FORM)

    page = upload(browser_of(manager), FORM | {"title": "Rest"})

    assert "version 1 is there with other content" in page.text
    assert stored() == [("Sleep", "1", "draft")]


def test_a_draft_is_published_and_the_version_before_is_retired(manager, browser_of):
    browser = browser_of(manager)
    upload(browser, FORM | {"status": "active"})
    upload(browser, FORM | {"version": "2"})

    page = publish(browser, Questionnaire.objects.get(title="Sleep", version="2"))

    assert "The version is asked from now on." in page.text
    assert sorted(stored()) == [("Sleep", "1", "retired"), ("Sleep", "2", "active")]


def test_a_form_that_drops_what_the_rules_read_is_not_published(manager, browser_of):
    browser = browser_of(manager)
    upload(browser, FORM | {"url": ELIGIBILITY_URL, "version": "99"})

    page = publish(browser, Questionnaire.objects.get(version="99"))

    assert "asq-5: the rules read this question" in page.text
    assert Questionnaire.objects.get(version="99").status == QuestionnaireStatus.DRAFT


def test_several_versions_are_not_published_at_once(manager, browser_of):
    browser = browser_of(manager)
    for version in ("1", "2"):
        upload(browser, FORM | {"version": version})

    page = publish(browser, *Questionnaire.objects.filter(title="Sleep"))

    assert "Select one version, not several." in page.text
    assert {status for *_, status in stored()} == {"draft"}


def test_only_who_sets_the_clinic_up_imports(desk, clinician, browser_of):
    for person in (desk, clinician):
        assert upload(browser_of(person), FORM).status_code == 403
    assert stored() == []
