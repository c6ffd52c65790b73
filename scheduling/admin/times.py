"""How the admin writes times."""

from django.utils.dateformat import format as date_format


def told_in(zone, moment):
    """Write a moment as clocks in ``zone`` show it, zone named."""
    return date_format(moment.astimezone(zone), "D, N j, Y, g:i a T")
