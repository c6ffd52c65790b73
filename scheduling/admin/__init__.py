"""What the desk and the manager see of the schedule in the admin."""

from scheduling.admin import appointments, setup, waitlist

__all__ = ["appointments", "setup", "waitlist"]
