"""Volume for load tests: a chain of full clinics with years of visits behind them.

Every row is written as web and workers write theirs: by the runtime role, with every
constraint and trigger in force, so each has its history row. A few have answers and a
review. What else the journey would leave beside them is not there: no consents, alerts,
mails or access events.
"""

from collections.abc import Callable
from random import Random

from django.db import connection, transaction

from clinic import environment
from clinic.audit.recording import acting_as
from clinic.models import Location, Patient
from scheduling.load.answers import Form
from scheduling.load.intakes import answers_at
from scheduling.load.patients import intake_at
from scheduling.load.places import location, login, offered_service, staff
from scheduling.load.shares import TooFewRequests, shares
from scheduling.load.visits import visits_at

__all__ = ["TooFewRequests", "is_empty", "login", "seed"]


def is_empty() -> bool:
    """Say whether no patient, and no clinic of an earlier run, is there yet."""
    return not (Patient.objects.exists() or Location.objects.exists())


def seed(
    appointments: int, requests: int, say: Callable[[str], object] = lambda line: None
) -> None:
    """Store so many appointments and requests, and ``say`` what each location has.

    All or nothing, in one transaction; then the planner's figures are brought up to
    date. The same call on the same day makes the same clinic, but for the ciphertexts.
    Raises ``TooFewRequests`` before anything is written.
    """
    parts = shares(appointments, requests)
    with acting_as(None), transaction.atomic(durable=True):
        _check_references_at_once()
        service = offered_service()
        people = staff()
        form = Form()
        for part in parts:
            random = Random(part.number)  # noqa: S311
            place = location(part.number, service, people)
            intake = intake_at(place, part, random)
            visits_at(place, service, part, intake, random)
            answers_at(place, part, intake, form, people, random)
            say(f"{place}: {part.appointments} appointments, {part.requests} requests")
    _analyze()


def _check_references_at_once() -> None:
    """Check them after each statement: PostgreSQL keeps those that wait in memory."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _analyze() -> None:
    """Tell the planner how much there is now, which only the tables' owner may."""
    owner = connection.copy()
    name = connection.settings_dict["NAME"]
    owner.settings_dict |= environment.database("OWNER_DATABASE_URL") | {"NAME": name}
    with owner.cursor() as cursor:
        cursor.execute("ANALYZE")
    owner.close()
