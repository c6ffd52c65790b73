"""Setting up hours and closures as an administrator does it."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone
from django.utils.dateformat import format as date_format

from clinic.access.roles import Role
from clinic.audit.models import AccessEvent
from clinic.models import PractitionerPlace
from scheduling import services
from scheduling.admin.times import told_in
from scheduling.models import (
    Availability,
    AvailabilityException,
    BookingRules,
    Closure,
)
from tests.factories import (
    LocationFactory,
    UserFactory,
    clinician_at,
    staff,
)
from tests.owner import as_owner
from tests.scheduling.stories import ELEVEN, NINE, TEN, at, booked, clinic_with, ready

pytestmark = pytest.mark.django_db

ADD_CLOSURE = "/admin/scheduling/closure/add/"
ADD_EXCEPTION = "/admin/scheduling/availabilityexception/add/"
ADD_HOURS = "/admin/scheduling/availability/add/"
ADD_RULES = "/admin/scheduling/bookingrules/add/"
RULES_LISTS = ["bookingrules", "seriesrules", "reminderrules"]


def administrator():
    return UserFactory(username="root", is_superuser=True)


def closed(starts, ends, **values):
    """Return what the form sends for a closure from one wall time to another."""
    typed = {"reason": ""} | values
    for name, wall in (("starts_at", starts), ("ends_at", ends)):
        typed[f"{name}_0"], typed[f"{name}_1"] = wall.split(" ")
    return {key: getattr(value, "pk", value) for key, value in typed.items()}


def errors_on(page):
    return dict(page.context["adminform"].form.errors)


@pytest.mark.parametrize(
    ("zone", "starts_at"),
    [
        ("America/New_York", datetime(2030, 12, 25, 5, tzinfo=UTC)),
        ("Pacific/Honolulu", datetime(2030, 12, 25, 10, tzinfo=UTC)),
    ],
)
def test_a_closure_is_typed_and_shown_in_the_location_s_time(
    browser_of, zone, starts_at
):
    location = LocationFactory(time_zone=zone)
    client = browser_of(administrator())
    day_off = closed("2030-12-25 00:00", "2030-12-26 00:00", location=location)

    assert client.post(ADD_CLOSURE, day_off).status_code == 302

    closure = Closure.objects.get()
    assert closure.starts_at == starts_at
    page = client.get(f"/admin/scheduling/closure/{closure.pk}/change/").text
    assert 'value="2030-12-25"' in page
    assert 'value="00:00"' in page
    listed = client.get("/admin/scheduling/closure/").text
    zone_name = f"{starts_at.astimezone(location.zone):%Z}"
    assert f"Wed, Dec. 25, 2030, 12:00 a.m. {zone_name}" in listed


def test_a_closure_keeps_its_times_when_nothing_is_changed(browser_of):
    location = LocationFactory()
    client = browser_of(administrator())
    typed = closed("2030-07-04 09:00", "2030-07-04 17:00", location=location)
    client.post(ADD_CLOSURE, typed)
    closure = Closure.objects.get()

    client.post(f"/admin/scheduling/closure/{closure.pk}/change/", typed)

    again = Closure.objects.get()
    assert (again.starts_at, again.ends_at) == (closure.starts_at, closure.ends_at)


def test_a_closure_of_the_whole_clinic_needs_one_time_zone(browser_of):
    LocationFactory()
    client = browser_of(administrator())
    typed = closed("2030-12-25 00:00", "2030-12-26 00:00")

    assert client.post(ADD_CLOSURE, typed).status_code == 302
    LocationFactory(name="Honolulu", time_zone="Pacific/Honolulu")
    page = client.post(ADD_CLOSURE, typed)

    assert errors_on(page) == {
        "location": ["Select a location: they do not all have the same time zone."]
    }
    assert Closure.objects.count() == 1


def test_a_closure_of_a_clinician_is_in_the_time_of_their_locations(browser_of):
    LocationFactory(name="Honolulu", time_zone="Pacific/Honolulu")
    clinician = clinician_at(LocationFactory())
    typed = closed("2030-12-25 00:00", "2030-12-26 00:00", practitioner=clinician)

    browser_of(administrator()).post(ADD_CLOSURE, typed)

    assert Closure.objects.get().starts_at == datetime(2030, 12, 25, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [
        ("2030-12-26 00:00", "2030-12-25 00:00", "__all__"),
        ("2030-12-25 00:00", "2030-12-25 00:00", "__all__"),
        ("2030-02-30 00:00", "2030-12-25 00:00", "starts_at"),
        ("2030-12-25 00:00", "9999-99-99 99:99", "ends_at"),
    ],
)
def test_a_closure_that_makes_no_sense_gets_a_sentence(browser_of, starts, ends, field):
    location = LocationFactory()

    page = browser_of(administrator()).post(
        ADD_CLOSURE, closed(starts, ends, location=location)
    )

    assert page.status_code == 200
    assert list(errors_on(page)) == [field]
    assert not Closure.objects.exists()


def test_a_manager_closes_their_own_location_and_not_the_clinic(browser_of):
    here, elsewhere = LocationFactory(), LocationFactory(name="Westlake")
    client = browser_of(staff(Role.MANAGER, here))
    span = ("2030-12-25 00:00", "2030-12-26 00:00")

    for wrong in ({}, {"location": elsewhere}):
        page = client.post(ADD_CLOSURE, closed(*span, **wrong))
        assert list(errors_on(page)) == ["location"]
    client.post(ADD_CLOSURE, closed(*span, location=here))

    assert [closure.location for closure in Closure.objects.all()] == [here]


def test_a_closure_over_booked_visits_says_how_many_and_leads_to_their_days(browser_of):
    here = clinic_with("amara")
    first = booked(ready(here))
    booked(ready(here), TEN)
    later = booked(ready(here), ELEVEN)
    services.cancel_at_desk(later, actor=staff(Role.FRONT_DESK, here), reason="Ill")
    span = day_of(first)
    for who, leads in ((staff(Role.MANAGER, here), True), (administrator(), False)):
        saved = browser_of(who).post(
            ADD_CLOSURE, closed(*span, location=here), follow=True
        )

        assert said_on(saved) == (
            "2 visits are booked in it. They stand: move or cancel each. "
            f"{date_format(at(here, NINE), 'l, F j')}, Downtown"
        )
        day = f'href="/appointments/day/downtown/{at(here, NINE).date().isoformat()}/"'
        assert (day in saved.text) == leads


def test_a_closure_of_somebody_counts_their_visits_alone(browser_of):
    here = clinic_with("amara")
    other = clinician_at(here, "bo")
    visit = booked(ready(here))
    client = browser_of(staff(Role.MANAGER, here))
    theirs = visit.practitioner
    free = other if theirs != other else here.practitioners.exclude(pk=other.pk).get()

    for person, said in (
        (free, None),
        (theirs, "1 visit is booked in it. It stands: move or cancel it."),
    ):
        typed = closed(*day_of(visit), location=here, practitioner=person)
        told = said_on(client.post(ADD_CLOSURE, typed, follow=True))
        assert told == (
            said and f"{said} {date_format(at(here, NINE), 'l, F j')}, Downtown"
        )


def test_a_closure_over_nobody_s_visit_warns_of_nothing(browser_of):
    here, elsewhere = clinic_with("amara"), clinic_with("bo", name="Westlake")
    visit = booked(ready(elsewhere))

    saved = browser_of(staff(Role.MANAGER, here)).post(
        ADD_CLOSURE, closed(*day_of(visit), location=here), follow=True
    )

    assert said_on(saved) is None


def test_the_desk_reads_in_the_location_s_time_when_a_visit_was_cancelled(browser_of):
    here = clinic_with("amara", time_zone="Pacific/Honolulu")
    desk = staff(Role.FRONT_DESK, here)
    visit = booked(ready(here))
    page = f"/admin/scheduling/appointment/{visit.pk}/change/"
    assert "Cancelled at:" in browser_of(desk).get(page).text
    services.cancel_at_desk(visit, actor=desk, reason="Ill")
    visit.refresh_from_db()

    shown = browser_of(desk).get(page).text

    assert told_in(here.zone, visit.cancelled_at) in shown


def day_of(visit):
    """Return the whole day of a visit, as it is typed."""
    day = visit.starts_at.astimezone(visit.location.zone).date()
    return f"{day} 00:00", f"{day + timedelta(days=1)} 00:00"


def said_on(page):
    """Return the warning on a page, in words; None without one."""
    found = re.search(r'<li class="warning">(.*?)</li>', page.text, re.DOTALL)
    return found and " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()).replace(
        " ,", ","
    )


def test_hours_are_those_of_a_location_where_the_person_works(browser_of):
    clinician = clinician_at(LocationFactory())
    elsewhere = LocationFactory(name="Westlake")
    Availability.objects.all().delete()

    page = browser_of(administrator()).post(
        ADD_HOURS,
        {
            "practitioner": clinician.pk,
            "location": elsewhere.pk,
            "weekday": 0,
            "starts": "09:00",
            "ends": "17:00",
        },
    )

    assert errors_on(page) == {
        "location": ["This person does not work at this location."]
    }
    assert not Availability.objects.exists()


def test_a_week_of_hours_is_typed_on_the_page_of_the_person(browser_of):
    location = LocationFactory()
    user = UserFactory(username="bo", first_name="Bo", last_name="Lund")
    client = browser_of(administrator())
    blank = client.get("/admin/clinic/practitioner/add/")
    rows = hours_of(blank).formset
    assert [form.initial["weekday"] for form in rows.extra_forms] == [0, 1, 2, 3, 4]

    typed = {
        "user": user.pk,
        "role": "clinician",
        "locations": [location.pk],
        "places-TOTAL_FORMS": 1,
        "places-INITIAL_FORMS": 0,
        "places-0-number": 1,
        "availabilities-TOTAL_FORMS": 5,
        "availabilities-INITIAL_FORMS": 0,
    }
    for row in range(5):
        typed[f"availabilities-{row}-weekday"] = row
    for row in (0, 2):
        typed[f"availabilities-{row}-location"] = location.pk
        typed[f"availabilities-{row}-starts"] = "09:00"
        typed[f"availabilities-{row}-ends"] = "17:00"
    saved = client.post("/admin/clinic/practitioner/add/", typed)

    assert saved.status_code == 302
    assert list(
        Availability.objects.order_by("weekday").values_list(
            "practitioner__user__username", "weekday", "starts", "ends"
        )
    ) == [("bo", 0, time(9), time(17)), ("bo", 2, time(9), time(17))]


def page_of(clinician):
    return f"/admin/clinic/practitioner/{clinician.pk}/change/"


def typed_hours(clinician, *rows, locations=None):
    """Return what the page of a person sends with hours not stored before."""
    typed = {
        "user": clinician.user.pk,
        "role": clinician.role,
        "locations": [one.pk for one in locations or clinician.locations.all()],
        "places-TOTAL_FORMS": 0,
        "places-INITIAL_FORMS": 0,
        "availabilities-TOTAL_FORMS": len(rows),
        "availabilities-INITIAL_FORMS": 0,
    }
    for number, (location, starts, ends) in enumerate(rows):
        values = {
            "id": "",
            "practitioner": clinician.pk,
            "location": location.pk,
            "weekday": 0,
            "starts": f"{starts:%H:%M}",
            "ends": f"{ends:%H:%M}",
            "valid_from": "",
            "valid_until": "",
        }
        typed |= {
            f"availabilities-{number}-{name}": value for name, value in values.items()
        }
    return typed


@pytest.mark.parametrize(
    ("role", "places", "refusal"),
    [
        ("nurse", 3, []),
        ("clinician", 1, []),
        (
            "clinician",
            2,
            ["A clinician is with one patient at a time: keep one place."],
        ),
    ],
)
def test_a_nurse_has_several_places_and_a_clinician_one(
    browser_of, role, places, refusal
):
    person = clinician_at(LocationFactory())
    person.places.all().delete()
    typed = typed_hours(person) | {"role": role, "places-TOTAL_FORMS": places}
    for number in range(places):
        typed[f"places-{number}-id"] = ""
        typed[f"places-{number}-practitioner"] = person.pk
        typed[f"places-{number}-number"] = number + 1

    page = browser_of(administrator()).post(page_of(person), typed)

    if refusal:
        assert places_of(page).formset.non_form_errors() == refusal
    assert person.places.count() == (0 if refusal else places)


def test_a_nurse_who_becomes_a_clinician_keeps_one_place(browser_of):
    person = clinician_at(LocationFactory())
    person.role = "nurse"
    person.save()
    places = [person.places.get(), person.places.create(number=2)]
    client = browser_of(administrator())
    typed = typed_hours(person) | {
        "role": "clinician",
        "places-TOTAL_FORMS": 2,
        "places-INITIAL_FORMS": 2,
    }
    for number, place in enumerate(places):
        typed[f"places-{number}-id"] = place.pk
        typed[f"places-{number}-practitioner"] = person.pk
        typed[f"places-{number}-number"] = number + 1

    refused = client.post(page_of(person), typed)
    taken = client.post(page_of(person), typed | {"places-1-DELETE": "on"})

    assert len(places_of(refused).formset.non_form_errors()) == 1
    assert taken.status_code == 302
    person.refresh_from_db()
    assert (person.role, person.places.get().number) == ("clinician", 1)


def test_hours_on_the_page_of_a_person_are_where_the_page_says_they_work(browser_of):
    here, elsewhere = LocationFactory(), LocationFactory(name="Westlake")
    clinician = clinician_at(here)
    Availability.objects.all().delete()
    client = browser_of(administrator())
    row = (elsewhere, time(9), time(17))

    refused = client.post(page_of(clinician), typed_hours(clinician, row))
    taken = client.post(
        page_of(clinician), typed_hours(clinician, row, locations=[here, elsewhere])
    )

    assert hours_of(refused).formset.errors == [
        {"location": ["This person does not work at this location."]}
    ]
    assert taken.status_code == 302
    assert Availability.objects.get().location == elsewhere


def test_the_page_of_a_person_leaves_out_hours_that_have_passed(browser_of):
    clinician = clinician_at(LocationFactory())
    today = timezone.localdate()
    passed, last_day = Availability.objects.order_by("weekday")[:2]
    for hours, day in ((passed, today - timedelta(1)), (last_day, today)):
        hours.valid_until = day
        hours.save()

    page = browser_of(administrator()).get(page_of(clinician))

    shown = {form.instance for form in hours_of(page).formset.initial_forms}
    assert shown == {*Availability.objects.exclude(pk=passed.pk)}


def test_a_person_with_many_hours_is_saved(browser_of):
    clinician = clinician_at(LocationFactory())
    Availability.objects.all().delete()
    rows = [
        (clinician.locations.get(), time(hour, minute), time(hour, minute + 5))
        for hour in range(8, 20)
        for minute in range(0, 50, 10)
    ]

    saved = browser_of(administrator()).post(
        page_of(clinician), typed_hours(clinician, *rows)
    )

    assert saved.status_code == 302
    assert Availability.objects.count() == 60


def test_a_manager_sees_and_keeps_the_hours_of_their_own_location_only(browser_of):
    here, elsewhere = LocationFactory(), LocationFactory(name="Westlake")
    clinician = clinician_at(here)
    clinician.locations.add(elsewhere)
    Availability.objects.filter(weekday=6).update(location=elsewhere)

    page = browser_of(staff(Role.MANAGER, here)).get(
        f"/admin/clinic/practitioner/{clinician.pk}/change/"
    )

    formset = hours_of(page).formset
    assert {form.instance.location for form in formset.initial_forms} == {here}
    assert list(formset.empty_form.fields["location"].queryset) == [here]


def hours_of(page):
    return inline_of(page, Availability)


def places_of(page):
    return inline_of(page, PractitionerPlace)


def inline_of(page, model):
    [found] = [
        one
        for one in page.context["inline_admin_formsets"]
        if one.formset.model is model
    ]
    return found


def test_hours_end_after_they_start(browser_of):
    clinician = clinician_at(LocationFactory())
    client = browser_of(administrator())
    typed = {
        "practitioner": clinician.pk,
        "location": clinician.locations.get().pk,
        "weekday": 0,
        "starts": "17:00",
        "ends": "09:00",
        "valid_from": date(2030, 1, 2),
        "valid_until": date(2030, 1, 1),
    }

    said = errors_on(client.post(ADD_HOURS, typed))

    assert said == {
        "__all__": [
            "The end must be after the start.",
            "The last day must be after the first.",
        ]
    }


def typed_exception(clinician, starts="", ends="", **values):
    typed = {
        "practitioner": clinician.pk,
        "location": clinician.locations.get().pk,
        "day": "2030-12-24",
        "starts": starts,
        "ends": ends,
    }
    return typed | {key: getattr(value, "pk", value) for key, value in values.items()}


def test_a_manager_gives_a_day_other_hours_and_another_none(browser_of):
    location = LocationFactory()
    clinician = clinician_at(location)
    client = browser_of(staff(Role.MANAGER, location))

    client.post(ADD_EXCEPTION, typed_exception(clinician, "08:00", "10:00"))
    client.post(ADD_EXCEPTION, typed_exception(clinician, "14:00", "16:00"))
    client.post(ADD_EXCEPTION, typed_exception(clinician, day="2030-12-25"))

    assert [str(one) for one in AvailabilityException.objects.all()] == [
        "Amara Osei, MD: Dec. 24, 2030, 8:00 a.m. to 10:00 a.m.",
        "Amara Osei, MD: Dec. 24, 2030, 2:00 p.m. to 4:00 p.m.",
        "Amara Osei, MD: Dec. 25, 2030, away",
    ]
    listed = client.get("/admin/scheduling/availabilityexception/").text
    assert "3 exceptions for one day" in listed
    assert '<td class="field-starts nowrap">away</td>' in listed


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        ("10:00", "09:00", "The end must be after the start."),
        ("10:00", "10:00", "The end must be after the start."),
        ("10:00", "", "Enter both times, or none for a day away."),
        ("", "10:00", "Enter both times, or none for a day away."),
    ],
)
def test_hours_of_one_day_that_make_no_sense_get_a_sentence(
    browser_of, starts, ends, sentence
):
    clinician = clinician_at(LocationFactory())

    page = browser_of(administrator()).post(
        ADD_EXCEPTION, typed_exception(clinician, starts, ends)
    )

    assert errors_on(page) == {"__all__": [sentence]}
    assert not AvailabilityException.objects.exists()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(("", ""), ("09:00", "10:00"), id="away-then-hours"),
        pytest.param(("09:00", "10:00"), ("", ""), id="hours-then-away"),
    ],
)
def test_a_day_is_away_or_has_hours(browser_of, first, second):
    clinician = clinician_at(LocationFactory())
    client = browser_of(administrator())
    client.post(ADD_EXCEPTION, typed_exception(clinician, *first))

    page = client.post(ADD_EXCEPTION, typed_exception(clinician, *second))

    assert errors_on(page) == {
        "__all__": ["That day is away and has hours too: remove one of them."]
    }
    assert AvailabilityException.objects.count() == 1


def test_an_exception_is_for_a_location_where_the_person_works(browser_of):
    clinician = clinician_at(LocationFactory())
    elsewhere = LocationFactory(name="Westlake")

    page = browser_of(administrator()).post(
        ADD_EXCEPTION, typed_exception(clinician, location=elsewhere)
    )

    assert errors_on(page) == {
        "location": ["This person does not work at this location."]
    }


RULES = {
    "notice_hours": 48,
    "horizon_days": 30,
    "change_notice_hours": 12,
    "offer_minutes": 60,
}


def test_a_manager_keeps_the_booking_rules_of_their_own_location_only(browser_of):
    here, elsewhere = LocationFactory(), LocationFactory(name="Westlake")
    client = browser_of(staff(Role.MANAGER, here))

    refused = client.post(ADD_RULES, {"location": elsewhere.pk} | RULES)
    client.post(ADD_RULES, {"location": here.pk} | RULES)

    assert list(errors_on(refused)) == ["location"]
    rules = BookingRules.objects.get()
    assert (rules.location, rules.notice, rules.horizon, rules.change_notice) == (
        here,
        timedelta(hours=48),
        timedelta(days=30),
        timedelta(hours=12),
    )
    assert rules.time_to_answer == timedelta(hours=1)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"notice_hours": 337}, "Notice: enter 336 hours at most."),
        ({"horizon_days": 0}, "Horizon: enter 1 to 365 days."),
        ({"horizon_days": 366}, "Horizon: enter 1 to 365 days."),
        ({"change_notice_hours": 337}, "Notice of a change: enter 336 at most."),
        ({"offer_minutes": 14}, "Time to answer an offer: enter 15 to 480 minutes."),
        ({"offer_minutes": 481}, "Time to answer an offer: enter 15 to 480 minutes."),
        (
            {"horizon_days": 2, "notice_hours": 48},
            "The horizon must be beyond the notice.",
        ),
    ],
)
def test_booking_rules_out_of_range_get_a_sentence(browser_of, wrong, sentence):
    location = LocationFactory()

    page = browser_of(administrator()).post(
        ADD_RULES, {"location": location.pk} | RULES | wrong
    )

    assert sentence in errors_on(page)["__all__"]
    assert not BookingRules.objects.exists()


@pytest.mark.parametrize(
    "ends",
    [
        {"notice_hours": 336},
        {"horizon_days": 365},
        {"change_notice_hours": 336},
        {"offer_minutes": 15},
        {"offer_minutes": 480},
    ],
)
def test_booking_rules_reach_to_the_ends_of_their_ranges(browser_of, ends):
    location = LocationFactory()

    browser_of(administrator()).post(
        ADD_RULES, {"location": location.pk} | RULES | ends
    )

    assert BookingRules.objects.filter(**ends).exists()


def test_lists_of_rules_say_where_the_defaults_hold_and_what_they_are(browser_of):
    here, elsewhere = LocationFactory(), LocationFactory(name="Westlake")
    client = browser_of(administrator())
    lists = [f"/admin/scheduling/{name}/" for name in RULES_LISTS]

    nowhere = [client.get(path).text for path in lists]
    BookingRules.objects.create(location=here)
    one = client.get(lists[0]).text
    BookingRules.objects.create(location=elsewhere)
    everywhere = client.get(lists[0]).text

    for text in nowhere:
        assert "these hold. Now that is Downtown and Westlake." in text
    assert "<dt>Notice</dt>\n          <dd>24<br>" in nowhere[0]
    assert "<dt>Horizon</dt>\n          <dd>60<br>" in nowhere[0]
    assert "<dt>Infusions</dt>\n          <dd>6<br>" in nowhere[1]
    assert "Eat no solid food" in nowhere[2]
    assert "these hold. Now that is Westlake." in one
    assert "these hold. Now each has its own." in everywhere


def test_times_in_lists_are_told_as_on_the_pages(browser_of):
    here = clinic_with("amara")
    appointment = booked(ready(here))
    Closure.objects.create(
        location=here,
        starts_at=datetime(2030, 12, 24, 19, 30, tzinfo=UTC),
        ends_at=datetime(2030, 12, 25, 5, tzinfo=UTC),
    )
    client = browser_of(administrator())
    desk = browser_of(staff(Role.FRONT_DESK, here))

    closures = client.get("/admin/scheduling/closure/").text
    appointments = desk.get("/admin/scheduling/appointment/").text

    assert "Tue, Dec. 24, 2030, 2:30 p.m. EST" in closures
    assert "Wed, Dec. 25, 2030, 12:00 a.m. EST" in closures
    assert appointment.starts_at.astimezone(here.zone).strftime("%Y, 9:00 a.m. ") in (
        appointments
    )


@pytest.mark.parametrize("page", ["location", "practitioner"])
def test_every_field_of_a_row_in_a_table_has_a_name_of_its_own(browser_of, page):
    here = clinic_with("amara")
    row = here if page == "location" else here.practitioners.get()

    text = (
        browser_of(administrator()).get(f"/admin/clinic/{page}/{row.pk}/change/").text
    )

    controls = re.findall(r"<(?:input|select|textarea)\s[^>]*>", text)
    in_rows = [
        control
        for control in controls
        if re.search(r'name="\w+-(\d+|__prefix__)-', control)
        and 'type="hidden"' not in control
    ]
    assert in_rows
    assert [each for each in in_rows if "aria-label" not in each] == []


def test_locations_are_ticked_without_a_script(browser_of):
    here, elsewhere = clinic_with("amara"), LocationFactory(name="Westlake")
    person = here.practitioners.get()

    text = (
        browser_of(administrator())
        .get(f"/admin/clinic/practitioner/{person.pk}/change/")
        .text
    )

    ticked = re.findall(r'type="checkbox" name="locations" value="(.*?)"(.*?)>', text)
    assert {value: "checked" in rest for value, rest in ticked} == {
        str(here.pk): True,
        str(elsewhere.pk): False,
    }


def test_the_hours_of_the_week_are_called_one_thing(browser_of):
    page = browser_of(administrator()).get("/admin/")

    assert "Weekly hours" in page.text
    assert "Availabilit" not in page.text


@pytest.mark.parametrize("prefix", ["", "urn_3Auuid_3A"])
def test_an_appointment_is_recorded_however_its_address_is_written(browser_of, prefix):
    appointment = booked(ready(clinic_with("amara")))
    desk = staff(Role.FRONT_DESK, appointment.location)
    address = f"/admin/scheduling/appointment/{prefix}{appointment.pk}/change/"

    page = browser_of(desk).get(address)

    assert page.status_code == 200
    with as_owner():
        seen = AccessEvent.objects.filter(actor_id=str(desk.pk), action="view")
        assert {tuple(event.object_ids) for event in seen} == {
            (appointment.pk,),
            (appointment.patient_id,),
        }
        assert {event.outcome for event in seen} == {"ok"}


def test_an_appointment_is_called_by_its_kind_and_time_and_nobody_s_name(browser_of):
    here = clinic_with("amara")
    visit = booked(ready(here))
    page = f"/admin/scheduling/appointment/{visit.pk}/"
    named = f"Consultation, {told_in(here.zone, visit.starts_at)}"
    client = browser_of(staff(Role.FRONT_DESK, here))

    titles = [title_of(client.get(f"{page}{name}/")) for name in ("change", "history")]
    texts = [
        client.get(f"{page}{name}/").text for name in ("change", "history", "cancel")
    ]

    assert titles == [
        f"{named} | Appointment | Harbor Clinic",
        f"History: {named} | Harbor Clinic",
    ]
    assert [str(visit.pk)[:8] in shown_in(text) for text in texts] == [False] * 3
    assert "Back to the list" in texts[0]
    assert ">Close<" not in texts[0]


def test_who_waits_is_called_by_what_for_and_since_when(browser_of):
    here = clinic_with("amara")
    entry = services.join_waitlist(ready(here))
    page = f"/admin/scheduling/waitlistentry/{entry.pk}/"
    named = f"Consultation, waiting since {told_in(here.zone, entry.joined_at)}"
    client = browser_of(staff(Role.FRONT_DESK, here))

    shown = client.get(f"{page}change/")

    assert title_of(shown) == f"{named} | Waitlist entry | Harbor Clinic"
    for text in (shown.text, client.get(f"{page}close/").text):
        assert named in text
        assert str(entry.pk)[:8] not in shown_in(text)


@pytest.mark.parametrize(
    ("model", "title"),
    [
        ("scheduling/bookingrules", "Booking rules"),
        ("scheduling/closure", "Closures"),
        ("scheduling/appointment", "Appointments"),
        ("clinic/location", "Locations"),
    ],
)
def test_a_list_is_called_by_what_is_in_it(browser_of, model, title):
    client = browser_of(staff(Role.MANAGER, LocationFactory()))

    assert title_of(client.get(f"/admin/{model}/")) == f"{title} | Harbor Clinic"


def title_of(page):
    [title] = re.findall(r"<title>(.*?)</title>", page.text, re.DOTALL)
    return title.strip()


def shown_in(text):
    """Return what is read on a page: no addresses."""
    return re.sub(r"<[^>]+>", " ", text)
