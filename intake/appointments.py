"""Whether an appointment stands for a request: the app that books it says so."""

from collections.abc import Callable

from intake.models import ConsultationRequest

_booked_through: list[Callable[[ConsultationRequest], bool]] = []


def booked_through(has_one: Callable[[ConsultationRequest], bool]) -> None:
    """Register ``has_one(request)``: whether it was booked and is not cancelled."""
    _booked_through.append(has_one)


def has_appointment(consultation_request: ConsultationRequest) -> bool:
    """Say whether an appointment stands; it can change unless the request is locked."""
    return any(has_one(consultation_request) for has_one in _booked_through)
