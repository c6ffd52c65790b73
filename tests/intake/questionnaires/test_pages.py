from intake.questionnaires.changes import with_page, without_entry
from intake.questionnaires.navigation import page_after, page_before, page_to_add
from intake.questionnaires.pages import PageKind, page_at, pages
from tests.intake.questionnaires.resources import (
    HIDDEN,
    calculated,
    group,
    help_text,
    note,
    one_page,
    question,
    questionnaire,
    when,
)

MEDICINES = questionnaire(
    group("heart", question("pain", required=True)),
    group(
        "medicines",
        question("any", required=True),
        group(
            "medicine",
            question("name", "string", required=True),
            question("dose", "string"),
            repeats=True,
            required=True,
            enableWhen=[when("any", answerBoolean=True)],
        ),
        question("allergies", "text"),
    ),
)
TWO = {"any": [True], "medicine": [{"name": ["Zoloft"]}, {"name": ["aspirin"]}]}


def paths(found):
    return [page.path for page in found]


def kinds(found):
    return [(page.path, page.kind) for page in found]


def notes(found):
    return [(page.path, [note.item.link_id for note in page.notes]) for page in found]


def test_pages_asks_one_question_a_page_and_only_what_is_enabled():
    assert kinds(pages(MEDICINES, {})) == [
        ("heart/pain", PageKind.QUESTION),
        ("medicines/any", PageKind.QUESTION),
        ("medicines/allergies", PageKind.QUESTION),
    ]


def test_pages_of_a_repeating_group_are_a_list_and_those_of_each_occurrence():
    found = pages(MEDICINES, TWO)

    assert kinds(found) == [
        ("heart/pain", PageKind.QUESTION),
        ("medicines/any", PageKind.QUESTION),
        ("medicines/medicine", PageKind.LIST),
        ("medicines/medicine/1/name", PageKind.QUESTION),
        ("medicines/medicine/1/dose", PageKind.QUESTION),
        ("medicines/medicine/2/name", PageKind.QUESTION),
        ("medicines/medicine/2/dose", PageKind.QUESTION),
        ("medicines/allergies", PageKind.QUESTION),
    ]
    assert found[2].answers == {"medicine": TWO["medicine"]}
    assert (found[5].lists, found[5].place) == ((MEDICINES.item("medicine"),), (1,))
    assert found[5].answers == {"name": ["aspirin"]}


def test_pages_show_a_group_together_where_the_definition_says_so():
    form = questionnaire(
        group(
            "heart",
            one_page("bp", note("sit"), question("top", "integer"), question("low")),
            one_page("reading", question("arm"), repeats=True),
        )
    )

    found = pages(form, {"reading": [{}]})

    assert kinds(found) == [
        ("heart/bp", PageKind.GROUP),
        ("heart/reading", PageKind.LIST),
        ("heart/reading/1", PageKind.GROUP),
    ]
    assert [item.link_id for item in found[0].questions] == ["top", "low"]
    assert notes(found)[0] == ("heart/bp", ["sit"])


def test_pages_show_the_last_texts_before_a_question():
    form = questionnaire(
        group(
            "mood",
            note("stem"),
            question("phq-1", "boolean", help_text("why", "Because.")),
            question("phq-2"),
            note("next"),
            note("more"),
            question("asq-1"),
        )
    )

    assert notes(pages(form, {})) == [
        ("mood/phq-1", ["stem"]),
        ("mood/phq-2", ["stem"]),
        ("mood/asq-1", ["next", "more"]),
    ]


def test_pages_give_texts_without_a_question_a_page_of_their_own():
    form = questionnaire(
        group("s", note("intro"), group("inner", question("a")), note("end"))
    )

    found = pages(form, {})

    assert kinds(found) == [
        ("s/intro", PageKind.NOTE),
        ("s/a", PageKind.QUESTION),
        ("s/end", PageKind.NOTE),
    ]


def test_pages_leave_out_what_is_hidden():
    form = questionnaire(
        group("s", question("a", extension=[HIDDEN]), note("n", extension=[HIDDEN])),
        group("t", question("b"), extension=[HIDDEN]),
        group("u", group("v", question("c"), extension=[HIDDEN]), question("d")),
    )

    assert paths(pages(form, {})) == ["u/d"]


def test_page_at_finds_a_page_and_the_next_occurrence_to_be_added():
    assert page_at(MEDICINES, TWO, "medicines/medicine/2/dose").answers == {}
    assert page_at(MEDICINES, TWO, "medicines/medicine/3/name").place == (2,)
    assert page_at(MEDICINES, TWO, "medicines/medicine/4/name") is None
    assert page_at(MEDICINES, {}, "medicines/medicine/1/name") is None
    assert page_at(MEDICINES, TWO, "heart") is None


def test_page_to_add_is_the_first_page_of_one_more():
    def path_to_add(answers):
        listed = page_at(MEDICINES, answers, "medicines/medicine")
        return page_to_add(MEDICINES, answers, listed).path

    assert path_to_add(TWO) == "medicines/medicine/3/name"
    assert path_to_add({"any": [True]}) == "medicines/medicine/1/name"


def follow(step, found, path):
    page = next(page for page in found if page.path == path)
    after = step(found, page)
    return after and after.path


def test_page_after_goes_past_what_was_added_and_back_to_the_list():
    found = pages(MEDICINES, TWO)

    assert follow(page_after, found, "heart/pain") == "medicines/any"
    assert follow(page_after, found, "medicines/medicine") == "medicines/allergies"
    assert follow(page_after, found, "medicines/medicine/1/name") == (
        "medicines/medicine/1/dose"
    )
    assert (
        follow(page_after, found, "medicines/medicine/1/dose") == "medicines/medicine"
    )
    assert follow(page_after, found, "medicines/allergies") is None


def test_page_before_is_the_way_back():
    found = pages(MEDICINES, TWO)

    assert follow(page_before, found, "medicines/allergies") == "medicines/medicine"
    assert follow(page_before, found, "medicines/medicine/2/dose") == (
        "medicines/medicine/2/name"
    )
    assert (
        follow(page_before, found, "medicines/medicine/2/name") == "medicines/medicine"
    )
    assert follow(page_before, found, "heart/pain") is None


def test_with_page_replaces_the_answers_of_that_page_only():
    page = page_at(MEDICINES, TWO, "heart/pain")
    second = page_at(MEDICINES, TWO, "medicines/medicine/2/dose")
    third = page_at(MEDICINES, TWO, "medicines/medicine/3/name")

    assert with_page({"pain": [True], "any": [True]}, page, {}) == {"any": [True]}
    assert with_page(TWO, second, {"dose": ["81 mg"]})["medicine"] == [
        {"name": ["Zoloft"]},
        {"name": ["aspirin"], "dose": ["81 mg"]},
    ]
    assert with_page(TWO, third, {"name": ["iron"]})["medicine"] == [
        {"name": ["Zoloft"]},
        {"name": ["aspirin"]},
        {"name": ["iron"]},
    ]


def test_fingerprint_tells_one_entry_from_another_and_is_empty_without_one():
    paths = [f"medicines/medicine/{number}/name" for number in (1, 2, 3)]
    first, second, added = [page_at(MEDICINES, TWO, path) for path in paths]

    assert len({first.fingerprint, second.fingerprint}) == 2
    assert added.fingerprint == page_at(MEDICINES, TWO, "heart/pain").fingerprint == ""


def test_fingerprint_changes_with_any_answer_of_the_entry():
    path = "medicines/medicine/2/name"
    before = page_at(MEDICINES, TWO, path)
    dose = page_at(MEDICINES, TWO, "medicines/medicine/2/dose")

    after = page_at(MEDICINES, with_page(TWO, dose, {"dose": ["81 mg"]}), path)

    assert after.answers == before.answers
    assert after.fingerprint != before.fingerprint


def test_without_entry_removes_one_and_the_last_leaves_no_key():
    medicine = page_at(MEDICINES, TWO, "medicines/medicine")
    one = without_entry(TWO, medicine, 0)

    assert one == {"any": [True], "medicine": [{"name": ["aspirin"]}]}
    assert without_entry(one, medicine, 5) == one
    assert without_entry(one, medicine, 0) == {"any": [True]}


def test_questions_under_an_answer_follow_their_question():
    below = question("since", "date")
    form = questionnaire(group("s", question("ill", "boolean", below), question("b")))

    assert paths(pages(form, {})) == ["s/ill", "s/b"]
    assert paths(pages(form, {"ill": [True]})) == ["s/ill", "s/since", "s/b"]


def test_a_question_outside_a_section_is_a_section_of_its_own():
    form = questionnaire(note("read"), question("a"), group("s", question("b")))

    assert paths(pages(form, {})) == ["questions/a", "s/b"]


def test_what_is_worked_out_is_shown_once_it_has_a_value_and_never_asked():
    form = questionnaire(
        group(
            "s",
            question("a", "integer"),
            question("b", "integer", extension=[calculated("1")]),
            question("c", "integer", readOnly=True),
        )
    )

    found = pages(form, {})

    assert kinds(found) == [("s/a", PageKind.QUESTION), ("s/b", PageKind.NOTE)]
    assert [node.values for node in found[1].notes] == [(1,)]
