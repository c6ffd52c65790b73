"""The demo clinic: everything can be booked, and there is something on every page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.access.roles import Role
from clinic.models import Location, StaffMembership
from clinic.outbox.models import Message, MessageStatus
from clinic.outbox.services import drain
from intake.models import ConsultationRequest, RequestStatus, StaffAlert
from intake.services import review_queue
from scheduling import demo, services
from scheduling.models import Appointment, Course, Service, ServiceKind, WaitlistEntry
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


def test_patients_of_the_demo_are_found_at_every_step():
    demo.seed()

    requests = ConsultationRequest.objects.select_related("patient")
    status = {each.patient.name: each.status for each in requests}
    clinician = StaffMembership.objects.filter(role=Role.CLINICIAN).first().user
    [alert] = StaffAlert.objects.all()

    assert status == {
        "Jordan Lee": RequestStatus.NEW,
        "Maria García": RequestStatus.NEW,
        "Lee O’Brien": RequestStatus.NEW,
        "Priya Nair": RequestStatus.ANSWERED,
        "Thomas Becker": RequestStatus.ANSWERED,
        "Grace Kim": RequestStatus.ANSWERED,
        "Ana Silva": RequestStatus.SCHEDULED,
        "Walter Jensen": RequestStatus.SCHEDULED,
    }
    assert alert.consultation_request.patient.name == "Thomas Becker"
    assert [each.patient.name for each in review_queue(clinician)] == [
        "Thomas Becker",
        "Priya Nair",
        "Grace Kim",
    ]
    assert WaitlistEntry.objects.get().appointment.patient.name == "Ana Silva"
    assert Course.objects.get().patient.name == "Walter Jensen"
    assert Appointment.objects.count() == 1 + 1 + 6


def test_every_mail_of_the_demo_can_be_sent(mailbox):
    demo.seed()
    drain()

    assert not Message.objects.filter(status=MessageStatus.DEAD).exists()
    assert Message.objects.filter(status=MessageStatus.SENT).exists()
