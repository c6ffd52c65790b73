"""Every change to appointments is a verb named here; free times are read here too."""

from scheduling.services.bookings import (
    book_held,
    check_movable,
    check_open,
    hold_time,
    move_appointment,
)
from scheduling.services.cancelling import (
    cancel_appointment,
    cancel_at_desk,
    check_changeable,
)
from scheduling.services.diary import (
    consultation_service,
    earliest_slot,
    free_slots,
)
from scheduling.services.refusals import (
    AlreadyBooked,
    BookingRefusal,
    Busy,
    NotReviewed,
    SlotTaken,
    TooLate,
)

__all__ = [
    "AlreadyBooked",
    "BookingRefusal",
    "Busy",
    "NotReviewed",
    "SlotTaken",
    "TooLate",
    "book_held",
    "cancel_appointment",
    "cancel_at_desk",
    "check_changeable",
    "check_movable",
    "check_open",
    "consultation_service",
    "earliest_slot",
    "free_slots",
    "hold_time",
    "move_appointment",
]
