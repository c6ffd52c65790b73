"""A practitioner's appointments for their own calendar: turned on, read, turned off."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from psycopg2.extras import DateTimeTZRange

from clinic.access.tokens import hash_token, make_token
from clinic.audit.recording import record
from clinic.context import clinic
from clinic.models import Practitioner
from scheduling import calendars
from scheduling.calendars import ReservedTime
from scheduling.intervals import Interval, merge
from scheduling.messages.events import calendar_domain
from scheduling.models import Appointment, CalendarFeed, Reservation

LOOK_BACK = timedelta(days=30)


def make_feed(practitioner: Practitioner) -> CalendarFeed:
    """Give the practitioner a feed; the address they had opens nothing any more."""
    with transaction.atomic(durable=True):
        _revoke(practitioner)
        feed = CalendarFeed(practitioner=practitioner)
        feed.token_hash = hash_token(_token(feed))
        feed.save(force_insert=True)
        record("add", feed)
    return feed


def turn_off_feed(practitioner: Practitioner) -> None:
    """Close the practitioner's feed; where there is none, nothing changes."""
    with transaction.atomic(durable=True):
        _revoke(practitioner)


def feed_of(practitioner: Practitioner) -> CalendarFeed | None:
    return CalendarFeed.objects.live().filter(practitioner=practitioner).first()


def feed_address(feed: CalendarFeed) -> str:
    """Return the feed's whole address. It is a secret: never log or mail it."""
    return settings.PUBLIC_URL + reverse("scheduling:feed", args=[_token(feed)])


def find_feed(token: str) -> CalendarFeed | None:
    """Return the live feed with this token, while its owner may see appointments."""
    feeds = CalendarFeed.objects.live().select_related("practitioner__user")
    feed = feeds.filter(token_hash=hash_token(token)).first()
    if feed is None:
        return None
    may_see = feed.practitioner.user.has_perm("scheduling.view_appointment")
    return feed if may_see else None


def read_feed(feed: CalendarFeed) -> bytes:
    """Write the calendar of all that is booked with its owner, from 30 days ago on.

    It names no patient and no service, so no look at a record is recorded. Two queries,
    whatever the number of appointments.
    """
    appointments = _appointments(feed.practitioner)
    return calendars.feed(
        (time for each in appointments for time in _times(each, feed.practitioner)),
        clinic_name=clinic(None)["clinic_name"],
        clinic_email=settings.DEFAULT_FROM_EMAIL,
    )


def _token(feed: CalendarFeed) -> str:
    return make_token("calendar-feed", str(feed.pk))


def _revoke(practitioner: Practitioner) -> None:
    """Close the feed that is live, one practitioner's changes after one another."""
    locked = Practitioner.objects.select_for_update(no_key=True).get(pk=practitioner.pk)
    if feed := feed_of(locked):
        feed.revoked_at = timezone.now()
        feed.save(update_fields=["revoked_at"])
        record("change", feed)


def _appointments(practitioner: Practitioner) -> QuerySet[Appointment]:
    """Return them with the reservations of their rooms and of this practitioner."""
    own = Q(place__practitioner=practitioner)
    since = DateTimeTZRange(timezone.now() - LOOK_BACK, None)
    reserved = Reservation.objects.filter(own, during__overlap=since)
    taken = Reservation.objects.filter(own | Q(room__isnull=False))
    return (
        Appointment.objects.visible_to(practitioner.user)
        .kept()
        .filter(pk__in=reserved.values("appointment"))
        .select_related("location")
        .prefetch_related(Prefetch("reservations", taken.select_related("room")))
        .defer("driver", "cancel_reason")
        .order_by("starts_at", "pk")
    )


def _times(
    appointment: Appointment, practitioner: Practitioner
) -> Iterator[ReservedTime]:
    """Yield each stretch that the practitioner is needed for, and where."""
    reserved = [
        _interval(one) for one in appointment.reservations.all() if one.place_id
    ]
    for number, stretch in enumerate(merge(reserved)):
        # Not the id itself, by which the patient's own calendar goes.
        key = uuid.uuid5(appointment.pk, f"{practitioner.pk}:{number}")
        starts_at, ends_at = stretch
        yield ReservedTime(
            uid=f"{key}@{calendar_domain()}",
            sequence=appointment.sequence,
            stamped_at=appointment.changed_at,
            starts_at=starts_at,
            ends_at=ends_at,
            where=", ".join([*_rooms(appointment, stretch), appointment.location.name]),
        )


def _rooms(appointment: Appointment, stretch: Interval) -> list[str]:
    """Return the names of the rooms of that time, each once, in their order."""
    starts_at, ends_at = stretch
    there = [
        one
        for one in appointment.reservations.all()
        if one.room and one.during.lower < ends_at and starts_at < one.during.upper
    ]
    there.sort(key=lambda one: one.during.lower)
    return list(dict.fromkeys(one.room.name for one in there))


def _interval(reservation: Reservation) -> Interval:
    return reservation.during.lower, reservation.during.upper
