"""When reminders are due and when they are of no use."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# Who has booked or moved so shortly before has just been told.
JUST_TOLD = timedelta(hours=1)


@dataclass(frozen=True)
class Lead:
    """How long ``before`` the start a message is due, and ``useless`` from when on."""

    before: timedelta
    useless: timedelta

    def is_due(self, starts_at: datetime, told_at: datetime, now: datetime) -> bool:
        """Say whether its time has come.

        Never for a start that the patient was told of, at ``told_at``, after the
        message would have been due.
        """
        due_at = starts_at - self.before
        is_over = now >= self.useless_at(starts_at)
        return told_at + JUST_TOLD <= due_at <= now and not is_over

    def useless_at(self, starts_at: datetime) -> datetime:
        return starts_at - self.useless


# The next one says the same: then an earlier one that is late is dropped.
THREE_DAYS = Lead(before=timedelta(hours=72), useless=timedelta(hours=24))
ONE_DAY = Lead(before=timedelta(hours=24), useless=timedelta(hours=2))
MISSING_DRIVER = Lead(before=timedelta(hours=48), useless=timedelta(hours=24))
