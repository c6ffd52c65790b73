"""An urgent answer reaches a person: raised on save, told on, taken, resolved."""

from datetime import timedelta
from functools import partial

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
    Decision,
    RequestEventKind,
    RequestStatus,
    StaffAlert,
)
from tests.clinic.outbox.threads import at_once
from tests.factories import staff
from tests.intake.eligibility.patients import SEVERAL_DAYS, healthy_but
from tests.intake.events import fields_seen
from tests.stories import answered, draft_of, invited, resolution, send_again

pytestmark = pytest.mark.django_db

ITEM_9 = ("mood/phq9-9", {"phq9-9": [SEVERAL_DAYS]})
ATTEMPT = ("safety/asq-4", {"asq-4": ["yes"]})
ATTEMPTED = (
    "Lifetime suicide attempt reported (when not stated). ASQ counts this as a "
    "positive screen: brief suicide safety assessment before booking."
)
ASQ_1 = ("safety/asq-1", {"asq-1": ["yes"]})
ASQ_2 = ("safety/asq-2", {"asq-2": ["yes"]})
NOTE = "Reached at home. Canary: safe with a sister"
ENDING = resolution(NOTE)
TYPED = {"contacts": ["patient"], "outcome": "safe", "note": NOTE}
BANNER = "An urgent intake needs review at Downtown"


def item_9(value):
    return (
        f"PHQ-9 item 9 = {value}. Same-day safety contact; do not rely on the total "
        "score."
    )


def asked_item_9(answer):
    return (
        "Thoughts that you would be better off dead or of hurting yourself in some "
        f"way – {answer}"
    )


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
        pytest.param(*ITEM_9, [item_9(1), asked_item_9("Several days")], id="item-9"),
        pytest.param(
            "mood/phq9-9",
            {"phq9-9": ["declined"]},
            [item_9("declined"), asked_item_9("I'd rather not answer")],
            id="item-9-declined",
        ),
        pytest.param(
            *ASQ_1,
            [
                "ASQ positive on a recent-thoughts item (1-3). Same-day brief suicide "
                "safety assessment needed.",
                "In the past few weeks, have you wished you were dead? – Yes",
            ],
            id="asq-1",
        ),
        pytest.param(
            *ATTEMPT,
            [ATTEMPTED, "Have you ever tried to kill yourself? – Yes"],
            id="asq-4",
        ),
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

    flag, asked = StaffAlert.objects.get().reasons
    assert "BP 190/74 (>=180 or >=120) and NOT SURE about symptoms" in flag
    assert asked.endswith("speaking? – I'm not sure")


def test_a_very_high_reading_alerts_also_who_stops_before_the_symptoms(here):
    draft = draft_of(invited(location=here))
    draft.answers = {"bp-known": ["yes"]}
    draft.save()

    services.save_page(draft, "heart/bp", {"bp-systolic": [190], "bp-diastolic": [100]})

    [reason] = StaffAlert.objects.get().reasons
    assert "NO ANSWER about symptoms" in reason


def test_an_answer_that_worries_nobody_alerts_nobody(here):
    services.save_page(
        draft_of(invited(location=here)), "mood/phq9-9", {"phq9-9": ["LA6568-5"]}
    )

    assert not StaffAlert.objects.exists()
    assert not Assessment.objects.exists()


def test_a_new_flag_joins_the_standing_alert_and_who_was_told_is_told_again(here):
    alert = raised(here)
    waits_until = alert.tell_next_at

    services.save_page(alert.assessment.response, *ATTEMPT)

    assert fresh(alert).reasons == [
        item_9(1),
        ATTEMPTED,
        asked_item_9("Several days"),
        "Have you ever tried to kill yourself? – Yes",
    ]
    assert told() == [("contact", here.urgent_contacts.get().pk)] * 2
    assert fresh(alert).tell_next_at == waits_until


def test_an_answer_of_the_same_flag_joins_the_alert_and_nobody_is_told_again(here):
    alert = raised(here, ASQ_1)

    services.save_page(alert.assessment.response, *ASQ_2)

    assert len(fresh(alert).reasons) == 3
    assert len(told()) == 1


def test_a_graver_answer_after_everybody_was_told_tells_everybody_again(here, manager):
    contact = ("contact", here.urgent_contacts.get().pk)
    alert = raised(here)
    run_out_of_time(alert)
    services.escalate_alerts()

    services.save_page(
        alert.assessment.response, "mood/phq9-9", {"phq9-9": ["LA6571-9"]}
    )

    assert told() == [contact, ("user", manager.pk)] * 2
    assert item_9(3) in fresh(alert).reasons


@pytest.mark.parametrize(
    "worse",
    [
        pytest.param([("mood/phq9-9", {"phq9-9": ["LA6571-9"]})], id="graver"),
        pytest.param([("mood/phq9-9", {"phq9-9": ["LA6568-5"]}), ITEM_9], id="again"),
        pytest.param([ASQ_1], id="another"),
    ],
)
@pytest.mark.parametrize("is_resolved", [False, True], ids=["taken", "resolved"])
def test_a_worse_answer_alerts_anew_once_somebody_has_the_first(
    here, desk, worse, is_resolved
):
    alert = raised(here)
    services.acknowledge_alert(alert, actor=desk)
    if is_resolved:
        services.resolve_alert(alert, ENDING, actor=desk)

    for page in worse:
        services.save_page(alert.assessment.response, *page)

    assert StaffAlert.objects.standing().get() != alert
    assert len(told()) == 2


def test_another_yes_under_the_same_flag_alerts_anew_once_the_first_is_taken(
    here, desk
):
    alert = raised(here, ASQ_1)
    services.acknowledge_alert(alert, actor=desk)

    services.save_page(alert.assessment.response, *ASQ_2)

    assert StaffAlert.objects.standing().get() != alert


def test_answers_sent_again_as_they_were_alert_nobody_again(here, clinician):
    consultation_request = answered(healthy_but(phq9_9=SEVERAL_DAYS), location=here)
    alert = consultation_request.alerts.get()
    services.acknowledge_alert(alert, actor=clinician)
    services.sign_review(
        services.latest_assessment(consultation_request),
        Decision.MORE_INFORMATION,
        reason="x",
        actor=clinician,
        asked=["stroke"],
    )

    send_again(consultation_request)

    assert list(consultation_request.alerts.all()) == [alert]


def test_what_clinicians_read_of_an_alerted_draft_follows_the_answers(here):
    alert = raised(here)
    draft = alert.assessment.response

    services.save_page(draft, "heart/aneurysm-avm", {"aneurysm-avm": ["yes"]})
    services.save_page(draft, "heart/aneurysm-avm", {"aneurysm-avm": ["yes"]})
    services.save_page(draft, "heart/heart-attack", {"heart-attack": ["yes"]})

    assert Assessment.objects.count() == 2
    newest = services.latest_assessment(alert.consultation_request)
    assert newest.is_provisional
    assert "CV_ANEURYSM_AVM" in [flag["id"] for flag in newest.flags]


def test_a_reason_alerts_once_also_when_saved_again_after_it_is_resolved(here, desk):
    alert = raised(here)
    services.acknowledge_alert(alert, actor=desk)
    services.resolve_alert(alert, ENDING, actor=desk)

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


@pytest.mark.parametrize(
    ("verb", "typed"),
    [
        (services.close_request, {"reason": "Moved away"}),
        (services.refer_request, {"referred_to": "Dr. Poe"}),
    ],
)
def test_a_request_is_closed_once_its_alert_is_resolved(here, desk, verb, typed):
    alert = raised(here)
    consultation_request = alert.consultation_request
    end = partial(
        verb,
        consultation_request,
        actor=desk,
        version=consultation_request.version,
        **typed,
    )

    with pytest.raises(services.AlertNotResolved):
        end()
    services.acknowledge_alert(alert, actor=desk)
    with pytest.raises(services.AlertNotResolved):
        end()
    services.resolve_alert(alert, ENDING, actor=desk)
    end()

    consultation_request.refresh_from_db()
    assert consultation_request.status == RequestStatus.CLOSED


def test_who_closes_a_request_with_an_alert_reads_what_to_do_first(
    here, desk, browser_of
):
    consultation_request = raised(here).consultation_request

    page = browser_of(desk).post(
        f"/admin/intake/consultationrequest/{consultation_request.pk}/change/",
        {
            "action": "close",
            "version": consultation_request.version,
            "close-reason": "Moved away",
        },
    )

    assert "a clinician resolves it first." in page.text
    assert "Moved away</textarea>" in page.text
    consultation_request.refresh_from_db()
    assert consultation_request.status == RequestStatus.QUESTIONNAIRE_SENT


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


def test_escalate_tells_the_managers_of_the_location_then_begins_again(
    here, elsewhere, manager
):
    staff(Role.MANAGER, elsewhere, "mel")
    contact = ("contact", here.urgent_contacts.get().pk)
    alert = raised(here)

    for _ in range(3):
        run_out_of_time(alert)
        services.escalate_alerts()

    assert told() == [contact, ("user", manager.pk)] * 2
    assert services.escalate_alerts() == 0


def test_escalate_tells_the_contacts_again_where_there_is_no_manager(here):
    contact = ("contact", here.urgent_contacts.get().pk)
    alert = raised(here)

    run_out_of_time(alert)
    services.escalate_alerts()

    assert told() == [contact, contact]
    assert fresh(alert).tell_next_at > timezone.now()


def test_escalate_looks_again_where_nobody_is_left_to_tell(here):
    alert = raised(here)
    here.urgent_contacts.all().delete()

    run_out_of_time(alert)
    services.escalate_alerts()

    assert len(told()) == 1
    assert fresh(alert).tell_next_at > timezone.now()


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


def test_resolve_twice_with_the_same_outcome_is_once(here, desk):
    alert = raised(here)
    services.acknowledge_alert(alert, actor=desk)

    services.resolve_alert(alert, ENDING, actor=desk)
    services.resolve_alert(alert, ENDING, actor=desk)

    kinds = [event.kind for event in alert.consultation_request.events.all()]
    assert kinds.count(RequestEventKind.RESOLVED) == 1


def test_resolve_refuses_another_outcome_of_the_same_person(here, desk):
    alert = raised(here)
    services.acknowledge_alert(alert, actor=desk)
    services.resolve_alert(alert, ENDING, actor=desk)

    with pytest.raises(services.AlreadyResolved):
        services.resolve_alert(alert, resolution("Another"), actor=desk)

    assert fresh(alert).note == NOTE


def test_resolve_refuses_what_nobody_took(here, desk):
    alert = raised(here)

    with pytest.raises(services.NotAcknowledged):
        services.resolve_alert(alert, ENDING, actor=desk)

    assert fresh(alert).note is None


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


def test_the_banner_says_who_has_it_until_it_is_resolved(
    here, clinician, desk, manager, browser_of
):
    alert = raised(here)
    services.acknowledge_alert(alert, actor=desk)
    taken = f"{desk} has taken an urgent intake at Downtown and not resolved it yet"
    path = reverse("intake:alert", args=[alert.pk])

    for person in (desk, clinician, manager):
        text = browser_of(person).get(reverse("admin:index")).text
        assert taken in text
        assert f'href="{path}"' in text

    services.resolve_alert(alert, ENDING, actor=desk)
    assert taken not in browser_of(desk).get(reverse("admin:index")).text


def test_the_banner_is_not_for_staff_of_another_location(here, stranger, browser_of):
    raised(here)

    assert BANNER not in browser_of(stranger).get(reverse("admin:index")).text


def test_alert_page_is_for_staff_of_the_location_only(here, desk, stranger, browser_of):
    alert = raised(here)
    path = reverse("intake:alert", args=[alert.pk])

    assert browser_of(desk).get(path).status_code == 200
    assert browser_of(stranger).get(path).status_code == 404
    assert browser_of(alert.consultation_request).get(path).status_code == 302


def test_alert_page_leads_to_the_request(here, desk, browser_of):
    alert = raised(here)

    text = browser_of(desk).get(reverse("intake:alert", args=[alert.pk])).text

    request_page = reverse(
        "admin:intake_consultationrequest_change", args=[alert.consultation_request.pk]
    )
    assert f'<a href="{request_page}">Open the request</a>' in text


def test_alert_page_says_why_to_clinicians_only(here, desk, clinician, browser_of):
    alert = raised(here)
    path = reverse("intake:alert", args=[alert.pk])

    assert item_9(1) in browser_of(clinician).get(path).text
    assert "PHQ" not in browser_of(desk).get(path).text
    assert "reasons" in fields_seen(alert, clinician)
    assert fields_seen(alert, desk) == set()


def test_alert_page_sends_each_form_once(here, clinician, browser_of):
    alert = raised(here)
    browser, path = browser_of(clinician), reverse("intake:alert", args=[alert.pk])

    untaken = browser.get(path).text
    services.acknowledge_alert(alert, actor=clinician)
    taken = browser.get(path).text

    assert (untaken.count("data-once>"), taken.count("data-once>")) == (1, 2)


def request_page_of(alert):
    return reverse(
        "admin:intake_consultationrequest_change", args=[alert.consultation_request.pk]
    )


def review_page_of(alert):
    return reverse("intake:review-detail", args=[alert.consultation_request.pk])


def review_list_of(alert):
    return reverse("intake:review-list")


@pytest.mark.parametrize("page_of", [request_page_of, review_page_of, review_list_of])
def test_an_alert_not_resolved_is_found_from(
    here, desk, clinician, browser_of, page_of
):
    alert = raised(here)
    browser = browser_of(clinician)
    link = f'<a href="{reverse("intake:alert", args=[alert.pk])}">Open the alert</a>'

    untaken = browser.get(page_of(alert)).text
    services.acknowledge_alert(alert, actor=desk)
    taken = browser.get(page_of(alert)).text

    assert "Urgent alert: nobody has taken it yet." in untaken
    assert f"Alert taken by {desk}, not resolved yet." in taken
    assert link in untaken
    assert link in taken


def test_the_request_page_tells_the_desk_no_clinical_word(here, desk, browser_of):
    text = browser_of(desk).get(request_page_of(raised(here))).text

    assert "Urgent alert: nobody has taken it yet." in text
    for word in ("PHQ", "ASQ", "better off dead"):
        assert word not in text


def test_the_review_page_keeps_a_reason_that_was_taken_back(
    here, desk, clinician, browser_of
):
    alert = raised(here)
    draft = alert.assessment.response
    services.save_page(draft, "mood/phq9-9", {"phq9-9": ["LA6568-5"]})
    services.acknowledge_alert(alert, actor=desk)
    services.resolve_alert(alert, ENDING, actor=clinician)

    text = browser_of(clinician).get(review_page_of(alert)).text

    assert text.index("Alerts</h2>") < text.index(item_9(1)) < text.index("Flags</h2>")
    assert asked_item_9("Several days") in text
    assert f"Taken by {desk}, resolved by {clinician}" in text
    assert NOTE in text
    assert fields_seen(alert, clinician) == {"reasons", "contacts", "outcome", "note"}


def test_alert_page_says_in_its_heading_whether_it_is_resolved(
    here, desk, clinician, browser_of
):
    alert = raised(here)
    path = reverse("intake:alert", args=[alert.pk])

    before = browser_of(clinician).get(path).text
    services.acknowledge_alert(alert, actor=desk)
    services.resolve_alert(alert, ENDING, actor=clinician)
    after = browser_of(clinician).get(path).text

    assert "<h1>An urgent intake needs review</h1>" in before
    assert "<h1>An urgent intake, resolved</h1>" in after


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
    services.resolve_alert(alert, ENDING, actor=clinician)
    colleague = staff(Role.CLINICIAN, here, "colleague")

    page = browser_of(colleague).post(path, TYPED | {"note": "I called too"})

    assert f"{clinician} has resolved it already." in page.text
    assert "I called too</textarea>" in page.text
    assert fresh(alert).note == NOTE


def test_alert_page_keeps_with_whom_how_and_what(here, clinician, browser_of):
    alert = raised(here)
    path = reverse("intake:alert", args=[alert.pk])
    services.acknowledge_alert(alert, actor=clinician)

    page = browser_of(clinician).post(path, TYPED, follow=True)

    kept = fresh(alert)
    assert (kept.contacts, kept.outcome, kept.note) == (["patient"], "safe", NOTE)
    assert "<dd>Safe for now, and there is a plan</dd>" in page.text
    assert "<dd>The patient</dd>" in page.text


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("contacts", "Choose with whom. Until somebody is reached, the alert stays"),
        ("outcome", "Choose how the patient is"),
        ("note", "Enter what was done"),
    ],
)
def test_an_alert_ends_only_with_all_that_is_asked(
    here, clinician, browser_of, missing, words
):
    alert = raised(here)
    services.acknowledge_alert(alert, actor=clinician)
    path = reverse("intake:alert", args=[alert.pk])
    typed = {field: value for field, value in TYPED.items() if field != missing}

    page = browser_of(clinician).post(path, typed)

    assert words in page.text
    assert fresh(alert).resolved_at is None


def test_who_may_not_read_the_answers_takes_an_alert_and_does_not_resolve_it(
    here, desk, clinician, browser_of
):
    alert = raised(here)
    path = reverse("intake:alert", args=[alert.pk])
    browser = browser_of(desk)

    page = browser.post(path, {"acknowledge": "yes"}, follow=True)

    assert (
        "A clinician has to resolve this. Stay with it until one has it." in page.text
    )
    assert "Resolve the alert" not in page.text
    assert browser.post(path, TYPED).status_code == 403
    assert browser_of(clinician).post(path, TYPED).status_code == 302


def test_calls_that_reach_nobody_are_logged_and_the_alert_stays(
    here, desk, clinician, browser_of
):
    alert = raised(here)
    path = reverse("intake:alert", args=[alert.pk])
    services.acknowledge_alert(alert, actor=clinician)

    browser_of(clinician).post(path, {"tried": "no_answer"})
    page = browser_of(desk).post(path, {"tried": "left_message"}, follow=True)

    events = alert.consultation_request.events.all()
    assert [(event.kind, event.by) for event in events][-2:] == [
        ("no_answer", clinician),
        ("left_message", desk),
    ]
    assert [event.kind for event in page.context["tries"]] == [
        "left_message",
        "no_answer",
    ]
    assert fresh(alert).resolved_at is None


def test_another_kind_of_event_is_no_try(here, clinician, browser_of):
    alert = raised(here)
    services.acknowledge_alert(alert, actor=clinician)
    path = reverse("intake:alert", args=[alert.pk])
    before = alert.consultation_request.events.count()

    page = browser_of(clinician).post(path, {"tried": "resolved"})

    assert page.status_code == 200
    assert alert.consultation_request.events.count() == before


def test_clinicians_are_told_when_somebody_else_takes_an_alert(here, desk, clinician):
    services.acknowledge_alert(raised(here), actor=desk)
    drain()

    [message] = mails_to(clinician.email)
    assert message.subject == "An urgent intake needs a clinician"


def test_nobody_is_told_when_a_clinician_takes_an_alert(here, clinician):
    colleague = staff(Role.CLINICIAN, here, "colleague")
    services.acknowledge_alert(raised(here), actor=clinician)
    drain()

    assert mails_to(colleague.email) == mails_to(clinician.email) == []


def test_clinicians_are_told_nothing_once_it_is_resolved(here, desk, clinician):
    alert = raised(here)
    services.acknowledge_alert(alert, actor=desk)
    services.resolve_alert(alert, ENDING, actor=clinician)
    drain()

    assert mails_to(clinician.email) == []


def test_alert_page_shows_the_outcome_to_clinicians_only(
    here, desk, clinician, browser_of
):
    alert = raised(here)
    services.acknowledge_alert(alert, actor=desk)
    services.resolve_alert(alert, ENDING, actor=clinician)
    path = reverse("intake:alert", args=[alert.pk])

    assert NOTE in browser_of(clinician).get(path).text
    assert NOTE not in browser_of(desk).get(path).text
