"""The stock pages of the admin, held to WCAG 2.2 AA: every list, every form."""

from datetime import UTC, date, datetime

import pytest
from django.contrib import admin
from django.urls import reverse

from clinic.access.roles import Role
from intake import services
from scheduling.models import (
    AvailabilityException,
    BookingRules,
    Closure,
    ReminderRules,
    SeriesRules,
)
from tests.accessibility.axe import SIZES, TAGS, axe
from tests.browser import overflow
from tests.factories import PriceFactory, UserFactory, staff
from tests.intake.eligibility.patients import SEVERAL_DAYS
from tests.scheduling.stories import booked, infusion_clinic, ready
from tests.stories import draft_of, invited, take_alerts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

# What axe finds, as (rule, page); why it stays is told in docs/operators-guide.md.
REMAINS = set()
# Nobody is let to the lists that libraries register.
OURS = {"clinic", "intake", "scheduling"}


@pytest.fixture
def here():
    """A location with a row of everything that is set up in the admin."""
    here = infusion_clinic()
    booked(ready(here))
    for rules in (BookingRules, SeriesRules, ReminderRules):
        rules.objects.create(location=here)
    PriceFactory(location=here)
    day_off = datetime(2030, 12, 24, 19, tzinfo=UTC), datetime(2030, 12, 26, tzinfo=UTC)
    Closure.objects.create(location=here, starts_at=day_off[0], ends_at=day_off[1])
    AvailabilityException.objects.create(
        practitioner=here.practitioners.first(), location=here, day=date(2030, 12, 27)
    )
    return here


def pages():
    """Return the address of each list, of each empty form and of each first row.

    What has a verb of its own is added by nobody in a form.
    """
    for model in admin.site._registry:
        if model._meta.app_label not in OURS:
            continue
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield f"{model._meta.label} list", reverse(f"{name}_changelist")
        yield f"{model._meta.label} add", reverse(f"{name}_add")
        if row := model._default_manager.first():
            yield f"{model._meta.label} form", reverse(f"{name}_change", args=[row.pk])


def found_on(page):
    """Return the rules that a page breaks on a phone or on a desktop."""
    rules = set()
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        options = {"runOnly": {"type": "tag", "values": TAGS}}
        found = axe.run(page, options=options).response["violations"]
        rules |= {each["id"] for each in found}
        if overflow(page) > 0:
            rules.add("scrolls sideways")
    return rules


def test_on_every_stock_page_axe_finds_only_what_is_listed(desktop_of, here):
    administrator = UserFactory(username="root", is_superuser=True)
    people = [administrator, staff(Role.FRONT_DESK, here), staff(Role.MANAGER, here)]
    seen, found = set(), set()

    for person in people:
        page = desktop_of(person).page
        for name, address in pages():
            if name not in seen and page.goto(address).status == 200:
                seen.add(name)
                found |= {(rule, name) for rule in found_on(page)}

    assert found == REMAINS
    unseen = {name for name, _ in pages()} - seen
    assert [name for name in unseen if not name.endswith(" add")] == []


def test_links_of_the_banner_are_read_whether_or_not_the_alert_is_taken(
    desktop_of, here
):
    desk = staff(Role.FRONT_DESK, here)
    taken = urgent(here)
    take_alerts(taken, by=desk)
    urgent(here)
    screen = desktop_of(desk)

    screen.goto("/admin/")

    assert screen.page.locator(".urgent a").all_text_contents() == ["Open it"] * 2


def urgent(location):
    """A request of somebody who has just given an answer that alerts."""
    consultation_request = invited(location=location)
    page = "mood/phq9-9", {"phq9-9": [SEVERAL_DAYS]}
    services.save_page(draft_of(consultation_request), *page)
    return consultation_request
