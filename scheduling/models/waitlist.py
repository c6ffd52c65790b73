"""Who would take an earlier time, and the times that were offered to them."""

from datetime import datetime, timedelta
from typing import cast

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.access.actors import PatientSession
from clinic.audit.history import tracked
from clinic.db import UUIDModel
from clinic.models import Location, Patient, Practitioner
from clinic.sealed.fields import SealedTextField
from intake.models import ConsultationRequest, RequestStatus
from scheduling.models.appointments import Appointment, AppointmentStatus
from scheduling.models.rules import BookingRules
from scheduling.models.services import Service
from scheduling.slots import TimeOfDay


class WaitlistEnd(models.TextChoices):
    """How somebody's waiting ended."""

    TAKEN = "taken", _("Took an earlier time")
    LEFT = "left", _("Left the list")
    OVER = "over", _("Of no use any more")
    CLOSED = "closed", _("Taken off the list")


class OfferStatus(models.TextChoices):
    """What became of an offer."""

    OPEN = "open", _("Waits for an answer")
    TAKEN = "taken", _("Taken")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Not answered in time")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class WaitlistEntryQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """A patient's own entries; for staff those at their locations."""
        if isinstance(actor, PatientSession):
            return self.filter(patient=actor.patient_id)
        if actor is None:
            return self.none()
        locations = actor.locations_with("scheduling.view_waitlistentry")
        return self.filter(location__in=locations)

    def standing(self):
        """Those who wait."""
        return self.filter(ended_at=None)


@tracked
class WaitlistEntry(UUIDModel):
    """A patient who would take an earlier time for one service at one location.

    Earlier than their ``appointment``; without one, any time for the consultation that
    they may book. ``notice_hours`` is how short a notice they would take, where that is
    shorter than the location's.
    """

    consultation_request = models.ForeignKey(
        ConsultationRequest, models.PROTECT, related_name="waitlist_entries"
    )
    patient = models.ForeignKey(
        Patient, models.PROTECT, related_name="waitlist_entries"
    )
    service = models.ForeignKey(Service, models.PROTECT)
    location = models.ForeignKey(Location, models.PROTECT)
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, related_name="waitlist_entries"
    )
    # Empty means any.
    time_of_day = models.CharField(
        max_length=10, choices=[(each, each) for each in TimeOfDay], blank=True
    )
    notice_hours = models.PositiveSmallIntegerField(null=True)
    joined_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=10, choices=WaitlistEnd, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    end_reason = SealedTextField(null=True)

    objects = WaitlistEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "waitlist entry"
        verbose_name_plural = "waitlist"
        ordering = ["joined_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation_request", "service"],
                condition=models.Q(ended_at=None),
                name="waitlistentry_stands_once_for_a_request_and_a_service",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_as="")
                | models.Q(ended_at__isnull=False, ended_as__in=WaitlistEnd.values),
                name="waitlistentry_says_how_it_ended_once_it_has",
            ),
            models.CheckConstraint(
                condition=models.Q(notice_hours__lte=336),
                name="waitlistentry_notice_is_at_most_two_weeks",
            ),
        ]

    def __str__(self):
        return f"Waitlist entry {str(self.pk)[:8]}"

    @property
    def notice(self) -> timedelta:
        """How long before the start the patient has to know, at the least."""
        usual = BookingRules.of(self.location).notice
        if self.notice_hours is None:
            return usual
        return min(usual, timedelta(hours=self.notice_hours))

    @property
    def is_of_use(self) -> bool:
        """Whether the patient could still take an earlier time online."""
        if self.appointment is None:
            return self.consultation_request.status == RequestStatus.REVIEWED
        return self.appointment.is_changeable

    @property
    def offer_to_answer(self) -> "WaitlistOffer | None":
        return self.offers.standing(timezone.now()).first()

    def may_move_at(self, moment: datetime) -> bool:
        """Say whether what they have may still be moved online at that moment."""
        if self.appointment is None:
            return True
        is_booked = self.appointment.status == AppointmentStatus.BOOKED
        return is_booked and moment <= self.appointment.changeable_until

    def is_earlier(self, starts_at: datetime) -> bool:
        """Say whether that start is earlier than what they have."""
        return self.appointment is None or starts_at < self.appointment.starts_at


class WaitlistOfferQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The offers of the entries that ``actor`` sees."""
        return self.filter(entry__in=WaitlistEntry.objects.visible_to(actor))

    def open(self):
        """Offers that nobody has settled, perhaps too late to be answered."""
        return self.filter(status=OfferStatus.OPEN)

    def standing(self, now):
        """Offers that may be answered."""
        return self.open().filter(expires_at__gt=now)

    def run_out(self, now):
        """Offers that were not answered in time; they block nobody."""
        return self.open().filter(expires_at__lte=now)


@tracked
class WaitlistOffer(UUIDModel):
    """A free time that is offered to one entry, and reserved while the offer stands."""

    entry = models.ForeignKey(WaitlistEntry, models.PROTECT, related_name="offers")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, null=True)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    status = models.CharField(
        max_length=10, choices=OfferStatus, default=OfferStatus.OPEN
    )
    settled_at = models.DateTimeField(null=True)

    objects = WaitlistOfferQuerySet.as_manager()

    class Meta:
        ordering = ["offered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=models.Q(status=OfferStatus.OPEN),
                name="waitlistoffer_is_one_open_at_a_time_for_an_entry",
            ),
            models.UniqueConstraint(
                fields=["entry", "starts_at"],
                name="waitlistoffer_offers_a_time_once_to_an_entry",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="waitlistoffer_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("offered_at"))
                & models.Q(expires_at__lte=models.F("starts_at")),
                name="waitlistoffer_is_answered_before_the_time_it_offers",
            ),
            models.CheckConstraint(
                condition=models.Q(status=OfferStatus.OPEN, settled_at__isnull=True)
                | (
                    ~models.Q(status=OfferStatus.OPEN)
                    & models.Q(settled_at__isnull=False)
                ),
                name="waitlistoffer_is_settled_once_it_is_not_open",
            ),
        ]

    def __str__(self):
        return f"Waitlist offer {str(self.pk)[:8]}"

    @property
    def patient(self) -> Patient:
        return cast("Patient", self.entry.patient)

    @property
    def location(self) -> Location:
        return cast("Location", self.entry.location)

    @property
    def is_open(self) -> bool:
        """Whether it may still be answered, and is earlier than what they have."""
        now, entry = timezone.now(), self.entry
        is_of_use = entry.may_move_at(now) and entry.is_earlier(self.starts_at)
        is_waited_for = entry.ended_at is None and is_of_use
        return (
            self.status == OfferStatus.OPEN and now < self.expires_at and is_waited_for
        )
