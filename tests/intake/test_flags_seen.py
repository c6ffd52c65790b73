"""A clinician acknowledges each flag; nothing that is typed meanwhile is lost."""

import html
import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils.dateformat import format as date_format

from clinic.access.roles import Role
from intake import services
from intake.models import Decision, FlagAcknowledgement, Review
from tests.clinic.outbox.threads import at_once
from tests.factories import staff
from tests.intake.eligibility.patients import SEVERAL_DAYS, healthy_but
from tests.intake.events import changes_of
from tests.stories import answered, assessment_of, draft_of, invited

pytestmark = pytest.mark.django_db

TYPED = {"decision": Decision.NOT_SUITABLE, "reason": "Canary: a draft of the reason"}


@pytest.fixture
def flagged(here):
    """An intake of three flags: blood pressure, and two heart answers."""
    return answered(healthy_but(bp_systolic=176, aneurysm_avm="yes"), location=here)


def page_of(consultation_request):
    return reverse("intake:review-detail", args=[consultation_request.pk])


def seen_button(assessment, position=0, **typed):
    """What the browser sends when a flag's button is pressed."""
    return {"assessment": assessment.pk, "flag": position} | typed


def text_of(page):
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page.text)).split())


def test_acknowledge_flag_keeps_who_and_when_once(flagged, clinician):
    assessment = assessment_of(flagged)
    colleague = staff(Role.CLINICIAN, flagged.location, "colleague")

    services.acknowledge_flag(assessment, 1, actor=clinician)
    services.acknowledge_flag(assessment, 1, actor=colleague)

    seen = assessment.acknowledgements.get()
    assert (seen.position, seen.by) == (1, clinician)
    assert changes_of(seen) == 1


@pytest.mark.parametrize("position", [-1, 99])
def test_acknowledge_flag_refuses_a_flag_that_is_not_there(
    flagged, clinician, position
):
    with pytest.raises(services.UnknownFlag):
        services.acknowledge_flag(assessment_of(flagged), position, actor=clinician)

    assert not FlagAcknowledgement.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_five_at_once_acknowledge_a_flag_once(flagged, clinician):
    assessment = assessment_of(flagged)

    at_once(5, lambda: services.acknowledge_flag(assessment, 0, actor=clinician))

    assert FlagAcknowledgement.objects.count() == 1


@pytest.mark.parametrize("statement", ["UPDATE {} SET position = 9", "DELETE FROM {}"])
def test_an_acknowledgement_is_never_changed(flagged, clinician, statement):
    services.acknowledge_flag(assessment_of(flagged), 0, actor=clinician)
    table = FlagAcknowledgement._meta.db_table

    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))

    assert FlagAcknowledgement.objects.get().position == 0


def test_the_intake_says_how_many_flags_nobody_has_looked_at(
    flagged, clinician, browser_of
):
    assessment = assessment_of(flagged)
    number = len(assessment.flags)
    browser = browser_of(clinician)

    before = text_of(browser.get(page_of(flagged)))
    for position in range(number - 1):
        services.acknowledge_flag(assessment, position, actor=clinician)
    one_left = text_of(browser.get(page_of(flagged)))
    services.acknowledge_flag(assessment, number - 1, actor=clinician)
    after = text_of(browser.get(page_of(flagged)))

    assert f"{number} flags not looked at" in before
    assert "1 flag not looked at" in one_left
    assert "not looked at" not in after


def test_one_tap_acknowledges_a_flag_and_the_page_says_who_and_when(
    flagged, clinician, browser_of
):
    page = browser_of(clinician).post(
        page_of(flagged), seen_button(assessment_of(flagged))
    )

    seen = FlagAcknowledgement.objects.get()
    when = date_format(seen.at.astimezone(flagged.location.zone), "N j, Y, g:i a T")
    assert seen.by == clinician
    assert f"Seen by {clinician}, {when}" in text_of(page)


def test_what_is_typed_is_kept_when_a_flag_is_acknowledged(
    flagged, clinician, browser_of
):
    page = browser_of(clinician).post(
        page_of(flagged),
        seen_button(assessment_of(flagged), asked=["stroke"], words="Hm", **TYPED),
    )

    form = page.context["form"]
    assert not form.is_bound
    assert {name: form[name].value() for name in form.fields} == {
        **TYPED,
        "asked": ["stroke"],
        "words": "Hm",
    }
    assert f"{TYPED['reason']}</textarea>" in page.text
    assert not Review.objects.exists()


def test_a_decision_typed_before_a_change_is_still_refused_after_a_flag_is_seen(
    flagged, clinician, browser_of
):
    browser = browser_of(clinician)
    sent = seen_button(assessment_of(flagged), version=flagged.version - 1, **TYPED)

    page = browser.post(page_of(flagged), sent)
    [version] = re.findall(r'name="version" value="(\d+)"', page.text)
    page = browser.post(page_of(flagged), TYPED | {"version": version})

    assert "This intake has changed. Look again, then sign." in page.text
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"flag": "0"},
        {"flag": "0", "assessment": "x"},
        {"flag": "0", "assessment": "6f1c1ad9-1f37-4a0b-8e35-2a9c38a1c1ff"},
        {"flag": "99"},
        {"flag": "-1"},
        {"flag": "9" * 6000},
        {"flag": "x"},
        {"flag": ""},
    ],
)
def test_a_flag_that_is_not_as_it_was_shown_is_not_acknowledged(
    flagged, clinician, browser_of, sent
):
    if len(sent) == 1 and sent["flag"] != "0":
        sent = sent | {"assessment": assessment_of(flagged).pk}

    page = browser_of(clinician).post(page_of(flagged), sent)

    assert "This intake has changed. Look again, then sign." in page.text
    assert not FlagAcknowledgement.objects.exists()


def test_flags_of_answers_not_sent_yet_can_be_acknowledged(here, clinician, browser_of):
    consultation_request = invited(location=here)
    services.save_page(
        draft_of(consultation_request), "mood/phq9-9", {"phq9-9": [SEVERAL_DAYS]}
    )
    assessment = services.latest_assessment(consultation_request)

    page = browser_of(clinician).post(
        page_of(consultation_request), seen_button(assessment)
    )

    assert "Seen by" in text_of(page)
    assert "<textarea" not in page.text


def test_flags_of_new_answers_are_to_be_looked_at_again(
    here, flagged, clinician, browser_of
):
    services.acknowledge_flag(assessment_of(flagged), 0, actor=clinician)
    again = answered(healthy_but(bp_systolic=176), location=here)

    assert services.read_intake(again).flags_not_seen > 0


def test_only_who_signs_there_acknowledges(
    flagged, here, clinician, stranger, desk, browser_of
):
    sent = seen_button(assessment_of(flagged))
    nurse = staff(Role.NURSE, here)

    answers = [
        browser_of(person).post(page_of(flagged), sent).status_code
        for person in (stranger, desk, nurse, flagged)
    ]
    assert answers == [404, 403, 403, 302]
    assert not FlagAcknowledgement.objects.exists()

    assert browser_of(clinician).post(page_of(flagged), sent).status_code == 200
    assert FlagAcknowledgement.objects.get().by == clinician


def test_after_the_consultation_flags_say_who_has_looked(
    flagged, clinician, browser_of
):
    services.acknowledge_flag(assessment_of(flagged), 0, actor=clinician)
    path = reverse("intake:consultation-review", args=[flagged.pk])

    page = browser_of(clinician).get(path)

    number = len(assessment_of(flagged).flags)
    assert text_of(page).count(f"Seen by {clinician}") == 1
    assert text_of(page).count("Nobody has looked at it yet") == number - 1
    assert 'name="flag"' not in page.text


def test_an_intake_without_flags_counts_none(here, clinician, browser_of):
    page = browser_of(clinician).get(page_of(answered(location=here)))

    assert "not looked at" not in page.text
