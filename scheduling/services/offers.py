"""What stands against booking or moving at the desk now, service by service."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import cast

from django.utils import timezone

from clinic.models import User
from intake.models import ConsultationRequest
from scheduling.models import Appointment, Service
from scheduling.services.overriding import (
    Override,
    check_bookable,
    check_movable_at_desk,
)
from scheduling.services.refusals import BookingRefusal, ReasonMissing


@dataclass(frozen=True)
class Offer:
    """A service with what stands against it now, or None.

    ``is_exception`` says that ``actor`` may do it all the same, with a reason.
    """

    service: Service
    refusal: BookingRefusal | None = None
    is_exception: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it may be done, if need be as an exception."""
        return self.refusal is None or self.is_exception


def offers(consultation_request: ConsultationRequest, *, actor: User) -> list[Offer]:
    """Return the location's services, each with what stands against booking it."""
    services = consultation_request.location.services.filter(is_offered=True)
    return [
        offer_of(consultation_request, service, actor=actor)
        for service in services.order_by("kind", "name")
    ]


def offer_of(
    consultation_request: ConsultationRequest, service: Service, *, actor: User
) -> Offer:
    """Return the service with what stands against booking it, and record the look."""
    now, override = timezone.now(), Override(actor, "")
    check = partial(check_bookable, consultation_request, service, now, override)
    return _offer(service, check)


def offer_to_move(appointment: Appointment, *, actor: User) -> Offer:
    """Return what stands against moving the appointment, and record the look."""
    starts_at, override = appointment.starts_at, Override(actor, "")
    check = partial(check_movable_at_desk, appointment, starts_at, override)
    return _offer(appointment.service, check)


def _offer(service: Service, check: Callable[[], None]) -> Offer:
    try:
        check()
    except ReasonMissing as missing:
        return Offer(service, cast("BookingRefusal", missing.__cause__), True)
    except BookingRefusal as refusal:
        return Offer(service, refusal)
    return Offer(service)
