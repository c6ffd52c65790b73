"""The whole eligibility questionnaire in a real browser: left, resumed, by keyboard."""

import re
import time
from collections import ChainMap
from itertools import islice
from random import Random

import pytest

from intake.instruments import resource
from intake.models import QuestionnaireResponse, StaffAlert
from intake.questionnaires.loading import load
from intake.questionnaires.pages import pages
from tests.intake.answering import START, answering, comparable, exported, page_of
from tests.intake.eligibility.patients import HEALTHY_MAN, NO_PAGE_EMPTY
from tests.intake.hands import SMALLEST_PHONE, ByKeyboard, ByMouse, invitation
from tests.stories import draft_of, invited, unsigned

pytestmark = pytest.mark.django_db(transaction=True)

ELIGIBILITY = load(resource("eligibility"))
ENTRY = re.compile(r"/\d+$")
INTROS = {"substances/substances-intro", "mood/pcl5-instruction"}
TOTALS = {
    "auditc-total": [1],
    "phq9-total": [9],
    "gad7-total": [7],
    "pcl5-total": [40],
    "peg-mean": ["6"],
}
"""Worked out in what is exported, never shown or stored."""
LISTS = {"medicines/medicine", "medicines/allergy", "treatments/antidepressant"}


@pytest.fixture
def device(browser, live_server):
    """Give a function that hands a patient another device."""
    contexts = []

    def take(hands=ByMouse, **options):
        contexts.append(browser.new_context(**options))
        return hands(contexts[-1].new_page(), live_server.url)

    yield take
    for context in contexts:
        context.close()


@pytest.fixture
def end_session(settings):
    """Give a function that ends a session as leaving, or the clock, does."""

    def end(hands, how):
        if how == "left":
            hands.press("Save and come back later")
        else:
            lasting = settings.PATIENT_IDLE
            settings.PATIENT_IDLE = -lasting
            hands.page.reload()
            settings.PATIENT_IDLE = lasting
        hands.page.goto(hands.server + START)
        assert hands.heading == "Open your link again"

    return end


def all_but_the_last(number):
    """Return what is answered before the last pages, so many of them."""
    found = pages(ELIGIBILITY, NO_PAGE_EMPTY)[:-number]
    return dict(ChainMap(*[page.answers for page in found if not page.lists]))


def stored():
    return QuestionnaireResponse.objects.get().answers


def after(paths, left):
    """Return where it goes on: the page left, the words that open it, or its list."""
    if paths[-1] in INTROS:
        return paths[-1]
    is_further_entry = ENTRY.search(left) and not left.endswith("/1")
    return ENTRY.sub("", left) if is_further_entry else left


def of_section(section, paths):
    """Return what was asked of a section, without its name."""
    parts = [path.split("/", 1) for path in paths]
    return [rest for name, rest in parts if name == section]


def send(hands):
    hands.press("Send my answers")
    assert hands.heading == "Thank you. We have your answers"


def report(who, paths, began):
    seconds = time.monotonic() - began
    print(f"{who}: {len(paths)} pages of questions and lists in {seconds:.0f} s")


@pytest.mark.long
@pytest.mark.parametrize(
    ("known", "stops", "longest", "seed"),
    [
        pytest.param(all_but_the_last(12), 2, 4, 1, id="near the end"),
        pytest.param({}, 5, 24, 2, id="anywhere 2"),
        pytest.param({}, 5, 24, 3, id="anywhere 3"),
    ],
)
def test_a_patient_stopped_at_any_page_comes_back_to_everything_answered(
    device, end_session, known, stops, longest, seed
):
    consultation_request = invited(about="chronic_pain")
    draft = draft_of(consultation_request)
    draft.answers = draft.answers | known
    draft.save()
    link = invitation(consultation_request)
    chance = Random(seed)
    hands = device()
    hands.come_in(consultation_request, link)
    address = hands.follow("Start", "Go on")
    paths = []

    for _ in range(stops):
        walk = answering(hands, consultation_request, NO_PAGE_EMPTY, address)
        *walked, left = islice(walk, chance.randint(3, longest))
        paths += walked
        saved = stored()
        end_session(hands, chance.choice(["left", "expired"]))

        hands = device() if chance.random() < 0.5 else hands
        hands.come_in(consultation_request, link)
        assert hands.heading == "Welcome back"
        address = hands.follow("Go on")
        assert page_of(consultation_request, address).path == after(paths, left)
        assert stored() == saved
    paths += answering(hands, consultation_request, NO_PAGE_EMPTY, address)
    send(hands)

    questions = [path for path in paths if path not in LISTS | INTROS]
    assert len(set(questions)) == len(questions)
    assert exported(ELIGIBILITY) == comparable(NO_PAGE_EMPTY | TOTALS)


@pytest.mark.long
def test_a_healthy_man_needs_nothing_but_a_keyboard(device):
    consultation_request = unsigned(about="anxiety")
    hands = device(ByKeyboard)
    began = time.monotonic()

    hands.come_in(consultation_request)
    hands.follow("Start")
    address = hands.sign("Jordan Lee")
    paths = list(answering(hands, consultation_request, HEALTHY_MAN, address))
    send(hands)

    report("A healthy man, by keyboard", paths, began)
    assert len(paths) == 71
    assert of_section("about-you", paths) == [
        "sex-at-birth",
        "body-known",
        "body",
        "primary-reason",
    ]
    assert of_section("medicines", paths) == [
        "medicines-any",
        "ketamine-allergy",
        "allergies-any",
    ]
    assert of_section("treatments", paths) == [
        "antidepressants-tried",
        "ect",
        "tms",
        "talk-therapy",
        "talk-therapy-details",
        "ketamine-before",
        "treatments-other",
    ]
    assert of_section("pain", paths) == []
    assert of_section("safety", paths) == ["asq-1", "asq-2", "asq-3", "asq-4"]
    expected = HEALTHY_MAN | {"request-about": ["anxiety"]}
    assert comparable(stored()) == comparable(expected)
    assert not StaffAlert.objects.exists()


@pytest.mark.long
def test_somebody_with_many_answers_needs_no_wider_screen_than_the_smallest(device):
    consultation_request = unsigned(about="chronic_pain")
    hands = device(viewport=SMALLEST_PHONE, has_touch=True)
    began = time.monotonic()

    hands.come_in(consultation_request)
    hands.follow("Start")
    address = hands.sign("Jordan Lee")
    paths = list(answering(hands, consultation_request, NO_PAGE_EMPTY, address))
    send(hands)

    report("Somebody with many answers, at 320 px", paths, began)
    assert of_section("medicines", paths)[1:8] == [
        "medicine/1",
        "medicine",
        "medicine/2",
        "medicine",
        "medicine/3",
        "medicine",
        "ketamine-allergy",
    ]
    assert of_section("pain", paths) == [
        "pain-kind",
        "peg-1",
        "peg-2",
        "peg-3",
        "pain-tried",
    ]
    assert comparable(stored()) == comparable(NO_PAGE_EMPTY)
    assert StaffAlert.objects.standing().count() == 1
