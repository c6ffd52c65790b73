"""The landing page of staff: what waits, in numbers that the lists behind them keep."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from clinic.access.roles import Role
from clinic.outbox.models import Message, MessageStatus
from intake.models import RequestStatus
from intake.services import (
    acknowledge_alert,
    draft_policy,
    open_policy,
    resolve_alert,
)
from scheduling import services
from scheduling.models import Appointment, Closure
from scheduling.services import landing
from tests.factories import (
    ConsultationRequestFactory,
    LocationFactory,
    PatientFactory,
    UserFactory,
    staff,
)
from tests.intake.eligibility.patients import SEVERAL_DAYS, healthy_but
from tests.scheduling.stories import NINE, TEN, at, booked, clinic_with, ready
from tests.stories import answered, resolution

pytestmark = pytest.mark.django_db

TILE = re.compile(r'<a class="tile[^"]*" href="([^"]+)">\s*<b>(\d+)</b>([^<]+)', re.S)


@pytest.fixture
def here():
    return clinic_with("amara")


@pytest.fixture
def elsewhere():
    return clinic_with("kai", name="Westlake")


@pytest.fixture
def desk(here):
    return staff(Role.FRONT_DESK, here)


def called(location, status=RequestStatus.NEW, *, hours=2, due_in=8, **fields):
    now = timezone.now()
    return ConsultationRequestFactory(
        location=location,
        status=status,
        received_at=now - timedelta(hours=hours),
        due_at=now + timedelta(hours=due_in),
        **fields,
    )


def tiles(page):
    """Return label, count and address of each tile on the page."""
    return {
        unescape(label).strip(): (int(count), unescape(url))
        for url, count, label in TILE.findall(page.text)
    }


def counts(page):
    return {label: count for label, (count, _) in tiles(page).items()}


def cancelled(location):
    """An appointment in three days, cancelled."""
    appointment = booked(ready(location))
    services.cancel_at_desk(appointment, actor=UserFactory(), reason="Ill")
    return Appointment.objects.get(pk=appointment.pk)


def refillable():
    return list(services.to_refill(Appointment.objects.all(), timezone.now()))


def test_the_desk_sees_what_waits_at_its_own_locations(
    here, elsewhere, desk, browser_of
):
    called(here)
    called(here, due_in=-1)
    called(here, assignee=desk, due_in=-1)
    called(here, RequestStatus.ANSWERED)
    called(here, RequestStatus.SUSPECT)
    called(here, RequestStatus.CLOSED)
    called(elsewhere)

    page = browser_of(desk).get("/admin/")

    assert counts(page) == {
        "Urgent": 0,
        "Late": 2,
        "New": 3,
        "To phone": 0,
        "Mine": 1,
        "Needs clinician": 1,
        "Suspected spam": 1,
        "Today at Downtown": 0,
        "Times to refill": 0,
        "Waitlist": 0,
    }
    assert "1 of them is late" in page.text


def test_the_new_ones_are_counted_with_the_wait_of_the_oldest(here, desk, browser_of):
    called(here, hours=3)
    called(here, hours=30)
    called(here, RequestStatus.ANSWERED, hours=90)

    page = browser_of(desk).get("/admin/")

    assert "The oldest has waited 1\xa0day" in page.text


def test_one_word_leads_home_and_another_to_the_day(here, desk, browser_of):
    browser = browser_of(desk)

    home, day = browser.get("/admin/"), browser.get("/appointments/day/", follow=True)

    assert "<h1>Home</h1>" in home.text
    assert '<a href="/appointments/day/">Today</a>' in home.text
    assert '<a href="/admin/">Home</a>' in day.text
    assert '<a href="/appointments/day/">Today</a>' in day.text


def test_each_number_is_that_of_the_list_it_leads_to(here, desk, browser_of):
    answered(healthy_but(phq9_9=SEVERAL_DAYS), location=here)
    called(here, due_in=-1)
    called(here, RequestStatus.SUSPECT)
    called(here, RequestStatus.SCHEDULED, needs_call=True, assignee=desk)
    cancelled(here)
    browser = browser_of(desk)

    shown = tiles(browser.get("/admin/"))

    lists = {
        label: (count, len(browser.get(url).context["cl"].result_list))
        for label, (count, url) in shown.items()
        if not label.startswith("Today")
    }
    assert {label for label, (count, _) in lists.items() if count} == {
        "Urgent",
        "Late",
        "New",
        "To phone",
        "Mine",
        "Needs clinician",
        "Suspected spam",
        "Times to refill",
    }
    assert [label for label, (count, rows) in lists.items() if count != rows] == []


def test_an_alert_is_urgent_until_it_is_resolved(here, desk):
    consultation_request = answered(healthy_but(phq9_9=SEVERAL_DAYS), location=here)
    clinician = staff(Role.CLINICIAN, here)
    alert = consultation_request.alerts.get()

    seen = [landing.urgent_requests(desk)]
    acknowledge_alert(alert, actor=clinician)
    seen.append(landing.urgent_requests(desk))
    resolve_alert(alert, resolution("Reached them"), actor=clinician)
    seen.append(landing.urgent_requests(desk))

    assert seen == [1, 1, 0]


def test_a_clinician_sees_what_is_to_decide_and_no_queue_of_the_desk(here, browser_of):
    clinician = staff(Role.CLINICIAN, here)
    answered(location=here, assignee=clinician)
    answered(location=here)
    booked(ready(here))
    called(here)
    browser = browser_of(clinician)

    page = browser.get("/admin/")

    assert counts(page) == {
        "Urgent": 0,
        "To decide": 2,
        "Assigned to you": 1,
        "Consultations": 1,
        "Today at Downtown": 0,
    }
    for label in ("To decide", "Assigned to you", "Consultations"):
        count, url = tiles(page)[label]
        assert len(browser.get(url).context["waiting"].object_list) == count


def test_a_clinician_sees_that_a_draft_of_the_policy_waits(here, browser_of):
    manager, clinician = staff(Role.MANAGER, here), staff(Role.CLINICIAN, here)
    label, policy = "Draft of the policy", open_policy()
    shown = [tiles(browser_of(clinician).get("/admin/")).get(label)]

    draft_policy({"age_adult": 21}, actor=manager, seen=policy.edition)
    for person in (clinician, manager):
        shown.append(tiles(browser_of(person).get("/admin/")).get(label))

    assert shown == [None, (1, "/clinician/policy/"), None]


@pytest.mark.parametrize(
    ("role", "leads"), [(Role.MANAGER, True), (Role.FRONT_DESK, False)]
)
def test_a_manager_is_led_to_texts_mails_and_figures(here, browser_of, role, leads):
    page = browser_of(staff(role, here)).get("/admin/").text

    content = page.partition('id="content"')[2]
    pages = ("/manager/figures/", "/manager/consents/", "/manager/letters/")
    assert [f'href="{each}"' in content for each in pages] == [leads] * 3


def test_a_nurse_sees_alerts_and_arrivals(here, browser_of):
    page = browser_of(staff(Role.NURSE, here)).get("/admin/")

    assert counts(page) == {"Urgent": 0, "Today at Downtown": 0}


def test_who_sees_no_patient_gets_no_number_of_theirs(here, browser_of):
    called(here)
    officer = staff(Role.PRIVACY_OFFICER, here)
    administrator = UserFactory(username="root", is_superuser=True)

    assert counts(browser_of(officer).get("/admin/")) == {}
    assert counts(browser_of(administrator).get("/admin/")) == {"Mail given up": 0}


def test_a_person_with_two_roles_sees_the_work_of_both(here, browser_of):
    both = staff(Role.FRONT_DESK, here)
    both.memberships.create(location=here, role=Role.CLINICIAN)

    shown = counts(browser_of(both).get("/admin/"))

    assert {"New", "To decide", "Times to refill"} <= set(shown)


def test_arrivals_are_those_of_the_day_at_each_location(here, desk):
    tokyo = clinic_with("yuki", name="Tokyo", time_zone="Asia/Tokyo")
    desk.memberships.create(location=tokyo, role=Role.FRONT_DESK)
    booked(ready(here), NINE)
    booked(ready(tokyo), TEN)

    on_the_day = [
        landing.arrivals_today(desk, at(here, TEN)),
        landing.arrivals_today(desk, at(tokyo, TEN)),
    ]
    before = landing.arrivals_today(desk, at(here, TEN, days=2))

    numbers = [
        {each.location.name: each.to_come for each in arrivals}
        for arrivals in [*on_the_day, before]
    ]
    assert numbers[0]["Downtown"] == 1
    assert numbers[1]["Tokyo"] == 1
    assert numbers[2]["Downtown"] == 0
    assert [each.day for each in on_the_day[0]] == [
        at(here, TEN).date(),
        at(here, TEN).astimezone(tokyo.zone).date(),
    ]


def test_a_cancelled_time_is_to_refill_until_somebody_takes_it(here):
    free = cancelled(here)
    assert refillable() == [free]

    booked(ready(here, email="robin@example.org"))

    assert refillable() == []


def test_a_time_cancelled_twice_is_to_refill_once(here):
    cancelled(here)
    last = cancelled(here)

    assert refillable() == [last]


def test_a_time_on_which_the_location_is_closed_is_not_to_refill(here):
    appointment = cancelled(here)

    Closure.objects.create(
        location=here, starts_at=appointment.starts_at, ends_at=appointment.ends_at
    )

    assert refillable() == []


@pytest.mark.parametrize("days", [-1, 8])
def test_past_and_distant_times_are_not_to_refill(here, days):
    appointment = cancelled(here)
    starts_at = timezone.now() + timedelta(days=days)
    Appointment.objects.filter(pk=appointment.pk).update(
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
    )

    assert refillable() == []


def test_the_desk_is_told_when_mail_is_late(here, desk, browser_of):
    browser = browser_of(desk)
    appointment = booked(ready(here))
    assert "Mail does not leave" not in browser.get("/admin/").text

    Message.objects.filter(about_id=appointment.pk).update(
        due_at=timezone.now() - timedelta(hours=3)
    )

    assert "the oldest is late by 3\xa0hours" in browser.get("/admin/").text


def test_an_administrator_sees_whether_mail_leaves(here, browser_of):
    booked(ready(here))
    Message.objects.update(status=MessageStatus.DEAD, last_code="550")
    number = Message.objects.count()
    administrator = UserFactory(username="root", is_superuser=True)
    browser = browser_of(administrator)

    count, url = tiles(browser.get("/admin/"))["Mail given up"]

    assert count == number
    assert len(browser.get(url).context["cl"].result_list) == number


@pytest.mark.parametrize("rows", [1, 3])
def test_the_landing_page_asks_the_database_the_same_for_each_row(
    here, desk, browser_of, django_assert_num_queries, rows
):
    desk.memberships.create(location=here, role=Role.CLINICIAN)
    for number in range(rows):
        called(here, assignee=desk)
        called(here, RequestStatus.ANSWERED)
        LocationFactory(name=f"Clinic {number}")
        ConsultationRequestFactory(
            location=here, patient=PatientFactory(name=f"Patient {number}")
        )
    browser = browser_of(desk)
    browser.get("/admin/")

    with django_assert_num_queries(16):
        browser.get("/admin/")
