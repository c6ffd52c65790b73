"""What somebody who has read the answers before reads now."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.questionnaires.differences import Difference, differences
from intake.questionnaires.pages import pages
from intake.questionnaires.summary import summary
from tests.intake.questionnaires.resources import (
    group,
    question,
    questionnaire,
    when,
)
from tests.intake.questionnaires.test_properties import calculating, filled_in

FORM = questionnaire(
    group(
        "heart",
        question("pain"),
        question("since", "date", enableWhen=[when("pain", answerBoolean=True)]),
        question("kind", "choice"),
    ),
    group(
        "medicines",
        group(
            "medicine",
            question("name", "string"),
            question("dose", "string"),
            repeats=True,
            text="Medicine",
        ),
        question("allergy"),
    ),
)
ZOLOFT = {"name": ["Zoloft"], "dose": ["50 mg"]}
LITHIUM = {"name": ["Lithium"]}
PAIN = {"pain": [True], "since": ["2030-01-02"]}


def read(form, answers):
    return summary(pages(form, answers), "en")


def changed(before, now):
    return differences(read(FORM, before), read(FORM, now))


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ({"kind": ["a"]}, {"kind": ["unsure"]}, ("A", "Unsure")),
        ({}, {"kind": ["a"]}, ("", "A")),
        ({"kind": ["a"]}, {}, ("A", "")),
    ],
    ids=["changed", "added", "removed"],
)
def test_an_answer_is_shown_before_and_now(before, now, expected):
    assert changed(before, now) == [Difference("What is kind?", *expected)]


def test_what_is_not_asked_any_more_is_gone_where_it_stood():
    assert changed(PAIN | {"kind": ["a"]}, {"pain": [False], "kind": ["b"]}) == [
        Difference("What is pain?", "Yes", "No"),
        Difference("What is since?", "Jan. 2, 2030", None),
        Difference("What is kind?", "A", "B"),
    ]


def test_what_is_asked_for_the_first_time_was_not_asked_before():
    assert changed({"pain": [False]}, {"pain": [True]}) == [
        Difference("What is pain?", "No", "Yes"),
        Difference("What is since?", None, ""),
    ]


def test_entries_of_a_list_are_added_and_removed_by_name():
    assert changed({"medicine": [ZOLOFT, LITHIUM]}, {"medicine": [LITHIUM]}) == [
        Difference(
            "Medicine 1: Zoloft",
            "What is name? Zoloft\nWhat is dose? 50 mg",
            None,
            is_entry=True,
        )
    ]
    assert changed({}, {"medicine": [LITHIUM]}) == [
        Difference("Medicine 1: Lithium", None, "What is name? Lithium", is_entry=True)
    ]


def test_an_answer_about_an_entry_is_shown_with_its_name():
    more = ZOLOFT | {"dose": ["100 mg"]}

    assert changed({"medicine": [ZOLOFT]}, {"medicine": [LITHIUM, more]}) == [
        Difference("Medicine 1: Lithium", None, "What is name? Lithium", is_entry=True),
        Difference("Medicine 2: Zoloft – What is dose?", "50 mg", "100 mg"),
    ]


def test_of_two_entries_with_one_name_the_equal_one_is_the_same():
    more = ZOLOFT | {"dose": ["100 mg"]}

    [gone] = changed({"medicine": [ZOLOFT, more]}, {"medicine": [more]})

    assert (gone.label, gone.now) == ("Medicine 1: Zoloft", None)


def test_entries_in_another_order_are_no_difference():
    assert (
        changed({"medicine": [ZOLOFT, LITHIUM]}, {"medicine": [LITHIUM, ZOLOFT]}) == []
    )


@calculating
@given(filled_in())
def test_the_same_answers_differ_in_nothing(filled_in):
    form, answers = filled_in

    assert differences(read(form, answers), read(form, answers)) == []


@calculating
@given(filled_in(), st.data())
def test_what_differs_one_way_differs_the_other_way(filled_in, data):
    form, answers = filled_in
    kept = data.draw(st.sets(st.sampled_from(sorted(answers)))) if answers else set()
    fewer = {link_id: answers[link_id] for link_id in kept}

    there = differences(read(form, answers), read(form, fewer))
    back = differences(read(form, fewer), read(form, answers))

    assert Counter((each.before, each.now) for each in there) == Counter(
        (each.now, each.before) for each in back
    )
