"""With whom a patient would like to come: chosen for a time, wished for a series."""

from datetime import UTC, timedelta

import pytest

from clinic.access.models import LinkPurpose
from clinic.models import Practitioner
from scheduling import services
from scheduling.models import Appointment, BookingRules, Closure
from scheduling.series import Unmet
from tests.scheduling.stories import (
    NINE,
    TEN,
    admitted,
    at,
    clinic_with,
    infusion_clinic,
    proposed,
    ready,
)

pytestmark = pytest.mark.django_db

BOOK, WISHES = "/appointments/book/", "/course/wishes/"
ELSEWHERE = "Earlier at Westlake:"
SOMEBODY_ELSE = "With somebody else of our team."


@pytest.fixture
def here():
    return clinic_with("amara", "bo")


@pytest.fixture
def bo(here):
    return Practitioner.objects.get(user__username="bo")


def value(starts_at):
    return starts_at.astimezone(UTC).isoformat()


def times_on(page):
    choices = page.context["form"].fields["starts_at"].widget.choices
    return [time for _, slots in choices for time, _ in slots]


def away(practitioner, starts_at, **length):
    Closure.objects.create(
        practitioner=practitioner,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(**length),
    )


def test_a_time_is_held_with_whom_the_patient_chose(here, bo, browser_of):
    client = browser_of(ready(here))
    away(bo, at(here, NINE), hours=1)

    page = client.get(BOOK, {"who": bo.pk})
    client.post(f"{BOOK}?who={bo.pk}", {"starts_at": value(at(here, TEN))})

    assert value(at(here, NINE)) in times_on(client.get(BOOK))
    assert value(at(here, NINE)) not in times_on(page)
    assert f'value="{bo.pk}"' in page.text
    assert Appointment.objects.get().practitioner == bo


def test_a_time_that_others_have_is_taken_with_whom_was_chosen(here, bo, browser_of):
    away(bo, at(here, NINE), hours=1)

    page = browser_of(ready(here)).post(
        f"{BOOK}?who={bo.pk}", {"starts_at": value(at(here, NINE))}
    )

    assert "That time has just been taken." in page.text
    assert not Appointment.objects.exists()


def test_the_earliest_time_is_held_with_whom_was_chosen(here, bo, browser_of):
    page = browser_of(ready(here)).get(BOOK, {"who": bo.pk, "when": "morning"})

    assert page.text.count(f'action="{BOOK}?who={bo.pk}&amp;when=morning"') == 2


def test_other_days_keep_whom_was_chosen(here, bo, browser_of):
    answer = browser_of(ready(here)).post(
        f"{BOOK}?who={bo.pk}", {"first_day": f"{at(here, NINE, 20):%F}"}
    )

    assert f"who={bo.pk}" in answer["Location"]


@pytest.mark.parametrize("nobody", ["", "bo", "\ud800x", "0" * 5000])
def test_who_is_nobody_there_is_anyone(here, browser_of, nobody):
    client = browser_of(ready(here))

    page = client.get(BOOK, {"who": nobody.encode("utf-8", "replace")})

    assert times_on(page) == times_on(client.get(BOOK))


def test_nobody_is_asked_with_whom_where_there_is_one(browser_of):
    page = browser_of(ready(clinic_with("amara"))).get(BOOK)

    assert "With whom" not in page.text


def test_no_time_with_somebody_says_how_to_see_all(here, bo, browser_of):
    bo.availabilities.all().delete()

    page = browser_of(ready(here)).get(BOOK, {"who": bo.pk})

    assert "Choose “Any time” and “Anyone” to see all there are." in page.text


def test_an_earlier_time_elsewhere_is_told_with_the_phone(here, browser_of, settings):
    client = browser_of(ready(here))
    westlake = clinic_with("cy", name="Westlake", time_zone="America/Chicago")
    BookingRules.objects.create(location=westlake, notice_hours=3 * 24)
    assert ELSEWHERE not in client.get(BOOK).text
    BookingRules.objects.create(location=here, notice_hours=7 * 24)

    text = " ".join(client.get(BOOK).text.split())

    [_location, slot] = client.get(BOOK).context["page"].elsewhere
    local = slot.starts_at.astimezone(westlake.zone)
    told = text.partition(ELSEWHERE)[2].partition("</p>")[0]
    assert f"{local:%A, %B} {local.day}" in told
    assert "Chicago time. To go there, call us at" in told
    assert f'href="tel:{settings.CLINIC_PHONE.replace(" ", "-")}"' in told


def test_an_earlier_time_elsewhere_is_told_where_none_is_left(here, browser_of):
    client = browser_of(ready(here))
    clinic_with("cy", name="Westlake")
    here.availabilities.all().delete()

    page = client.get(BOOK)

    assert "There are no free times right now." in page.text
    assert ELSEWHERE in page.text


@pytest.fixture
def two():
    """A clinic with two clinicians, and these."""
    location = infusion_clinic(clinicians=2, chairs=2)
    return location, *location.practitioners.filter(role="clinician")


def with_whom(course):
    return {each.practitioner for each in course.appointments.all()}


def test_a_series_is_with_whom_the_patient_wishes(two):
    location, *clinicians = two
    consultation_request = admitted(location)
    for wished in clinicians:
        course = proposed(consultation_request, wished_practitioner_id=wished.pk)

        found = services.proposed_dates(course)
        assert with_whom(course) == {wished}
        assert {each.unmet for each in found.dates} == {()}


def test_a_date_without_them_says_so(two):
    location, first, second = two
    consultation_request = admitted(location)
    for wished, other in ((first, second), (second, first)):
        Closure.objects.all().delete()
        away(wished, at(location, NINE, 0), days=14)

        course = proposed(consultation_request, wished_practitioner_id=wished.pk)

        found = services.proposed_dates(course)
        assert found.dates[0].appointment.practitioner == other
        assert found.dates[0].unmet == (Unmet.PRACTITIONER,)


def test_another_date_is_with_them_too(two):
    location, first, second = two
    consultation_request = admitted(location)
    for wished in (first, second):
        course = proposed(consultation_request, wished_practitioner_id=wished.pk)
        held = course.appointments.first()
        slot = services.other_dates(course, held)[0]

        services.hold_other_date(held, slot.starts_at)

        assert with_whom(course) == {wished}


def test_the_wish_is_asked_for_and_the_page_says_what_is_not_kept(two, browser_of):
    location, wished, _other = two
    away(wished, at(location, NINE, 4), days=60)
    client = browser_of(admitted(location), LinkPurpose.COURSE)
    typed = {"rhythm": "mon-thu", "time_of_day": "any", "start": "0"}

    missing = client.post(WISHES, typed)
    page = client.post(WISHES, typed | {"with_whom": str(wished.pk)}, follow=True)

    assert missing.context["form"].errors == {"with_whom": ["Select who, or anyone"]}
    assert SOMEBODY_ELSE in page.text


def test_nobody_is_asked_about_the_only_clinician(browser_of):
    client = browser_of(admitted(infusion_clinic()), LinkPurpose.COURSE)

    assert "Who would you like to see?" not in client.get(WISHES).text
