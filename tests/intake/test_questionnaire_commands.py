import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from intake.models import Questionnaire, QuestionnaireStatus
from intake.services.steps import ELIGIBILITY_URL
from tests.intake.questionnaires.resources import question, resource

EXAMPLES = Path(__file__).parent / "questionnaires" / "examples"
URL = "https://anteroom.example/fhir/Questionnaire/test"


@pytest.fixture
def written(tmp_path):
    """Write JSON, or a text, into a file and give its path."""

    def write(content, name="file.json"):
        path = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, "utf-8")
        return str(path)

    return write


def run(command, *arguments):
    output = StringIO()
    call_command(command, *arguments, stdout=output)
    return output.getvalue()


def refused(command, *arguments):
    with pytest.raises(CommandError) as refusal:
        run(command, *arguments)
    return str(refusal.value)


def form(**fields):
    return resource(question("a"), **fields)


def without(element, link_ids):
    """Return the questionnaire, or item, without these items and conditions on them."""
    kept = {**element}
    if "item" in element:
        kept["item"] = [
            without(each, link_ids)
            for each in element["item"]
            if each["linkId"] not in link_ids
        ]
    if any(when["question"] in link_ids for when in element.get("enableWhen", [])):
        del kept["enableWhen"]
    return kept


@pytest.mark.django_db
def test_import_stores_an_active_version_that_export_gives_back(written):
    original = form(title="Übersicht", version="2.0")

    said = run("import_questionnaire", written(original))

    assert said == f"{URL}|2.0: stored as active\n"
    assert json.loads(run("export_questionnaire", URL)) == original
    assert json.loads(run("export_questionnaire", f"{URL}|2.0")) == original


@pytest.mark.django_db
@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/questionnaire.json")), ids=str)
def test_the_examples_are_imported_and_exported_as_they_are(path):
    original = json.loads(path.read_text("utf-8"))

    run("import_questionnaire", str(path))

    assert json.loads(run("export_questionnaire", original["url"])) == original


@pytest.mark.django_db
def test_import_of_a_draft_leaves_the_active_version_to_be_answered(written):
    run("import_questionnaire", written(form()))

    run("import_questionnaire", written(form(version="2.0", status="draft")))

    assert json.loads(run("export_questionnaire", URL))["version"] == "1.0"
    assert json.loads(run("export_questionnaire", f"{URL}|2.0"))["version"] == "2.0"


@pytest.mark.django_db
def test_import_of_the_same_again_says_so_and_of_other_content_is_refused(written):
    run("import_questionnaire", written(form()))

    again = run("import_questionnaire", written(form()))
    other = refused("import_questionnaire", written(form(title="Other")))

    assert again == f"{URL}|1.0: is there already\n"
    assert other == "version 1.0 is there with other content"
    assert Questionnaire.objects.get(url=URL).title == "Test"


@pytest.mark.django_db
def test_import_names_each_problem_on_a_line_and_stores_nothing(written):
    bad = resource(question("a", "attachment"), question("b", readOnly=True, text=""))

    assert refused("import_questionnaire", written(bad)) == (
        "b: text: not written as FHIR asks"
    )
    bad["item"][1]["text"] = "What is b?"
    bad["item"][1]["enableWhen"] = [
        {"question": "c", "operator": "exists", "answerBoolean": True}
    ]
    bad["extension"] = [{"url": "http://x.example", "valueBoolean": True}]
    assert refused("import_questionnaire", written(bad)) == (
        "extension http://x.example\na: type attachment"
    )
    assert not Questionnaire.objects.filter(url=URL).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"status": "retired"}, "status retired"),
        ({"url": "urn:a"}, "url: Enter a valid URL."),
        (
            {"version": "1" * 21},
            "version: Ensure this value has at most 20 characters (it has 21).",
        ),
    ],
)
def test_import_refuses_what_has_no_room(written, fields, problem):
    assert refused("import_questionnaire", written(form(**fields))) == problem


@pytest.mark.django_db
def test_import_publishes_no_eligibility_form_that_loses_the_questions_of_facts(
    written,
):
    active = Questionnaire.objects.get(
        url=ELIGIBILITY_URL, status=QuestionnaireStatus.ACTIVE
    )
    shorter = without(active.resource, {"ride-home", "asq-4"}) | {"version": "9.0"}

    said = refused("import_questionnaire", written(shorter))

    assert said == (
        "asq-4: the rules read this question: it is missing\n"
        "ride-home: the rules read this question: it is missing"
    )
    assert not Questionnaire.objects.filter(version="9.0").exists()
    active.refresh_from_db()
    assert active.status == QuestionnaireStatus.ACTIVE


def test_check_response_prints_what_is_wrong_enabled_and_calculated():
    folder = EXAMPLES / "due-date"

    printed = run(
        "check_response", str(folder / "questionnaire.json"), str(folder / "1.json")
    )

    found = json.loads(printed)
    assert list(found) == ["valid", "errors", "enabled", "calculated"]
    assert found["calculated"]["due"] == "2025-12-06"


@pytest.mark.parametrize(
    ("response", "problem"),
    [
        pytest.param("{", "not a JSON file (", id="broken"),
        pytest.param("[]", ": not a QuestionnaireResponse", id="list"),
        pytest.param(
            {"resourceType": "QuestionnaireResponse", "status": "completed", "x": 1},
            "x: Extra inputs are not permitted",
            id="field",
        ),
        pytest.param(
            {
                "resourceType": "QuestionnaireResponse",
                "status": "completed",
                "questionnaire": "https://other.example/form",
            },
            f"not a response to {URL}|1.0",
            id="other",
        ),
    ],
)
def test_check_response_refuses_what_it_cannot_read_in_one_line(
    written, response, problem
):
    questionnaire = written(form(), "questionnaire.json")

    line = refused("check_response", questionnaire, written(response))

    assert problem in line
    assert "\n" not in line


def test_check_response_names_what_is_not_supported(written):
    unsupported = written(resource(question("a", "attachment")), "questionnaire.json")
    response = {"resourceType": "QuestionnaireResponse", "status": "completed"}

    line = refused("check_response", unsupported, written(response))

    assert line.endswith("questionnaire.json: a: type attachment")


@pytest.mark.parametrize("command", ["import_questionnaire", "check_response"])
def test_a_file_that_is_not_there_is_named_in_one_line(command, tmp_path):
    missing = str(tmp_path / "nowhere.json")
    arguments = [missing] if command == "import_questionnaire" else [missing, missing]

    assert refused(command, *arguments) == f"{missing}: No such file or directory"


@pytest.mark.django_db
def test_export_of_an_unknown_questionnaire_is_refused_in_one_line():
    assert refused("export_questionnaire", f"{URL}|3") == (
        f"{URL}|3: no such questionnaire"
    )
