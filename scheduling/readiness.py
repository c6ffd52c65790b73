"""What is missing before a practitioner or a service can offer any time."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.models import Location, Practitioner
from scheduling.models import Service, ServicePhase

# What is read of each practitioner and service; prefetched for a list of them.
OF_PRACTITIONER = [
    "user",
    "locations",
    "places",
    "availabilities",
    "availability_exceptions",
]
OF_SERVICE = [
    "phases",
    "locations__rooms",
    *(f"locations__practitioners__{part}" for part in OF_PRACTITIONER),
]


def missing_of_practitioner(practitioner: Practitioner) -> list[str]:
    """Return what keeps ``practitioner`` out of every free time, in words."""
    locations = practitioner.locations.all()
    there = {
        _("no login that is active"): practitioner.user.is_active,
        _("no location"): locations,
        _("no place"): practitioner.places.all(),
        _("no hours"): any(_has_hours(practitioner, at) for at in locations),
    }
    return [words for words, found in there.items() if not found]


def missing_of_service(service: Service) -> list[str]:
    """Return what keeps ``service`` from being offered, by location, in words.

    Whether a visit is short enough for the hours is not looked at.
    """
    there = {
        _("no phase"): service.phases.all(),
        _("no location"): service.locations.all(),
    }
    return [words for words, found in there.items() if not found] + [
        f"{location}: {words}"
        for location in service.locations.all()
        for words in _missing_at(location, service.phases.all())
    ]


def _missing_at(location: Location, phases: Iterable[ServicePhase]) -> list[str]:
    """Return each thing once, however many phases need it."""
    rooms = {room.kind for room in location.rooms.all()}
    people = {
        person.role
        for person in location.practitioners.all()
        if person.user.is_active
        and person.places.all()
        and _has_hours(person, location)
    }
    missing = []
    for phase in phases:
        if phase.practitioner_role and phase.practitioner_role not in people:
            words = _("no %s with a place and hours")
            missing.append(words % phase.get_practitioner_role_display().lower())
        if phase.room_kind not in rooms:
            missing.append(_("no %s") % phase.get_room_kind_display().lower())
    return list(dict.fromkeys(missing))


def _has_hours(practitioner: Practitioner, location: Location) -> bool:
    """Whether there are weekly hours that still hold, or a day to come with some."""
    today = timezone.localdate(timezone=location.zone)
    return any(
        hours.location_id == location.pk
        and (hours.valid_until is None or hours.valid_until >= today)
        for hours in practitioner.availabilities.all()
    ) or any(
        hours.location_id == location.pk and hours.starts and hours.day >= today
        for hours in practitioner.availability_exceptions.all()
    )
