"""When a request is to be answered: within a working day of the location. Pure."""

from datetime import datetime, timedelta

from clinic.opening.business_time import OpenTime

WORKING_DAY = timedelta(hours=8)


def answer_due(received_at: datetime, open_time: OpenTime) -> datetime:
    """Return, in UTC, by when the front desk has promised to call.

    That is after eight open hours, or after the longest day of a location that is never
    open for so long: by the same hour of the next day that it is open, as a rule.
    """
    return open_time.add(received_at, min(WORKING_DAY, open_time.longest_day()))
