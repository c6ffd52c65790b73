"""The demo clinic: every service can be booked at every location."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.models import Location
from scheduling import demo, services
from scheduling.models import Service, ServiceKind
from scheduling.readiness import missing_of_service
from tests.factories import PatientFactory

pytestmark = pytest.mark.django_db


def test_the_demo_clinic_offers_times_of_every_service_at_every_location():
    demo.seed()
    demo.seed()

    offered = Service.objects.all()

    assert {service.kind for service in offered} == set(ServiceKind)
    assert [missing_of_service(service) for service in offered] == [[], [], [], []]
    for service in offered:
        for location in Location.objects.all():
            [where, slot] = services.earliest_slot(
                service, [location], PatientFactory.build()
            )
            assert where == location
            assert slot.starts_at < timezone.now() + timedelta(days=6)


def test_an_infusion_begins_with_the_clinician_and_is_watched_by_the_nurse():
    demo.seed()

    phases = Service.objects.get(kind=ServiceKind.INFUSION).phases.values_list(
        "minutes", "practitioner_role", "room_kind"
    )

    assert list(phases) == [
        (10, "clinician", "infusion_chair"),
        (50, "nurse", "infusion_chair"),
        (30, "nurse", "infusion_chair"),
    ]
