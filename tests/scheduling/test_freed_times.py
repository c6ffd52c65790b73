"""The scan that offers free times to who waits for one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.outbox.models import Message
from intake.models import Decision
from scheduling import services
from scheduling.hours import whole_day
from scheduling.models import (
    Appointment,
    BookingRules,
    Closure,
    OfferStatus,
    ServiceKind,
    WaitlistEntry,
    WaitlistOffer,
)
from scheduling.tasks import offer_freed_times
from tests.scheduling.stories import (
    NINE,
    TEN,
    admitted,
    aftercare_at,
    at,
    desk,
    infusion_clinic,
    patient_of,
    ready,
    series_of,
    sign,
    starts_of,
)
from tests.scheduling.waiting import (
    LATER,
    SOON,
    booked_on,
    cancel,
    full_clinic,
    let_time_pass,
    offered,
    on_offer,
    open_on,
    scan,
    waiting,
    waiting_for_any,
    zone_at,
)

pytestmark = pytest.mark.django_db


def test_a_time_that_comes_free_is_offered_reserved_and_told_once():
    here = full_clinic()
    early = booked_on(ready(here), SOON)
    entry = waiting(here)
    assert scan() == 0
    cancel(early)

    assert (scan(), scan()) == (1, 0)

    offer = offered(entry)
    assert offer.starts_at == at(here, NINE, SOON)
    assert offer.expires_at - offer.offered_at == pytest.approx(
        timedelta(hours=2), abs=timedelta(minutes=2)
    )
    assert offer.reservations.count() == 3
    message = Message.objects.get(kind="time-offered")
    assert (message.about_id, message.recipient_id) == (offer.pk, entry.patient_id)
    assert message.not_after == offer.expires_at


def test_who_has_no_date_comes_first_and_then_who_has_waited_longest():
    here = full_clinic(days=(SOON, LATER, LATER + 1))
    early = booked_on(ready(here), SOON)
    first, second = waiting(here), waiting(here, LATER + 1)
    without_date = waiting_for_any(here)
    cancel(early)
    order = []

    for _ in range(3):
        assert scan() == 1
        offer = WaitlistOffer.objects.open().get()
        order.append(offer.entry)
        services.decline_offer(offer)

    assert order == [without_date, first, second]
    assert scan() == 0


def test_an_offer_that_was_not_answered_goes_to_the_next():
    here = full_clinic(days=(SOON, LATER, LATER + 1))
    early = booked_on(ready(here), SOON)
    first, second = waiting(here), waiting(here, LATER + 1)
    cancel(early)
    scan()
    let_time_pass(offered(first))

    assert scan() == 1

    assert offered(first).status == OfferStatus.EXPIRED
    assert offered(second).status == OfferStatus.OPEN
    assert offered(second).starts_at == at(here, NINE, SOON)
    first.refresh_from_db()
    assert first.ended_at is None


def test_after_an_outage_everything_is_as_if_it_had_run():
    """Hours in which nothing ran: what ran out is let go, what came free is offered."""
    here = full_clinic(days=(SOON, SOON + 1, LATER, LATER + 1))
    early = [booked_on(ready(here), day) for day in (SOON, SOON + 1)]
    first, second = waiting(here), waiting(here, LATER + 1)
    cancel(early[0])
    scan()
    let_time_pass(offered(first), timedelta(hours=30))
    cancel(early[1])

    assert scan() == 2

    starts = {offer.entry: offer.starts_at for offer in WaitlistOffer.objects.open()}
    assert starts == {
        first: at(here, NINE, SOON + 1),
        second: at(here, NINE, SOON),
    }


def test_nobody_is_offered_a_time_twice_or_two_times_on_a_day():
    here = full_clinic(days=(SOON, SOON + 1, LATER))
    early = [booked_on(ready(here), day) for day in (SOON, SOON + 1)]
    entry = waiting(here)
    cancel(early[0])
    scan()
    first = offered(entry)
    services.decline_offer(first)
    cancel(early[1])

    assert scan() == 0
    let_time_pass(first, timedelta(days=1))
    assert scan() == 1

    offer = entry.offers.open().get()
    assert offer.starts_at == at(here, NINE, SOON + 1)


def test_only_an_earlier_time_is_offered_and_none_that_overlaps_their_own():
    here = full_clinic(days=(LATER,))
    waiting(here)
    open_on(here, LATER + 1)
    here.availability_exceptions.update(ends=TEN.replace(minute=30))

    assert scan() == 0


def test_only_the_part_of_the_day_that_suits_is_offered():
    here = full_clinic()
    entry = waiting(here, time_of_day="afternoon")
    assert scan() == 0

    open_on(here, SOON + 1, NINE.replace(hour=14), NINE.replace(hour=15))

    assert scan() == 1
    assert offered(entry).starts_at == at(here, NINE.replace(hour=14), SOON + 1)


def test_the_notice_that_a_patient_needs_is_left_after_the_last_answer():
    """It is about one o'clock there, and the time tomorrow at nine: twenty hours on."""
    here = full_clinic(days=(1, LATER, LATER + 1))
    waiting(here)

    assert scan() == 0
    short = waiting(here, LATER + 1, notice_hours=4)

    assert scan() == 1
    assert offered(short).starts_at == at(here, NINE, 1)
    actor = patient_of(short.consultation_request)
    taken = services.take_offer(offered(short), actor=actor)
    assert taken.starts_at == at(here, NINE, 1)


@pytest.mark.parametrize("hour", [3, 7, 20, 22])
def test_no_offer_is_made_at_night_nor_one_that_ends_there(hour):
    here = full_clinic(hour=hour)
    entry = waiting(here)

    assert scan() == 0

    here.time_zone = zone_at(13)
    here.save()
    assert scan() == 1
    assert entry.offers.count() == 1


def test_the_location_says_how_long_an_offer_stands():
    here = full_clinic()
    BookingRules.objects.create(location=here, offer_minutes=30)
    entry = waiting(here)

    scan()

    offer = offered(entry)
    stands = offer.expires_at - offer.offered_at
    assert stands == pytest.approx(timedelta(minutes=30), abs=timedelta(minutes=2))


def test_who_cannot_move_any_more_is_off_the_list():
    here = full_clinic()
    entry = waiting(here)
    near = timezone.now() + timedelta(hours=20)
    Appointment.objects.filter(pk=entry.appointment_id).update(starts_at=near)

    assert scan() == 0

    entry.refresh_from_db()
    assert entry.ended_as == "over"


def test_who_cancels_with_an_offer_open_gives_both_times_back():
    entry, offer = on_offer()
    cancel(entry.appointment)

    scan()

    entry.refresh_from_db()
    offer.refresh_from_db()
    assert (entry.ended_as, offer.status) == ("over", OfferStatus.WITHDRAWN)
    assert not offer.reservations.exists()


def test_who_waits_for_a_first_time_and_books_one_is_off_the_list():
    here = full_clinic()
    early = booked_on(ready(here), SOON)
    entry = waiting_for_any(here)
    assert scan() == 1
    services.decline_offer(offered(entry))
    booked_on(entry.consultation_request, LATER)
    cancel(early)

    assert scan() == 0

    entry.refresh_from_db()
    assert entry.ended_as == "over"


def test_who_may_not_come_any_more_is_off_the_list_and_the_next_is_asked():
    here = full_clinic(days=(SOON, LATER, LATER + 1))
    early = booked_on(ready(here), SOON)
    first, second = waiting(here), waiting(here, LATER + 1)
    sign(first.consultation_request, Decision.NOT_SUITABLE)
    cancel(early)

    assert (scan(), scan()) == (0, 1)

    first.refresh_from_db()
    assert first.ended_as == "over"
    assert offered(second).status == OfferStatus.OPEN


def test_a_service_that_is_not_offered_any_more_is_offered_to_nobody():
    here = full_clinic()
    entry = waiting(here)
    here.services.update(is_offered=False)

    assert scan() == 0
    assert WaitlistEntry.objects.standing().get() == entry


def test_beat_asks_for_the_scan(settings):
    entry = waiting(full_clinic())
    names = {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}

    assert offer_freed_times.name in names
    assert offer_freed_times() == 1
    assert offered(entry).status == OfferStatus.OPEN


def test_two_free_clinicians_are_offered_to_two_patients():
    here = full_clinic("amara", "bo")
    entries = [waiting(here), waiting(here)]

    assert scan() + scan() == 2

    offers = [offered(entry) for entry in entries]
    assert {offer.starts_at for offer in offers} == {at(here, NINE, SOON)}
    assert len({offer.practitioner_id for offer in offers}) == 2


@pytest.mark.parametrize("many", [1, 3])
def test_a_scan_asks_the_database_as_often_however_many_wait(
    many, django_assert_num_queries
):
    days = range(LATER, LATER + many)
    here = full_clinic(days=(SOON, *days))
    booked_on(ready(here), SOON)
    for day in days:
        waiting(here, day)

    with django_assert_num_queries(12):
        assert scan() == 0


def close(location, starts_at, ends_at):
    return Closure.objects.create(
        location=location, starts_at=starts_at, ends_at=ends_at
    )


def test_nobody_is_offered_a_booster_on_the_day_of_an_infusion():
    here = aftercare_at(infusion_clinic())
    here.time_zone = zone_at(13)
    here.save()
    course = series_of(admitted(here))
    booster = services.book_at_desk(
        course.consultation_request,
        here.services.get(kind=ServiceKind.BOOSTER),
        at(here, TEN, 40),
        actor=desk(),
    )
    last = whole_day(starts_of(course)[5].date(), here.zone)
    close(here, timezone.now(), last[0])
    day_after = close(here, last[1], booster.starts_at)
    entry = services.join_waitlist(course.consultation_request, booster)

    assert scan() == 0
    assert WaitlistEntry.objects.standing().get() == entry
    day_after.delete()
    assert scan() == 1
    assert offered(entry).starts_at >= last[1]
