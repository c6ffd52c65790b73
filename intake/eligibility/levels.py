"""The two scales: how serious a flag is, and where that puts a request in the queue."""

from enum import IntEnum


class Severity(IntEnum):
    """How serious one flag is; the greater number is the more serious."""

    INFO = 0
    CAUTION = 1
    RELATIVE = 2
    ABSOLUTE = 3
    URGENT = 4

    @property
    def code(self) -> str:
        return self.name.lower()


class Triage(IntEnum):
    """The queue level; its number is the rank, the greatest comes first."""

    ROUTINE = 0
    CLINICIAN_REVIEW_BEFORE_BOOKING = 1
    NOT_CANDIDATE_PENDING_CLINICIAN = 2
    URGENT_SAFETY = 3

    @property
    def code(self) -> str:
        return self.name.lower()


TRIAGE_OF = {
    Severity.INFO: Triage.ROUTINE,
    Severity.CAUTION: Triage.ROUTINE,
    Severity.RELATIVE: Triage.CLINICIAN_REVIEW_BEFORE_BOOKING,
    Severity.ABSOLUTE: Triage.NOT_CANDIDATE_PENDING_CLINICIAN,
    Severity.URGENT: Triage.URGENT_SAFETY,
}
