"""Whose time and which room is taken: the database keeps them apart."""

from functools import reduce
from operator import or_

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models

from clinic.audit.history import tracked
from clinic.db import UUIDModel
from clinic.models import Patient, PractitionerPlace, Room
from scheduling.models.appointments import Appointment
from scheduling.models.waitlist import WaitlistOffer


def exactly_one(*fields: str) -> models.Q:
    """Return the condition that one of ``fields`` is set and the others are null."""
    return reduce(
        or_,
        (
            models.Q(**{f"{field}__isnull": field != held for field in fields})
            for held in fields
        ),
    )


def not_double_booked(field: str) -> ExclusionConstraint:
    """Return the constraint that one ``field`` is never held twice at a time."""
    return ExclusionConstraint(
        name=f"reservation_{field}_not_double_booked",
        expressions=[
            (field, RangeOperators.EQUAL),
            ("during", RangeOperators.OVERLAPS),
        ],
        # The other two of three rows would only make its index larger.
        condition=models.Q(**{f"{field}__isnull": False}),
    )


class ReservationQuerySet(models.QuerySet):
    def standing(self, now):
        """Reservations that block: all but those of holds and offers that ran out."""
        # As sets of ids, of which there are few: never a join with all appointments.
        return self.exclude(
            appointment__in=Appointment.objects.expired_holds(now)
        ).exclude(offer__in=WaitlistOffer.objects.run_out(now))


@tracked(deletable=True)
class Reservation(UUIDModel):
    """One practitioner's place, room's or patient's time that is taken.

    An appointment holds it, or while it stands an offer to somebody on the waitlist.
    ``during`` is half-open, so back-to-back appointments do not overlap.
    """

    appointment = models.ForeignKey(
        Appointment, models.CASCADE, null=True, related_name="reservations"
    )
    offer = models.ForeignKey(
        WaitlistOffer, models.CASCADE, null=True, related_name="reservations"
    )
    place = models.ForeignKey(PractitionerPlace, models.PROTECT, null=True)
    room = models.ForeignKey(Room, models.PROTECT, null=True)
    patient = models.ForeignKey(Patient, models.PROTECT, null=True)
    during = DateTimeRangeField()

    objects = ReservationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("place", "room", "patient"),
                name="reservation_holds_exactly_one",
            ),
            models.CheckConstraint(
                condition=exactly_one("appointment", "offer"),
                name="reservation_belongs_to_an_appointment_or_to_an_offer",
            ),
            not_double_booked("place"),
            not_double_booked("room"),
            not_double_booked("patient"),
        ]

    def __str__(self):
        return f"Reservation {str(self.pk)[:8]}"
