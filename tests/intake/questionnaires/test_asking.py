"""Which pages a patient is led through when only some questions are asked again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.questionnaires.asking import Again
from intake.questionnaires.enabled import without_disabled
from intake.questionnaires.pages import page_at, pages
from intake.questionnaires.progress import (
    Status,
    counted,
    next_unanswered,
    position_in_all,
    progress,
)
from intake.questionnaires.validation import check
from tests.intake.questionnaires.resources import (
    enabled_when,
    group,
    note,
    one_page,
    question,
    questionnaire,
    when,
)
from tests.intake.questionnaires.test_properties import calculating, filled_in

IN_PAIN = when("pain", answerBoolean=True)
FORM = questionnaire(
    group(
        "heart",
        note("intro"),
        question("pain", required=True),
        question("since", "date", required=True, enableWhen=[IN_PAIN]),
        question("notes", "text", enableWhen=[IN_PAIN]),
        one_page("bp", question("top", "integer"), question("bottom", "integer")),
    ),
    group(
        "medicines",
        group(
            "medicine",
            question("name", "string", required=True),
            question("dose", "string"),
            repeats=True,
        ),
        question("allergy"),
    ),
)
BEFORE = {
    "pain": [False],
    "top": [120],
    "bottom": [80],
    "medicine": [{"name": ["Zoloft"]}],
    "allergy": [False],
}


def asking(asked, answered=(), wholes=(), form=FORM):
    return Again(
        form, frozenset(asked), frozenset(answered), tuple(map(frozenset, wholes))
    )


def led_through(asked, answers, answered=()):
    again = asking(asked, answered)
    return again.only(again.marked(pages(FORM, answers)))


def paths(*args):
    return [page.path for page in led_through(*args)]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (["pain"], ["heart/pain"]),
        (["bp", "allergy"], ["heart/bp", "medicines/allergy"]),
        (
            ["medicine"],
            [
                "medicines/medicine",
                "medicines/medicine/1/name",
                "medicines/medicine/1/dose",
            ],
        ),
    ],
    ids=["question", "group on one page", "whole list"],
)
def test_only_what_is_asked_again_is_shown(asked, expected):
    assert paths(asked, BEFORE) == expected


def test_what_a_new_answer_opens_is_asked_too_required_or_not():
    assert paths(["pain"], BEFORE | {"pain": [True]}) == [
        "heart/pain",
        "heart/since",
        "heart/notes",
    ]


def test_a_required_answer_that_is_gone_is_asked_too():
    answers = {key: given for key, given in BEFORE.items() if key != "pain"}

    assert paths(["allergy"], answers) == ["heart/pain", "medicines/allergy"]


def test_a_list_that_misses_an_answer_is_asked_as_a_whole():
    answers = BEFORE | {"medicine": [{"name": ["Zoloft"]}, {"dose": ["5 mg"]}]}

    assert paths(["pain"], answers) == [
        "heart/pain",
        "medicines/medicine",
        "medicines/medicine/1/name",
        "medicines/medicine/1/dose",
        "medicines/medicine/2/name",
        "medicines/medicine/2/dose",
    ]


def test_what_is_asked_again_is_open_until_it_is_answered_again():
    again = asking(["pain", "medicine"])

    def open_after(again):
        page = next_unanswered(again.marked(pages(FORM, BEFORE)))
        return page and page.path

    assert open_after(again) == "heart/pain"
    again = again.after_answering(page_at(FORM, BEFORE, "heart/pain"))
    assert open_after(again) == "medicines/medicine"
    again = again.after_answering(page_at(FORM, BEFORE, "medicines/medicine/1/name"))
    assert open_after(again) == "medicines/medicine"
    again = again.after_answering(page_at(FORM, BEFORE, "medicines/medicine"))
    assert open_after(again) is None


def test_what_depends_on_an_answer_is_asked_with_it_whatever_it_was():
    before = BEFORE | {"pain": [True], "since": ["2030-01-01"]}

    shown = led_through(["pain"], before)

    assert [page.path for page in shown if page.is_awaited] == [
        "heart/pain",
        "heart/since",
        "heart/notes",
    ]


def test_what_depends_on_an_answer_is_asked_also_if_that_was_corrected_unasked():
    before = BEFORE | {"pain": [True], "since": ["2030-01-01"]}

    assert paths(["allergy"], before, ["pain"]) == [
        "heart/since",
        "heart/notes",
        "medicines/allergy",
    ]
    assert paths(["allergy"], before, ["pain", "since", "notes"]) == [
        "medicines/allergy"
    ]


def test_what_depends_through_an_expression_is_asked_too():
    form = questionnaire(
        question("pain", required=True),
        question(
            "rest",
            extension=[
                enabled_when("%resource.item.where(linkId = 'pain').answer.value")
            ],
        ),
    )

    asked = asking(["pain"], form=form)

    assert asked.awaited == {"pain", "rest"}


def test_what_one_page_asks_is_asked_as_a_whole_when_part_of_it_depends():
    form = questionnaire(
        question("pain"),
        one_page(
            "bp", question("top", "integer"), question("bottom", enableWhen=[IN_PAIN])
        ),
    )

    assert asking(["pain"], form=form).awaited == {"pain", "bp", "top", "bottom"}


def test_none_of_a_whole_is_asked_without_the_others():
    found = asking(["pain"], wholes=[["pain", "allergy"], ["top", "bottom"]])

    assert found.awaited == {"pain", "since", "notes", "allergy"}


def test_an_old_answer_does_not_count_until_it_is_given_again():
    found = asking(["bp", "medicine"])

    assert found.current(BEFORE) == {"pain": [False], "allergy": [False]}
    found = found.after_answering(page_at(FORM, BEFORE, "heart/bp"))
    assert found.current(BEFORE) == {
        "pain": [False],
        "top": [120],
        "bottom": [80],
        "allergy": [False],
    }
    assert found.carried_over(BEFORE) == {"pain": [False], "allergy": [False]}


def test_an_answer_given_again_as_it_was_is_news_once():
    found = asking(["bp"])
    page = page_at(FORM, BEFORE, "heart/bp")

    before = found.before_saving(page, BEFORE)
    assert before.keys().isdisjoint({"top", "bottom"})
    assert found.after_saving(page, BEFORE) == BEFORE
    assert found.after_answering(page).before_saving(page, BEFORE) == BEFORE


def test_progress_and_position_count_what_is_asked_again():
    shown = led_through(["pain", "allergy"], BEFORE, ["pain"])

    assert [(row.section.link_id, row.status) for row in progress(shown)] == [
        ("heart", Status.COMPLETED),
        ("medicines", Status.NOT_STARTED),
    ]
    assert [position_in_all(shown, page) for page in shown] == [(1, 2), (2, 2)]


@calculating
@given(filled_in())
def test_all_asked_again_are_all_the_pages(filled_in):
    form, answers = filled_in
    shown = pages(form, answers)

    again = asking([item.link_id for item in form.items], form=form)

    assert again.only(shown) == shown


@calculating
@given(filled_in(), st.data())
def test_nothing_that_must_be_answered_is_left_out(filled_in, data):
    form, answers = filled_in
    link_ids = [page.item.link_id for page in counted(pages(form, answers))]
    asked = data.draw(st.sets(st.sampled_from(link_ids))) if link_ids else set()
    kept = data.draw(st.sets(st.sampled_from(sorted(answers)))) if answers else set()
    now = {link_id: answers[link_id] for link_id in kept}

    again = asking(asked, asked, form=form)
    shown = again.only(again.marked(pages(form, now)))

    if next_unanswered(shown) is None:
        assert check(form, without_disabled(form, now)) == []
