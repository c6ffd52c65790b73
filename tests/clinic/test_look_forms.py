"""The crispy template pack "calm", as the HTML that a browser gets."""

import re

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template.loader import render_to_string

from clinic.fields import DateOfBirthField
from clinic.layout import Question, Revealing


class ContactForm(forms.Form):
    name = forms.CharField(
        label="Your name",
        help_text="As on your ID",
        error_messages={"required": "Enter your name"},
    )
    phone = forms.CharField(label="Phone", required=False)
    born = DateOfBirthField(label="Date of birth")
    place = forms.ChoiceField(
        label="Which clinic?",
        help_text="You can change it later",
        choices=[("d", "Downtown"), ("w", "Westlake")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select a clinic"},
    )
    detail = forms.CharField(label="Which floor?", required=False)
    days = forms.MultipleChoiceField(
        label="Days",
        choices=[("m", "Monday"), ("t", "Tuesday")],
        widget=forms.CheckboxSelectMultiple,
    )
    about = forms.CharField(label="About", widget=forms.Textarea)
    agree = forms.BooleanField(label="I agree")


def rendered(*layout, data=None):
    form = ContactForm(data)
    form.helper = FormHelper()
    form.helper.layout = Layout(*layout)
    form.helper.add_input(Submit("go", "Continue"))
    return form, " ".join(render_crispy_form(form).split())


def every_id(html):
    return re.findall(r'\bid="([^"]+)"', html)


@pytest.mark.parametrize("data", [None, {}], ids=["unbound", "with-errors"])
def test_form_has_no_required_asterisk_placeholder_or_preselection(data):
    _, html = rendered(*ContactForm.base_fields, data=data)

    assert " novalidate" in html
    assert not re.search(r" required[ >]|\*|placeholder=| checked", html)


def test_field_says_optional_only_when_it_is():
    _, name = rendered("name")
    _, phone = rendered("phone")

    assert "(optional)" not in name
    assert 'Phone <span class="optional">(optional)</span>' in phone


def test_field_shows_label_hint_error_and_control_in_this_order():
    _, html = rendered("name", data={})

    places = [
        html.index(part)
        for part in ("Your name", "As on your ID", "Enter your name", "<input type=")
    ]
    assert places == sorted(places)


def test_field_is_described_by_its_hint_and_error():
    _, html = rendered("name", data={})

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert {"id_name_helptext", "id_name_error"} <= set(every_id(html))


def test_choices_are_described_as_a_group():
    _, html = rendered("place", data={})

    assert '<fieldset aria-describedby="id_place_helptext id_place_error">' in html
    assert '<legend class="label">Which clinic?</legend>' in html
    assert "aria-invalid" not in html


@pytest.mark.parametrize("name", ["place", "days"])
def test_choices_keep_what_was_chosen(name):
    value = {"place": "w", "days": "t"}[name]
    _, html = rendered(name, data={name: value})

    assert re.findall(r'value="(\w)"[^>]* checked', html) == [value]


def test_ids_are_unique_on_a_form_with_every_kind_of_field():
    _, html = rendered(*ContactForm.base_fields, data={})

    assert len(every_id(html)) == len(set(every_id(html)))


def test_every_control_has_a_label():
    _, html = rendered(*ContactForm.base_fields, data={})

    controls = re.findall(r'<(?:input|textarea|select)[^>]* id="([^"]+)"', html)
    assert set(controls) == set(re.findall(r'<label[^>]* for="([^"]+)"', html))


def test_text_is_escaped():
    form, html = rendered("name", data={"name": '"><script>alert(1)</script>'})

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("name", ["name", "place", "born"])
def test_question_makes_the_label_the_heading_of_the_page(name):
    _, html = rendered(Question(name))

    heading = re.search(r"<h1[^>]*>(.*?)</h1>", html).group(1)
    assert str(ContactForm.base_fields[name].label) in heading
    assert html.count("<h1") == 1


def test_question_reveals_its_follow_up_under_one_option():
    _, html = rendered(Question("place", reveals={"w": "detail"}))

    after_westlake = html.split("Westlake</label></div>")[1]
    assert after_westlake.startswith(' <div class="reveal">')
    assert "Which floor?" in after_westlake
    assert html.count("Which floor?") == 1
    assert html.count("<h1") == 1


def test_revealing_field_is_no_heading():
    _, html = rendered(Revealing("place", reveals={"w": "detail"}))

    assert "<h1" not in html
    assert 'class="reveal"' in html


def test_submit_is_a_button_with_its_extra_class():
    form = ContactForm()
    form.helper = FormHelper()
    form.helper.layout = Layout("name")
    form.helper.add_input(Submit("go", "Continue"))
    form.helper.add_input(Submit("later", "Later", css_class="button--quiet"))

    html = render_crispy_form(form)

    assert re.findall(r'<button type="submit" name="(\w+)".* class="(.+?)"', html) == [
        ("go", "button"),
        ("later", "button button--quiet"),
    ]


def test_error_summary_links_to_the_first_control_of_each_field_in_error():
    form, html = rendered(*ContactForm.base_fields, data={})

    summary = render_to_string("components/error_summary.html", {"form": form})

    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == [
        "id_name",
        "id_born_0",
        "id_place_0",
        "id_days_0",
        "id_about",
        "id_agree",
    ]
    assert set(targets) <= set(every_id(html))
    assert 'role="alert" tabindex="-1" autofocus' in summary


def test_error_summary_links_to_the_part_of_a_date_that_is_missing():
    form, html = rendered("born", data={"born_month": "3", "born_day": "27"})

    summary = render_to_string("components/error_summary.html", {"form": form})

    assert "#id_born_2" in summary
    assert "Date of birth must include a year" in summary
    assert re.findall(r'name="(\w+)"[^>]*aria-invalid="true"', html) == ["born_year"]


def test_error_summary_is_absent_without_errors():
    form, _ = rendered("name")

    summary = render_to_string("components/error_summary.html", {"form": form})

    assert summary.strip() == ""


def test_error_summary_shows_what_concerns_no_single_field():
    form, _ = rendered("name", data={})
    form.add_error(None, "This request was changed by somebody else.")

    summary = render_to_string("components/error_summary.html", {"form": form})

    assert "<li>This request was changed by somebody else.</li>" in summary


class SlotForm(forms.Form):
    slot = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[
            ("Monday, December 7", []),
            ("Tuesday, December 8", [("a", "9:00 a.m."), ("b", "9:30 a.m.")]),
        ],
        error_messages={"required": "Choose a time"},
    )


def test_slots_name_the_day_in_each_group_and_say_when_none_is_left():
    html = render_to_string("components/slots.html", {"field": SlotForm()["slot"]})

    assert html.count("<fieldset") == 1
    assert "Times on Tuesday, December 8" in html
    assert html.count("No free times on this day.") == 1
    assert re.findall(r'value="(\w)"', html) == ["a", "b"]


def test_slots_keep_the_chosen_time():
    form = SlotForm({"slot": "b"})

    html = render_to_string("components/slots.html", {"field": form["slot"]})

    assert re.findall(r'value="(\w)" checked', html) == ["b"]


def test_error_summary_links_to_the_first_free_time():
    form = SlotForm({})

    html = render_to_string("components/slots.html", {"field": form["slot"]})
    summary = render_to_string("components/error_summary.html", {"form": form})

    (target,) = re.findall(r'href="#([^"]+)"', summary)
    assert target in every_id(html)
