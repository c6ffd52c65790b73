"""Two requests linked as those of one person, and unlinked: what each then shows."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from clinic.access.models import LinkPurpose
from clinic.access.roles import Role
from clinic.audit.recording import acting_as
from clinic.models import Patient
from intake import services
from intake.models import RequestEventKind, RequestStatus, SamePerson
from intake.persons import records_of_person
from intake.services.duplicates import COMPARED_AT_MOST
from tests.factories import (
    RECEIVED_AT,
    ConsultationRequestFactory,
    PatientFactory,
    staff,
)
from tests.intake.events import changes_of, fields_seen
from tests.intake.test_desk import fresh
from tests.intake.test_desk_steps import history
from tests.intake.test_requests import submit
from tests.scheduling.stories import all_at_once
from tests.stories import answered, session

pytestmark = pytest.mark.django_db

BORN = date(1988, 2, 3)
WHY = "Canary: he said so on the phone"
WHY_NOT = "Canary: they are brothers"
LINKED, UNLINKED = RequestEventKind.LINKED, RequestEventKind.UNLINKED


def asked(location, name="Jordan Lee", born_on=BORN, **request):
    """Return a request; everybody has the same email and phone."""
    patient = PatientFactory(name=name, born_on=born_on)
    return ConsultationRequestFactory(patient=patient, location=location, **request)


def link(one, other, actor, **changed):
    seen = {"version": fresh(one).version, "other_version": fresh(other).version}
    return services.link_patients(
        one, other, actor=actor, **({"reason": WHY} | seen | changed)
    )


def duplicates_of(consultation_request, actor):
    found = services.likely_duplicates(consultation_request, actor=actor)
    return [each.consultation_request for each in found]


def others_of(consultation_request, actor):
    person = services.read_person(consultation_request, actor=actor)
    return [each.consultation_request for each in person.others]


def persons_of(*requests):
    """Return how the requests' patients are grouped into persons."""
    return {frozenset(records_of_person(each.patient_id)) for each in requests}


@pytest.fixture
def both(elsewhere, desk):
    """Somebody who works at both locations."""
    desk.memberships.create(location=elsewhere, role=Role.FRONT_DESK)
    return desk


def test_likely_duplicates_are_those_of_one_email_or_phone_the_likeliest_first(
    here, desk
):
    mine = asked(here)
    brother = asked(here, "Robin Lee")
    same = asked(here)
    asked(here, "Robin Poe", date(1960, 1, 1))
    ConsultationRequestFactory(
        location=here,
        patient=PatientFactory(email="else@example.org", phone="+1 410 555 0177"),
    )

    assert duplicates_of(mine, desk) == [same, brother]


def test_likely_duplicates_name_the_newest_request_of_a_patient(here, desk):
    mine, earlier = asked(here), asked(here)
    later = ConsultationRequestFactory(
        patient=earlier.patient,
        location=here,
        received_at=RECEIVED_AT + timedelta(days=30),
        due_at=RECEIVED_AT + timedelta(days=31),
    )

    assert duplicates_of(mine, desk) == [later]


def test_likely_duplicates_are_at_locations_where_one_may_link(
    here, elsewhere, desk, clinician, stranger
):
    mine, far = asked(here), asked(elsewhere)
    nurse = staff(Role.NURSE, here)
    near = asked(here)

    assert duplicates_of(mine, desk) == [near]
    assert duplicates_of(mine, clinician) == [near]
    assert duplicates_of(mine, nurse) == []
    assert duplicates_of(mine, stranger) == []
    assert duplicates_of(far, stranger) == []


@pytest.mark.parametrize("is_closed", [False, True])
def test_suspected_spam_is_nobodys_duplicate_until_it_is_accepted(
    here, desk, is_closed
):
    mine = submit(here)
    robot = submit(here, is_suspect=True)
    if is_closed:
        services.close_request(robot, actor=desk, reason="A robot", version=1)

    assert duplicates_of(mine, desk) == duplicates_of(robot, desk) == []
    with pytest.raises(services.NotAccepted):
        link(mine, robot, desk)
    with pytest.raises(services.NotAccepted):
        link(robot, mine, desk)

    if is_closed:
        services.reopen_request(robot, actor=desk, reason="She called", version=2)
    else:
        services.accept_request(robot, actor=desk, version=1)
    assert duplicates_of(mine, desk) == [robot]
    assert not SamePerson.objects.exists()


@pytest.mark.parametrize("number", [1, COMPARED_AT_MOST + 5])
def test_finding_duplicates_is_bounded_and_records_what_was_compared(
    here, desk, django_assert_num_queries, number
):
    mine = asked(here)
    for _ in range(number):
        asked(here)
    list(desk.memberships.all())

    with django_assert_num_queries(6), acting_as(desk):
        found = duplicates_of(mine, desk)

    assert len(found) == min(number, COMPARED_AT_MOST)
    assert fields_seen(found[0].patient, desk) == {"name", "born_on"}


def test_a_link_and_an_unlink_leave_a_history_that_reads_right(here, desk, clinician):
    one, other = asked(here), asked(here)

    joined = link(one, other, desk)
    services.unlink_patients(joined, actor=clinician, reason=WHY_NOT)

    assert history(one) == [
        (LINKED, f"With {other.reference}.\n{WHY}"),
        (UNLINKED, f"With {other.reference}.\n{WHY_NOT}"),
    ]
    assert history(other) == [
        (LINKED, f"With {one.reference}.\n{WHY}"),
        (UNLINKED, f"With {one.reference}.\n{WHY_NOT}"),
    ]
    assert [event.by for event in one.events.all()] == [desk, clinician]
    joined.refresh_from_db()
    assert (joined.linked_by, joined.linked_reason) == (desk, WHY)
    assert (joined.unlinked_by, joined.unlinked_reason) == (clinician, WHY_NOT)
    assert changes_of(joined) == 2


def test_linking_moves_nothing_and_unlinking_loses_nothing(here, desk):
    one, other = asked(here), asked(here, status=RequestStatus.CLOSED)
    before = [(fresh(each).status, fresh(each).patient_id) for each in (one, other)]

    joined = link(one, other, desk)
    assert others_of(one, desk) == [other]
    assert others_of(other, desk) == [one]
    services.unlink_patients(joined, actor=desk, reason=WHY_NOT)

    assert others_of(one, desk) == others_of(other, desk) == []
    after = [(fresh(each).status, fresh(each).patient_id) for each in (one, other)]
    assert after == before
    assert duplicates_of(one, desk) == [other]
    link(one, other, desk)
    assert others_of(one, desk) == [other]


def test_a_third_record_joins_the_person_and_a_link_taken_back_parts_it(here, desk):
    one, two, three = asked(here), asked(here), asked(here)
    link(one, two, desk)
    joined = link(three, two, desk)

    assert persons_of(one, two, three) == {
        frozenset({one.patient_id, two.patient_id, three.patient_id})
    }
    assert duplicates_of(three, desk) == []
    assert history(one)[-1] == (LINKED, f"With {three.reference}.\n{WHY}")
    both = sorted([one, two], key=lambda each: each.pk)
    names = ", ".join(each.reference for each in both)
    assert history(three)[-1] == (LINKED, f"With {names}.\n{WHY}")

    services.unlink_patients(joined, actor=desk, reason=WHY_NOT)

    assert persons_of(one, two, three) == {
        frozenset({one.patient_id, two.patient_id}),
        frozenset({three.patient_id}),
    }
    assert history(one)[-1] == (UNLINKED, f"With {three.reference}.\n{WHY_NOT}")


def test_who_is_one_person_by_another_record_is_not_linked_again(here, desk):
    one, two, three = asked(here), asked(here), asked(here)
    link(one, two, desk)
    link(two, three, desk)

    for pair in [(one, three), (two, one), (one, one)]:
        with pytest.raises(services.AlreadyLinked):
            link(*pair, desk)

    assert SamePerson.objects.count() == 2


def test_a_request_worked_on_meanwhile_is_compared_again(here, desk, manager):
    one, other = asked(here), asked(here)
    services.add_note(other, actor=manager, note="He is 60, she 20", version=1)

    with pytest.raises(services.ChangedMeanwhile):
        link(one, other, desk, other_version=1)

    assert not SamePerson.objects.exists()
    assert history(one) == []


def test_a_link_is_taken_back_once(here, desk, manager):
    joined = link(asked(here), asked(here), desk)
    services.unlink_patients(joined, actor=desk, reason=WHY_NOT)

    with pytest.raises(services.AlreadyUnlinked):
        services.unlink_patients(joined, actor=manager, reason="Too late")

    joined.refresh_from_db()
    assert joined.unlinked_by == desk


def test_both_sides_of_a_link_must_be_in_reach(here, elsewhere, desk, stranger):
    mine, far = asked(here), asked(elsewhere)

    for who, pair in [(desk, (mine, far)), (stranger, (far, mine))]:
        with pytest.raises(services.OutOfReach):
            link(*pair, who)

    assert not SamePerson.objects.exists()


def test_a_link_across_locations_shows_nobody_a_request_elsewhere(
    here, elsewhere, both, manager, stranger
):
    mine, far = asked(here), asked(elsewhere, "Jordan Poe")
    joined = link(mine, far, both)

    assert others_of(mine, both) == [far]
    for who, near in [(manager, mine), (stranger, far)]:
        with acting_as(who):
            person = services.read_person(near, actor=who)
        assert (person.others, person.links, person.hidden) == ((), (), 1)
    assert fields_seen(far.patient, manager) == set()
    assert fields_seen(joined, manager) == set()
    assert history(mine) == [(LINKED, f"With a request at another location.\n{WHY}")]
    for who in (manager, stranger):
        assert not SamePerson.objects.visible_to(who).exists()
        with pytest.raises(services.OutOfReach):
            services.unlink_patients(joined, actor=who, reason=WHY_NOT)


def test_a_patient_sees_no_link_and_nothing_of_the_other_record(here, desk):
    mine, other = asked(here), asked(here)
    link(mine, other, desk)
    patient = session(mine, LinkPurpose.QUESTIONNAIRE)

    assert not SamePerson.objects.visible_to(patient).exists()
    assert not SamePerson.objects.visible_to(None).exists()
    assert list(Patient.objects.visible_to(patient)) == [mine.patient]
    assert list(type(mine).objects.visible_to(patient)) == [mine]


def test_earlier_answers_are_for_those_who_may_read_them(here, desk, clinician):
    earlier = answered(location=here, patient=PatientFactory())
    mine = asked(here)
    link(mine, earlier, desk)

    [for_desk] = services.read_person(mine, actor=desk).others
    [for_clinician] = services.read_person(mine, actor=clinician).others

    assert not for_desk.has_answers_to_read
    assert for_clinician.has_answers_to_read


def test_another_birth_date_of_a_linked_record_is_told(here, desk):
    mine, other = asked(here), asked(here)
    link(mine, other, desk)
    other.patient.born_on = date(1958, 2, 3)
    other.patient.save()

    [shown] = services.read_person(mine, actor=desk).others

    assert shown.is_born_otherwise


def test_reading_a_person_takes_no_more_queries_for_many_records(
    here, desk, django_assert_num_queries
):
    hub = asked(here)
    for _ in range(5):
        link(hub, asked(here), desk)

    with django_assert_num_queries(8):
        assert len(others_of(hub, desk)) == 5


@pytest.mark.parametrize(
    ("order", "unlinked_at", "constraint"),
    [
        (-1, None, "sameperson_names_the_lesser_id_first"),
        (1, RECEIVED_AT, "sameperson_is_unlinked_by_somebody_with_a_reason"),
        (1, None, "sameperson_stands_once_a_pair"),
    ],
)
def test_the_database_refuses_a_link_that_says_nothing(
    here, desk, order, unlinked_at, constraint
):
    joined = link(asked(here), asked(here), desk)
    first, second = [joined.first, joined.second][::order]

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SamePerson.objects.create(
            first=first,
            second=second,
            linked_by=desk,
            linked_at=RECEIVED_AT,
            linked_reason=WHY,
            unlinked_at=unlinked_at,
        )


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_link_at_once_one_is_told(here, desk, manager):
    one, two, three = asked(here), asked(here), asked(here)

    outcomes = all_at_once(
        lambda: link(one, two, desk, version=1, other_version=1),
        lambda: link(two, one, manager, version=1, other_version=1),
        lambda: link(three, two, manager, version=1, other_version=1),
        lambda: link(one, three, desk, version=1, other_version=1),
    )

    refused = [each for each in outcomes if isinstance(each, Exception)]
    assert {type(each) for each in refused} <= {
        services.AlreadyLinked,
        services.ChangedMeanwhile,
    }
    assert len(refused) == 3
    assert SamePerson.objects.standing().count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_unlink_at_once_one_is_told(here, desk, manager):
    joined = link(asked(here), asked(here), desk)

    outcomes = all_at_once(
        lambda: services.unlink_patients(joined, actor=desk, reason=WHY_NOT),
        lambda: services.unlink_patients(joined, actor=manager, reason=WHY_NOT),
    )

    assert sorted(type(each).__name__ for each in outcomes) == [
        "AlreadyUnlinked",
        "NoneType",
    ]
    for one in (joined.first, joined.second):
        [request] = one.consultation_requests.all()
        assert [kind for kind, _ in history(request)] == [LINKED, UNLINKED]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_links_of_one_person_are_taken_back_at_once(here, desk, manager):
    one, two, three = asked(here), asked(here), asked(here)
    links = [link(one, two, desk), link(two, three, desk)]

    outcomes = all_at_once(
        lambda: services.unlink_patients(links[0], actor=desk, reason=WHY_NOT),
        lambda: services.unlink_patients(links[1], actor=manager, reason=WHY_NOT),
    )

    assert outcomes == [None, None]
    assert len(persons_of(one, two, three)) == 3
    assert [kind for kind, _ in history(two)] == [LINKED, LINKED, UNLINKED, UNLINKED]
