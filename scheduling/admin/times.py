"""How the admin writes times."""


def told_in(zone, moment):
    """Write a moment as clocks in ``zone`` show it, zone named."""
    return f"{moment.astimezone(zone):%a, %b %-d, %Y, %H:%M %Z}"
