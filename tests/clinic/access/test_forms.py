import re
from datetime import timedelta

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.http import QueryDict
from django.template import Context, Template

from clinic.access import forms as access_forms
from clinic.access.forms import GuardedForm


class ExampleForm(GuardedForm):
    email = forms.EmailField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("email", *self.guard_fields)


@pytest.fixture
def unhurried(monkeypatch):
    """Let a form be filled in as fast as a test does."""
    monkeypatch.setattr(access_forms, "FASTEST_PERSON", timedelta(0))


def sent(**typed):
    """Return the form as a browser sends it back."""
    data = QueryDict(mutable=True)
    data.update({"email": "ada@example.org", "submission": "", "website": ""} | typed)
    data._mutable = False
    return ExampleForm(data)


def issued():
    return ExampleForm()["submission"].value()


def test_each_empty_form_has_an_id_of_its_own(unhurried):
    first, second = sent(submission=issued()), sent(submission=issued())

    assert first.is_valid()
    assert second.is_valid()
    assert first.submission_id != second.submission_id


def test_a_form_sent_again_has_the_same_id(unhurried):
    submission = issued()
    forms_sent = [sent(submission=submission) for _ in range(2)]

    assert all(form.is_valid() for form in forms_sent)
    assert len({form.submission_id for form in forms_sent}) == 1


def test_a_form_sent_too_fast_is_shown_again_as_it_was_typed():
    submission = issued()
    form = sent(submission=submission)

    assert form.errors == {"submission": ["Check what you typed, then send it again."]}
    assert form["email"].value() == "ada@example.org"
    assert form["submission"].value() == submission


def test_a_form_sent_too_fast_and_with_errors_says_what_the_errors_are_alone():
    form = sent(submission=issued(), email="")

    assert form.errors == {"email": ["This field is required."]}


@pytest.mark.parametrize("submission", ["", "forged", "a:b:c"])
def test_a_form_without_a_good_id_gets_a_new_one_and_keeps_what_was_typed(
    unhurried, submission
):
    form = sent(submission=submission)

    assert list(form.errors) == ["submission"]
    assert sent(submission=form["submission"].value()).is_valid()
    assert form["email"].value() == "ada@example.org"


def test_a_form_is_good_for_a_day(unhurried, monkeypatch):
    submission = issued()
    assert sent(submission=submission).is_valid()

    monkeypatch.setattr(access_forms, "LIFE_OF_A_FORM", timedelta(seconds=-1))

    assert not sent(submission=submission).is_valid()


def test_another_forms_id_is_not_good(unhurried):
    class OtherForm(GuardedForm):
        pass

    assert not sent(submission=OtherForm()["submission"].value()).is_valid()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("website", "is_suspect"), [("", False), ("https://spam.example", True)]
)
def test_what_only_a_robot_fills_in_marks_the_request(
    unhurried, rf, website, is_suspect
):
    form = sent(submission=issued(), website=website)

    assert form.is_valid()
    assert form.is_suspect(rf.post("/"), "test") is is_suspect


@pytest.mark.django_db
def test_the_sixth_request_within_an_hour_is_marked(unhurried, rf):
    marks = []
    for _ in range(6):
        form = sent(submission=issued())
        assert form.is_valid()
        marks.append(form.is_suspect(rf.post("/"), "test"))

    assert marks == [False] * 5 + [True]


def test_the_trap_is_out_of_reach_of_people():
    page = Template("{% load crispy_forms_tags %}{% crispy form %}").render(
        Context({"form": ExampleForm()})
    )

    trap = re.search(r'<div[^>]*class="visually-hidden"[^>]*>(.*)</div>', page, re.S)
    assert 'aria-hidden="true"' in trap[0]
    assert re.search(r'name="website"[^>]*tabindex="-1"', trap[1])
