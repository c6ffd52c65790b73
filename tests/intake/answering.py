"""A patient who answers an imported questionnaire page by page."""

import datetime
import json
import re
from html import unescape
from pathlib import Path

from intake import addresses, services
from intake.models import QuestionnaireResponse
from intake.questionnaires.loading import load
from intake.questionnaires.pages import PageKind
from intake.questionnaires.places import answers_at
from intake.questionnaires.responses import from_fhir, to_fhir
from tests.intake.typed import posted

EXAMPLES = Path(__file__).parent / "questionnaires" / "examples"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/questionnaire.json"))
START, CHECK = "/questionnaire/", "/questionnaire/check/"
PAGE = re.compile(r"/questionnaire/page/([\w-]+)/")
MOST_PAGES = 200


def read(name, file):
    return json.loads((EXAMPLES / name / f"{file}.json").read_text("utf-8"))


def meant(name):
    """Return the questionnaire of an example, and the answers in its response 1."""
    form = load(read(name, "questionnaire"))
    return form, from_fhir(form, read(name, "1")).answers


class ByRequests:
    """Answers as Django's test client sends it; what is hidden goes along."""

    def __init__(self, client):
        self.client = client

    def see(self, address):
        self.address = address
        self.html = self.client.get(address).text

    def follow(self, *texts):
        links = [link(self.html, text) for text in texts]
        return next(filter(None, links))

    def answer(self, data):
        for name in data:
            assert f'name="{name}"' in self.html, (self.address, name)
        response = self.client.post(self.address, hidden(self.html) | data)
        assert response.status_code == 302, errors(response.text)
        return response["Location"]


def answer_all(hands, consultation_request, answers):
    """Follow the pages from the start to the check page; return their paths."""
    hands.see(START)
    address = hands.follow("Start", "Go on")
    return list(answering(hands, consultation_request, answers, address))


def answering(hands, consultation_request, answers, address):
    """Follow the pages from this one to the check page; yield the path of each.

    A page is shown then, and answered when the next one is asked for.
    """
    for _ in range(MOST_PAGES):
        if address.startswith(CHECK):
            return
        page = page_of(consultation_request, address)
        hands.see(address)
        yield page.path
        around = answers_at(answers, page.lists, page.place)
        if page.kind == PageKind.LIST:
            address = onward(hands, page, around)
        else:
            address = hands.answer(posted(page, around))
    raise AssertionError(f"{address} comes again and again")


def page_of(consultation_request, address):
    draft = services.open_answers(consultation_request)
    token = PAGE.match(address)[1]
    return draft.page_at(addresses.page_path(draft.response.pk, token))


def onward(hands, page, around):
    """Return where to add what the list still lacks, or else where it leads on."""
    link_id = page.item.link_id
    if len(around.get(link_id, ())) > len(page.answers.get(link_id, ())):
        return hands.follow("Add another", "Add one")
    return hands.follow("Continue")


def link(html, text):
    found = re.search(rf'href="([^"]*)">{text}<', html)
    return found and unescape(found[1])


def hidden(html):
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w*)"', html))


def errors(html):
    return re.findall(r'class="error" [^>]*>(.*?)</div>', html, re.DOTALL)


def exported(form):
    """Return the answers in the QuestionnaireResponse of what was sent."""
    response = QuestionnaireResponse.objects.get()
    resource = to_fhir(
        form,
        response.answers,
        status=response.status,
        authored=response.sent_at,
        language=response.language,
    )
    return comparable(from_fhir(form, resource).answers)


def comparable(answers):
    """Return the answers with moments as moments, whatever zone they are told in.

    Boxes are ticked in the order of the page: that of several answers tells nothing.
    """
    if isinstance(answers, dict):
        return {key: comparable(value) for key, value in answers.items()}
    if isinstance(answers, list):
        values = [comparable(value) for value in answers]
        return values if any(isinstance(each, dict) for each in values) else {*values}
    if isinstance(answers, str) and re.match(r"\d{4}-\d\d-\d\dT", answers):
        return datetime.datetime.fromisoformat(answers)
    return answers
