"""Whose account a manager keeps: three people, at one location, at both, at another."""

import re

import pytest
from django.core import mail
from django.test import Client

from clinic.access.roles import Role
from clinic.models import StaffMembership, User
from clinic.outbox.models import Message
from clinic.outbox.services import drain
from tests.factories import LocationFactory, UserFactory, staff

pytestmark = pytest.mark.django_db

OWN_PASSWORD = "battery staple correct horse"
LOGIN = "allauth.account.auth_backends.AuthenticationBackend"


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


def invited():
    """Return who is mailed a link to set a password."""
    told = Message.objects.filter(kind="password-invitation")
    return list(told.values_list("recipient_id", flat=True))


@pytest.mark.parametrize("whose", ["own", "shared", "foreign"])
def test_a_manager_changes_the_account_of_their_own_people_alone(
    manager, whose, request
):
    person = request.getfixturevalue(whose)
    is_own = whose == "own"

    manager.post(page_of(person), typed(person, email="new@harbor.example"))
    manager.post(page_of(person, "invite"))

    assert (User.objects.get(pk=person.pk).email == "new@harbor.example") == is_own
    assert invited() == ([person.pk] if is_own else [])


@pytest.mark.parametrize("whose", ["own", "shared", "foreign"])
def test_an_administrator_changes_every_account(administrator, whose, request):
    person = request.getfixturevalue(whose)
    roles = [
        {"id": row.pk, "user": person.pk, "location": row.location_id, "role": row.role}
        for row in person.memberships.all()
    ]

    changed = typed(person, *roles, stored=len(roles), email="new@harbor.example")
    administrator.post(page_of(person), changed)
    administrator.post(page_of(person, "invite"))

    assert User.objects.get(pk=person.pk).email == "new@harbor.example"
    assert invited() == [person.pk]


def test_a_manager_does_not_deactivate_who_works_elsewhere_too(manager, shared):
    inactive = typed(shared)
    del inactive["is_active"]

    manager.post(page_of(shared), inactive)

    assert User.objects.get(pk=shared.pk).is_active


@pytest.mark.parametrize(
    ("whose", "status"), [("own", 302), ("shared", 403), ("foreign", 404)]
)
def test_a_manager_mails_a_link_to_their_own_people_alone(
    manager, whose, status, request
):
    person = request.getfixturevalue(whose)

    assert manager.post(page_of(person, "invite")).status_code == status
    assert invited() == ([person.pk] if status == 302 else [])


def test_who_is_added_sets_a_password_that_nobody_else_knows(manager, client):
    bo = User(username="bo", email="bo@harbor.example", last_name="Lund")

    manager.post("/admin/clinic/user/add/", typed(bo))
    drain()

    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["bo@harbor.example"], "Set your password")
    assert "Username: bo" in sent.body
    assert "Lund" not in sent.body
    assert not User.objects.get(username="bo").has_usable_password()
    [path] = re.findall(r"http://localhost(/accounts/password/reset/\S+)", sent.body)
    page = client.get(path)["Location"]
    client.post(page, {"password1": OWN_PASSWORD, "password2": OWN_PASSWORD})
    assert User.objects.get(username="bo").check_password(OWN_PASSWORD)


def test_a_link_asked_for_twice_is_mailed_once_in_a_minute(manager, own):
    manager.post(page_of(own, "invite"))
    page = manager.post(page_of(own, "invite"), follow=True)

    assert "The link to set a password is mailed." in page.text
    assert invited() == [own.pk]


def test_without_an_address_nothing_is_mailed(manager, own):
    User.objects.filter(pk=own.pk).update(email="")

    page = manager.post(page_of(own, "invite"), follow=True)

    assert "Nothing is mailed: enter an email address first" in page.text
    assert invited() == []


def test_who_left_is_mailed_no_link(manager, own):
    User.objects.filter(pk=own.pk).update(is_active=False)

    assert manager.post(page_of(own, "invite")).status_code == 403
    assert "Mail a link" not in manager.get(page_of(own)).text
    assert invited() == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": ""}, "Enter an email address"),
        ({"email": "bo"}, "Enter an email address"),
        ({"username": "OWN"}, "Somebody else has this username."),
    ],
)
def test_nobody_is_added_without_a_name_and_an_address_of_their_own(
    manager, own, changes, said
):
    bo = User(username="bo", email="bo@harbor.example")

    page = manager.post("/admin/clinic/user/add/", typed(bo, **changes))

    assert said in page.text
    assert User.objects.filter(username__in=["bo", "OWN"]).count() == 0
    assert invited() == []


def test_the_page_of_a_person_tells_nothing_of_the_password(manager, own):
    page = manager.get(page_of(own)).text

    assert "Mail a link to set a password" in page
    assert 'autocomplete="email"' not in page
    assert [word for word in ("argon2", "hash", "LDAP") if word in page] == []


def test_people_are_not_found_by_the_hash_of_their_password(manager, own):
    filtered = manager.get("/admin/clinic/user/?password__startswith=argon2")

    assert filtered.status_code == 400


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


def test_no_button_beside_a_location_leads_away_from_the_roles(manager, own):
    assert "related-widget-wrapper" not in manager.get(page_of(own)).text
