"""The mails that tell of appointments: date, time and place, never what for."""

from scheduling.messages import courses, reminders, visits, waitlist
from scheduling.messages.events import calendar_file

__all__ = ["calendar_file", "courses", "reminders", "visits", "waitlist"]
