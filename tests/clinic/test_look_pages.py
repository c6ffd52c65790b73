"""The reading pages and error pages: plain words, and a way on from every one."""

import re
from html.parser import HTMLParser

import pytest
import textstat
from django.template.loader import render_to_string
from django.test import RequestFactory

from clinic.context import clinic

READING_PAGES = [
    "home.html",
    "treatment/index.html",
    "treatment/safety.html",
    "treatment/cost.html",
    "treatment/questions.html",
    "privacy.html",
    "accessibility.html",
]
ERROR_PAGES = [
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "500.html",
    "503.html",
]
GRADE = 6  # AHRQ Health Literacy Universal Precautions Toolkit, tool 11


class Prose(HTMLParser):
    """Collects the paragraphs of <main>: short headings would flatter the grade."""

    def __init__(self, html):
        super().__init__()
        self.main = self.paragraph = False
        self.paragraphs = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.main = self.main or tag == "main"
        if self.main and tag == "p" and ("class", "actions") not in attrs:
            self.paragraph = True
            self.paragraphs.append("")

    def handle_endtag(self, tag):
        self.main = self.main and tag != "main"
        self.paragraph = self.paragraph and tag != "p"

    def handle_data(self, data):
        if self.paragraph:
            self.paragraphs[-1] += data

    def __str__(self):
        return " ".join(" ".join(self.paragraphs).split())


def page(template):
    return render_to_string(template, clinic(RequestFactory().get("/")))


@pytest.mark.parametrize("template", READING_PAGES + ERROR_PAGES)
def test_page_reads_at_sixth_grade_at_most(template):
    prose = str(Prose(page(template)))

    assert len(prose.split()) > 10
    assert textstat.flesch_kincaid_grade(prose) <= GRADE


def test_reading_grade_tells_hard_prose_from_plain():
    """The yardstick itself: a sentence from a product label is not plain."""
    hard = (
        "Administration is contraindicated in individuals for whom a significant "
        "elevation of blood pressure would constitute a serious hazard."
    )

    assert textstat.flesch_kincaid_grade(hard) > GRADE


@pytest.mark.parametrize("template", READING_PAGES + ERROR_PAGES)
def test_page_has_one_heading_a_title_a_phone_and_the_crisis_line(template):
    html = page(template)

    assert html.count("<h1") == 1
    assert re.search(r"<title>\S.* – .+</title>", html)
    assert 'href="tel:+1-' in html
    assert 'href="tel:988"' in html
    assert 'href="tel:911"' in html


@pytest.mark.parametrize("template", READING_PAGES + ERROR_PAGES)
def test_page_loads_no_script(template):
    assert "<script" not in page(template)


@pytest.mark.parametrize("template", READING_PAGES)
def test_page_skips_no_level_of_headings(template):
    levels = [int(level) for level in re.findall(r"<h([1-6])", page(template))]

    assert levels[0] == 1
    for above, below in zip(levels, levels[1:], strict=False):
        assert below <= above + 1


@pytest.mark.parametrize("template", ERROR_PAGES)
def test_error_page_has_a_way_back(template):
    assert 'class="button" href="/"' in page(template)


@pytest.mark.parametrize("template", ERROR_PAGES)
def test_error_page_renders_when_nothing_is_known(template):
    """Not even the clinic's name: the worst case is a fault in the settings."""
    html = render_to_string(template)

    assert "988" in html
    assert 'href="/"' in html


def test_home_leads_to_the_request_and_to_the_safety_page():
    html = page("home.html")

    assert re.findall(r'<a class="button[^"]*" href="([^"]+)"', html) == [
        "/request/",
        "/treatment/safety/",
    ]


def test_safety_page_says_that_the_use_is_off_label():
    text = str(Prose(page("treatment/safety.html")))

    assert "off-label" in text
    assert "has not approved it for any mental health problem" in text


def test_crisis_panel_says_where_help_is():
    html = render_to_string(
        "components/crisis.html", {**clinic(None), "promise": "by 5 pm today"}
    )

    text = " ".join(re.sub(r"<[^>]+>", "", html).split())
    assert "You are not alone. Help is available now." in text
    assert "Call or text 988" in text
    assert "Veterans: dial 988, then press 1." in text
    assert "call 911 or go to the nearest emergency room" in text
    assert "This form is not watched all the time." in text
    assert "A team member will contact you by 5 pm today." in text
    assert 'role="alert"' in html


def test_answers_say_when_something_was_left_out_and_what_each_link_changes():
    rows = [
        {"label": "Name", "value": "Jordan <Lee>", "change_url": "/request/"},
        {"label": "Phone", "value": ""},
    ]

    html = render_to_string("components/answers.html", {"rows": rows})

    assert "Jordan &lt;Lee&gt;" in html
    assert "Not provided" in html
    assert 'Change<span class="visually-hidden"> Name</span>' in html
    assert html.count("<a ") == 1


def test_title_says_error_when_the_form_has_one():
    class Form:
        errors = {"name": ["Enter your name"]}

    html = render_to_string("base.html", {"form": Form})

    assert "<title>Error: " in html


def test_staff_banner_is_absent_without_alerts():
    assert render_to_string("staff/banner.html").strip() == ""


def test_mail_base_is_one_column_without_anything_fetched():
    html = render_to_string("email/base.html", {"clinic_name": "Harbor Clinic"})

    assert 'role="presentation" width="600"' in html
    assert "prefers-color-scheme: dark" in html
    assert len(html) < 20_000
    for fetched in ("<img", "<link", "src=", "url("):
        assert fetched not in html
