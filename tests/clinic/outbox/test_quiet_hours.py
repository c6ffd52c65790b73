from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.outbox.quiet_hours import EVENING, MORNING, out_of_quiet_hours

NEW_YORK = ZoneInfo("America/New_York")
ZONES = ["America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Auckland"]


@pytest.mark.parametrize(
    ("wall", "leaves"),
    [
        ("2027-01-11 07:59", "2027-01-11 08:00"),
        ("2027-01-11 08:00", "2027-01-11 08:00"),
        ("2027-01-11 20:59", "2027-01-11 20:59"),
        ("2027-01-11 21:00", "2027-01-12 08:00"),
        # The clocks change in these nights: 11 hours of quiet are 10, and 12.
        ("2027-03-13 21:00", "2027-03-14 08:00"),
        ("2027-11-06 21:00", "2027-11-07 08:00"),
    ],
)
def test_out_of_quiet_hours_waits_for_eight_where_it_is_night(wall, leaves):
    moment, expected = (
        datetime.fromisoformat(each).replace(tzinfo=NEW_YORK) for each in (wall, leaves)
    )

    assert out_of_quiet_hours(moment.astimezone(UTC), NEW_YORK) == expected


@given(st.timedeltas(timedelta(), timedelta(days=2000)), st.sampled_from(ZONES))
def test_out_of_quiet_hours_is_never_at_night_nor_a_day_later(passed, name):
    moment, zone = datetime(2026, 1, 1, tzinfo=UTC) + passed, ZoneInfo(name)

    leaves = out_of_quiet_hours(moment, zone)

    assert MORNING <= leaves.astimezone(zone).time() < EVENING
    assert timedelta() <= leaves - moment <= timedelta(hours=12)
    assert out_of_quiet_hours(leaves, zone) == leaves
