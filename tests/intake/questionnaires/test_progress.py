import pytest

from intake.questionnaires.pages import pages
from intake.questionnaires.progress import (
    Status,
    next_unanswered,
    position,
    progress,
    where_to_go_on,
)
from tests.intake.questionnaires.resources import (
    group,
    note,
    question,
    questionnaire,
    when,
)

FORM = questionnaire(
    group("intro", note("welcome")),
    group(
        "heart",
        question("pain", required=True),
        question("fainting", required=True),
        question("notes", "text"),
    ),
    group(
        "medicines",
        question("any", required=True),
        group(
            "medicine",
            question("name", "string", required=True),
            repeats=True,
            required=True,
            enableWhen=[when("any", answerBoolean=True)],
        ),
    ),
    group("more", note("care"), enableWhen=[when("pain", answerBoolean=True)]),
)


def rows(answers):
    return [
        (row.section.link_id, row.status, row.page.path)
        for row in progress(pages(FORM, answers))
    ]


def test_progress_says_how_far_each_section_is_and_where_to_go_on():
    assert rows({}) == [
        ("heart", Status.NOT_STARTED, "heart/pain"),
        ("medicines", Status.NOT_STARTED, "medicines/any"),
    ]
    assert rows({"pain": [False], "any": [False]}) == [
        ("heart", Status.IN_PROGRESS, "heart/fainting"),
        ("medicines", Status.COMPLETED, "medicines/any"),
    ]


def test_progress_reopens_a_section_when_an_answer_opens_a_question():
    assert rows({"any": [True]})[1] == (
        "medicines",
        Status.IN_PROGRESS,
        "medicines/medicine",
    )
    assert rows({"any": [True], "medicine": [{}]})[1] == (
        "medicines",
        Status.IN_PROGRESS,
        "medicines/medicine/1/name",
    )


def test_next_unanswered_is_none_when_only_optional_questions_are_open():
    answers = {"pain": [False], "fainting": [False], "any": [False]}

    assert next_unanswered(pages(FORM, answers)) is None
    assert next_unanswered(pages(FORM, {"pain": [False]})).path == "heart/fainting"


@pytest.mark.parametrize(
    ("answers", "path"),
    [
        pytest.param({}, "intro/welcome", id="new"),
        pytest.param({"any": [False]}, "intro/welcome", id="only-later-answers"),
        pytest.param({"pain": [False]}, "heart/fainting", id="first-open"),
        pytest.param(
            {"pain": [False], "fainting": [False]}, "heart/notes", id="may-stay-empty"
        ),
        pytest.param(
            {"pain": [False], "fainting": [False], "notes": ["no"]},
            "medicines/any",
            id="open-after-it",
        ),
        pytest.param(
            {"pain": [True], "fainting": [False], "any": [True]},
            "medicines/medicine",
            id="empty-list",
        ),
        pytest.param(
            {"any": [True], "medicine": [{"name": ["Zoloft"]}]}
            | {"pain": [True], "fainting": [False]},
            "medicines/medicine",
            id="list-with-entries",
        ),
        pytest.param(
            {"any": [True], "medicine": [{}]} | {"pain": [True], "fainting": [False]},
            "medicines/medicine/1/name",
            id="open-entry",
        ),
    ],
)
def test_who_comes_back_is_led_to_what_follows_the_last_answer(answers, path):
    assert where_to_go_on(pages(FORM, answers)).path == path


def test_who_comes_back_to_all_that_is_answered_has_nowhere_to_go():
    answers = {"pain": [False], "fainting": [False], "any": [False]}

    assert where_to_go_on(pages(FORM, answers)) is None
    assert where_to_go_on([]) is None


def test_position_counts_the_questions_of_a_section():
    answers = {"any": [True], "medicine": [{"name": ["Zoloft"]}]}
    found = pages(FORM, answers)

    assert [(page.path, position(found, page)) for page in found] == [
        ("intro/welcome", None),
        ("heart/pain", (1, 3)),
        ("heart/fainting", (2, 3)),
        ("heart/notes", (3, 3)),
        ("medicines/any", (1, 2)),
        ("medicines/medicine", (2, 2)),
        ("medicines/medicine/1/name", None),
    ]
