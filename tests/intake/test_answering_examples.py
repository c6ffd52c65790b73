"""A patient answers each example questionnaire page by page, and sends it."""

import datetime
import json
import re
from html import unescape
from pathlib import Path

import pytest

from intake import addresses, services
from intake.models import QuestionnaireResponse, ResponseStatus
from intake.questionnaires.loading import load
from intake.questionnaires.pages import PageKind
from intake.questionnaires.places import answers_at
from intake.questionnaires.responses import from_fhir, to_fhir
from tests.intake.typed import posted
from tests.stories import asked

pytestmark = pytest.mark.django_db

EXAMPLES = Path(__file__).parent / "questionnaires" / "examples"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/questionnaire.json"))
CHECK, SENT = "/questionnaire/check/", "/questionnaire/sent/"
PAGE = re.compile(r"/questionnaire/page/([\w-]+)/")
MOST_PAGES = 200


def read(name, file):
    return json.loads((EXAMPLES / name / f"{file}.json").read_text("utf-8"))


class Answering:
    """A patient with a browser who knows what to answer."""

    def __init__(self, browser, consultation_request, answers):
        self.browser = browser
        self.consultation_request = consultation_request
        self.answers = answers
        self.paths = []

    def answer_all(self):
        """Follow the pages from the start to the check page."""
        start = self.browser.get("/questionnaire/").text
        address = link(start, "Start") or link(start, "Go on")
        while not address.startswith(CHECK):
            assert len(self.paths) < MOST_PAGES, self.paths[-5:]
            address = self.onward(address)

    def onward(self, address):
        """Answer one page; return where it leads."""
        draft = services.open_answers(self.consultation_request)
        token = PAGE.match(address)[1]
        page = draft.page_at(addresses.page_path(draft.response.pk, token))
        self.paths.append(page.path)
        shown = self.browser.get(address).text
        around = answers_at(self.answers, page.lists, page.place)
        if page.kind == PageKind.LIST:
            added = page.answers.get(page.item.link_id, ())
            is_more = len(around.get(page.item.link_id, ())) > len(added)
            adding = link(shown, "Add another") or link(shown, "Add one")
            return adding if is_more else link(shown, "Continue")
        data = hidden(shown) | posted(page, around)
        for name in data:
            assert f'name="{name}"' in shown, (page.path, name)
        response = self.browser.post(address, data)
        assert response.status_code == 302, (page.path, problems(response))
        return response["Location"]


def link(html, text):
    found = re.search(rf'href="([^"]*)">{text}<', html)
    return found and unescape(found[1])


def hidden(html):
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w*)"', html))


def problems(response):
    return re.findall(r'class="error" [^>]*>(.*?)</div>', response.text, re.DOTALL)


def comparable(answers):
    """Return the answers with moments as moments, whatever zone they are told in."""
    if isinstance(answers, dict):
        return {key: comparable(value) for key, value in answers.items()}
    if isinstance(answers, list):
        return [comparable(value) for value in answers]
    if isinstance(answers, str) and re.match(r"\d{4}-\d\d-\d\dT", answers):
        return datetime.datetime.fromisoformat(answers)
    return answers


@pytest.mark.parametrize("name", NAMES)
def test_an_example_answered_page_by_page_is_exported_as_it_was_meant(
    here, browser_of, name
):
    form = load(read(name, "questionnaire"))
    meant = from_fhir(form, read(name, "1")).answers
    consultation_request = asked(form.resource, location=here)
    browser = browser_of(consultation_request)

    Answering(browser, consultation_request, meant).answer_all()
    sent = browser.post(CHECK)

    assert sent["Location"] == SENT
    response = QuestionnaireResponse.objects.get()
    assert response.status == ResponseStatus.COMPLETED
    exported = to_fhir(
        form,
        response.answers,
        status=response.status,
        authored=response.sent_at,
        language=response.language,
    )
    assert comparable(from_fhir(form, exported).answers) == comparable(meant)
