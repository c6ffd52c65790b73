"""The people of these tests, and pages for them to open."""

from datetime import timedelta
from uuid import uuid4

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone

from clinic import urls
from clinic.access.decorators import patient_page
from clinic.access.links import link_for
from clinic.access.models import LinkPurpose, PatientLink
from clinic.models import Location, StaffMembership, User
from clinic.sealed.indexes import blind_index, email_key
from tests.clinic import patients
from tests.clinic.patients import EMAIL

PASSWORD = "correct horse battery staple"


def make_location(name="Downtown"):
    return Location.objects.create(
        name=name,
        slug=name.lower(),
        address="1 Main Street",
        phone="+1 555-010-0100",
        time_zone="America/New_York",
    )


def make_user(username="sam", *, roles=(), location=None, **fields):
    user = User.objects.create_user(username, password=PASSWORD, **fields)
    for role in roles:
        StaffMembership.objects.create(user=user, location=location, role=role)
    return user


def make_patient(email=EMAIL, **values):
    """Return a patient who can be found by the email address."""
    index = blind_index("patient.email", email_key(email))
    return patients.make_patient(email=email, email_index=index, **values)


def make_path(patient, purpose=LinkPurpose.QUESTIONNAIRE, about=None, **life):
    """Return the path of a new link; what it is about is the patient unless given."""
    expires_at = timezone.now() + timedelta(**life or {"days": 7})
    address = link_for(patient, purpose, about or patient, expires_at=expires_at)
    return address.removeprefix("http://localhost")


def the_link():
    return PatientLink.objects.get()


def typed(born_on):
    """Return what a browser sends for a date of birth."""
    return {
        "born_on_month": born_on.month,
        "born_on_day": born_on.day,
        "born_on_year": born_on.year,
    }


def come_in(client, patient, **link):
    """Open a link of the patient's and confirm it, as the patient does."""
    client.post(make_path(patient, **link))
    return client.post(reverse("access:confirm"), typed(patient.born_on))


@patient_page(LinkPurpose.QUESTIONNAIRE)
def answers_page(request):
    return HttpResponse(f"answers of {request.actor.patient_id}")


@patient_page(LinkPurpose.APPOINTMENT)
def visit_page(request):
    return HttpResponse(f"visit {request.actor.object_id}")


def staff_page(request):
    return HttpResponse(f"staff {request.actor.username}")


urlpatterns = [
    path("test-answers/", answers_page, name="test-answers"),
    path("test-visit/", visit_page, name="test-visit"),
    path("test-staff/", staff_page, name="test-staff"),
    *urls.urlpatterns,
]

ANSWERS = "/test-answers/"
VISIT = "/test-visit/"
STAFF = "/test-staff/"


def unknown_path():
    return reverse("access:enter", args=[uuid4().hex])
