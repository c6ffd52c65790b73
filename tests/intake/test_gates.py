"""What stands before an infusion: nothing but two signatures opens the way."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from clinic.audit.recording import acting_as
from intake import services
from intake.consents import Words
from intake.models import ConsultationRequest, Decision, Policy, RequestStatus
from intake.services import Missing, infusion_gate
from tests.factories import ConsultationRequestFactory
from tests.intake.events import fields_seen
from tests.scheduling.stories import (
    TEN,
    admitted,
    all_at_once,
    approved,
    booked,
    clinic_with,
    decide,
    ready,
    reviewer_of,
    seen,
    sign,
)
from tests.stories import answered, send_again, sign_treatment

pytestmark = pytest.mark.django_db

NEW = Words("Your treatment", "It goes another way now.")
OTHERS = [Decision.NOT_SUITABLE, Decision.MORE_INFORMATION]


@pytest.fixture
def here():
    return clinic_with("amara")


def now_missing(consultation_request):
    return infusion_gate(consultation_request, timezone.now())


def test_two_signatures_open_the_way(here):
    assert now_missing(admitted(here)) == set()


@pytest.mark.parametrize("status", RequestStatus)
def test_no_status_opens_the_way(status):
    consultation_request = ConsultationRequestFactory(status=status)

    assert now_missing(consultation_request) == {Missing.REVIEW, Missing.CONSENT}


def test_a_decision_on_the_answers_is_none_after_the_consultation(here):
    assert now_missing(ready(here)) == {Missing.REVIEW, Missing.CONSENT}


def test_a_booked_consultation_opens_nothing(here):
    assert now_missing(seen(here)) == {Missing.REVIEW, Missing.CONSENT}


def test_a_decision_alone_opens_nothing(here):
    assert now_missing(approved(here)) == {Missing.CONSENT}


@pytest.mark.parametrize("decision", OTHERS)
def test_only_suitable_opens_the_way(here, decision):
    consultation_request = seen(here)

    decide(consultation_request, decision)

    assert now_missing(consultation_request) == {Missing.REVIEW, Missing.CONSENT}


@pytest.mark.parametrize("decision", OTHERS)
def test_a_later_decision_closes_the_way_and_opens_it_again(here, decision):
    consultation_request = admitted(here)

    decide(consultation_request, decision)
    assert now_missing(consultation_request) == {Missing.REVIEW}

    decide(consultation_request, Decision.SUITABLE)
    assert now_missing(consultation_request) == set()


def test_a_later_decision_on_the_answers_closes_the_way_until_it_is_suitable(here):
    consultation_request = admitted(here)

    sign(consultation_request, Decision.MORE_INFORMATION)
    assert now_missing(consultation_request) == {Missing.REVIEW}
    send_again(consultation_request)
    assert now_missing(consultation_request) == {Missing.REVIEW}

    services.sign_review(
        services.latest_assessment(consultation_request),
        Decision.SUITABLE,
        reason="Clear now",
        actor=reviewer_of(here),
    )
    assert now_missing(consultation_request) == set()


def test_a_decision_is_too_old_when_the_infusion_begins(here):
    consultation_request = admitted(here)
    signed_at = consultation_request.reviews.latest("signed_at").signed_at
    days = Policy.objects.effective().numbers.review_valid_days
    too_late = signed_at + timedelta(days=days)

    assert days == 90
    assert infusion_gate(consultation_request, too_late) == {Missing.REVIEW_TOO_OLD}
    just_before = too_late - timedelta(seconds=1)
    assert infusion_gate(consultation_request, just_before) == set()


def test_how_old_is_too_old_is_what_clinicians_have_signed(here, manager, clinician):
    consultation_request = admitted(here)
    in_two_months = timezone.now() + timedelta(days=60)
    draft = services.draft_policy(
        {"review_valid_days": 30},
        actor=manager,
        seen=services.open_policy().edition,
    )

    assert infusion_gate(consultation_request, in_two_months) == set()
    services.sign_policy(
        draft, draft.numbers.as_values(), actor=clinician, seen=draft.edition
    )
    assert infusion_gate(consultation_request, in_two_months) == {
        Missing.REVIEW_TOO_OLD
    }


def test_a_changed_text_closes_the_way_until_it_is_signed(here):
    consultation_request = admitted(here)

    services.publish_consent("treatment", NEW)
    assert now_missing(consultation_request) == {Missing.CONSENT}

    sign_treatment(consultation_request)
    assert now_missing(consultation_request) == set()


def test_a_consent_counts_for_the_request_it_was_signed_for(here):
    earlier = admitted(here)

    later = answered(location=here, patient=earlier.patient)
    sign(later, Decision.SUITABLE)
    booked(later, TEN)
    decide(later, Decision.SUITABLE)

    assert now_missing(later) == {Missing.CONSENT}
    sign_treatment(later)
    assert now_missing(later) == set()


def test_the_other_texts_open_nothing(here):
    consultation_request = approved(here)

    signed = consultation_request.consents.values_list("text__kind", flat=True)

    assert set(signed) == {"privacy", "contact"}
    assert now_missing(consultation_request) == {Missing.CONSENT}


def test_treatment_is_not_signed_before_a_decision_opens_the_way(here):
    consultation_request = seen(here)

    with pytest.raises(services.NotNow):
        sign_treatment(consultation_request)

    assert not consultation_request.consents.filter(text__kind="treatment").exists()


@pytest.mark.parametrize("decision", OTHERS)
def test_treatment_is_not_signed_once_the_decision_is_taken_back(here, decision):
    consultation_request = approved(here)
    decide(consultation_request, decision)

    with pytest.raises(services.NotNow):
        sign_treatment(consultation_request)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "verb",
    [
        lambda request: decide(request, Decision.NOT_SUITABLE),
        lambda request: sign(request, Decision.NOT_SUITABLE),
        sign_treatment,
    ],
    ids=["after-the-consultation", "on-the-answers", "consent"],
)
def test_nothing_is_signed_while_somebody_books(here, verb):
    consultation_request = approved(here)

    def sign_without_waiting():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        return verb(consultation_request)

    with transaction.atomic():
        booking = ConsultationRequest.objects.select_for_update(no_key=True)
        before = now_missing(booking.get())
        [refused] = all_at_once(sign_without_waiting)

        assert before == now_missing(consultation_request) == {Missing.CONSENT}
    assert refused.__cause__.pgcode == "55P03"


def test_the_look_at_the_decision_is_recorded(here, clinician):
    consultation_request = admitted(here)

    with acting_as(clinician):
        now_missing(consultation_request)

    review = consultation_request.reviews.get(stage="consultation")
    assert fields_seen(review, clinician) == {"decision"}
