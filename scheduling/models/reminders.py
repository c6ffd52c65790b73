"""What a location tells patients in reminders of how to prepare."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic.db import UUIDModel
from clinic.models import Location
from clinic.outbox.telling import addresses_in, telling_words


def shipped_preparation() -> str:
    """Return the text of a location that has none of its own.

    Solids and milk 6 h, fatty food 8 h, clear liquids 2 h before; no driving until the
    next day (clinical.md 5).
    """
    return gettext(
        "Eat no solid food and drink no milk for 6 hours before you come. Eat nothing "
        "fatty for 8 hours. You may drink water until 2 hours before you come.\n"
        "An adult has to take you home. Do not drive until the next day, after a good "
        "night’s sleep.\n"
        "If we told you otherwise, do as we told you."
    )


def is_neutral(text: str) -> None:
    """Raise ``ValidationError`` where a mail would tell what the visit is for."""
    if words := telling_words(text):
        raise ValidationError(
            _("Leave out “%(word)s”: a mail must not tell what the visit is for."),
            code="telling",
            params={"word": words[0]},
        )
    if addresses_in(text):
        raise ValidationError(
            _("Leave out the link: the mail has the only one."), code="link"
        )


class ReminderRules(UUIDModel):
    """A location's own words in reminders; one without a row has the shipped ones."""

    location = models.OneToOneField(
        Location, models.CASCADE, related_name="reminder_rules"
    )
    preparation = models.TextField(
        _("how to prepare"),
        default=shipped_preparation,
        max_length=1000,
        validators=[is_neutral],
        help_text=_(
            "Stands in the reminders of visits after which somebody must be taken "
            "home. Others may read the mail: write what is true of any day procedure."
        ),
    )

    class Meta:
        verbose_name = verbose_name_plural = "reminder rules"
        ordering = ["location"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(preparation=""),
                name="reminderrules_say_how_to_prepare",
            )
        ]

    def __str__(self):
        return f"Reminder rules of {self.location}"

    @classmethod
    def of(cls, location: Location) -> Self:
        """Return the location's rules, or the shipped ones where it has none."""
        own = getattr(location, "reminder_rules", None)
        return cls(location=location) if own is None else own
