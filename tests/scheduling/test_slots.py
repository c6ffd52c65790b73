"""Free times by example. Monday, 7 January 2030 in New York, unless said otherwise."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from clinic.opening.wall_clock import instant
from scheduling.hours import Availability, AvailabilityException
from scheduling.slots import (
    Location,
    Part,
    Phase,
    Practitioner,
    Reservations,
    Room,
    Slot,
    TimeOfDay,
    at_time_of_day,
    by_day,
    free_times,
    visit_length,
)

NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
MONDAY = date(2030, 1, 7)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

CONSULTATION = [Phase(60, "clinician", "consultation")]
INFUSION = [
    Phase(10, "clinician", "chair"),
    Phase(50, "nurse", "chair"),
    Phase(30, "nurse", "chair"),
]


def at(clock: str, day: date = MONDAY, zone: ZoneInfo = NEW_YORK) -> datetime:
    return instant(datetime.combine(day, time.fromisoformat(clock)), zone)


def during(starts: str, ends: str) -> tuple[datetime, datetime]:
    return at(starts), at(ends)


def every_day(starts: str, ends: str) -> tuple[Availability, ...]:
    hours = time.fromisoformat(starts), time.fromisoformat(ends)
    return tuple(Availability(weekday, *hours) for weekday in range(7))


def clinician(*availability: Availability, name: str = "osei") -> Practitioner:
    return Practitioner(name, frozenset({"clinician"}), (f"{name}-1",), availability)


def nurse(*availability: Availability, places: int = 3) -> Practitioner:
    place_ids = tuple(f"lee-{number}" for number in range(1, places + 1))
    return Practitioner("lee", frozenset({"nurse"}), place_ids, availability)


def consultation_location(*availability: Availability, **fields) -> Location:
    """One clinician and one consultation room."""
    room = Room("room", "consultation")
    return Location(NEW_YORK, [clinician(*availability)], [room], **fields)


def infusion_location(*chairs: str, starts: str = "09:00", ends: str) -> Location:
    """One clinician, one nurse with three places, and the chairs named."""
    people = [clinician(*every_day(starts, ends)), nurse(*every_day(starts, ends))]
    return Location(NEW_YORK, people, [Room(chair, "chair") for chair in chairs])


def free_on(
    day: date, phases, location, reservations=None, *, now=LONG_AGO, **options
) -> list[Slot]:
    return free_times(
        phases,
        location,
        reservations or Reservations(),
        from_at=at("00:00", day, location.zone),
        until_at=at("00:00", day + timedelta(days=1), location.zone),
        now=now,
        **options,
    )


def clocks(slots: list[Slot], zone: ZoneInfo = NEW_YORK) -> list[str]:
    """Local start times as the patient reads them."""
    return [f"{slot.starts_at.astimezone(zone):%H:%M}" for slot in slots]


def test_free_times_fill_the_hours_with_one_slot_for_each_start():
    location = consultation_location(*every_day("09:00", "10:30"))

    slots = free_on(MONDAY, CONSULTATION, location)

    nine = datetime(2030, 1, 7, 14, 0, tzinfo=UTC)
    ten, half_past_nine = nine + timedelta(hours=1), nine + timedelta(minutes=30)
    half_past_ten = half_past_nine + timedelta(hours=1)
    assert slots == [
        Slot(nine, ten, (Part(0, "osei", "osei-1", "room", nine, ten),)),
        Slot(
            half_past_nine,
            half_past_ten,
            (Part(0, "osei", "osei-1", "room", half_past_nine, half_past_ten),),
        ),
    ]


def test_free_times_leave_out_the_lunch_break():
    location = consultation_location(
        *every_day("10:00", "12:00"), *every_day("13:00", "14:30")
    )

    slots = free_on(MONDAY, CONSULTATION, location)

    assert clocks(slots) == ["10:00", "10:30", "11:00", "13:00", "13:30"]


def test_free_times_run_across_hours_that_touch():
    location = consultation_location(
        *every_day("11:00", "12:00"), *every_day("12:00", "13:00")
    )

    slots = free_on(MONDAY, CONSULTATION, location)

    assert clocks(slots) == ["11:00", "11:30", "12:00"]


def test_free_times_follow_the_weekday_and_the_first_and_last_day_of_the_hours():
    mondays = Availability(
        weekday=0,
        starts=time(9),
        ends=time(10),
        valid_from=MONDAY,
        valid_until=MONDAY + timedelta(days=7),
    )

    slots = free_times(
        CONSULTATION,
        consultation_location(mondays),
        Reservations(),
        from_at=at("00:00", MONDAY - timedelta(days=14)),
        until_at=at("00:00", MONDAY + timedelta(days=28)),
        now=LONG_AGO,
    )

    assert list(by_day(slots, NEW_YORK)) == [date(2030, 1, 7), date(2030, 1, 14)]


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        pytest.param(("10:00", "11:00"), ["09:00", "11:00"], id="in-the-middle"),
        pytest.param(("09:45", "10:15"), ["10:30", "11:00"], id="off-the-grid"),
        pytest.param(("00:00", "23:59"), [], id="all-day"),
    ],
)
def test_free_times_leave_out_closures_of_the_location_and_of_the_person(
    closed, expected
):
    location = consultation_location(*every_day("09:00", "12:00"))
    [person] = location.practitioners
    closures = [during(*closed)]

    shut = replace(location, closures=closures)
    away = replace(location, practitioners=[replace(person, closures=closures)])

    assert clocks(free_on(MONDAY, CONSULTATION, shut)) == expected
    assert clocks(free_on(MONDAY, CONSULTATION, away)) == expected


def test_free_times_follow_the_exceptions_of_the_day():
    [person] = consultation_location(*every_day("09:00", "12:00")).practitioners
    other_hours = AvailabilityException(MONDAY, time(14), time(16))
    moved = replace(person, exceptions=[other_hours])
    location = Location(NEW_YORK, [moved], [Room("room", "consultation")])

    assert clocks(free_on(MONDAY, CONSULTATION, location)) == [
        "14:00",
        "14:30",
        "15:00",
    ]
    tuesday = free_on(MONDAY + timedelta(days=1), CONSULTATION, location)
    assert clocks(tuesday) == ["09:00", "09:30", "10:00", "10:30", "11:00"]


def test_closures_win_over_the_hours_of_an_exception():
    [person] = consultation_location().practitioners
    extra = replace(
        person, exceptions=[AvailabilityException(MONDAY, time(9), time(12))]
    )
    rooms = [Room("room", "consultation")]
    closed = [during("10:00", "11:00")]

    shut = Location(NEW_YORK, [extra], rooms, closures=closed)
    away = Location(NEW_YORK, [replace(extra, closures=closed)], rooms)

    assert clocks(free_on(MONDAY, CONSULTATION, shut)) == ["09:00", "11:00"]
    assert clocks(free_on(MONDAY, CONSULTATION, away)) == ["09:00", "11:00"]


@pytest.mark.parametrize(
    "taken",
    [
        pytest.param({"places": {"osei-1": [during("10:00", "11:00")]}}, id="person"),
        pytest.param({"rooms": {"room": [during("10:00", "11:00")]}}, id="room"),
        pytest.param({"patient": [during("10:00", "11:00")]}, id="patient-elsewhere"),
    ],
)
def test_free_times_are_back_to_back_with_what_is_taken(taken):
    location = consultation_location(*every_day("09:00", "12:00"))

    slots = free_on(MONDAY, CONSULTATION, location, Reservations(**taken))

    assert clocks(slots) == ["09:00", "11:00"]


def test_free_times_do_not_trip_over_reservations_in_any_order_overlapping_or_empty():
    location = consultation_location(*every_day("09:00", "14:00"))
    taken = [
        during("12:00", "13:00"),
        during("10:00", "11:00"),
        during("10:15", "10:30"),
        during("09:30", "09:30"),
    ]

    slots = free_on(MONDAY, CONSULTATION, location, Reservations(rooms={"room": taken}))

    assert clocks(slots) == ["09:00", "11:00", "13:00"]


def test_free_times_are_none_without_phases_people_places_or_rooms():
    location = consultation_location(*every_day("09:00", "12:00"))
    [person] = location.practitioners
    placeless = replace(person, place_ids=())

    assert free_on(MONDAY, [], location) == []
    assert free_on(MONDAY, CONSULTATION, replace(location, practitioners=[])) == []
    assert (
        free_on(MONDAY, CONSULTATION, replace(location, practitioners=[placeless]))
        == []
    )
    assert free_on(MONDAY, CONSULTATION, replace(location, rooms=[])) == []


def test_free_times_start_from_the_beginning_and_before_the_end_of_the_horizon():
    slots = free_times(
        CONSULTATION,
        consultation_location(*every_day("09:00", "17:00")),
        Reservations(),
        from_at=at("10:00"),
        until_at=at("11:30"),
        now=LONG_AGO,
    )

    assert clocks(slots) == ["10:00", "10:30", "11:00"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param("08:00", ["10:00", "10:30", "11:00"], id="just-in-time"),
        pytest.param("08:01", ["10:30", "11:00"], id="a-minute-late"),
        pytest.param("20:00", [], id="after-hours"),
    ],
)
def test_free_times_keep_the_minimum_notice(now, expected):
    location = consultation_location(*every_day("09:00", "12:00"))

    slots = free_on(
        MONDAY, CONSULTATION, location, now=at(now), minimum_notice=timedelta(hours=2)
    )

    assert clocks(slots) == expected


@pytest.mark.parametrize(
    ("grid_minutes", "expected"),
    [
        pytest.param(20, ["09:20", "09:40", "10:00", "10:20"], id="20-minutes"),
        pytest.param(60, ["10:00"], id="hour"),
        pytest.param(50, ["09:10", "10:00"], id="not-a-part-of-an-hour"),
    ],
)
def test_free_times_lie_on_a_grid_from_local_midnight(grid_minutes, expected):
    location = consultation_location(
        *every_day("09:10", "11:20"), grid_minutes=grid_minutes
    )

    slots = free_on(MONDAY, CONSULTATION, location)

    assert clocks(slots) == expected


def test_free_times_choose_the_first_who_is_free():
    people = [
        clinician(*every_day("09:00", "10:00"), name="osei"),
        clinician(*every_day("09:00", "11:00"), name="ruiz"),
    ]
    rooms = [Room("left", "consultation"), Room("right", "consultation")]
    taken = Reservations(rooms={"left": [during("09:00", "09:30")]})

    slots = free_on(MONDAY, CONSULTATION, Location(NEW_YORK, people, rooms), taken)

    assert [
        (clock, slot.parts[0].practitioner_id, slot.parts[0].room_id)
        for clock, slot in zip(clocks(slots), slots, strict=True)
    ] == [
        ("09:00", "osei", "right"),
        ("09:30", "ruiz", "left"),
        ("10:00", "ruiz", "left"),
    ]


def test_infusion_is_one_visit_in_one_chair_with_each_person_for_their_phases():
    location = infusion_location("chair-1", ends="10:30")

    [slot] = free_on(MONDAY, INFUSION, location)

    assert visit_length(INFUSION) == timedelta(minutes=90)
    assert slot == Slot(
        at("09:00"),
        at("10:30"),
        (
            Part(0, "osei", "osei-1", "chair-1", at("09:00"), at("09:10")),
            Part(1, "lee", "lee-1", "chair-1", at("09:10"), at("10:00")),
            Part(2, "lee", "lee-1", "chair-1", at("10:00"), at("10:30")),
        ),
    )


def test_infusion_does_not_change_chairs_between_phases():
    location = infusion_location("chair-1", "chair-2", ends="10:30")
    taken = Reservations(
        rooms={
            "chair-1": [during("10:00", "10:30")],
            "chair-2": [during("09:00", "09:10")],
        }
    )

    assert free_on(MONDAY, INFUSION, location, taken) == []


def test_infusion_needs_the_clinician_only_at_its_start():
    location = infusion_location("chair-1", "chair-2", ends="11:00")
    first, *_ = free_on(MONDAY, INFUSION, location)
    taken = Reservations(
        places={
            part.place_id: [(part.starts_at, part.ends_at)] for part in first.parts
        },
        rooms={"chair-1": [(first.starts_at, first.ends_at)]},
    )

    [second] = free_on(MONDAY, INFUSION, location, taken)

    assert (first.starts_at, second.starts_at) == (at("09:00"), at("09:30"))
    assert second.starts_at < first.ends_at
    assert {part.room_id for part in second.parts} == {"chair-2"}


def test_infusion_takes_the_nurses_hours_for_the_nurses_phases_only():
    people = [
        clinician(*every_day("09:00", "09:10")),
        nurse(*every_day("09:10", "10:30")),
    ]
    location = Location(NEW_YORK, people, [Room("chair-1", "chair")])

    assert clocks(free_on(MONDAY, INFUSION, location)) == ["09:00"]


HALF_AN_HOUR = timedelta(minutes=30)


def test_buffer_keeps_the_room_and_lets_patient_and_person_go():
    location = consultation_location(*every_day("09:00", "12:00"))

    [first, *_] = slots = free_on(MONDAY, CONSULTATION, location, buffer=HALF_AN_HOUR)

    # The last visit ends with the hours: cleaning needs nobody there.
    assert clocks(slots) == ["09:00", "09:30", "10:00", "10:30", "11:00"]
    assert (first.ends_at, first.buffer) == (at("10:00"), HALF_AN_HOUR)


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        pytest.param(
            {"rooms": {"room": [during("10:00", "10:30")]}},
            ["08:30", "10:30", "11:00"],
            id="room-is-cleaned-before",
        ),
        pytest.param(
            {"places": {"osei-1": [during("10:00", "10:30")]}},
            ["08:30", "09:00", "10:30", "11:00"],
            id="person-goes-on",
        ),
        pytest.param(
            {"patient": [during("10:00", "10:30")]},
            ["08:30", "09:00", "10:30", "11:00"],
            id="patient-goes-on",
        ),
    ],
)
def test_buffer_is_before_what_the_room_is_taken_for_next(taken, expected):
    location = consultation_location(*every_day("08:30", "12:00"))

    slots = free_on(
        MONDAY, CONSULTATION, location, Reservations(**taken), buffer=HALF_AN_HOUR
    )

    assert clocks(slots) == expected


def test_buffer_is_kept_in_the_last_room_only():
    talk_and_rest = [Phase(30, "clinician", "consultation"), Phase(30, None, "chair")]
    location = Location(
        NEW_YORK,
        [clinician(*every_day("09:00", "10:30"))],
        [Room("room", "consultation"), Room("chair-1", "chair")],
    )
    room_next = Reservations(rooms={"room": [during("09:30", "10:00")]})
    chair_next = Reservations(rooms={"chair-1": [during("10:00", "10:30")]})

    def starts(taken):
        return clocks(
            free_on(MONDAY, talk_and_rest, location, taken, buffer=HALF_AN_HOUR)
        )

    assert starts(room_next) == ["09:00", "10:00"]
    assert starts(chair_next) == ["10:00"]


@pytest.mark.parametrize(
    ("next_visit", "expected"),
    [
        pytest.param(("10:15", "11:00"), [], id="before-it-is-cleaned"),
        pytest.param(("10:30", "11:00"), ["09:00"], id="when-it-is-cleaned"),
    ],
)
def test_buffer_counts_after_the_last_start_that_is_asked_for(next_visit, expected):
    slots = free_times(
        CONSULTATION,
        consultation_location(*every_day("09:00", "12:00")),
        Reservations(rooms={"room": [during(*next_visit)]}),
        from_at=at("09:00"),
        until_at=at("09:01"),
        now=LONG_AGO,
        buffer=HALF_AN_HOUR,
    )

    assert clocks(slots) == expected


def test_ignoring_hours_offers_every_time_that_is_not_taken():
    [person] = consultation_location(*every_day("09:00", "10:00")).practitioners
    all_day = [during("00:00", "23:59")]
    location = Location(
        NEW_YORK,
        [replace(person, closures=all_day)],
        [Room("room", "consultation")],
        closures=all_day,
    )
    taken = Reservations(
        places={"osei-1": [during("01:00", "08:00")]},
        rooms={"room": [during("08:00", "15:00")]},
        patient=[during("15:00", "22:00")],
    )

    slots = free_on(MONDAY, CONSULTATION, location, taken, ignoring_hours=True)

    assert clocks(slots) == ["00:00", "22:00", "22:30", "23:00", "23:30"]


@pytest.mark.parametrize(
    ("places_taken", "expected"),
    [
        pytest.param(["lee-1", "lee-2"], ["09:00"], id="third-patient-fits"),
        pytest.param(["lee-1", "lee-2", "lee-3"], [], id="fourth-is-refused"),
    ],
)
def test_nurse_with_three_places_watches_three_at_once(places_taken, expected):
    location = infusion_location("chair-1", ends="10:30")
    taken = Reservations(
        places={place_id: [during("09:10", "10:30")] for place_id in places_taken}
    )

    assert clocks(free_on(MONDAY, INFUSION, location, taken)) == expected


def test_one_phase_keeps_one_place_of_the_nurse():
    watching = [Phase(60, "nurse", "chair")]
    location = Location(
        NEW_YORK,
        [nurse(*every_day("09:00", "10:00"), places=2)],
        [Room("chair-1", "chair")],
    )
    taken = Reservations(
        places={
            "lee-1": [during("09:00", "09:30")],
            "lee-2": [during("09:30", "10:00")],
        }
    )

    assert free_on(MONDAY, watching, location, taken) == []


def test_one_nurse_does_all_the_nurses_phases():
    early = replace(nurse(*every_day("09:00", "10:00")), id="early")
    late = replace(nurse(*every_day("10:00", "11:00")), id="late")
    location = Location(NEW_YORK, [early, late], [Room("chair-1", "chair")])
    twice_the_nurse = [Phase(30, "nurse", "chair"), Phase(30, "nurse", "chair")]

    assert clocks(free_on(MONDAY, twice_the_nurse, location)) == ["09:00", "10:00"]


def test_phase_without_a_role_needs_only_the_room():
    location = infusion_location("chair-1", ends="09:30")
    resting = [Phase(30, "nurse", "chair"), Phase(60, None, "chair")]

    [slot] = free_on(MONDAY, resting, location)

    assert slot.parts == (
        Part(0, "lee", "lee-1", "chair-1", at("09:00"), at("09:30")),
        Part(1, None, None, "chair-1", at("09:30"), at("10:30")),
    )


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(
            date(2027, 3, 14),
            ["00:00", "00:30", "01:00", "01:30", "03:00"],
            id="clocks-go-forward-from-2-to-3",
        ),
        pytest.param(
            date(2027, 11, 7),
            ["00:00", "00:30", "01:00", "01:30", "02:00", "02:30", "03:00"],
            id="clocks-go-back-from-2-to-1",
        ),
        pytest.param(
            date(2028, 2, 29),
            ["00:00", "00:30", "01:00", "01:30", "02:00", "02:30", "03:00"],
            id="leap-day",
        ),
    ],
)
def test_free_times_are_wall_times_that_exist_each_taken_once(day, expected):
    location = consultation_location(*every_day("00:00", "04:00"))

    slots = free_on(day, CONSULTATION, location)

    assert clocks(slots) == expected
    assert len({slot.starts_at for slot in slots}) == len(slots)
    assert {slot.ends_at - slot.starts_at for slot in slots} == {timedelta(hours=1)}


def test_visit_across_the_hour_shown_twice_lasts_as_long_as_ever():
    location = consultation_location(*every_day("01:30", "02:00"))

    [slot] = free_on(date(2027, 11, 7), CONSULTATION, location)

    assert slot.starts_at == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)
    assert slot.ends_at == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)
    assert slot.ends_at.astimezone(NEW_YORK).time() == time(1, 30)


def test_nine_in_the_morning_stays_nine_across_the_change():
    location = consultation_location(*every_day("09:00", "10:00"))

    slots = free_times(
        CONSULTATION,
        location,
        Reservations(),
        from_at=at("00:00", date(2027, 3, 13)),
        until_at=at("00:00", date(2027, 3, 16)),
        now=LONG_AGO,
    )

    assert [slot.starts_at for slot in slots] == [
        datetime(2027, 3, 13, 14, 0, tzinfo=UTC),
        datetime(2027, 3, 14, 13, 0, tzinfo=UTC),
        datetime(2027, 3, 15, 13, 0, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(
            date(2027, 10, 3), ["01:00", "01:30", "02:30", "03:00"], id="forward"
        ),
        pytest.param(
            date(2027, 4, 4), ["01:00", "01:30", "02:00", "02:30", "03:00"], id="back"
        ),
    ],
)
def test_free_times_where_the_clocks_change_by_half_an_hour(day, expected):
    location = replace(
        consultation_location(*every_day("01:00", "04:00")), zone=LORD_HOWE
    )

    slots = free_on(day, CONSULTATION, location)

    assert clocks(slots, LORD_HOWE) == expected


def test_minimum_notice_is_counted_in_hours_that_pass():
    location = consultation_location(*every_day("00:00", "23:00"))
    evening_before = datetime(2027, 3, 13, 22, 0, tzinfo=NEW_YORK)

    slots = free_on(
        date(2027, 3, 14),
        CONSULTATION,
        location,
        now=evening_before,
        minimum_notice=timedelta(hours=12),
    )

    assert clocks(slots)[0] == "11:00"


def test_closure_given_in_local_time_covers_both_hours_of_the_same_name():
    shut = (
        datetime(2027, 11, 7, 1, 30, tzinfo=NEW_YORK),
        datetime(2027, 11, 7, 1, 30, fold=1, tzinfo=NEW_YORK),
    )
    location = consultation_location(*every_day("00:30", "03:30"), closures=[shut])

    slots = free_on(date(2027, 11, 7), CONSULTATION, location)

    assert clocks(slots) == ["00:30", "02:00", "02:30"]


def test_by_day_groups_by_the_local_day():
    location = consultation_location(*every_day("20:00", "23:00"), grid_minutes=120)
    slots = free_times(
        CONSULTATION,
        location,
        Reservations(),
        from_at=at("00:00"),
        until_at=at("00:00", date(2030, 1, 9)),
        now=LONG_AGO,
    )

    days = by_day(slots, NEW_YORK)

    assert {day: clocks(of_day) for day, of_day in days.items()} == {
        date(2030, 1, 7): ["20:00", "22:00"],
        date(2030, 1, 8): ["20:00", "22:00"],
    }


def test_at_time_of_day_parts_the_day_at_noon():
    location = consultation_location(*every_day("11:00", "13:30"))
    slots = free_on(MONDAY, CONSULTATION, location)

    morning = at_time_of_day(slots, NEW_YORK, TimeOfDay.MORNING)
    afternoon = at_time_of_day(slots, NEW_YORK, TimeOfDay.AFTERNOON)

    assert clocks(morning) == ["11:00", "11:30"]
    assert clocks(afternoon) == ["12:00", "12:30"]
