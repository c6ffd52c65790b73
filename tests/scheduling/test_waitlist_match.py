"""Who is offered which free time: the pure part, also on made-up clinics."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from scheduling.slots import Part, Slot, TimeOfDay
from scheduling.waitlist import Waiting, match

ZONE = ZoneInfo("America/New_York")
MONDAY = datetime(2030, 6, 3, 9, tzinfo=ZONE)
LONG_AGO = datetime(2030, 5, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def slot(starts_at=MONDAY, *, person="amara", room="one", buffer=timedelta(0)):
    part = Part(0, person, f"place of {person}", room, starts_at, starts_at + HOUR)
    return Slot(starts_at, starts_at + HOUR, (part,), buffer)


def waits(name, joined=0, **values):
    defaults = {
        "joined_at": LONG_AGO + timedelta(days=joined),
        "earliest_at": LONG_AGO,
        "booked_at": MONDAY + timedelta(days=30),
    }
    return Waiting(name, **(defaults | values))


def given_to(free, *waiting):
    """Return the start that each is given, by name."""
    return {name: slot.starts_at for name, slot in match(free, waiting, ZONE)}


def test_who_has_waited_longest_gets_the_earliest_time():
    free = [slot(), slot(MONDAY + HOUR)]

    assert given_to(free, waits("late", joined=1), waits("first")) == {
        "first": MONDAY,
        "late": MONDAY + HOUR,
    }


def test_who_has_no_date_comes_before_who_has_waited_longest():
    without = waits("without", joined=9, booked_at=None)

    assert given_to([slot()], waits("first"), without) == {"without": MONDAY}


def test_no_time_is_given_that_is_not_earlier():
    assert given_to([slot()], waits("one", booked_at=MONDAY)) == {}
    assert given_to([slot()], waits("one", booked_at=MONDAY + HOUR)) != {}


def test_no_time_is_given_before_the_patient_can_know():
    late = MONDAY + timedelta(minutes=1)

    assert given_to([slot()], waits("one", earliest_at=late)) == {}
    assert given_to([slot()], waits("one", earliest_at=MONDAY)) == {"one": MONDAY}


def test_no_time_is_given_that_was_offered_before():
    offered = frozenset([MONDAY.astimezone(UTC)])

    assert given_to([slot()], waits("one", offered=offered)) == {}


def test_the_part_of_the_day_is_that_of_the_location():
    """Nine in New York is one o'clock in UTC."""
    morning = waits("one", time_of_day=TimeOfDay.MORNING)
    afternoon = waits("two", time_of_day=TimeOfDay.AFTERNOON)

    assert given_to([slot(MONDAY.astimezone(UTC))], afternoon, morning) == {
        "one": MONDAY
    }


def test_no_time_is_given_at_which_the_patient_is_busy():
    before = (MONDAY - HOUR, MONDAY)
    during = (MONDAY + HOUR / 2, MONDAY + 2 * HOUR)

    assert given_to([slot()], waits("one", busy=[before, during])) == {}
    assert given_to([slot()], waits("one", busy=[before])) == {"one": MONDAY}


def test_a_person_and_a_room_are_given_once_at_a_time():
    half_past = MONDAY + HOUR / 2
    free = [slot(), slot(half_past), slot(half_past + HOUR)]

    assert given_to(free, waits("first"), waits("second", joined=1)) == {
        "first": MONDAY,
        "second": half_past + HOUR,
    }


def test_two_people_in_two_rooms_are_given_at_once():
    free = [slot(), slot(MONDAY + HOUR / 2, person="bo", room="two")]

    assert len(given_to(free, waits("first"), waits("second", joined=1))) == 2


def test_a_room_that_is_being_cleaned_is_not_given():
    cleaned = slot(buffer=timedelta(minutes=30))
    free = [cleaned, slot(MONDAY + HOUR, person="bo")]

    assert given_to(free, waits("first"), waits("second", joined=1)) == {
        "first": MONDAY
    }


people = st.sampled_from(["amara", "bo"])
moments = st.integers(0, 40).map(lambda halves: MONDAY + halves * HOUR / 2)
free_slots = st.lists(
    st.builds(slot, moments, person=people, room=st.sampled_from(["one", "two"])),
    unique_by=lambda each: each.starts_at,
    max_size=12,
).map(lambda found: sorted(found, key=lambda each: each.starts_at))
entries = st.lists(
    st.builds(
        Waiting,
        id=st.integers(0, 99),
        joined_at=moments,
        earliest_at=moments,
        booked_at=st.none() | moments,
        time_of_day=st.none() | st.sampled_from(TimeOfDay),
        busy=st.lists(moments.map(lambda at: (at, at + HOUR)), max_size=2),
        offered=st.frozensets(moments, max_size=3),
    ),
    unique_by=lambda one: one.id,
    max_size=8,
)


def clash(one, other):
    is_at_once = one.starts_at < other.ends_at and other.starts_at < one.ends_at
    [mine], [theirs] = one.parts, other.parts
    shares = mine.place_id == theirs.place_id or mine.room_id == theirs.room_id
    return is_at_once and shares


def suits(one, free):
    hour = free.starts_at.astimezone(ZONE).time()
    wanted = {
        None: True,
        TimeOfDay.MORNING: hour < time(12),
        TimeOfDay.AFTERNOON: hour >= time(12),
    }
    return (
        wanted[one.time_of_day]
        and free.starts_at >= one.earliest_at
        and (one.booked_at is None or free.starts_at < one.booked_at)
        and free.starts_at not in one.offered
        and not any(b < free.ends_at and free.starts_at < e for b, e in one.busy)
    )


def turn(one):
    return one.booked_at is not None, one.joined_at, str(one.id)


@given(free_slots, entries)
def test_each_gets_one_time_that_suits_and_no_two_get_the_same(free, waiting):
    by_id = {one.id: one for one in waiting}

    matched = match(free, waiting, ZONE)

    assert len({pk for pk, _ in matched}) == len(matched)
    assert all(suits(by_id[pk], given) for pk, given in matched)
    assert not any(
        clash(one, other)
        for number, (_, one) in enumerate(matched)
        for _, other in matched[:number]
    )


@given(free_slots, entries)
def test_nobody_could_have_had_an_earlier_time_without_taking_it_from_who_comes_first(
    free, waiting
):
    matched = dict(match(free, waiting, ZONE))

    for one in waiting:
        before = [
            given for pk, given in matched.items() if turn_of(waiting, pk) < turn(one)
        ]
        best = [
            each
            for each in free
            if suits(one, each) and not any(clash(each, other) for other in before)
        ]
        assert matched.get(one.id) == next(iter(best), None)


def turn_of(waiting, pk):
    return next(turn(one) for one in waiting if one.id == pk)


@given(free_slots, entries, st.randoms())
def test_the_order_in_which_they_are_read_changes_nothing(free, waiting, random):
    shuffled = random.sample(waiting, len(waiting))

    assert match(free, shuffled, ZONE) == match(free, waiting, ZONE)
