"""Who may open which address, and that looking never changes anything.

The table is in `expectations.py`. An address that is not in it fails.
"""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from clinic.access.models import LinkPurpose
from clinic.outbox.models import Message
from clinic.outbox.preferences import preferences_address
from intake.models import Policy, Questionnaire
from scheduling.models import (
    AvailabilityException,
    BookingRules,
    Closure,
    ReminderRules,
    SeriesRules,
    Service,
)
from scheduling.services import feed_address, feed_of
from tests import world
from tests.clinic.access.people import make_path
from tests.expectations import ACCESS, ADDRESSES, ADMIN_ADDRESSES, WHO
from tests.factories import PriceFactory
from tests.stories import address_of, draft_of

# What a request may write though nobody asked for a change.
BOOKKEEPING = {
    "clinic_accessevent",
    "clinic_cache",
    "clinic_ratelimit",
    "django_session",
}


ADMIN_PAGES = (
    "",
    "add/",
    "<path:object_id>/history/",
    "<path:object_id>/delete/",
    "<path:object_id>/change/",
)
REGULAR_EXPRESSION = "^(?P<app_label>"

KEPT_AT_LOCATIONS = [
    "clinic/location",
    "clinic/practitioner",
    "scheduling/availability",
    "scheduling/availabilityexception",
    "scheduling/bookingrules",
    "scheduling/closure",
    "scheduling/reminderrules",
    "scheduling/seriesrules",
]
# They stand for all that may not; who else does is in the table above.
WHO_POST = ["anonymous", "another", "desk elsewhere", "clinician", "manager elsewhere"]


def every_pattern(patterns=None, route="") -> Iterator[tuple[str, URLPattern]]:
    """Yield each address of the site, as it is written down, with its pattern."""
    for pattern in patterns or get_resolver().url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield without_apps(here), pattern
        else:
            yield from every_pattern(pattern.url_patterns, here)


def without_apps(route: str) -> str:
    """Cut off the names of all apps from the address that has them in a pattern."""
    head, found, _ = route.partition(REGULAR_EXPRESSION)
    return head + found


def expected() -> dict[str, str]:
    """Return the kind of access that `expectations.py` names for every address."""
    kinds = dict(ADDRESSES)
    for model, of_pages in ADMIN_ADDRESSES.items():
        kinds[f"admin/{model}/<path:object_id>/"] = "staff, on"
        for page, kind in zip(ADMIN_PAGES, of_pages, strict=True):
            kinds[f"admin/{model}/{page}"] = kind
    return kinds


def test_every_address_is_in_the_table():
    assert {route for route, _ in every_pattern()} == set(expected())


def paths(built: world.World) -> dict[str, str]:
    """Return every address with what belongs to the patients and staff here."""
    objects = objects_here(built)
    given = {
        "<uuid:user_id>": built.people["nurse"].pk,
        "<uuid:request_id>": built.gone.consultation_request_id,
        "<uuid:service_id>": built.coming.service_id,
        "<uuid:course_id>": built.infusion.course_id,
        "<uuid:alert_id>": built.alert.pk,
        "<uuid:appointment_id>": built.coming.pk,
        "<uuid:infusion_id>": built.infusion.pk,
        "<uuid:treatment_id>": built.infusion.pk,
        "<uuid:held_id>": built.held.pk,
        "<uuid:entry_id>": built.offer.entry_id,
        "<uuid:offer_id>": built.offer.pk,
        "<slug:slug>": built.here.slug,
        "<slug:iso>": "2030-06-03",
        "<slug:kind>": "privacy",
        "<uuid:consent_id>": built.answering.consents.first().pk,
        "<slug:reference>": "7F3K-2M9Q",
        "<str:signed>": preferences_address(built.choosing.patient).split("/")[-2],
        "<str:token>.ics": feed_file(built),
        "<str:token>": token(built),
        "<base36:uidb36>-<key>": "x-y",
        "<slug:token>": question_token(built),
        "^(?P<app_label>": "intake/",
        "(?P<url>.*)$": "nothing/here",
    }
    filled = {}
    of_letters = {"<slug:kind>": "request-received"}
    for route, _ in every_pattern():
        model = "/".join(route.split("/")[1:3])
        path = route.replace("<path:object_id>", str(objects.get(model, 1)))
        is_letter = route.startswith("manager/letters/")
        for name, value in (given | of_letters if is_letter else given).items():
            path = path.replace(name, str(value))
        filled[route] = f"/{path}"
    return filled


def objects_here(built: world.World) -> dict[str, UUID]:
    """Return one row of each model in the admin, of this location where it has one."""
    now = timezone.now()
    closure = Closure.objects.create(
        location=built.here, starts_at=now, ends_at=now + timedelta(hours=1)
    )
    clinician = built.here.practitioners.get(role="clinician")
    exception = AvailabilityException.objects.create(
        location=built.here,
        practitioner=clinician,
        day=now.date(),
    )
    objects = {
        "clinic/location": built.here,
        "clinic/message": Message.objects.first(),
        "clinic/practitioner": clinician,
        "clinic/price": PriceFactory(),
        "clinic/user": built.people["nurse"],
        "intake/consultationrequest": built.answering,
        "intake/policy": Policy.objects.get(),
        "intake/questionnaire": Questionnaire.objects.get(status="active"),
        "scheduling/appointment": built.coming,
        "scheduling/availability": built.here.availabilities.first(),
        "scheduling/availabilityexception": exception,
        "scheduling/bookingrules": BookingRules.objects.create(location=built.here),
        "scheduling/closure": closure,
        "scheduling/reminderrules": ReminderRules.objects.create(location=built.here),
        "scheduling/seriesrules": SeriesRules.objects.create(location=built.here),
        "scheduling/service": Service.objects.first(),
        "scheduling/waitlistentry": built.offer.entry,
    }
    return {model: row.pk for model, row in objects.items()}


def token(built: world.World) -> str:
    path = make_path(built.choosing.patient, LinkPurpose.BOOK, built.choosing)
    return path.split("/")[-2]


def feed_file(built: world.World) -> str:
    address = feed_address(feed_of(built.people["nurse"].practitioner))
    return address.split("/")[-1]


def question_token(built: world.World) -> str:
    return address_of(draft_of(built.answering), "heart/bp").split("/")[-2]


def answer(response: HttpResponse) -> str:
    """Return what kind of answer it is, as the table has it."""
    if response.status_code == 302:
        to = response["Location"]
        is_login = to.startswith(("/accounts/login/", "/admin/login/"))
        return "sign" if is_login else "go"
    return "page" if response.status_code == 200 else str(response.status_code)


def written() -> dict[str, int]:
    """Return how many rows this transaction has written so far, by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del"
            " FROM pg_stat_xact_user_tables"
        )
        return dict(cursor.fetchall())


def changed(before: dict[str, int]) -> set[str]:
    now = written()
    return {table for table in now if now[table] != before.get(table, 0)} - BOOKKEEPING


class Browsers:
    """Somebody's browsers, one for each purpose of a patient's link."""

    def __init__(self, built: world.World, who: str):
        self.built, self.who, self.open = built, who, {}

    def for_view(self, pattern: URLPattern):
        [purpose, *_] = getattr(pattern.callback, "purposes", ["questionnaire"])
        if purpose not in self.open:
            self.open[purpose] = self.built.browser(self.who, purpose)
        return self.open[purpose]


@pytest.mark.django_db
def test_everybody_gets_the_answer_in_the_table_and_looking_changes_nothing(built):
    filled = paths(built)
    rows: dict[str, list[str]] = {route: [] for route in filled}
    writers = set()

    for who in WHO:
        browsers = Browsers(built, who)
        for route, pattern in every_pattern():
            client = browsers.for_view(pattern)
            before = written()
            rows[route].append(answer(client.get(filled[route])))
            writers |= {(who, route, table) for table in changed(before)}

    assert {route: " ".join(row) for route, row in rows.items()} == {
        route: " ".join(ACCESS[kind].split()) for route, kind in expected().items()
    }
    assert writers == set()


@pytest.mark.django_db
def test_who_may_not_look_may_not_post_and_no_other_method_changes_anything(built):
    filled = paths(built)
    wrong = []

    for who in WHO_POST:
        browsers = Browsers(built, who)
        for route, pattern in every_pattern():
            row = ACCESS[expected()[route]].split()
            client = browsers.for_view(pattern)
            may_look = row[WHO.index(who)] == "page"
            before = written()
            response = (client.delete if may_look else client.post)(filled[route])
            if changed(before) or response.status_code >= 500:
                wrong.append((who, route, response.status_code, changed(before)))

    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "status"), [("manager", 200), ("manager elsewhere", 403), ("desk", 403)]
)
def test_a_manager_changes_what_is_at_their_own_location_only(built, who, status):
    filled = paths(built)
    client = built.browser(who)

    for model in KEPT_AT_LOCATIONS:
        path = filled[f"admin/{model}/<path:object_id>/change/"]
        assert client.post(path).status_code == status, model
