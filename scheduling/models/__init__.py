"""What can be booked, when, and what is booked."""

from scheduling.models.appointments import Appointment, AppointmentStatus
from scheduling.models.availability import (
    Availability,
    AvailabilityException,
    Closure,
    Weekday,
)
from scheduling.models.courses import (
    Course,
    CourseOutcome,
    CourseStatus,
    SeriesRules,
)
from scheduling.models.feeds import CalendarFeed
from scheduling.models.reminders import ReminderRules
from scheduling.models.reservations import Reservation, ReservationQuerySet
from scheduling.models.rules import BookingRules
from scheduling.models.services import Service, ServiceKind, ServicePhase
from scheduling.models.waitlist import (
    OfferStatus,
    WaitlistEnd,
    WaitlistEntry,
    WaitlistOffer,
)

__all__ = [
    "Appointment",
    "AppointmentStatus",
    "Availability",
    "AvailabilityException",
    "BookingRules",
    "CalendarFeed",
    "Closure",
    "Course",
    "CourseOutcome",
    "CourseStatus",
    "OfferStatus",
    "ReminderRules",
    "Reservation",
    "ReservationQuerySet",
    "SeriesRules",
    "Service",
    "ServiceKind",
    "ServicePhase",
    "WaitlistEnd",
    "WaitlistEntry",
    "WaitlistOffer",
    "Weekday",
]
