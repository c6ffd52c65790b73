"""Who asks, how long, and that nobody keeps what another opened in the same browser."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from clinic.access import actors
from clinic.access.links import ask_for_new_links, finish
from clinic.access.middleware import SEEN_KEY, STARTED_KEY
from clinic.access.models import LinkPurpose
from clinic.access.roles import Role
from clinic.audit.models import AccessEvent, Action, Outcome
from clinic.models import Patient
from tests.clinic.access.people import (
    ANSWERS,
    PASSWORD,
    STAFF,
    come_in,
    make_path,
    make_patient,
    make_user,
)
from tests.factories import LocationFactory, staff
from tests.owner import as_owner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages")]

MINUTE = 60
HOUR = 60 * MINUTE


def rewind(client, **seconds):
    """Let time pass for the browser's session: set its marks so much earlier."""
    session = client.session
    for key, by in seconds.items():
        session[key] -= by
    session.save()


def sign_in(client, user):
    form = {"login": user.username, "password": PASSWORD}
    return client.post(reverse("account_login"), form)


def events(action):
    with as_owner():
        found = AccessEvent.objects.filter(action=action).order_by("seq")
        return [(event.actor_id, event.object_ids, event.outcome) for event in found]


def test_a_patient_page_opens_for_its_patient_and_nobody_else(client, client_of):
    owner, other = make_patient(), make_patient("other@example.org")
    come_in(client, owner)

    assert client.get(ANSWERS).text == f"answers of {owner.pk}"
    assert client_of(other).get(ANSWERS).text == f"answers of {other.pk}"
    assert client_of(make_user()).get(ANSWERS).status_code == 403
    assert client_of(None).get(ANSWERS).status_code == 403


def test_a_staff_page_opens_for_staff_and_nobody_else(client_of):
    patient = make_patient()

    assert client_of(make_user()).get(STAFF).text == "staff sam"
    for anybody_else in (patient, None):
        response = client_of(anybody_else).get(STAFF)
        assert response["Location"] == f"/accounts/login/?next={STAFF}"


def test_a_patient_session_sees_its_own_patient_only():
    patient, other = make_patient(), make_patient("other@example.org")
    session = actors.PatientSession(
        patient.pk, LinkPurpose.QUESTIONNAIRE, patient.pk, patient.pk
    )

    assert list(Patient.objects.visible_to(session)) == [patient]
    assert other not in Patient.objects.visible_to(session)
    assert not Patient.objects.visible_to(None).exists()


def test_entering_by_a_link_ends_a_staff_session(client):
    sign_in(client, make_user())
    staff_key = client.session.session_key

    client.post(make_path(make_patient()))

    assert client.session.session_key != staff_key
    assert client.get(STAFF).status_code == 302


def test_signing_in_ends_a_patients_session(client):
    come_in(client, make_patient())
    patient_key = client.session.session_key

    sign_in(client, make_user())

    assert client.session.session_key != patient_key
    assert actors.CONFIRMED_KEY not in client.session
    assert client.get(ANSWERS).status_code == 403


def test_entering_another_link_leaves_nothing_of_the_first(client):
    come_in(client, make_patient())

    client.post(make_path(make_patient("other@example.org")))

    assert client.get(ANSWERS).status_code == 302


def test_the_session_key_changes_when_the_date_of_birth_confirms_it(client):
    patient = make_patient()
    client.post(make_path(patient))
    entered_key = client.session.session_key

    come_in(client, patient)

    assert client.session.session_key != entered_key


def test_a_session_holds_no_more_than_ids(client):
    patient = make_patient()
    come_in(client, patient)

    kept = client.session[actors.CONFIRMED_KEY]

    assert kept == {
        "patient_id": str(patient.pk),
        "purpose": "questionnaire",
        "object_id": str(patient.pk),
        "link_id": str(patient.links.get().pk),
    }


def test_a_session_ends_when_its_link_is_revoked(client):
    patient = make_patient()
    come_in(client, patient)
    assert client.get(ANSWERS).status_code == 200

    patient.links.update(revoked_at=timezone.now())

    looked, sent = client.get(ANSWERS), client.post(ANSWERS)
    assert (looked.status_code, sent.status_code) == (410, 403)
    assert "This link is closed" in looked.text
    assert "What you just sent is not saved" in sent.text
    assert reverse("access:new") in looked.text


@pytest.mark.parametrize("what", ["done", "expired", "a newer one is asked for"])
def test_a_session_goes_on_when_its_link_merely_opens_no_new_one(client, what):
    patient = make_patient()
    come_in(client, patient)
    link = patient.links.get()
    if what == "done":
        finish(patient, link.purpose, link.object_id)
    elif what == "expired":
        patient.links.update(expires_at=timezone.now())
    else:
        ask_for_new_links(patient.email)

    assert client.get(ANSWERS).status_code == 200


@pytest.mark.parametrize("links", [1, 3])
def test_a_patient_s_page_asks_the_database_the_same_for_any_number_of_links(
    client, links, django_assert_num_queries
):
    patient = make_patient()
    come_in(client, patient)
    client.get(ANSWERS)
    for purpose in list(LinkPurpose)[1:links]:
        make_path(patient, purpose)

    # The session, and whether its link stands.
    with django_assert_num_queries(2):
        client.get(ANSWERS)


@pytest.mark.parametrize(
    ("passed", "status"),
    [
        pytest.param(3.9 * HOUR, 200, id="almost-4-hours"),
        pytest.param(4.1 * HOUR, 403, id="over-4-hours"),
    ],
)
def test_a_patients_session_has_a_longest_life(client, passed, status):
    come_in(client, make_patient())
    client.get(ANSWERS)

    rewind(client, **{STARTED_KEY: passed})

    assert client.get(ANSWERS).status_code == status


@pytest.mark.parametrize(
    ("pause", "status"),
    [
        pytest.param(29 * MINUTE, 200, id="29-minutes"),
        pytest.param(31 * MINUTE, 403, id="31-minutes"),
    ],
)
def test_a_patients_session_ends_after_half_an_hour_alone(client, pause, status):
    come_in(client, make_patient())
    client.get(ANSWERS)

    rewind(client, **{SEEN_KEY: pause})

    assert client.get(ANSWERS).status_code == status


def test_a_page_sent_after_the_session_ended_says_that_it_is_not_saved(client):
    come_in(client, make_patient())
    client.get(ANSWERS)
    rewind(client, **{SEEN_KEY: HOUR})

    response = client.post(ANSWERS, {"answer": "yes"})

    assert response.status_code == 403
    assert "What you just sent is not saved" in response.text
    assert "call or text 988" in response.text
    assert reverse("access:new") in response.text


def test_a_page_looked_at_after_the_session_ended_speaks_of_nothing_just_sent(client):
    come_in(client, make_patient())
    client.get(ANSWERS)
    rewind(client, **{SEEN_KEY: HOUR})

    response = client.get(ANSWERS)

    assert "What you saved before is still there." in response.text
    assert "not saved" not in response.text


def test_a_link_entered_and_not_confirmed_ends_after_half_an_hour(client):
    client.post(make_path(make_patient()))
    client.get(reverse("access:confirm"))

    rewind(client, **{SEEN_KEY: 31 * MINUTE})

    assert client.get(reverse("access:confirm")).status_code == 403


@pytest.mark.parametrize(
    ("passed", "status"),
    [
        pytest.param({SEEN_KEY: 14 * MINUTE}, 200, id="14-minutes-alone"),
        pytest.param({SEEN_KEY: 16 * MINUTE}, 302, id="16-minutes-alone"),
        pytest.param({STARTED_KEY: 11 * HOUR}, 200, id="11-hours-at-work"),
        pytest.param({STARTED_KEY: 13 * HOUR}, 302, id="13-hours-at-work"),
    ],
)
def test_a_staff_session_has_its_limits(client, passed, status):
    sign_in(client, make_user())
    client.get(STAFF)

    rewind(client, **passed)

    assert client.get(STAFF).status_code == status


PAGE = "/accounts/password/change/"
UNSAVED = "Your sign-in had ended. What you sent was not saved."


def let_it_end(client):
    client.get(PAGE)
    rewind(client, **{SEEN_KEY: 16 * MINUTE})


@pytest.mark.parametrize(
    ("sent_from", "onward"),
    [
        pytest.param(f"http://testserver{PAGE}?a=1", f"{PAGE}?a=1", id="the-page"),
        pytest.param("", STAFF, id="nowhere"),
        pytest.param("https://example.org/", STAFF, id="elsewhere"),
        pytest.param("http://[", STAFF, id="unreadable"),
    ],
)
def test_what_is_sent_after_the_sign_in_ended_leads_back_to_where_it_was_typed(
    client, sent_from, onward
):
    sign_in(client, make_user())
    let_it_end(client)

    response = client.post(STAFF, {"reason": "x"}, headers={"referer": sent_from})

    assert (
        response["Location"]
        == f"/accounts/login/?{urlencode({'next': onward}, safe='/')}"
    )


def test_who_signs_in_again_reads_once_that_what_was_sent_is_not_saved(client):
    user = make_user()
    sign_in(client, user)
    let_it_end(client)
    client.post(PAGE, {"oldpassword": "x"})

    sign_in(client, user)

    assert UNSAVED in client.get(PAGE).text
    assert UNSAVED not in client.get(PAGE).text


def test_who_only_looked_reads_nothing_of_it(client):
    user = make_user()
    sign_in(client, user)
    let_it_end(client)
    client.get(PAGE)

    sign_in(client, user)

    assert UNSAVED not in client.get(PAGE).text


def test_a_session_is_written_once_a_minute_at_most(client):
    sign_in(client, make_user())
    client.get(STAFF)
    seen = client.session[SEEN_KEY]

    client.get(STAFF)
    assert client.session[SEEN_KEY] == seen

    rewind(client, **{SEEN_KEY: 2 * MINUTE})
    client.get(STAFF)
    assert client.session[SEEN_KEY] >= seen


def test_who_is_deactivated_has_nothing_at_the_next_request(client):
    user = make_user()
    sign_in(client, user)
    assert client.get(STAFF).status_code == 200

    user.is_active = False
    user.save()

    assert client.get(STAFF).status_code == 302


@pytest.mark.parametrize("path", ["/admin/clinic/user/", "/admin/clinic/location/"])
def test_who_lost_a_role_has_nothing_of_it_at_the_next_request(client_of, path):
    manager = staff(Role.MANAGER, LocationFactory())
    client = client_of(manager)
    assert client.get(path).status_code == 200

    manager.memberships.get().delete()

    assert client.get(path).status_code == 403


def test_who_lost_a_role_at_one_location_keeps_that_of_another(client_of):
    here, elsewhere = LocationFactory(), LocationFactory(name="Westlake")
    manager = staff(Role.MANAGER, here)
    manager.memberships.create(location=elsewhere, role=Role.MANAGER)
    client = client_of(manager)

    manager.memberships.get(location=here).delete()

    page = "/admin/clinic/location/{}/change/"
    assert client.post(page.format(here.pk)).status_code == 403
    assert client.post(page.format(elsewhere.pk)).status_code == 200


def test_a_new_password_ends_the_sessions_of_its_person(client):
    user = make_user()
    sign_in(client, user)
    assert client.get(STAFF).status_code == 200

    user.set_password("battery staple correct horse")
    user.save()

    assert client.get(STAFF).status_code == 302


def test_signing_in_and_out_is_recorded(client):
    user = make_user()

    sign_in(client, user)
    client.post(reverse("account_logout"))

    assert events(Action.LOGIN) == [(str(user.pk), [user.pk], Outcome.OK)]
    assert events(Action.LOGOUT) == [(str(user.pk), [user.pk], Outcome.OK)]


def test_a_failed_sign_in_is_recorded_by_nobody_on_the_account(client):
    user = make_user()

    client.post(reverse("account_login"), {"login": "sam", "password": "guess"})
    client.post(reverse("account_login"), {"login": "nobody", "password": "guess"})

    assert events(Action.LOGIN) == [
        ("", [user.pk], Outcome.REFUSED),
        ("", [], Outcome.REFUSED),
    ]


def test_nobody_signs_up(client):
    assert client.get("/accounts/signup/").status_code == 404
