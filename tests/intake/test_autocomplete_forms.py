"""Questions with a long list: the answer is typed, and asked about, never changed."""

import pytest
from crispy_forms.utils import render_crispy_form
from django.utils.translation import override

from intake.forms.response import page_form
from intake.questionnaires.changes import with_page
from intake.questionnaires.pages import PageKind, page_yet_to_be, pages
from intake.questionnaires.validation import check
from tests.intake.questionnaires.resources import (
    control,
    group,
    one_page,
    option,
    question,
    questionnaire,
    translated,
)

CODES = {"3": "Prozac", "4": "Zoloft", "5": "Zyrtec", "6": "Zyrtec-D", "7": "Zantac"}
OPTIONS = [option(code, name) for code, name in CODES.items()]
VALUE_SET = {
    "resourceType": "ValueSet",
    "id": "medicines",
    "compose": {
        "include": [
            {
                "system": "https://anteroom.example/medicines",
                "concept": [
                    {"code": code, "display": name} for code, name in CODES.items()
                ],
            }
        ]
    },
}
ASKED = "Select the one you mean, or what you typed"


def names_of(kind, **fields):
    fields = {"answerOption": OPTIONS} | fields
    return question("q", kind, extension=[control("autocomplete")], **fields)


OPEN = names_of("open-choice")
CLOSED = names_of("choice")
CONTAINED = question(
    "q",
    "open-choice",
    extension=[control("autocomplete")],
    answerValueSet="#medicines",
)


def form_for(item, posted=None, answers=None):
    form = questionnaire(group("s", item), contained=[VALUE_SET])
    return page_form(pages(form, answers or {})[0])(posted)


def html_of(item, posted=None, answers=None):
    return render_crispy_form(form_for(item, posted, answers))


def offered(form):
    return [str(label) for _, label in form.fields["q_meant"].choices]


@pytest.mark.parametrize("item", [OPEN, CONTAINED, CLOSED])
@pytest.mark.parametrize("typed", ["Prozac", " prozac ", "PROZAC"])
def test_a_text_that_is_an_option_is_its_answer(item, typed):
    form = form_for(item, {"q": typed})

    assert form.is_valid(), form.errors
    assert form.answers() == {"q": ["3"]}


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("fish oil", id="like-no-option"),
        pytest.param("Prozac 20 mg", id="an-option-and-more"),
        pytest.param("3", id="a-code-is-no-name"),
        pytest.param("_other", id="the-word-of-the-form-itself"),
        pytest.param("Zyrt\u00e9k' <b> & \U0001f48a", id="any-sign"),
    ],
)
def test_other_text_is_kept_exactly_as_it_was_typed(typed):
    form = form_for(OPEN, {"q": typed, "q_meant": "_other"})

    assert form.is_valid(), form.errors
    assert form.answers() == {"q": [{"text": typed}]}


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        pytest.param("proz", ["Prozac"], id="beginning"),
        pytest.param("Prozak", ["Prozac"], id="misspelling"),
        pytest.param("Zyrtec D", ["Zyrtec-D", "Zyrtec"], id="several"),
    ],
)
def test_a_text_near_to_options_is_asked_about_with_nothing_selected(typed, names):
    form = form_for(OPEN, {"q": typed})

    assert form.errors == {"q_meant": [ASKED]}
    assert offered(form) == [*names, f"Use what I typed: {typed}"]
    html = render_crispy_form(form)
    assert f'value="{typed}"' in html
    assert "Did you mean one of these?" in html
    assert "checked" not in html


def test_a_second_name_behind_the_first_is_asked_about_and_neither_is_lost():
    typed = "Prozac 20 mg Zolof"
    asked = form_for(OPEN, {"q": typed})

    assert asked.errors == {"q_meant": [ASKED]}
    [meant, as_typed] = offered(asked)
    assert (meant, as_typed) == (
        "Prozac 20 mg Zoloft",
        f"Use what I typed: {typed}",
    )

    form = form_for(OPEN, {"q": typed, "q_asked": typed, "q_meant": meant})
    assert form.is_valid(), form.errors
    assert form.answers() == {"q": [{"text": meant}]}


def test_the_name_that_was_meant_is_the_answer():
    form = form_for(OPEN, {"q": "Prozak", "q_asked": "Prozak", "q_meant": "Prozac"})

    assert form.is_valid(), form.errors
    assert form.answers() == {"q": ["3"]}


def test_what_was_typed_is_the_answer_if_it_is_meant():
    form = form_for(OPEN, {"q": "Prozak", "q_asked": "Prozak", "q_meant": "_other"})

    assert form.is_valid(), form.errors
    assert form.answers() == {"q": [{"text": "Prozak"}]}


@pytest.mark.parametrize("meant", ["Prozac", "Zyrtec-D", "Zoloft", "4", "_other"])
@pytest.mark.parametrize("asked", [{"q_asked": "Prozak"}, {}])
def test_what_was_chosen_for_another_text_is_no_answer(meant, asked):
    form = form_for(OPEN, {"q": "Zolof", "q_meant": meant} | asked)

    assert form.errors == {"q_meant": [ASKED]}
    assert offered(form) == ["Zoloft", "Use what I typed: Zolof"]
    html = render_crispy_form(form)
    assert '<input type="hidden" name="q_asked" value="Zolof"' in html
    assert "checked" not in html


@pytest.mark.parametrize("meant", ["Prozac", "4", "nonsense"])
def test_what_was_not_offered_is_no_answer(meant):
    form = form_for(OPEN, {"q": "Zolof", "q_asked": "Zolof", "q_meant": meant})

    assert form.errors == {"q_meant": [ASKED]}


def test_a_name_that_is_typed_after_all_is_not_asked_about():
    form = form_for(OPEN, {"q": "Zoloft", "q_meant": "Prozac"})

    assert form.is_valid(), form.errors
    assert form.answers() == {"q": ["4"]}


def test_own_words_that_were_saved_are_not_asked_about_again():
    saved = {"q": [{"text": "Prozak"}]}
    form = form_for(OPEN, {"q": "Prozak"}, saved)

    assert 'value="Prozak"' in html_of(OPEN, answers=saved)
    assert not form.has_changed()
    assert form.is_valid(), form.errors
    assert form.answers() == saved


def test_an_option_that_was_saved_is_shown_by_its_name():
    saved = {"q": ["3"]}

    assert 'value="Prozac"' in html_of(OPEN, answers=saved)
    assert not form_for(OPEN, {"q": "Prozac"}, saved).has_changed()


def test_the_question_is_not_shown_before_it_is_needed():
    assert "Did you mean" not in html_of(OPEN)
    assert "Did you mean" not in html_of(OPEN, {"q": ""})


def test_a_closed_choice_takes_no_other_text():
    form = form_for(CLOSED, {"q": "fish oil", "q_meant": "_other"})

    assert form.errors == {
        "q": [
            "We do not know this answer. Check how you wrote it, or write only how it "
            "begins"
        ]
    }


@pytest.mark.parametrize("typed", ["Prozak", "Prozac 20 mg", "p"])
def test_a_closed_choice_asks_which_option_is_meant(typed):
    form = form_for(CLOSED, {"q": typed, "q_meant": "_other"})

    assert form.errors == {"q_meant": ["Select the one you mean"]}
    assert offered(form) == ["Prozac"]


def test_an_optional_question_may_stay_empty_and_a_required_one_says_what_to_do():
    empty = form_for(OPEN, {"q": " "})

    assert empty.is_valid()
    assert empty.answers() == {}
    assert form_for(names_of("open-choice", required=True), {"q": ""}).errors == {
        "q": ["Enter an answer"]
    }


def test_a_text_that_is_too_long_is_refused_and_kept():
    form = form_for(names_of("open-choice", maxLength=10), {"q": "fish oil, often"})

    assert form.errors == {"q": ["Use 10 characters or fewer"]}
    assert 'value="fish oil, often"' in render_crispy_form(form)


def test_names_are_said_and_found_in_the_active_language():
    raw = option("br", "Brazil")
    raw["valueCoding"]["_display"] = translated("es", "Brasil")
    item = names_of("choice", answerOption=[raw])

    with override("es"):
        form = form_for(item, {"q": "brasil"})
        assert form.is_valid(), form.errors
        assert 'value="Brasil"' in html_of(item, answers={"q": ["br"]})
    assert form.answers() == {"q": ["br"]}


def test_options_that_are_no_codings_are_found_too():
    words = [{"valueString": "green tea"}, {"valueString": "milk"}]
    item = names_of("open-choice", answerOption=words)

    for typed, answer in [("Milk", "milk"), ("green tea", "green tea"), ("ale", "ale")]:
        form = form_for(item, {"q": typed})
        assert form.is_valid(), form.errors
        assert form.answers() == {"q": [answer]}


def test_several_questions_of_a_page_are_asked_about_each():
    item = one_page("p", OPEN, CLOSED | {"linkId": "r"}, question("t", "string"))
    form = form_for(item, {"q": "Prozak", "r": "Zolof", "t": "kept"})

    assert [*form.errors] == ["q_meant", "r_meant"]
    html = render_crispy_form(form)
    assert html.index('name="q_meant"') < html.index('name="r"')
    assert html.index('name="r_meant"') < html.index('name="t"')
    assert 'value="kept"' in html


def test_a_question_that_repeats_is_a_list_with_one_answer_an_entry():
    item = questionnaire(group("s", names_of("open-choice", repeats=True)))
    saved = {"q": [{"q": ["3"]}, {"q": [{"text": "fish oil"}]}]}

    assert [(page.kind, page.path) for page in pages(item, saved)] == [
        (PageKind.LIST, "s/q"),
        (PageKind.QUESTION, "s/q/1/q"),
        (PageKind.QUESTION, "s/q/2/q"),
    ]


def test_bare_answers_of_a_version_in_which_it_was_no_list_are_entries():
    names = names_of("open-choice", repeats=True)
    follow_up = question(
        "f",
        "string",
        enableWhen=[{"question": "q", "operator": "=", "answerCoding": {"code": "3"}}],
    )
    item = questionnaire(group("s", names, follow_up))
    bare = {"q": ["3", {"text": "fish oil"}]}
    entries = {"q": [{"q": ["3"]}, {"q": [{"text": "fish oil"}]}]}

    [listed, *rest] = pages(item, bare)
    assert listed.answers == entries
    assert [page.path for page in rest] == ["s/q/1/q", "s/q/2/q", "s/f"]
    assert page_yet_to_be(item, bare, "s/q/3/q") is not None
    assert check(item, bare) == []
    assert with_page(bare, rest[0], {"q": ["4"]})["q"] == [
        {"q": ["4"]},
        *entries["q"][1:],
    ]


def test_the_script_comes_only_with_such_a_question():
    assert "autocomplete.js" in str(form_for(OPEN).media)
    assert "autocomplete.js" in str(form_for(OPEN, {"q": "Prozak"}).media)
    assert str(form_for(question("q", "open-choice")).media) == ""
