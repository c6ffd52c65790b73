"""What each role may do, written out a second time: no right is given by mistake."""

import pytest
from django.contrib.auth.models import Permission

from clinic.access.backends import RoleBackend
from clinic.access.roles import (
    ADMINISTRATOR_PERMISSIONS,
    ROLE_PERMISSIONS,
    Role,
    permissions_of,
)
from clinic.models import Location, Room, RoomKind, User
from tests.clinic.access.people import make_location, make_user

WHAT_WORKING_WITH_PATIENTS_NEEDS = {
    "clinic.view_location",
    "clinic.view_openinghours",
    "clinic.view_patient",
    "clinic.view_practitioner",
    "clinic.view_room",
    "intake.acknowledge_staffalert",
    "intake.view_consent",
    "intake.view_consultationrequest",
    "intake.view_staffalert",
    "scheduling.view_appointment",
    "scheduling.view_availability",
    "scheduling.view_availabilityexception",
    "scheduling.view_bookingrules",
    "scheduling.view_reminderrules",
    "scheduling.view_closure",
    "scheduling.view_course",
    "scheduling.view_seriesrules",
    "scheduling.view_service",
    "scheduling.view_waitlistentry",
}
CONTACT_AND_APPOINTMENTS = {
    "clinic.change_patient",
    "intake.add_consultationrequest",
    "intake.change_consultationrequest",
    "scheduling.change_appointment",
    "scheduling.change_waitlistentry",
}
SET_UP_MODELS = [
    "clinic.{}_location",
    "clinic.{}_openinghours",
    "clinic.{}_practitioner",
    "clinic.{}_practitionerplace",
    "clinic.{}_price",
    "clinic.{}_room",
    "clinic.{}_staffmembership",
    "clinic.{}_urgentcontact",
    "clinic.{}_user",
    "scheduling.{}_availability",
    "scheduling.{}_availabilityexception",
    "scheduling.{}_bookingrules",
    "scheduling.{}_closure",
    "scheduling.{}_reminderrules",
    "scheduling.{}_seriesrules",
    "scheduling.{}_service",
    "scheduling.{}_servicephase",
]
SET_UP = {
    model.format(right)
    for model in SET_UP_MODELS
    for right in ("view", "add", "change", "delete")
} - {"clinic.delete_user"}
ANSWERS = {
    "intake.sign_review",
    "intake.view_answers",
    "intake.view_assessment",
    "intake.view_questionnaireresponse",
    "intake.view_review",
}
WHAT_IS_ASKED = {
    "intake.publish_questionnaire",
    "intake.sign_policy",
    "intake.view_policy",
    "intake.view_questionnaire",
}
DRAFTS = {
    "intake.add_questionnaire",
    "intake.draft_policy",
    "intake.view_policy",
    "intake.view_questionnaire",
}


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (
            Role.FRONT_DESK,
            WHAT_WORKING_WITH_PATIENTS_NEEDS
            | CONTACT_AND_APPOINTMENTS
            | {"intake.link_patients"},
        ),
        (
            Role.CLINICIAN,
            WHAT_WORKING_WITH_PATIENTS_NEEDS
            | ANSWERS
            | WHAT_IS_ASKED
            | {"intake.link_patients"}
            | {"scheduling.override_hours", "scheduling.override_review"},
        ),
        (Role.NURSE, WHAT_WORKING_WITH_PATIENTS_NEEDS),
        (
            Role.MANAGER,
            WHAT_WORKING_WITH_PATIENTS_NEEDS
            | CONTACT_AND_APPOINTMENTS
            | SET_UP
            | DRAFTS
            | {"intake.export_consultationrequest", "intake.link_patients"}
            | {"clinic.edit_wording", "intake.publish_consenttext"}
            | {"scheduling.view_figures"}
            | {"scheduling.override_hours", "scheduling.override_review"},
        ),
        (Role.PRIVACY_OFFICER, {"clinic.view_accessevent"}),
    ],
)
def test_role_has_exactly_these_rights(role, rights):
    assert ROLE_PERMISSIONS[role] == rights


def test_administrator_sets_up_and_sees_no_patient():
    no_patients = {
        "clinic.view_message",
        "intake.add_questionnaire",
        "intake.view_policy",
        "intake.view_questionnaire",
    }

    assert SET_UP | no_patients == ADMINISTRATOR_PERMISSIONS


def test_every_role_has_its_rights_written_down():
    assert set(ROLE_PERMISSIONS) == set(Role)


@pytest.mark.django_db
def test_every_right_is_a_permission_that_exists():
    existing = {
        f"{permission.content_type.app_label}.{permission.codename}"
        for permission in Permission.objects.select_related("content_type")
    }

    assert ADMINISTRATOR_PERMISSIONS.union(*ROLE_PERMISSIONS.values()) <= existing


@pytest.mark.django_db
def test_permissions_of_somebody_with_two_roles_are_the_union():
    roles = [Role.FRONT_DESK, Role.PRIVACY_OFFICER]
    user = make_user(roles=roles, location=make_location())

    assert permissions_of(user) == (
        ROLE_PERMISSIONS[Role.FRONT_DESK] | ROLE_PERMISSIONS[Role.PRIVACY_OFFICER]
    )


@pytest.mark.django_db
def test_has_perm_holds_at_the_location_of_the_role_only():
    downtown, westlake = make_location("Downtown"), make_location("Westlake")
    user = make_user(roles=[Role.MANAGER], location=downtown)
    here, there = (
        Room(location=location, name="1", kind=RoomKind.CONSULTATION)
        for location in (downtown, westlake)
    )

    assert user.has_perm("clinic.change_room")
    assert user.has_perm("clinic.change_room", here)
    assert not user.has_perm("clinic.change_room", there)


@pytest.mark.django_db
def test_locations_with_names_where_the_right_is_held():
    downtown, westlake = make_location("Downtown"), make_location("Westlake")
    user = make_user(roles=[Role.CLINICIAN], location=downtown)
    user.memberships.create(location=westlake, role=Role.FRONT_DESK)

    assert list(user.locations_with("intake.view_answers")) == [downtown]
    assert list(user.locations_with("clinic.view_patient")) == [downtown, westlake]
    assert list(user.locations_with("clinic.view_accessevent")) == []


@pytest.mark.django_db
def test_administrator_sets_up_every_location_and_has_no_patients():
    downtown = make_location()
    administrator = make_user(is_superuser=True, is_staff=True)

    assert administrator.has_perm("clinic.change_location", downtown)
    assert not administrator.has_perm("clinic.view_patient")
    assert not administrator.has_module_perms("auth")
    assert list(administrator.locations_with("clinic.change_room")) == [downtown]
    assert list(administrator.locations_with("clinic.view_patient")) == []


@pytest.mark.django_db
@pytest.mark.parametrize("is_superuser", [False, True])
def test_who_is_deactivated_has_no_right_anywhere(is_superuser):
    location = make_location()
    user = make_user(
        roles=[Role.MANAGER],
        location=location,
        is_active=False,
        is_superuser=is_superuser,
    )

    assert permissions_of(user) == frozenset()
    assert list(user.locations_with("clinic.view_room")) == []


@pytest.mark.django_db
def test_rights_are_read_once_a_request(django_assert_num_queries):
    make_user(roles=[Role.MANAGER], location=make_location())
    user = User.objects.get()

    with django_assert_num_queries(1):
        assert user.has_perm("clinic.view_room")
        assert user.has_perm("clinic.view_patient")
        assert not user.has_perm("intake.view_answers")


@pytest.mark.django_db
def test_role_backend_answers_as_the_user_does():
    user = make_user(roles=[Role.NURSE], location=make_location())

    assert RoleBackend().has_perm(user, "clinic.view_patient")
    assert not RoleBackend().has_perm(user, "clinic.change_patient")
    assert RoleBackend().has_module_perms(user, "scheduling")
    assert RoleBackend().authenticate(None, username="sam") is None


@pytest.mark.django_db
def test_locations_with_joins_its_caller_as_one_query(django_assert_num_queries):
    location = make_location()
    user = make_user(roles=[Role.MANAGER], location=location)
    own = Location.objects.filter(pk__in=user.locations_with("clinic.view_room"))

    with django_assert_num_queries(1):
        assert list(own) == [location]
