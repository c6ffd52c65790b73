"""How many appointments and requests each location has, and of what kind. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

PRACTITIONERS = 4
HALF_HOURS_TAKEN = 16
VISITS_A_DAY = PRACTITIONERS * HALF_HOURS_TAKEN
# A million lie at 60 locations.
APPOINTMENTS_OF_A_LOCATION = 16_667
DAYS_AHEAD = 60
FIVE_YEARS = timedelta(days=1826)
# Nobody comes more often; so no patient is in two chairs at once.
APPOINTMENTS_OF_A_PATIENT = 100
FEWEST_REQUESTS = 20


class TooFewRequests(ValueError):
    """So many appointments need more patients; ``at_least`` says how many requests."""

    def __init__(self, at_least: int):
        super().__init__(at_least)
        self.at_least = at_least


@dataclass(frozen=True)
class Share:
    """What one location has; ``number`` counts from 1.

    Of its requests so many are ``waiting``, ``to_decide`` by a clinician and
    ``to_come``; the others are closed, and their patients have ``past`` appointments.
    Of those to come so many are ``reviewed``: the others have no answers.
    """

    number: int
    past: int
    to_come: int
    waiting: int
    to_decide: int
    reviewed: int
    closed: int

    @property
    def appointments(self) -> int:
        return self.past + self.to_come

    @property
    def requests(self) -> int:
        return self.waiting + self.to_decide + self.to_come + self.closed


def shares(appointments: int, requests: int) -> list[Share]:
    """Divide both evenly; raise ``TooFewRequests`` for the appointments."""
    locations = max(1, round(appointments / APPOINTMENTS_OF_A_LOCATION))
    patients = ceil(appointments / APPOINTMENTS_OF_A_PATIENT)
    least = max(FEWEST_REQUESTS * locations, patients) if appointments else 0
    if requests < least:
        raise TooFewRequests(least)
    of_each = zip(
        _evenly(appointments, locations), _evenly(requests, locations), strict=True
    )
    return [_share(number, *both) for number, both in enumerate(of_each, start=1)]


def _share(number: int, appointments: int, requests: int) -> Share:
    """Fill the days to come first, as far as there are requests for them.

    A request has one booked consultation at most. A tenth of them still wait. Answers
    are sealed one by one, so only a few have any.
    """
    waiting, to_decide = requests // 10, ceil(requests / 400)
    to_come = min(appointments, DAYS_AHEAD * VISITS_A_DAY, requests * 6 // 10)
    return Share(
        number,
        past=appointments - to_come,
        to_come=to_come,
        waiting=waiting,
        to_decide=to_decide,
        reviewed=min(to_come, ceil(requests / 100)),
        closed=requests - waiting - to_decide - to_come,
    )


def _evenly(total: int, parts: int) -> list[int]:
    return [total // parts + (part < total % parts) for part in range(parts)]
