"""Every change of the set-up is recorded: who, whose, which fields, and no value."""

import pytest
from django.contrib import admin
from django.test import Client

from clinic.access.roles import ADMINISTRATOR_PERMISSIONS, ROLE_PERMISSIONS, Role
from clinic.audit.admin import PatientAdmin, RecordedAdmin
from clinic.audit.models import AccessEvent, Action, ActorKind
from clinic.models import Location, StaffMembership, UrgentContact, User
from clinic.outbox.models import Message
from tests.factories import LocationFactory, UserFactory, clinician_at, staff
from tests.owner import as_owner

pytestmark = pytest.mark.django_db

LOGIN = "allauth.account.auth_backends.AuthenticationBackend"
EMPTY_INLINES = {
    f"{inline}-{number}": "0"
    for inline in (
        "memberships", "urgent_contacts", "opening_hours", "rooms", "places",
        "availabilities", "phases",
    )
    for number in ("TOTAL_FORMS", "INITIAL_FORMS")
}  # fmt: skip


@pytest.fixture
def administrator():
    return UserFactory(username="root", is_superuser=True)


@pytest.fixture
def client(administrator):
    client = Client()
    client.force_login(administrator, LOGIN)
    return client


@pytest.fixture
def sam():
    return UserFactory()


def path_of(row, page="change"):
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{page}/"


def typed(user, **changes):
    """Return what the page of a person sends."""
    values = {
        "username": user.username,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "is_active": "on",
    }
    return EMPTY_INLINES | values | changes


def inline(prefix, *rows, stored=0):
    """Return what the page sends for the rows of an inline."""
    values = {
        f"{prefix}-{number}-{name}": value
        for number, row in enumerate(rows)
        for name, value in row.items()
    }
    total = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": stored}
    return values | total


def recorded():
    """Return what was recorded of changes, as (action, type, ids, fields)."""
    actions = [Action.ADD, Action.CHANGE, Action.DELETE, Action.CREDENTIALS]
    with as_owner():
        found = AccessEvent.objects.filter(action__in=actions).order_by("seq")
        return [
            (event.action, event.object_type, event.object_ids, event.fields)
            for event in found
        ]


def test_a_changed_person_is_recorded_by_the_names_of_the_fields(client, sam):
    client.post(path_of(sam), typed(sam, first_name="Samantha", email="s@a.example"))

    assert recorded() == [
        (Action.CHANGE, "clinic.user", [sam.pk], ["email", "first_name"])
    ]


def test_the_event_tells_who_acted_and_in_which_request(client, administrator, sam):
    client.post(path_of(sam), typed(sam, last_name="Lund"))

    with as_owner():
        event = AccessEvent.objects.get(action=Action.CHANGE)
    assert (event.actor_kind, event.actor_id) == (
        ActorKind.USER,
        str(administrator.pk),
    )
    assert len(event.request_id) == 32


def test_a_person_who_is_deactivated_is_recorded(client, sam):
    left = typed(sam)
    del left["is_active"]

    client.post(path_of(sam), left)

    assert not User.objects.get(pk=sam.pk).is_active
    assert recorded() == [(Action.CHANGE, "clinic.user", [sam.pk], ["is_active"])]


def test_a_page_saved_without_a_change_records_none(client, sam):
    client.post(path_of(sam), typed(sam))

    assert recorded() == []


def test_a_new_person_and_the_link_to_set_a_password_are_recorded(client):
    bo = User(username="bo", email="bo@harbor.example")

    client.post("/admin/clinic/user/add/", typed(bo))

    bo = User.objects.get(username="bo")
    assert recorded() == [
        (Action.CREDENTIALS, "clinic.user", [bo.pk], ["invitation"]),
        (Action.ADD, "clinic.user", [bo.pk], []),
    ]


def test_a_link_to_set_a_password_is_recorded(client, sam):
    client.post(path_of(sam, "invite"))

    assert recorded() == [(Action.CREDENTIALS, "clinic.user", [sam.pk], ["invitation"])]


def test_a_role_that_is_given_is_recorded(client, sam):
    row = {"location": LocationFactory().pk, "role": Role.NURSE}

    client.post(path_of(sam), typed(sam) | inline("memberships", row))

    membership = sam.memberships.get()
    assert recorded() == [
        (Action.ADD, "clinic.staffmembership", [membership.pk], []),
        (Action.CHANGE, "clinic.user", [sam.pk], ["memberships"]),
    ]


def test_a_role_that_is_changed_or_taken_away_is_recorded(client):
    here, elsewhere = LocationFactory(), LocationFactory(name="Westlake")
    sam = staff(Role.NURSE, here, "sam")
    kept = sam.memberships.get()
    lost = sam.memberships.create(location=elsewhere, role=Role.NURSE)
    rows = [
        {"id": kept.pk, "user": sam.pk, "location": here.pk, "role": Role.CLINICIAN},
        {"id": lost.pk, "user": sam.pk, "location": elsewhere.pk, "role": Role.NURSE}
        | {"DELETE": "on"},
    ]

    client.post(path_of(sam), typed(sam) | inline("memberships", *rows, stored=2))

    assert [one.role for one in sam.memberships.all()] == [Role.CLINICIAN]
    assert recorded() == [
        (Action.DELETE, "clinic.staffmembership", [lost.pk], []),
        (Action.CHANGE, "clinic.staffmembership", [kept.pk], ["role"]),
        (Action.CHANGE, "clinic.user", [sam.pk], ["memberships"]),
    ]


def test_rows_that_are_deleted_are_recorded(client):
    sites = [LocationFactory(name=name) for name in ("Downtown", "Westlake")]
    ids = sorted(row.pk for row in sites)

    client.post(path_of(sites[0], "delete"), {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [sites[1].pk]}
    client.post("/admin/clinic/location/", chosen | {"post": "yes"})

    assert not Location.objects.exists()
    assert sorted(recorded()) == [
        (Action.DELETE, "clinic.location", [pk], []) for pk in ids
    ]


def test_a_changed_location_and_its_urgent_contacts_are_recorded(client):
    location = LocationFactory()
    contact = location.urgent_contacts.get()
    row = {"id": contact.pk, "location": location.pk, "position": 1}
    row |= {"name": "Kim", "email": contact.email, "minutes_until_next": 15}
    values = {
        name: getattr(location, name) for name in ("name", "slug", "phone", "time_zone")
    }

    client.post(
        path_of(location),
        EMPTY_INLINES
        | values
        | {"address": "14 Harbor Street"}
        | inline("urgent_contacts", row, stored=1),
    )

    assert UrgentContact.objects.get().name == "Kim"
    assert recorded() == [
        (Action.CHANGE, "clinic.urgentcontact", [contact.pk], ["name"]),
        (
            Action.CHANGE,
            "clinic.location",
            [location.pk],
            ["address", "urgent_contacts"],
        ),
    ]


def test_a_changed_practitioner_is_recorded(client):
    clinician = clinician_at(LocationFactory())
    place = clinician.places.get()
    row = {"id": place.pk, "practitioner": clinician.pk, "number": 1}

    client.post(
        path_of(clinician),
        EMPTY_INLINES
        | {
            "user": clinician.user_id,
            "role": clinician.role,
            "credentials": "NP",
            "locations": [LocationFactory(name="Westlake").pk],
        }
        | inline("places", row, stored=1),
    )

    assert recorded() == [
        (
            Action.CHANGE,
            "clinic.practitioner",
            [clinician.pk],
            ["credentials", "locations"],
        )
    ]


def test_no_value_reaches_an_access_event(client, sam):
    location = LocationFactory(name="Canarylake")
    row = {"location": location.pk, "role": Role.NURSE}
    changes = {"first_name": "Canaryfirst", "email": "canary@harbor.example"}

    client.post(path_of(sam), typed(sam, **changes) | inline("memberships", row))

    assert StaffMembership.objects.exists()
    with as_owner() as cursor:
        cursor.execute("SELECT row_to_json(e)::text FROM clinic_accessevent AS e")
        rows = " ".join(text for (text,) in cursor.fetchall()).casefold()
    assert "memberships" in rows
    assert [word for word in ("canary", "nurse", "rivera") if word in rows] == []


def test_a_change_that_cannot_be_recorded_is_not_made(client, sam, caplog):
    location = LocationFactory()
    with as_owner() as cursor:
        cursor.execute("REVOKE INSERT ON clinic_accessevent FROM app_rt")

    changed = client.post(path_of(sam), typed(sam, first_name="Samantha"))
    invited = client.post(path_of(sam, "invite"))
    deleted = client.post(path_of(location, "delete"), {"post": "yes"})

    assert [page.status_code for page in (changed, invited, deleted)] == [503, 503, 503]
    assert User.objects.get(pk=sam.pk).first_name == "Sam"
    assert Message.objects.count() == 0
    caplog.clear()


def test_every_page_that_changes_something_records_it():
    held = ADMINISTRATOR_PERMISSIONS.union(*ROLE_PERMISSIONS.values())
    writable = {
        permission.split("_", 1)[1]
        for permission in held
        if permission.partition(".")[2].startswith(("add_", "change_", "delete_"))
    }

    silent = [
        model._meta.label
        for model, page in admin.site._registry.items()
        if model._meta.model_name in writable
        and not isinstance(page, RecordedAdmin | PatientAdmin)
    ]

    assert silent == []
