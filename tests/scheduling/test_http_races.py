"""Fifty people after one time, each with a browser of their own, over HTTP."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest

from scheduling.forms.booking import TAKEN
from scheduling.models import Appointment
from tests.patience import SECONDS
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


class Browser:
    """A connection that is open already, and the cookies of who waits at it."""

    def __init__(self, server, client):
        self.cookies = {name: one.value for name, one in client.cookies.items()}
        self.origin = server
        self.connection = HTTPConnection(urlsplit(server).netloc, timeout=SECONDS)
        self.connection.connect()

    def post(self, path, form):
        headers = {
            "Cookie": "; ".join(f"{name}={one}" for name, one in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": self.origin,
        }
        self.connection.request("POST", path, urlencode(form), headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        self.connection.close()
        return Answer(response.status, response.getheader("Location"), text)


@pytest.mark.race
def test_fifty_people_choose_one_time_over_http_and_one_gets_it(
    live_server, browser_of, no_deadlock
):
    location = clinic_with("amara")
    clients = [browser_of(ready(location)) for _ in range(PEOPLE)]
    forms = []
    for client in clients:
        token = TOKEN.search(client.get(BOOK).text)[1]
        starts_at = at(location, NINE).astimezone(UTC).isoformat()
        forms.append({"csrfmiddlewaretoken": token, "starts_at": starts_at})
    browsers = [Browser(live_server.url, client) for client in clients]

    answers = all_at_once(
        *(
            partial(browser.post, BOOK, form)
            for browser, form in zip(browsers, forms, strict=True)
        )
    )

    assert Counter(answer.status for answer in answers) == {302: 1, 200: PEOPLE - 1}
    [winner] = [answer for answer in answers if answer.status == 302]
    assert winner.location == "/appointments/check/"
    losers = [answer for answer in answers if answer.status == 200]
    assert all(str(TAKEN) in answer.text for answer in losers)
    assert all("10:00 a.m." in answer.text for answer in losers)
    assert Appointment.objects.held().count() == Appointment.objects.count() == 1
