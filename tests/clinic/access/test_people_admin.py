"""Whose account a manager keeps: three people, at one location, at both, at another."""

import pytest
from django.test import Client

from clinic.access.roles import Role
from clinic.models import StaffMembership, User
from tests.factories import PASSWORD, LocationFactory, UserFactory, staff

pytestmark = pytest.mark.django_db

LOGIN = "allauth.account.auth_backends.AuthenticationBackend"
NEW_PASSWORD = "battery staple correct horse"


@pytest.fixture
def here():
    return LocationFactory(name="Downtown")


@pytest.fixture
def elsewhere():
    return LocationFactory(name="Westlake")


@pytest.fixture
def own(here):
    return staff(Role.NURSE, here, "own")


@pytest.fixture
def shared(here, elsewhere):
    person = staff(Role.NURSE, here, "shared")
    person.memberships.create(location=elsewhere, role=Role.CLINICIAN)
    return person


@pytest.fixture
def foreign(elsewhere):
    return staff(Role.NURSE, elsewhere, "foreign")


@pytest.fixture
def manager(here):
    return browser_of(staff(Role.MANAGER, here))


@pytest.fixture
def administrator():
    return browser_of(UserFactory(username="root", is_superuser=True))


def browser_of(person):
    client = Client()
    client.force_login(person, LOGIN)
    return client


def page_of(person, page="change"):
    return f"/admin/clinic/user/{person.pk}/{page}/"


def typed(person, *memberships, stored=0, **changes):
    """Return what the page of a person sends: own fields, and roles of the inline."""
    rows = {
        f"memberships-{number}-{name}": value
        for number, row in enumerate(memberships)
        for name, value in row.items()
    }
    return {
        "username": person.username,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "is_active": "on",
        "memberships-TOTAL_FORMS": len(memberships),
        "memberships-INITIAL_FORMS": stored,
        **rows,
        **changes,
    }


def set_password(client, person):
    return client.post(
        page_of(person, "password"),
        {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )


@pytest.mark.parametrize("whose", ["own", "shared", "foreign"])
def test_a_manager_changes_the_account_of_their_own_people_alone(
    manager, whose, request
):
    person = request.getfixturevalue(whose)
    is_own = whose == "own"

    manager.post(page_of(person), typed(person, email="new@harbor.example"))
    set_password(manager, person)

    person = User.objects.get(pk=person.pk)
    assert (person.email == "new@harbor.example") == is_own
    assert person.check_password(NEW_PASSWORD if is_own else PASSWORD)


@pytest.mark.parametrize("whose", ["own", "shared", "foreign"])
def test_an_administrator_changes_every_account(administrator, whose, request):
    person = request.getfixturevalue(whose)
    roles = [
        {"id": row.pk, "user": person.pk, "location": row.location_id, "role": row.role}
        for row in person.memberships.all()
    ]

    changed = typed(person, *roles, stored=len(roles), email="new@harbor.example")
    administrator.post(page_of(person), changed)
    set_password(administrator, person)

    person = User.objects.get(pk=person.pk)
    assert person.email == "new@harbor.example"
    assert person.check_password(NEW_PASSWORD)


def test_a_manager_does_not_deactivate_who_works_elsewhere_too(manager, shared):
    inactive = typed(shared)
    del inactive["is_active"]

    manager.post(page_of(shared), inactive)

    assert User.objects.get(pk=shared.pk).is_active


def test_the_password_page_of_a_shared_person_is_refused(manager, shared):
    assert manager.get(page_of(shared, "password")).status_code == 403
    assert set_password(manager, shared).status_code == 403


def test_a_manager_gives_and_takes_roles_of_a_shared_person_at_their_own_location(
    manager, shared, here, elsewhere
):
    old = shared.memberships.get(location=here)
    row = {"user": shared.pk, "location": here.pk}

    manager.post(
        page_of(shared),
        typed(
            shared,
            row | {"id": old.pk, "role": old.role, "DELETE": "on"},
            row | {"id": "", "role": Role.FRONT_DESK},
            stored=1,
        ),
    )

    assert set(shared.memberships.values_list("location", "role")) == {
        (here.pk, Role.FRONT_DESK),
        (elsewhere.pk, Role.CLINICIAN),
    }


def test_a_manager_takes_no_role_at_another_location(manager, shared, elsewhere):
    other = shared.memberships.get(location=elsewhere)

    manager.post(
        page_of(shared),
        typed(
            shared,
            {
                "id": other.pk,
                "user": shared.pk,
                "location": elsewhere.pk,
                "role": other.role,
                "DELETE": "on",
            },
            stored=1,
        ),
    )

    assert StaffMembership.objects.filter(pk=other.pk).exists()


def test_the_page_of_a_shared_person_says_who_keeps_the_account(manager, shared):
    page = manager.get(page_of(shared)).text

    assert "an administrator changes the account" in page
    assert 'name="email"' not in page
    assert "argon2" not in page.lower()
    assert 'name="memberships-0-role"' in page


@pytest.mark.parametrize("who", ["manager", "administrator"])
def test_nobody_deletes_an_account(who, own, request):
    client = request.getfixturevalue(who)
    chosen = {"action": "delete_selected", "_selected_action": [own.pk]}

    page = client.post(page_of(own, "delete"), {"post": "yes"})
    client.post("/admin/clinic/user/", chosen | {"post": "yes"})

    assert page.status_code == 403
    assert User.objects.filter(pk=own.pk).exists()
