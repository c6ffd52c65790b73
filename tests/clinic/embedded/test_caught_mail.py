import pytest
from django.urls import reverse

from clinic.outbox.services import drain, tell
from tests.factories import ConsultationRequestFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_caught_mail_shows_what_a_patient_got(client, mailbox, settings):
    settings.MAIL_DIR = str(mailbox.maildir._path)
    consultation_request = ConsultationRequestFactory()
    tell("request-received", consultation_request, to=consultation_request.patient)
    drain()

    page = client.get(reverse("caught-mail")).content.decode()

    assert "We got your request" in page
    assert consultation_request.reference in page


def test_caught_mail_is_not_there_without_the_mail_catcher(client, settings):
    settings.MAIL_DIR = ""

    assert client.get(reverse("caught-mail")).status_code == 404
