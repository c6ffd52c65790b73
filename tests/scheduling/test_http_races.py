"""Fifty people after one time, each with a browser of their own, over HTTP."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest

from scheduling.forms.booking import TAKEN
from scheduling.models import Appointment
from tests.scheduling.stories import NINE, all_at_once, at, clinic_with, ready
from tests.scheduling.test_races import PEOPLE, no_deadlock

__all__ = ["no_deadlock"]

pytestmark = pytest.mark.django_db(transaction=True)

BOOK = "/appointments/book/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass
class Answer:
    status: int
    location: str | None
    text: str


def ask(server, cookies, method, path, form=None):
    """Send one request as a browser does that has these cookies."""
    connection = HTTPConnection(urlsplit(server).netloc, timeout=60)
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": server,
    }
    connection.request(method, path, urlencode(form or {}), headers)
    response = connection.getresponse()
    answer = Answer(
        response.status, response.getheader("Location"), response.read().decode()
    )
    connection.close()
    return answer


def test_fifty_people_choose_one_time_over_http_and_one_gets_it(
    live_server, browser_of, no_deadlock
):
    location = clinic_with("amara")
    clients = [browser_of(ready(location)) for _ in range(PEOPLE)]
    forms = []
    for client in clients:
        token = TOKEN.search(client.get(BOOK).text)[1]
        starts_at = at(location, NINE).isoformat()
        forms.append({"csrfmiddlewaretoken": token, "starts_at": starts_at})
    people = [{n: one.value for n, one in client.cookies.items()} for client in clients]

    answers = all_at_once(
        *(
            partial(ask, live_server.url, cookies, "POST", BOOK, form)
            for cookies, form in zip(people, forms, strict=True)
        )
    )

    assert Counter(answer.status for answer in answers) == {302: 1, 200: PEOPLE - 1}
    [winner] = [answer for answer in answers if answer.status == 302]
    assert winner.location == "/appointments/check/"
    losers = [answer for answer in answers if answer.status == 200]
    assert all(str(TAKEN) in answer.text for answer in losers)
    assert all("10:00 a.m." in answer.text for answer in losers)
    assert Appointment.objects.held().count() == Appointment.objects.count() == 1
