"""A clinic as its administrator sets it up through the admin, from nothing."""

from tests.walk.people import Administrator, Staff

ADMINISTRATOR, FRONT_DESK, CLINICIAN = "robin", "sam", "amara"
URGENT_CONTACT = "on-call@harbor.example"
LOCATION = "Harbor Street"
SERVICE = "First visit"
WEEKDAYS = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
]


def set_up(administrator: Administrator) -> None:
    """Make one location with its people, its service and its hours."""
    add_location(administrator)
    add_staff(administrator, FRONT_DESK, "Sam", "Rivera", role="Front desk")
    add_staff(administrator, CLINICIAN, "Amara", "Osei", role="Clinician")
    add_clinician(administrator)
    add_service(administrator)
    for weekday in WEEKDAYS:
        add_hours(administrator, weekday)


def add_location(administrator: Administrator) -> None:
    administrator.add(
        "clinic/location",
        **{
            "name": LOCATION,
            "slug": "harbor-street",
            "address": "12 Harbor Street\nBaltimore, MD 21202",
            "phone": "555-010-0199",
            "time_zone": "America/New_York",
            "urgent_contacts-0-position": "1",
            "urgent_contacts-0-name": "Clinician on call",
            "urgent_contacts-0-email": URGENT_CONTACT,
            "rooms-0-name": "Room 1",
            "rooms-0-kind": "Consultation room",
        },
    )
    administrator.change(
        **{"rooms-1-name": "Chair 1", "rooms-1-kind": "Infusion chair"}
    )


def add_staff(
    administrator: Administrator, username: str, first: str, last: str, *, role: str
) -> None:
    administrator.add(
        "clinic/user",
        **{
            "username": username,
            "first_name": first,
            "last_name": last,
            "email": f"{username}@harbor.example",
            "memberships-0-location": LOCATION,
            "memberships-0-role": role,
        },
    )
    [invitation] = administrator.mailbox.wait_for(f"{username}@harbor.example")
    newcomer = Staff(administrator.context.browser, administrator.anteroom)
    newcomer.set_password(invitation)
    newcomer.close()


def add_clinician(administrator: Administrator) -> None:
    administrator.add(
        "clinic/practitioner",
        **{
            "user": "Amara Osei",
            "role": "Clinician",
            "credentials": "MD",
            "locations": [LOCATION],
            "places-0-number": "1",
        },
    )


def add_service(administrator: Administrator) -> None:
    administrator.add(
        "scheduling/service",
        **{
            "name": SERVICE,
            "kind": "Consultation",
            "locations": [LOCATION],
            "phases-0-position": "1",
            "phases-0-minutes": "60",
            "phases-0-practitioner_role": "Clinician",
            "phases-0-room_kind": "Consultation room",
        },
    )


def add_hours(administrator: Administrator, weekday: str) -> None:
    administrator.add(
        "scheduling/availability",
        practitioner="Amara Osei, MD",
        location=LOCATION,
        weekday=weekday,
        starts="09:00",
        ends="17:00",
    )
