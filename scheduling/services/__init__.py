"""Every change to appointments is a verb named here; free times are read here too."""

from scheduling.services.bookings import (
    BookingRefusal,
    NotReviewed,
    SlotTaken,
    TooLate,
    book_held,
    cancel_appointment,
    hold_time,
    move_appointment,
)
from scheduling.services.diary import HORIZON, consultation_service, free_slots

__all__ = [
    "HORIZON",
    "BookingRefusal",
    "NotReviewed",
    "SlotTaken",
    "TooLate",
    "book_held",
    "cancel_appointment",
    "consultation_service",
    "free_slots",
    "hold_time",
    "move_appointment",
]
