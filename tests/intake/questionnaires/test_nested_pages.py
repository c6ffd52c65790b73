"""Pages of lists in lists, of questions that are lists, and of what must be added."""

import pytest

from intake.questionnaires import fhir
from intake.questionnaires.changes import with_page, without_entry
from intake.questionnaires.initial import initial_answers
from intake.questionnaires.navigation import page_after, page_before, page_to_add
from intake.questionnaires.pages import PageKind, page_at, page_with, pages
from intake.questionnaires.progress import next_unanswered, progress
from intake.questionnaires.summary import entries, entry_names, note_text, summary
from tests.intake.questionnaires.resources import (
    calculated,
    group,
    note,
    one_page,
    option,
    question,
    questionnaire,
    when,
)

RELATIVES = questionnaire(
    group(
        "family",
        group(
            "relative",
            question("kind", "string", required=True),
            group("ill", question("what", "string"), repeats=True),
            question("alive"),
            repeats=True,
        ),
        question("notes", "text"),
    )
)
TWO = {
    "relative": [
        {"kind": ["Aunt"]},
        {"kind": ["Father"], "ill": [{"what": ["Flu"]}, {"what": ["Gout"]}]},
    ]
}
SECOND = "family/relative/2"
EXCLUSIVE = {"url": fhir.OPTION_EXCLUSIVE, "valueBoolean": True}
NEEDS = questionnaire(
    question(
        "need",
        "choice",
        question("times", "integer"),
        repeats=True,
        required=True,
        answerOption=[option("food"), option("none") | {"extension": [EXCLUSIVE]}],
        extension=[
            {"url": fhir.MIN_OCCURS, "valueInteger": 1},
            {"url": fhir.MAX_OCCURS, "valueInteger": 2},
        ],
    )
)


def paths(found):
    return [page.path for page in found]


def at(answers, path, form=RELATIVES):
    return page_at(form, answers, path)


def test_pages_of_an_entry_hold_those_of_the_lists_in_it():
    found = pages(RELATIVES, TWO)

    assert paths(found)[3:] == [
        "family/relative/1/alive",
        "family/relative/2/kind",
        "family/relative/2/ill",
        "family/relative/2/ill/1/what",
        "family/relative/2/ill/2/what",
        "family/relative/2/alive",
        "family/notes",
    ]
    assert found[7].lists == (RELATIVES.item("relative"), RELATIVES.item("ill"))
    assert found[7].place == (1, 1)
    assert found[7].answers == {"what": ["Gout"]}


def test_pages_lead_out_of_an_inner_list_and_on_in_the_outer_entry():
    found = pages(RELATIVES, TWO)

    def follow(step, path):
        after = step(found, page_with(found, path))
        return after and after.path

    assert follow(page_after, f"{SECOND}/ill") == f"{SECOND}/alive"
    assert follow(page_after, f"{SECOND}/ill/2/what") == f"{SECOND}/ill"
    assert follow(page_after, f"{SECOND}/alive") == "family/relative"
    assert follow(page_after, "family/relative") == "family/notes"
    assert follow(page_before, f"{SECOND}/alive") == f"{SECOND}/ill"
    assert follow(page_before, f"{SECOND}/ill/1/what") == f"{SECOND}/ill"
    assert follow(page_before, f"{SECOND}/kind") == "family/relative"


def test_an_entry_is_added_to_the_list_of_its_own_outer_entry():
    listed = at(TWO, "family/relative/1/ill")

    added = page_to_add(RELATIVES, TWO, listed)

    assert added.path == "family/relative/1/ill/1/what"
    assert with_page(TWO, added, {"what": ["Mumps"]})["relative"] == [
        {"kind": ["Aunt"], "ill": [{"what": ["Mumps"]}]},
        TWO["relative"][1],
    ]
    assert at(TWO, "family/relative/3/kind").place == (2,)
    assert at(TWO, "family/relative/3/ill/1/what") is None


def test_an_entry_is_taken_back_from_the_list_of_its_own_outer_entry():
    listed = at(TWO, f"{SECOND}/ill")

    left = without_entry(TWO, listed, 0)

    assert left["relative"] == [
        {"kind": ["Aunt"]},
        {"kind": ["Father"], "ill": [{"what": ["Gout"]}]},
    ]


def test_the_fingerprint_of_an_inner_entry_tells_the_outer_one_too():
    """An entry added to an outer one that moved meanwhile would be somebody else's."""
    added = [at(TWO, f"family/relative/{n}/ill/{n}/what") for n in (1, 2)]

    assert len({page.fingerprint for page in added}) == 2
    assert "" not in {page.fingerprint for page in added}


def test_a_question_that_is_a_list_asks_its_answer_in_each_entry():
    answers = {"need": [{"need": ["food"], "times": [2]}]}

    found = pages(NEEDS, answers)

    assert [(page.path, page.kind) for page in found] == [
        ("questions/need", PageKind.LIST),
        ("questions/need/1/need", PageKind.QUESTION),
        ("questions/need/1/times", PageKind.QUESTION),
    ]
    assert found[1].answers == {"need": ["food"]}
    assert with_page(answers, found[1], {"need": ["none"]}) == {
        "need": [{"need": ["none"], "times": [2]}]
    }


def test_a_question_answered_in_several_boxes_is_a_list_where_it_repeats():
    form = questionnaire(group("s", question("day", "date", repeats=True)))

    found = pages(form, {"day": [{"day": ["2030-01-31"]}]})

    assert paths(found) == ["s/day", "s/day/1/day"]


@pytest.mark.parametrize(
    ("given", "is_answered"),
    [
        ([], False),
        (["food"], True),
        (["food", "none"], False),
        (["food", "food", "food"], False),
    ],
)
def test_a_list_is_answered_with_neither_too_few_nor_too_many_entries(
    given, is_answered
):
    answers = {"need": [{"need": [answer]} for answer in given]} if given else {}
    found = pages(NEEDS, answers)

    assert found[0].is_answered is is_answered
    assert (next_unanswered(found) is None) is is_answered


def test_no_more_entries_can_be_added_than_there_may_be():
    def to_add(answers):
        [listed, *_] = pages(NEEDS, answers)
        return page_to_add(NEEDS, answers, listed)

    one = {"need": [{"need": ["food"]}]}
    two = {"need": one["need"] * 2}

    assert to_add(one).path == "questions/need/2/need"
    assert to_add(two) is None
    assert page_at(NEEDS, two, "questions/need/3/need") is None


def test_a_required_group_without_an_answer_is_open_on_its_last_page():
    form = questionnaire(
        group("s", question("a"), question("b"), note("n"), required=True),
        one_page("t", question("c"), required=True),
    )

    assert [page.is_answered for page in pages(form, {})] == [True, False, True, False]
    assert all(page.is_answered for page in pages(form, {"a": [True], "c": [False]}))


def test_questions_outside_of_groups_are_a_section_with_the_questionnaires_title():
    form = questionnaire(question("a"), group("s", question("b")), question("c"))

    rows = progress(pages(form, {}))

    assert [(row.section.text.written, row.page.path) for row in rows] == [
        ("Test", "questions/a"),
        ("About s", "s/b"),
    ]
    assert [section.title for section in summary(pages(form, {}), "en")] == [
        "Test",
        "About s",
        "Test",
    ]


def test_what_is_worked_out_is_shown_above_the_next_question_and_summed_up_once():
    unit = {"url": fhir.UNIT, "valueCoding": {"code": "kg"}}
    form = questionnaire(
        group(
            "s",
            question("total", "integer", extension=[calculated("1 + 1"), unit]),
            question("a"),
            question("b"),
        )
    )
    found = pages(form, {})

    shown = [[note_text(note, "en") for note in page.notes] for page in found]

    assert shown == [["What is total?: 2 kg"]] * 2
    [section] = summary(found, "en")
    assert [(row.link_id, row.value, row.is_asked) for row in section.rows] == [
        ("total", "2 kg", False),
        ("a", "", True),
        ("b", "", True),
    ]


def test_summary_names_each_entry_and_counts_inner_ones_to_the_outer():
    found = pages(RELATIVES, TWO)
    sections = summary(found, "en")

    assert [section.title for section in sections] == [
        "About relative 1",
        "About relative 2",
        "About relative 2 – About ill 1",
        "About relative 2 – About ill 2",
        "About relative 2",
        "About family",
    ]
    rows = entries(sections, page_with(found, "family/relative"))
    assert [row.value for row in rows[1]] == ["Father", "Flu", "Gout", ""]
    inner = entries(sections, page_with(found, f"{SECOND}/ill"))
    assert [[row.value for row in each] for each in inner.values()] == [
        ["Flu"],
        ["Gout"],
    ]


def test_entry_names_say_whose_list_a_page_is_in():
    found = pages(RELATIVES, TWO)

    assert entry_names(found, page_with(found, f"{SECOND}/ill"), "en") == ["Father"]
    assert entry_names(found, page_with(found, f"{SECOND}/ill/2/what"), "en") == [
        "Father",
        "Gout",
    ]
    assert entry_names(found, page_with(found, "family/notes"), "en") == []


def test_initial_values_stand_in_the_answers_and_in_what_is_added():
    five = [{"valueInteger": 5}]
    form = questionnaire(
        group(
            "s",
            question("a", "integer", initial=five),
            question("b", "integer", question("c", "integer", initial=five)),
            group(
                "doses",
                question("mg", "integer"),
                question("count", "integer", initial=five),
                repeats=True,
            ),
            question("drug", "string", question("since"), repeats=True),
        )
    )
    drugs = question(
        "drug", "string", question("often", "integer", initial=five), repeats=True
    )
    with_entries = questionnaire(drugs | {"initial": [{"valueString": "tea"}]})

    page = page_at(form, {}, "s/doses/1/mg")

    assert initial_answers(form.sections) == {"a": [5], "c": [5]}
    assert initial_answers(with_entries.sections) == {
        "drug": [{"drug": ["tea"], "often": [5]}]
    }
    assert with_page({}, page, {"mg": [2]}) == {"doses": [{"mg": [2], "count": [5]}]}


def test_an_entry_reads_the_conditions_of_its_own_answers():
    form = questionnaire(
        group(
            "s",
            group(
                "trip",
                question("ill"),
                question(
                    "what", "string", enableWhen=[when("ill", answerBoolean=True)]
                ),
                repeats=True,
            ),
        )
    )

    found = pages(form, {"trip": [{"ill": [False]}, {"ill": [True]}]})

    assert [path for path in paths(found) if "what" in path] == ["s/trip/2/what"]
