"""Why nothing was booked, moved or cancelled, and when a verb is tried again."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError

from intake.services import Missing
from scheduling.series import NoSeries

TRIES = 3
# Deadlock, serialization failure, a lock that was not to be had.
COLLISIONS = {"40P01", "40001", "55P03"}


class BookingRefusal(Exception):
    """Why nothing was booked, moved or cancelled."""


class SlotTaken(BookingRefusal):
    """Somebody else has the time, or it is not offered any more."""


class NotReviewed(BookingRefusal):
    """No clinician's decision that stands opens the way to booking or moving."""


class AlreadyBooked(BookingRefusal):
    """There is an appointment for the request; it may be moved."""


class GateClosed(BookingRefusal):
    """No infusion may be booked; ``missing`` are the ``intake.services.Missing``."""

    def __init__(self, missing: set[Missing]):
        super().__init__()
        self.missing = missing


class DatesDoNotFit(BookingRefusal):
    """The dates would break the gap or the window; ``why`` says which, and by what."""

    def __init__(self, why: NoSeries):
        super().__init__()
        self.why = why


class ReasonMissing(BookingRefusal):
    """It may be overridden, and nobody has said why."""


class NothingToBook(BookingRefusal):
    """The location offers no such service."""


class NotNow(BookingRefusal):
    """The course has come too far for this step, or not far enough."""


class TooLate(BookingRefusal):
    """The appointment is over, cancelled, or too near to be changed online."""


class OfferGone(BookingRefusal):
    """The time that was offered is no longer kept for who answers."""


class Busy(BookingRefusal):
    """Others were at work on the same rows, three times in a row."""


NAMED_BY_DATABASE = {
    "reservation_place_not_double_booked": SlotTaken,
    "reservation_room_not_double_booked": SlotTaken,
    "reservation_patient_not_double_booked": SlotTaken,
    "appointment_is_one_at_a_time_for_a_request": AlreadyBooked,
    "course_is_one_at_a_time_for_a_request": AlreadyBooked,
}

P = ParamSpec("P")
R = TypeVar("R")


def repeated_on_collision(verb: Callable[P, R]) -> Callable[P, R]:
    """Repeat the whole transaction, three times at most, when it met another one.

    A collision does not mean that a time is taken, so nobody is told so: after the
    third the verb raises ``Busy``, and nothing is changed.
    """

    @wraps(verb)
    def repeated(*args: P.args, **kwargs: P.kwargs) -> R:
        for tries_left in reversed(range(TRIES)):
            try:
                return verb(*args, **kwargs)
            except OperationalError as error:
                if getattr(error.__cause__, "pgcode", None) not in COLLISIONS:
                    raise
                if not tries_left:
                    raise Busy from error
        raise AssertionError("unreachable")

    return repeated
