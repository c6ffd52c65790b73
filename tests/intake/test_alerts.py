"""An urgent answer reaches a person: raised on save, told on, taken, resolved."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from clinic.access.roles import Role
from clinic.outbox.models import Message
from clinic.outbox.services import drain
from intake import services
from intake.models import (
    Assessment,
    RequestEventKind,
    RequestStatus,
    StaffAlert,
)
from tests.clinic.outbox.threads import at_once
from tests.factories import staff
from tests.intake.eligibility.patients import SEVERAL_DAYS, healthy_but
from tests.stories import draft_of, invited

pytestmark = pytest.mark.django_db

ITEM_9 = ("mood/phq9-9", {"phq9-9": [SEVERAL_DAYS]})
ATTEMPT = ("safety/asq-4", {"asq-4": ["yes"]})
OUTCOME = "Reached at home. Canary: safe with a sister"
BANNER = "An urgent intake needs review at Downtown"


def raised(location, page=ITEM_9):
    """Let a patient save one urgent page and leave; return the alert."""
    consultation_request = invited(location=location)
    services.save_page(draft_of(consultation_request), *page)
    return consultation_request.alerts.get()


def fresh(alert):
    return StaffAlert.objects.get(pk=alert.pk)


def told():
    return list(
        Message.objects.filter(kind="staff-alert")
        .order_by("created_at")
        .values_list("recipient_type", "recipient_id")
    )


def mails_to(address):
    return [message for message in mail.outbox if message.to == [address]]


def run_out_of_time(alert):
    alert = fresh(alert)
    alert.tell_next_at = timezone.now() - timedelta(seconds=1)
    alert.save()


@pytest.mark.parametrize(
    ("page", "answers", "reasons"),
    [
        pytest.param(*ITEM_9, ["SUI_PHQ9_ITEM9", "crisis"], id="item-9"),
        pytest.param(
            "mood/phq9-9",
            {"phq9-9": ["declined"]},
            ["SUI_PHQ9_ITEM9", "crisis"],
            id="item-9-declined",
        ),
        pytest.param(
            "safety/asq-1", {"asq-1": ["yes"]}, ["SUI_ASQ_POS", "crisis"], id="asq-1"
        ),
        pytest.param(*ATTEMPT, ["SUI_PAST_ATTEMPT", "crisis"], id="asq-4"),
    ],
)
def test_an_urgent_answer_alerts_when_its_page_is_saved(here, page, answers, reasons):
    alert = raised(here, (page, answers))

    assert alert.reasons == reasons
    assert alert.assessment.is_provisional
    assert alert.consultation_request.events.last().kind == RequestEventKind.ALERTED
    assert told() == [("contact", here.urgent_contacts.get().pk)]


def test_a_blood_pressure_emergency_alerts(here):
    draft = draft_of(invited(location=here))
    draft.answers = healthy_but(bp_systolic=190)
    draft.save()

    services.save_page(draft, "heart/bp-symptoms", {"bp-symptoms": ["unsure"]})

    assert "emergency" in StaffAlert.objects.get().reasons


def test_an_answer_that_worries_nobody_alerts_nobody(here):
    services.save_page(
        draft_of(invited(location=here)), "mood/phq9-9", {"phq9-9": ["LA6568-5"]}
    )

    assert not StaffAlert.objects.exists()
    assert not Assessment.objects.exists()


def test_a_second_reason_joins_the_standing_alert_and_nobody_is_told_again(here):
    alert = raised(here)

    services.save_page(alert.assessment.response, *ATTEMPT)

    assert fresh(alert).reasons == ["SUI_PAST_ATTEMPT", "SUI_PHQ9_ITEM9", "crisis"]
    assert len(told()) == 1


def test_a_reason_alerts_once_also_when_saved_again_after_it_is_resolved(here, desk):
    alert = raised(here)
    services.acknowledge_alert(alert, actor=desk)
    services.resolve_alert(alert, actor=desk, outcome=OUTCOME)

    services.save_page(alert.assessment.response, *ITEM_9)

    assert StaffAlert.objects.count() == 1


def test_a_new_reason_after_somebody_took_the_first_raises_a_new_alert(here, desk):
    alert = raised(here)
    services.acknowledge_alert(alert, actor=desk)

    services.save_page(alert.assessment.response, *ATTEMPT)

    assert StaffAlert.objects.standing().get() != alert
    assert fresh(alert).acknowledged_by == desk


def test_an_answer_taken_back_leaves_the_alert_standing(here):
    alert = raised(here)

    services.save_page(alert.assessment.response, "mood/phq9-9", {})

    assert list(StaffAlert.objects.standing()) == [alert]


def test_a_closed_request_alerts_as_well(here, desk):
    consultation_request = invited(location=here)
    services.close_request(consultation_request, actor=desk, reason="x", version=2)

    services.save_page(draft_of(consultation_request), *ITEM_9)

    alert = StaffAlert.objects.standing().get()
    assert alert.consultation_request.status == RequestStatus.CLOSED
    assert list(services.review_queue(staff(Role.CLINICIAN, here))) == [
        consultation_request
    ]


def test_escalate_tells_the_next_contact_when_the_first_let_the_time_pass(here):
    second = here.urgent_contacts.create(
        position=2, name="Second", email="second@harbor.example", minutes_until_next=5
    )
    first = here.urgent_contacts.get(position=1)
    alert = raised(here)

    assert services.escalate_alerts() == 0
    run_out_of_time(alert)
    assert services.escalate_alerts() == 1

    assert told() == [("contact", first.pk), ("contact", second.pk)]
    waits = fresh(alert).tell_next_at - timezone.now()
    assert timedelta(minutes=4) < waits <= timedelta(minutes=5)


def test_escalate_tells_the_managers_of_the_location_in_the_end(
    here, elsewhere, manager
):
    staff(Role.MANAGER, elsewhere, "mel")
    alert = raised(here)
    run_out_of_time(alert)

    services.escalate_alerts()

    assert told()[1:] == [("user", manager.pk)]
    assert fresh(alert).tell_next_at is None
    assert services.escalate_alerts() == 0


def test_escalate_tells_nobody_after_somebody_took_it(here, desk, manager):
    alert = raised(here)
    services.acknowledge_alert(alert, actor=desk)

    assert services.escalate_alerts() == 0
    assert len(told()) == 1


@pytest.mark.django_db(transaction=True)
def test_escalate_tells_each_person_once_from_five_workers(here, manager):
    alert = raised(here)
    run_out_of_time(alert)

    assert sum(at_once(5, services.escalate_alerts)) == 1
    assert len(told()) == 2


def test_the_mail_of_an_alert_has_no_clinical_word(here):
    alert = raised(here)

    drain()

    [message] = mails_to("on-call@harbor.example")
    link = f"http://localhost{reverse('intake:alert', args=[alert.pk])}"
    assert message.subject == "An urgent intake needs review"
    assert message.body.split("\n\n")[:4] == [
        "Hello,",
        "Please look at it now and say that you have it.",
        "If nobody does, the next person on the list is told.",
        f"Open the alert:\n{link}",
    ]


def test_the_mail_of_an_alert_is_not_sent_once_somebody_has_it(here, desk):
    services.acknowledge_alert(raised(here), actor=desk)

    drain()

    assert mails_to("on-call@harbor.example") == []


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_one_takes_the_alert(here, desk, manager):
    alert = raised(here)
    people = iter([desk, manager])

    def take():
        actor = next(people)
        try:
            services.acknowledge_alert(alert, actor=actor)
        except services.AlreadyAcknowledged as refusal:
            return refusal.by
        return actor

    taken = set(at_once(2, take))

    assert taken == {fresh(alert).acknowledged_by}


def test_acknowledge_twice_by_the_same_person_is_once(here, desk):
    alert = raised(here)

    services.acknowledge_alert(alert, actor=desk)
    services.acknowledge_alert(alert, actor=desk)

    kinds = [event.kind for event in alert.consultation_request.events.all()]
    assert kinds.count(RequestEventKind.ACKNOWLEDGED) == 1


def test_resolve_refuses_what_nobody_took(here, desk):
    alert = raised(here)

    with pytest.raises(services.NotAcknowledged):
        services.resolve_alert(alert, actor=desk, outcome=OUTCOME)

    assert fresh(alert).outcome is None


def staff_pages(consultation_request):
    return [
        reverse("admin:index"),
        reverse("admin:app_list", args=["intake"]),
        reverse("admin:intake_consultationrequest_changelist"),
        reverse(
            "admin:intake_consultationrequest_change", args=[consultation_request.pk]
        ),
        reverse("admin:scheduling_appointment_changelist"),
        reverse("intake:review-list"),
        reverse("intake:review-detail", args=[consultation_request.pk]),
        reverse("account_change_password"),
    ]


def test_the_banner_stands_on_every_staff_page_of_the_location(
    here, clinician, browser_of
):
    alert = raised(here)
    browser = browser_of(clinician)

    pages = staff_pages(alert.consultation_request)

    assert [page for page in pages if BANNER not in browser.get(page).text] == []


def test_the_banner_goes_when_somebody_takes_it(here, clinician, desk, browser_of):
    alert = raised(here)
    services.acknowledge_alert(alert, actor=desk)
    browser = browser_of(clinician)

    pages = staff_pages(alert.consultation_request)

    assert [page for page in pages if BANNER in browser.get(page).text] == []


def test_the_banner_is_not_for_staff_of_another_location(here, stranger, browser_of):
    raised(here)

    assert BANNER not in browser_of(stranger).get(reverse("admin:index")).text


def test_alert_page_is_for_staff_of_the_location_only(here, desk, stranger, browser_of):
    alert = raised(here)
    path = reverse("intake:alert", args=[alert.pk])

    assert browser_of(desk).get(path).status_code == 200
    assert browser_of(stranger).get(path).status_code == 404
    assert browser_of(alert.consultation_request).get(path).status_code == 302


def test_alert_page_tells_the_second_person_who_has_it(
    here, desk, clinician, browser_of
):
    alert = raised(here)
    path = reverse("intake:alert", args=[alert.pk])
    browser_of(desk).post(path, {"acknowledge": "yes"})

    page = browser_of(clinician).post(path, {"acknowledge": "yes"}, follow=True)

    assert f"{desk} has taken it already." in page.text
    assert fresh(alert).acknowledged_by == desk


def test_alert_page_keeps_the_text_of_who_resolves_it_second(
    here, desk, clinician, browser_of
):
    alert = raised(here)
    path = reverse("intake:alert", args=[alert.pk])
    services.acknowledge_alert(alert, actor=desk)
    services.resolve_alert(alert, actor=clinician, outcome=OUTCOME)

    page = browser_of(desk).post(path, {"outcome": "I called too"})

    assert f"{clinician} has resolved it already." in page.text
    assert "I called too</textarea>" in page.text
    assert fresh(alert).outcome == OUTCOME


def test_alert_page_asks_what_was_done(here, desk, browser_of):
    alert = raised(here)
    services.acknowledge_alert(alert, actor=desk)
    path = reverse("intake:alert", args=[alert.pk])

    page = browser_of(desk).post(path, {"outcome": ""})

    assert "Enter what was done" in page.text
    assert fresh(alert).resolved_at is None


def test_alert_page_shows_the_outcome_to_clinicians_only(
    here, desk, clinician, browser_of
):
    alert = raised(here)
    services.acknowledge_alert(alert, actor=desk)
    services.resolve_alert(alert, actor=clinician, outcome=OUTCOME)
    path = reverse("intake:alert", args=[alert.pk])

    assert OUTCOME in browser_of(clinician).get(path).text
    assert OUTCOME not in browser_of(desk).get(path).text
