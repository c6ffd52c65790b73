"""What it costs to find the best series of six over two locations: `make bench`.

Four chairs, three weeks, 18 starts a day, every day; CPU time of this process. The
first column is for the free times, without the queries that they need.
"""

import time
from dataclasses import replace
from statistics import median

from benchmarks.chairs import MONDAY, ZONE, booked, free_slots, location
from scheduling.series import Wishes, plan
from scheduling.slots import TimeOfDay

TIMES = 25
TARGET_MS = 50
WISHES = Wishes(earliest_on=MONDAY)
KINDS = {
    "no wishes": WISHES,
    "three a week": replace(WISHES, times_a_week=3),
    "Tuesday and Friday, afternoons": replace(
        WISHES, weekdays=frozenset({1, 4}), time_of_day=TimeOfDay.AFTERNOON
    ),
    "a practitioner who is away": replace(WISHES, practitioner_id="away"),
    "three a week in 14 days": replace(WISHES, times_a_week=3, window_days=14),
}
VISITS = {"all is free": 0, "half is taken": 100, "nearly full": 200}


def test_best_series_is_planned(capsys):
    rows = [
        (f"{fill}, {kind}", *measured(locations, wishes))
        for fill, visits in VISITS.items()
        for locations in [
            [(each, booked(each, visits)) for each in map(location, "ab")]
        ]
        for kind, wishes in KINDS.items()
    ]

    with capsys.disabled():
        print(f"\n\nA series of six, two locations (target: {TARGET_MS} ms to plan)")
        print(f"{'':48}{'slots':>6}{'free ms':>9}{'plan ms':>9}{'worst':>7}")
        for words, slots, free, planned, worst in rows:
            print(f"{words:48}{slots:6}{free:9.0f}{planned:9.0f}{worst:7.0f}")


def measured(locations, wishes):
    """Return the number of free slots, and milliseconds to find them and to plan."""
    free = [free_slots(*each) for each in locations]
    finding = [timed(lambda: [free_slots(*each) for each in locations])]
    planning = [timed(lambda: best(free, wishes)) for _ in range(TIMES)]
    return sum(map(len, free)), median(finding), median(planning), max(planning)


def best(free, wishes):
    """Plan at each location and take the cheaper."""
    proposals = [plan(slots, wishes, ZONE) for slots in free]
    return min(proposals, key=lambda proposal: getattr(proposal, "cost", float("inf")))


def timed(work):
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000
