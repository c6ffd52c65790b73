"""The desk books and moves: the same gates, and what gives way to a reason."""

from datetime import time, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from clinic.access.roles import Role
from clinic.outbox.models import Message
from clinic.outbox.services import drain
from intake.consents import Words
from intake.models import Decision, RequestStatus
from intake.services import publish_consent
from scheduling import services
from scheduling.models import (
    Appointment,
    AppointmentStatus,
    BookingRules,
    CourseOutcome,
    CourseStatus,
    Service,
    ServiceKind,
)
from scheduling.series import Obstacle
from scheduling.services import (
    AlreadyBooked,
    DatesDoNotFit,
    GateClosed,
    NothingToBook,
    NotNow,
    NotReviewed,
    ReasonMissing,
    SlotTaken,
    TooLate,
)
from tests.factories import staff
from tests.scheduling.stories import (
    ELEVEN,
    NINE,
    TEN,
    admitted,
    aftercare_at,
    all_at_once,
    at,
    booked,
    clinic_with,
    held,
    infusion_clinic,
    ready,
    seen,
    series_of,
    sign,
    starts_of,
)
from tests.stories import answered, invited

pytestmark = pytest.mark.django_db

EIGHT = time(8)
REASON = "Canaryreason: comes from far away"


@pytest.fixture
def here():
    return clinic_with("amara")


@pytest.fixture
def desk(here):
    return staff(Role.FRONT_DESK, here)


@pytest.fixture
def manager(here):
    return staff(Role.MANAGER, here)


@pytest.fixture
def infusions():
    """A location that gives infusions, and also offers what follows them."""
    return aftercare_at(infusion_clinic(chairs=2))


def service_of(location, kind=ServiceKind.CONSULTATION):
    return location.services.get(kind=kind)


def book(consultation_request, actor, wall=NINE, **options):
    """Book at the desk: a consultation in three days unless told otherwise."""
    location = consultation_request.location
    kind = options.pop("kind", ServiceKind.CONSULTATION)
    starts_at = at(location, wall, options.pop("days", 3))
    return services.book_at_desk(
        consultation_request,
        service_of(location, kind),
        starts_at,
        actor=actor,
        **options,
    )


def test_the_desk_books_a_consultation_for_a_patient_who_calls(here, desk):
    consultation_request = ready(here)

    appointment = book(consultation_request, desk)

    consultation_request.refresh_from_db()
    assert consultation_request.status == RequestStatus.SCHEDULED
    assert (appointment.status, appointment.starts_at) == (
        AppointmentStatus.BOOKED,
        at(here, NINE),
    )
    line = consultation_request.events.last()
    assert (line.kind, line.by, line.note) == ("scheduled", desk, "")


def test_the_desk_books_and_moves_a_talk_within_the_notice(here, desk):
    consultation_request = ready(here)
    BookingRules.objects.create(location=here, notice_hours=5 * 24)

    appointment = book(consultation_request, desk, NINE)
    services.move_at_desk(appointment, at(here, TEN), actor=desk)

    assert Appointment.objects.get().starts_at == at(here, TEN)


def test_a_treatment_within_the_notice_is_an_exception(infusions):
    consultation_request = admitted(infusions)
    BookingRules.objects.create(location=infusions, notice_hours=10 * 24)
    desk, manager = staff(Role.FRONT_DESK, infusions), staff(Role.MANAGER, infusions)
    infusion = {"kind": ServiceKind.INFUSION, "days": 5}

    with pytest.raises(SlotTaken):
        book(consultation_request, desk, reason=REASON, **infusion)
    booked = book(consultation_request, manager, reason=REASON, **infusion)

    assert booked.starts_at == at(infusions, NINE, 5)


def test_the_patient_is_told_once_and_not_of_the_reason(here, manager):
    consultation_request = ready(here)
    drain()
    mail.outbox.clear()

    book(consultation_request, manager, EIGHT, reason=REASON)
    drain()

    [message] = mail.outbox
    assert message.to == [consultation_request.patient.email]
    assert "Canaryreason" not in message.body + str(message.alternatives)
    assert Message.objects.filter(kind="appointment-booked").count() == 1


def test_what_the_patient_holds_gives_way_to_what_the_desk_books(here, desk):
    consultation_request = ready(here)
    held(consultation_request, NINE)

    book(consultation_request, desk, NINE)

    assert [each.status for each in Appointment.objects.all()] == ["booked"]


def test_a_consultation_is_booked_once(here, desk):
    consultation_request = ready(here)
    book(consultation_request, desk)

    with pytest.raises(AlreadyBooked):
        book(consultation_request, desk, TEN)

    assert Appointment.objects.count() == 1


def test_a_time_that_somebody_has_is_taken_whatever_the_reason(here, manager):
    booked(ready(here))

    with pytest.raises(SlotTaken):
        book(ready(here, name="Maria García"), manager, NINE, reason=REASON)


def test_outside_the_hours_the_desk_books_nothing(here, desk):
    with pytest.raises(SlotTaken):
        book(ready(here), desk, EIGHT, reason=REASON)

    assert not Appointment.objects.exists()


def test_outside_the_hours_needs_a_reason_that_the_history_keeps(here, manager):
    consultation_request = ready(here)

    with pytest.raises(ReasonMissing):
        book(consultation_request, manager, EIGHT, reason="  ")
    appointment = book(consultation_request, manager, EIGHT, reason=REASON)

    assert appointment.starts_at == at(here, EIGHT)
    line = consultation_request.events.last()
    assert (line.by, line.note) == (manager, REASON)


@pytest.mark.parametrize(
    "decision", [None, Decision.NOT_SUITABLE, Decision.MORE_INFORMATION]
)
def test_without_a_suitable_review_only_the_right_and_a_reason_book(
    here, desk, manager, decision
):
    consultation_request = answered(location=here)
    if decision:
        sign(consultation_request, decision)

    with pytest.raises(NotReviewed):
        book(consultation_request, desk, reason=REASON)
    with pytest.raises(ReasonMissing):
        book(consultation_request, manager)
    book(consultation_request, manager, reason=REASON)

    assert consultation_request.events.last().note == REASON


def test_who_is_booked_before_the_review_still_waits_for_it(here, manager):
    consultation_request = answered(location=here)

    book(consultation_request, manager, reason=REASON)

    consultation_request.refresh_from_db()
    assert consultation_request.status == RequestStatus.ANSWERED
    sign(consultation_request, Decision.SUITABLE)
    assert consultation_request.status == RequestStatus.SCHEDULED
    assert not Message.objects.filter(kind="time-to-choose").exists()


@pytest.mark.parametrize("decision", Decision)
def test_who_is_booked_before_the_review_is_called_unless_found_suitable(
    here, manager, decision
):
    consultation_request = answered(location=here)
    book(consultation_request, manager, reason=REASON)

    sign(consultation_request, decision)

    assert consultation_request.needs_call is (decision != Decision.SUITABLE)


def test_who_is_booked_before_the_answers_can_still_give_them(here, manager):
    consultation_request = invited(location=here)

    book(consultation_request, manager, reason=REASON)

    consultation_request.refresh_from_db()
    assert consultation_request.status == RequestStatus.QUESTIONNAIRE_SENT
    with pytest.raises(AlreadyBooked):
        book(consultation_request, manager, TEN, reason=REASON)


@pytest.mark.parametrize("status", [RequestStatus.SUSPECT, RequestStatus.CLOSED])
def test_nothing_is_booked_for_who_is_not_to_be_seen(here, manager, status):
    consultation_request = ready(here)
    type(consultation_request).objects.update(status=status)

    with pytest.raises(NotReviewed):
        book(consultation_request, manager, reason=REASON)


def test_a_service_of_elsewhere_is_not_booked(here, desk):
    elsewhere = Service.objects.create(name="Elsewhere", kind=ServiceKind.CONSULTATION)

    with pytest.raises(NothingToBook):
        services.book_at_desk(ready(here), elsewhere, at(here, NINE), actor=desk)


@pytest.mark.parametrize("kind", [ServiceKind.INFUSION, ServiceKind.BOOSTER])
def test_nobody_overrides_what_stands_before_an_infusion(infusions, kind):
    manager = staff(Role.MANAGER, infusions)
    clinician = staff(Role.CLINICIAN, infusions)

    for consultation_request in (
        ready(infusions),
        seen(infusions, name="Maria García"),
    ):
        for actor in (manager, clinician):
            with pytest.raises(GateClosed):
                book(consultation_request, actor, TEN, kind=kind, reason=REASON)

    assert not Appointment.objects.exclude(course=None).exists()


def test_the_desk_books_infusions_of_a_series_one_by_one(infusions):
    desk = staff(Role.FRONT_DESK, infusions)
    consultation_request = admitted(infusions)

    first, second = (
        book(consultation_request, desk, TEN, days=days, kind=ServiceKind.INFUSION)
        for days in (4, 7)
    )

    course = consultation_request.courses.get()
    assert course.status == CourseStatus.ACTIVE
    assert first.course == second.course == course
    assert services.progress_of(course).missing == 4


def test_the_mail_of_an_infusion_tells_of_the_ride(infusions):
    consultation_request = admitted(infusions)
    drain()
    mail.outbox.clear()

    book(
        consultation_request,
        staff(Role.FRONT_DESK, infusions),
        TEN,
        days=4,
        kind=ServiceKind.INFUSION,
    )
    drain()

    [message] = mail.outbox
    assert "You need somebody to drive you home." in message.body


def test_gap_and_window_of_a_series_give_way_to_a_reason(infusions):
    desk, manager = staff(Role.FRONT_DESK, infusions), staff(Role.MANAGER, infusions)
    consultation_request = admitted(infusions)
    wanted = {"days": 5, "kind": ServiceKind.INFUSION}
    book(consultation_request, desk, TEN, days=4, kind=ServiceKind.INFUSION)

    with pytest.raises(DatesDoNotFit):
        book(consultation_request, desk, TEN, reason=REASON, **wanted)
    with pytest.raises(ReasonMissing):
        book(consultation_request, manager, TEN, **wanted)
    book(consultation_request, manager, TEN, reason=REASON, **wanted)

    assert consultation_request.courses.get().appointments.count() == 2


def test_no_seventh_infusion_is_booked(infusions):
    course = series_of(admitted(infusions))

    with pytest.raises(NotNow):
        book(
            course.consultation_request,
            staff(Role.MANAGER, infusions),
            TEN,
            days=40,
            kind=ServiceKind.INFUSION,
            reason=REASON,
        )


@pytest.mark.parametrize("kind", [ServiceKind.FOLLOW_UP, ServiceKind.BOOSTER])
def test_follow_up_and_booster_belong_to_a_course(infusions, kind):
    desk = staff(Role.FRONT_DESK, infusions)
    consultation_request = admitted(infusions)
    with pytest.raises(NotNow):
        book(consultation_request, desk, ELEVEN, days=40, kind=kind)
    course = series_of(consultation_request)

    appointment = book(consultation_request, desk, ELEVEN, days=40, kind=kind)

    assert appointment.course == course
    assert services.progress_of(course).to_come == 6


def test_nobody_is_treated_twice_on_a_day_whoever_books_and_why(infusions):
    manager = staff(Role.MANAGER, infusions)
    consultation_request = admitted(infusions)
    wanted = {"days": 5, "reason": REASON}
    book(consultation_request, manager, TEN, kind=ServiceKind.INFUSION, **wanted)

    for kind in (ServiceKind.INFUSION, ServiceKind.BOOSTER):
        with pytest.raises(DatesDoNotFit) as refusal:
            book(consultation_request, manager, time(14), kind=kind, **wanted)
        assert refusal.value.why.obstacle == Obstacle.GAP
    book(consultation_request, manager, time(14), kind=ServiceKind.FOLLOW_UP, **wanted)

    assert consultation_request.courses.get().appointments.count() == 2


def test_who_missed_an_infusion_may_have_one_later_that_day(infusions):
    manager = staff(Role.MANAGER, infusions)
    consultation_request = admitted(infusions)
    wanted = {"days": 5, "kind": ServiceKind.INFUSION}
    missed = book(consultation_request, manager, TEN, **wanted)
    Appointment.objects.filter(pk=missed.pk).update(status=AppointmentStatus.NOSHOW)

    later = book(consultation_request, manager, time(14), **wanted)

    assert later.starts_at.date() == missed.starts_at.date()


def test_a_booster_moves_to_no_day_of_an_infusion(infusions):
    desk = staff(Role.FRONT_DESK, infusions)
    consultation_request = admitted(infusions)
    course = series_of(consultation_request)
    booster = book(
        consultation_request, desk, ELEVEN, days=40, kind=ServiceKind.BOOSTER
    )
    treated_on = {start.date() for start in starts_of(course)[:6]}

    offered = services.times_to_move(booster).fitting

    zone = infusions.zone
    assert offered
    assert treated_on.isdisjoint(
        slot.starts_at.astimezone(zone).date() for slot in offered
    )
    treated = course.appointments.order_by("starts_at")[1].starts_at.astimezone(zone)
    same_day = treated.replace(hour=9 if treated.hour > 11 else 14, minute=0)
    with pytest.raises(DatesDoNotFit):
        services.move_appointment(booster, same_day, actor=None)


def test_a_new_date_of_a_series_keeps_off_the_day_of_a_booster(infusions):
    desk = staff(Role.FRONT_DESK, infusions)
    consultation_request = admitted(infusions)
    course = series_of(consultation_request)
    last = course.appointments.order_by("starts_at").last()
    zone = infusions.zone
    day_after = last.starts_at.astimezone(zone).date() + timedelta(days=1)

    def days():
        others = services.other_dates(course, last)
        return {slot.starts_at.astimezone(zone).date() for slot in others}

    before = days()
    book(
        consultation_request,
        desk,
        ELEVEN,
        days=(day_after - timezone.localdate(timezone=zone)).days,
        kind=ServiceKind.BOOSTER,
    )

    assert before - days() == {day_after}


def test_after_the_end_of_a_course_there_is_a_follow_up_and_no_booster(infusions):
    desk = staff(Role.FRONT_DESK, infusions)
    course = series_of(admitted(infusions))
    course.appointments.update(status=AppointmentStatus.FULFILLED)
    services.end_course(course, CourseOutcome.REMISSION, reason="", actor=desk)
    wanted = {"days": 40, "wall": ELEVEN}
    consultation_request = course.consultation_request

    book(consultation_request, desk, kind=ServiceKind.FOLLOW_UP, **wanted)
    with pytest.raises(NotNow):
        book(consultation_request, desk, kind=ServiceKind.BOOSTER, **wanted)


def test_the_desk_moves_an_appointment_after_the_cut_off(here, desk):
    appointment = booked(ready(here), NINE)
    Appointment.objects.update(starts_at=at(here, NINE, 1), ends_at=at(here, TEN, 1))
    appointment.refresh_from_db()
    drain()
    mail.outbox.clear()

    services.move_at_desk(appointment, at(here, ELEVEN), actor=desk)
    drain()

    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.sequence) == (at(here, ELEVEN), 1)
    [message] = mail.outbox
    assert message.subject.startswith("New time: ")


def test_moving_outside_the_hours_needs_the_right_and_a_reason(here, desk, manager):
    appointment = booked(ready(here))

    with pytest.raises(SlotTaken):
        services.move_at_desk(appointment, at(here, EIGHT), actor=desk, reason=REASON)
    with pytest.raises(ReasonMissing):
        services.move_at_desk(appointment, at(here, EIGHT), actor=manager)
    services.move_at_desk(appointment, at(here, EIGHT), actor=manager, reason=REASON)

    line = appointment.consultation_request.events.last()
    assert (line.kind, line.note) == ("moved", REASON)


def test_moving_to_where_it_is_changes_nothing(here, desk):
    appointment = booked(ready(here))

    same = services.move_at_desk(appointment, appointment.starts_at, actor=desk)

    assert same.sequence == 0
    assert not Message.objects.filter(kind="appointment-moved").exists()


def test_what_is_over_or_cancelled_is_not_moved(here, desk):
    appointment = booked(ready(here))
    services.cancel_at_desk(appointment, actor=desk, reason="Ill")

    with pytest.raises(TooLate):
        services.move_at_desk(appointment, at(here, TEN), actor=desk)


def test_an_infusion_is_moved_only_while_its_gate_is_open(infusions):
    manager = staff(Role.MANAGER, infusions)
    course = series_of(admitted(infusions))
    last = course.appointments.last()
    publish_consent("treatment", Words("Another text", "To be read again."))

    with pytest.raises(GateClosed):
        services.move_at_desk(
            last, last.starts_at + timedelta(days=1), actor=manager, reason=REASON
        )


@pytest.mark.django_db(transaction=True)
def test_two_at_the_desk_book_one_time_for_two_patients(here, desk):
    one, other = ready(here), ready(here, name="Maria García")

    told = all_at_once(lambda: book(one, desk), lambda: book(other, desk))

    assert sorted(type(each).__name__ for each in told) == ["Appointment", "SlotTaken"]
    assert Appointment.objects.booked().count() == 1
