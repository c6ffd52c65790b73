"""The pages that staff look at all day, and their keyboards, on a full clinic.

Asserted is that a list asks the database as often for very many requests as for one or
three, and what the keyboard scripts assert; nothing of time. See `docs/benchmarks.md`.
"""

import time
from contextlib import closing
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from benchmarks.clinic import Clinic
from benchmarks.costs import queries_of
from benchmarks.fewer import add_to_each_queue, people_of_a_clinic_of
from benchmarks.web import Answer, Visitor
from clinic.access.roles import Role
from clinic.models import User
from intake.models import ConsultationRequest, RequestStatus
from intake.queues import Queue
from scheduling.load.places import PEOPLE
from tests.browser import LOGIN, signed_in
from tests.intake.keyboard_work import (
    assert_cleared,
    assert_decided,
    clear,
    decide_five,
)

CLEARED = 20
TARGET = "p95 300 ms"
QUEUE = reverse("admin:intake_consultationrequest_changelist")
SEARCH = reverse("admin:intake_consultationrequest_search")
REVIEWS = reverse("intake:review-list")
LISTS = {
    "landing page of the desk": (Role.FRONT_DESK, reverse("admin:index")),
    "landing page of a clinician": (Role.CLINICIAN, reverse("admin:index")),
    **{
        f"queue: {queue.label}": (Role.FRONT_DESK, f"{QUEUE}?queue={queue}")
        for queue in Queue
    },
    "review queue": (Role.CLINICIAN, REVIEWS),
    "review queue, mine": (Role.CLINICIAN, f"{REVIEWS}?whose=mine"),
    "consultations": (Role.CLINICIAN, reverse("intake:consultation-list")),
}


@pytest.fixture(scope="session")
def people(clinic):
    """Give those who work at all locations of the load, by role."""
    return {
        role: User.objects.get(username=username)
        for role, (username, *_names) in PEOPLE.items()
    }


@pytest.fixture(scope="session")
def people_of_few(clinic):
    """Give those who see one request in each queue, and those who see three."""
    return [people_of_a_clinic_of(1), people_of_a_clinic_of(3)]


# Before the lists are looked at: with open alerts somebody else would be decided first.
def test_the_desk_clears_20_requests_by_keyboard(clinic, people, browser, report):
    desk = people[Role.FRONT_DESK]
    requests = list(new_requests(desk)[:CLEARED])

    with closing(signed_in(browser, clinic.web.url, desk)) as window:
        began = time.perf_counter()
        clear(window.new_page(), requests)
        took = time.perf_counter() - began

    assert_cleared(requests, desk)
    report(f"{CLEARED} requests by keyboard", f"{took:.0f} s, the browser's included")


def test_a_clinician_decides_five_by_keyboard(clinic, people, browser, report):
    clinician = people[Role.CLINICIAN]

    with closing(signed_in(browser, clinic.web.url, clinician)) as window:
        began = time.perf_counter()
        decided = decide_five(window.new_page())
        took = time.perf_counter() - began

    assert_decided(decided, clinician)
    report("5 intakes by keyboard", f"{took:.0f} s, the browser's included")


def test_lists(clinic, people, people_of_few, report):
    report("seed_load", f"{clinic.seeded_in:.0f} s")
    add_to_each_queue(3, clinic.location, people)
    growing = {}

    for what, (role, path) in LISTS.items():
        of_each = [
            queries_of(partial(browser_of(those[role]).get, path))
            for those in [*people_of_few, people]
        ]
        measured = seen(clinic, people[role], path)
        report(what, f"{measured}, {of_each[-1]} queries", target=TARGET)
        if len({*of_each}) > 1:
            growing[what] = of_each

    assert growing == {}


def test_searching(clinic, people, people_of_few, report):
    desk = people[Role.FRONT_DESK]
    growing = {}

    for what, words in words_for(desk).items():
        of_each = [
            queries_of(partial(search, browser_of(user), words_for(user)[what]))
            for user in [*(few[Role.FRONT_DESK] for few in people_of_few), desk]
        ]
        visitor = clinic.web.visitor(browser_of(desk))
        measured = clinic.web.seen(partial(search_from_afar, visitor, words))
        report(f"search for {what}", f"{measured}, {of_each[-1]} queries")
        if len({*of_each}) > 1:
            growing[what] = of_each

    assert growing == {}


def test_pages(clinic, people, report):
    first = new_requests(people[Role.FRONT_DESK])[0]
    request_page = reverse("admin:intake_consultationrequest_change", args=[first.pk])
    answered = clinic.location.consultation_requests.exclude(responses=None).first()
    pages = {
        "a request, and the next one": (
            Role.FRONT_DESK,
            f"{request_page}?_changelist_filters=queue%3Dnew",
        ),
        "an intake": (
            Role.CLINICIAN,
            reverse("intake:review-detail", args=[answered.pk]),
        ),
        "figures of 12 weeks": (Role.MANAGER, reverse("scheduling:figures")),
    }

    for what, (role, path) in pages.items():
        queries = queries_of(partial(browser_of(people[role]).get, path))
        report(what, f"{seen(clinic, people[role], path)}, {queries} queries")


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user, LOGIN)
    return client


def seen(clinic: Clinic, user: User, path: str) -> str:
    visitor = clinic.web.visitor(browser_of(user))
    return clinic.web.seen(partial(visitor.get, path))


def new_requests(user: User):
    """Return what the tab "New" shows ``user``, in the order of its page."""
    new = ConsultationRequest.objects.visible_to(user).filter(status=RequestStatus.NEW)
    return new.select_related("patient").order_by("received_at", "-pk")


def words_for(user: User) -> dict[str, str]:
    """Return what finds the patient who has waited longest, and others of that name.

    A reference is not among it: one without a digit is looked for among names, too.
    """
    patient = new_requests(user)[0].patient
    return {
        "a whole name": patient.name,
        "a part of a name": patient.name[:3],
        "an email": patient.email,
        "a phone number": patient.phone,
    }


def search(client: Client, words: str) -> None:
    found = client.post(SEARCH, {"words": words}, follow=True)
    assert found.context["cl"].result_count


def search_from_afar(visitor: Visitor, words: str) -> Answer:
    """Search over HTTP and return the list that the answer leads to."""
    return visitor.get(visitor.post(SEARCH, words=words).location)
