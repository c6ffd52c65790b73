"""Patients on the waitlist, and times that come free for them.

By the clocks of these locations it is day, so that an offer made now may be answered.
"""

from datetime import UTC, datetime, time, timedelta

from clinic.models import Location
from intake.models import ConsultationRequest
from scheduling import services
from scheduling.models import (
    Appointment,
    AvailabilityException,
    WaitlistEntry,
    WaitlistOffer,
)
from tests.scheduling.stories import NINE, TEN, at, clinic_with, patient_of, ready

SOON, LATER = 3, 10


def zone_at(hour: int) -> str:
    """Return a time zone where it is about that hour now."""
    ahead = (hour - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}"


def full_clinic(*clinicians: str, days=(SOON, LATER), hour=13, **location) -> Location:
    """Return a location that has one time a clinician, at nine on each of ``days``."""
    usernames = clinicians or ("amara",)
    here = clinic_with(*usernames, time_zone=zone_at(hour), **location)
    here.availabilities.all().delete()
    for day in days:
        open_on(here, day)
    return here


def open_on(here: Location, day: int, starts: time = NINE, ends: time = TEN) -> None:
    for clinician in here.practitioners.all():
        AvailabilityException.objects.create(
            location=here,
            practitioner=clinician,
            day=at(here, NINE, day).date(),
            starts=starts,
            ends=ends,
        )


def booked_on(
    consultation_request: ConsultationRequest, day: int, wall: time = NINE
) -> Appointment:
    starts_at = at(consultation_request.location, wall, day)
    hold = services.hold_time(consultation_request, starts_at)
    return services.book_held(hold, actor=patient_of(consultation_request))


def waiting(here: Location, day: int = LATER, **wishes) -> WaitlistEntry:
    """Put somebody with an appointment on that day on the list for an earlier one."""
    name = f"p{WaitlistEntry.objects.count()}@example.org"
    appointment = booked_on(ready(here, email=name), day)
    return services.join_waitlist(
        appointment.consultation_request, appointment, **wishes
    )


def waiting_for_any(here: Location, **wishes) -> WaitlistEntry:
    """Put somebody without a date on the list for one."""
    return services.join_waitlist(ready(here, email="any@example.org"), **wishes)


def cancel(appointment: Appointment) -> None:
    patient = patient_of(appointment.consultation_request)
    services.cancel_appointment(appointment, actor=patient)


def scan() -> int:
    return services.offer_freed_times(datetime.now(UTC))


def offered(entry: WaitlistEntry) -> WaitlistOffer:
    """Return the one offer that there is to the entry."""
    return entry.offers.get()


def let_time_pass(offer: WaitlistOffer, by: timedelta = timedelta(hours=3)) -> None:
    """Let the offer have been made so much earlier."""
    offers = WaitlistOffer.objects.filter(pk=offer.pk)
    offers.update(offered_at=offer.offered_at - by, expires_at=offer.expires_at - by)


def on_offer(**options) -> tuple[WaitlistEntry, WaitlistOffer]:
    """Return somebody who waits, and the time on offer to them that somebody freed."""
    here = full_clinic(**options)
    early = booked_on(ready(here, email="early@example.org"), SOON)
    entry = waiting(here)
    cancel(early)
    scan()
    return entry, offered(entry)
