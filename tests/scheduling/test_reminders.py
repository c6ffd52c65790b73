"""The clock moves on, and each reminder leaves once, in time, or not at all."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from clinic.audit.recording import acting_as
from clinic.celery import app
from clinic.outbox.models import Message, MessageStatus
from clinic.outbox.preferences import stop_reminders
from clinic.outbox.services import drain
from intake.tasks import write_to_unfinished
from scheduling import services
from scheduling.models import Appointment, AppointmentStatus
from scheduling.reminders import MISSING_DRIVER, ONE_DAY, THREE_DAYS
from scheduling.tasks import write_reminders
from tests.clinic.outbox.threads import at_once
from tests.scheduling.stories import (
    admitted,
    booked,
    clinic_with,
    desk,
    infusion_clinic,
    ready,
    series_of,
)

pytestmark = pytest.mark.django_db

EARLY, LATE, DRIVER = "reminder-three-days", "reminder-one-day", "driver-missing"
REMINDERS = [EARLY, LATE, DRIVER]
# A Thursday: no clocks change in the days before.
START = datetime(2027, 1, 14, 15, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LONG_BEFORE = START - timedelta(days=30)
COPIED = [
    field
    for field in Appointment._meta.concrete_fields
    if field.name not in {"id", "driver", "cancel_reason"}
]


def put(appointment, starts_at, *, told_at=LONG_BEFORE):
    """Let the appointment start then, and its patient have been told of it then."""
    Appointment.objects.filter(pk=appointment.pk).update(
        starts_at=starts_at, ends_at=starts_at + HOUR, changed_at=told_at
    )
    appointment.refresh_from_db()
    return appointment


@pytest.fixture
def appointment():
    return put(booked(ready(clinic_with("amara"))), START)


@pytest.fixture
def infusion():
    """The first infusion of a series; the others are over."""
    course = series_of(admitted(infusion_clinic()))
    Appointment.objects.update(status=AppointmentStatus.FULFILLED)
    first = course.appointments.first()
    Appointment.objects.filter(pk=first.pk).update(status=AppointmentStatus.BOOKED)
    return put(first, START)


@pytest.fixture
def run(monkeypatch):
    """Give a function: scan and send every hour from one time to another.

    It returns what left: the kind and the moment. Between ``stops_at`` and
    ``goes_on_at`` neither beat nor worker runs.
    """
    drain()
    mail.outbox.clear()

    def go(start, end, *, stops_at=None, goes_on_at=None):
        now, left = start, []
        while now <= end:
            if not (stops_at and stops_at <= now < goes_on_at):
                left += tick(now)
            now += HOUR
        return left

    def tick(now):
        monkeypatch.setattr(timezone, "now", lambda: now)
        services.remind(now)
        due = Message.objects.queued().filter(due_at__lte=now)
        # The database has a clock of its own.
        if due.update(next_at=datetime(2020, 1, 1, tzinfo=UTC)):
            drain()
        sent = Message.objects.filter(sent_at=now, kind__in=REMINDERS)
        return sorted((message.kind, now) for message in sent)

    yield go
    monkeypatch.undo()


def written():
    """Return the messages that scans wrote: kind, when they may leave, and until."""
    found = Message.objects.filter(kind__in=REMINDERS).order_by("due_at")
    return list(found.values_list("kind", "due_at", "not_after"))


def test_reminders_leave_three_days_and_one_day_before(appointment, run):
    left = run(START - 73 * HOUR, START + HOUR)

    assert left == [(EARLY, START - 72 * HOUR), (LATE, START - 24 * HOUR)]
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(
    ("day", "wall", "leaves"),
    [
        # The night before has 10 hours between 21:00 and 8:00.
        (date(2027, 3, 14), time(9), ["2027-03-11 08:00", "2027-03-13 08:00"]),
        (date(2027, 3, 15), time(9), ["2027-03-12 08:00", "2027-03-14 09:00"]),
        (date(2027, 11, 7), time(9), ["2027-11-04 10:00", "2027-11-06 10:00"]),
        (date(2027, 11, 7), time(20), ["2027-11-05 08:00", "2027-11-07 08:00"]),
        (date(2027, 11, 8), time(8), ["2027-11-05 09:00", "2027-11-07 08:00"]),
    ],
)
def test_reminders_are_right_across_both_changes_of_the_clocks(
    appointment, run, day, wall, leaves
):
    zone = appointment.location.zone
    starts_at = datetime.combine(day, wall, zone).astimezone(UTC)
    put(appointment, starts_at)

    left = run(starts_at - 73 * HOUR, starts_at + HOUR)

    assert [kind for kind, _ in left] == [EARLY, LATE]
    assert [f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for _, at in left] == leaves


@pytest.mark.parametrize(
    ("zone", "wall"),
    [
        ("Asia/Kolkata", time(6)),
        ("Australia/Lord_Howe", time(22, 30)),
        ("Pacific/Auckland", time(7, 45)),
    ],
)
def test_no_reminder_leaves_at_night_where_the_location_is(run, zone, wall):
    location = clinic_with("amara", time_zone=zone)
    local = datetime.combine(date(2027, 4, 5), wall, location.zone)
    starts_at = local.astimezone(UTC)
    put(booked(ready(location)), starts_at)

    left = run(starts_at - 73 * HOUR, starts_at + HOUR)

    assert [kind for kind, _ in left] == [EARLY, LATE]
    assert all(8 <= at.astimezone(location.zone).hour < 21 for _, at in left)


@pytest.mark.parametrize(
    ("stops", "leaves"),
    [
        # Hours before the start at which everything stops, for three hours.
        (72, [-69, -24]),
        (25, [-72, -22]),
        (26, [-72, -23]),
        (4, [-72, -24]),
    ],
)
def test_three_hours_without_beat_send_nothing_twice(appointment, run, stops, leaves):
    stops_at = START - stops * HOUR

    left = run(
        START - 73 * HOUR,
        START + HOUR,
        stops_at=stops_at,
        goes_on_at=stops_at + 3 * HOUR,
    )

    expected = [START + hours * HOUR for hours in leaves]
    assert left == [(EARLY, expected[0]), (LATE, expected[1])]


def test_a_reminder_that_is_of_no_use_any_more_is_never_written(appointment, run):
    left = run(
        START - 73 * HOUR,
        START + HOUR,
        stops_at=START - 73 * HOUR,
        goes_on_at=START - 2 * HOUR,
    )

    assert left == []
    assert written() == []


def test_a_reminder_that_waited_too_long_is_dropped_and_nobody_is_to_phone(
    appointment, monkeypatch
):
    drain()
    services.remind(START - 24 * HOUR)
    monkeypatch.setattr(timezone, "now", lambda: START - HOUR)
    reminders = Message.objects.filter(kind=LATE)
    reminders.update(next_at=datetime(2020, 1, 1, tzinfo=UTC))

    drain()

    assert list(reminders.values_list("status", "last_code")) == [
        (MessageStatus.CANCELLED, "too-late")
    ]
    assert not Message.objects.undelivered_to_patients().exists()


def test_an_outage_that_ends_at_night_lets_everybody_sleep(appointment, run):
    zone = appointment.location.zone
    starts_at = datetime(2027, 1, 14, 19, 0, tzinfo=zone)
    put(appointment, starts_at)
    stops_at = starts_at - 24 * HOUR - timedelta(minutes=30)

    left = run(
        starts_at - 25 * HOUR,
        starts_at,
        stops_at=stops_at,
        goes_on_at=stops_at + 3 * HOUR,
    )

    assert left == [
        # Of the one that was due two days before, nothing is left to say.
        (EARLY, starts_at - 25 * HOUR),
        (LATE, datetime(2027, 1, 14, 8, 0, tzinfo=zone)),
    ]


@pytest.mark.parametrize(
    ("told", "leaves"),
    [
        (74, [EARLY, LATE]),
        (72, [LATE]),
        (30, [LATE]),
        (24, []),
        (3, []),
    ],
)
def test_who_books_after_the_time_of_a_reminder_gets_none(
    appointment, run, told, leaves
):
    put(appointment, START, told_at=START - told * HOUR)

    left = run(START - told * HOUR, START + HOUR)

    assert [kind for kind, _ in left] == leaves


def test_who_has_booked_just_before_a_reminder_was_due_gets_none(appointment, run):
    put(appointment, START, told_at=START - 24 * HOUR - timedelta(minutes=20))

    assert run(START - 25 * HOUR, START) == []


def test_a_moved_appointment_has_reminders_of_its_new_time_alone(appointment, run):
    run(START - 73 * HOUR, START - 71 * HOUR)
    later = START + timedelta(days=5)
    put(appointment, later, told_at=START - 60 * HOUR)

    left = run(START - 60 * HOUR, later + HOUR)

    assert left == [(EARLY, later - 72 * HOUR), (LATE, later - 24 * HOUR)]


def test_a_reminder_written_for_the_old_time_does_not_leave(appointment, run):
    zone = appointment.location.zone
    # Both times are due in the same night, and may leave at eight in the morning.
    before = datetime(2027, 1, 14, 22, 0, tzinfo=zone)
    after = datetime(2027, 1, 15, 7, 0, tzinfo=zone)
    put(appointment, before)
    run(before - 24 * HOUR, before - 24 * HOUR)
    put(appointment, after, told_at=before - 24 * HOUR + timedelta(minutes=30))

    left = run(before - 23 * HOUR, after)

    assert left == [(LATE, datetime(2027, 1, 14, 8, 0, tzinfo=zone))]
    fates = Message.objects.filter(kind=LATE).order_by("created_at", "due_at")
    assert sorted(fates.values_list("status", flat=True)) == ["cancelled", "sent"]


@pytest.mark.parametrize(
    "status",
    [
        AppointmentStatus.CANCELLED,
        AppointmentStatus.FULFILLED,
        AppointmentStatus.NOSHOW,
        AppointmentStatus.ARRIVED,
    ],
)
def test_an_appointment_that_is_not_booked_has_no_reminders(appointment, run, status):
    cancelled_at = LONG_BEFORE if status == AppointmentStatus.CANCELLED else None
    Appointment.objects.update(status=status, cancelled_at=cancelled_at)

    assert run(START - 73 * HOUR, START + HOUR) == []
    assert written() == []


def test_a_hold_has_no_reminders(appointment, run):
    Appointment.objects.update(status=AppointmentStatus.PROPOSED, hold_until=START)

    assert run(START - 73 * HOUR, START + HOUR) == []


def test_what_is_cancelled_while_its_reminder_waits_is_not_reminded_of(
    appointment, run
):
    services.remind(START - 24 * HOUR)
    services.cancel_at_desk(appointment, actor=desk(), reason="Canaryreason")

    assert run(START - 23 * HOUR, START) == []


def test_who_stopped_reminders_gets_none_and_all_other_mails(appointment, run):
    with acting_as(None):
        stop_reminders(appointment.patient)

    assert run(START - 73 * HOUR, START + HOUR) == []
    assert written() == []


def test_who_stops_reminders_while_one_waits_does_not_get_it(appointment, run):
    services.remind(START - 24 * HOUR)
    stop_reminders(appointment.patient)

    assert run(START - 23 * HOUR, START) == []


def test_who_stopped_reminders_is_told_of_changes_all_the_same(appointment):
    drain()
    stop_reminders(appointment.patient)
    mail.outbox.clear()

    services.confirm_again(appointment)
    drain()
    services.cancel_at_desk(appointment, actor=desk(), reason="Canaryreason")
    drain()

    assert [each.subject.split(":")[0][:16] for each in mail.outbox] == [
        "Your appointment",
        "Cancelled",
    ]
    assert all("List-Unsubscribe" not in each.extra_headers for each in mail.outbox)


def test_an_infusion_without_a_driver_is_asked_about_two_days_before(infusion, run):
    left = run(START - 73 * HOUR, START + HOUR)

    assert left == [
        (EARLY, START - 72 * HOUR),
        (DRIVER, START - 48 * HOUR),
        (LATE, START - 24 * HOUR),
    ]


def test_who_named_a_driver_is_not_asked_for_one(infusion, run):
    services.name_driver(infusion, name="Sam Lee", phone="+1 410 555 0100")

    left = run(START - 73 * HOUR, START + HOUR)

    assert [kind for kind, _ in left] == [EARLY, LATE]


def test_who_names_a_driver_while_the_question_waits_is_not_asked(infusion, run):
    services.remind(START - 48 * HOUR)
    services.name_driver(infusion, name="Sam Lee", phone="+1 410 555 0100")

    left = run(START - 47 * HOUR, START)

    assert [kind for kind, _ in left] == [EARLY, LATE]


def test_who_stopped_reminders_is_still_asked_for_a_driver(infusion, run):
    stop_reminders(infusion.patient)

    left = run(START - 73 * HOUR, START)

    assert left == [(DRIVER, START - 48 * HOUR)]


def test_nobody_is_asked_who_drives_home_from_a_consultation(appointment, run):
    assert DRIVER not in [kind for kind, _ in run(START - 73 * HOUR, START)]


def test_a_message_says_until_when_it_is_of_use(infusion):
    for hours in (72, 48, 24):
        services.remind(START - hours * HOUR)

    assert written() == [
        (EARLY, START - THREE_DAYS.before, START - THREE_DAYS.useless),
        (DRIVER, START - MISSING_DRIVER.before, START - MISSING_DRIVER.useless),
        (LATE, START - ONE_DAY.before, START - ONE_DAY.useless),
    ]


@pytest.mark.django_db(transaction=True)
def test_scans_at_the_same_moment_write_one_reminder(appointment):
    at_once(4, lambda: services.remind(START - 24 * HOUR))

    assert [kind for kind, *_ in written()] == [LATE]


@pytest.mark.parametrize("rows", [1, 30])
def test_a_scan_asks_as_much_of_the_database_for_one_as_for_thirty(
    infusion, django_assert_num_queries, rows
):
    values = {field.attname: getattr(infusion, field.attname) for field in COPIED}
    Appointment.objects.bulk_create(Appointment(**values) for _ in range(rows - 1))

    # What is due of each of the three kinds, what of it is told before, what is new.
    with django_assert_num_queries(5):
        assert services.remind(START - 24 * HOUR) == rows
    with django_assert_num_queries(4):
        assert services.remind(START - 24 * HOUR) == 0


def test_beat_rings_for_what_a_worker_knows(settings):
    app.loader.import_default_modules()

    rung_for = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert rung_for <= set(app.tasks)
    assert {write_reminders.name, write_to_unfinished.name} <= rung_for


def test_the_task_writes_what_is_due_now(appointment, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: START - 24 * HOUR)

    assert write_reminders() == 1
    assert write_reminders() == 0
