import pytest
from django.db import connection
from django.template import Context, Template

from clinic.audit.models import AccessEvent
from clinic.models import Patient
from clinic.sealed.display import shown
from tests.clinic.patients import EMAIL, NAME, fresh, make_patient
from tests.owner import as_owner

pytestmark = pytest.mark.django_db

SENTENCE = "[unreadable: tell the administrator]"


@pytest.fixture
def broken():
    patient = make_patient()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clinic_patient SET name = 'x'")
    return fresh(patient)


def test_shown_gives_the_value():
    assert shown(fresh(make_patient()), "name") == NAME


def test_shown_gives_a_sentence_for_what_does_not_open(broken):
    assert shown(broken, "name") == SENTENCE


def test_shown_records_what_does_not_open(broken):
    shown(broken, "name")

    with as_owner():
        [event] = AccessEvent.objects.all()
    assert (event.action, event.outcome) == ("decrypt-fail", "refused")
    assert (event.object_type, event.object_ids) == ("clinic.patient", [broken.pk])
    assert event.fields == ["name"]


def test_template_filter_keeps_a_list_alive(broken):
    make_patient()
    template = Template(
        "{% load sealed %}{% for p in patients %}{{ p|shown:'name' }} {{ p.email }};"
        "{% endfor %}"
    )

    page = template.render(
        Context({"patients": Patient.objects.order_by("created_at")})
    )

    assert page == f"{SENTENCE} {EMAIL};{NAME} {EMAIL};"
