"""The page on which the desk compares two requests, links them and unlinks them."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format

from clinic.access.roles import Role
from intake import services
from intake.models import RequestStatus, SamePerson
from tests.factories import staff
from tests.intake.events import fields_seen
from tests.intake.test_desk import LIST, UNKNOWN, fresh, page_of, shown
from tests.intake.test_same_person import WHY, WHY_NOT, asked, link
from tests.stories import answered, invited

pytestmark = pytest.mark.django_db

IDENTITY = {"name", "born_on", "email", "phone"}


def compare_page(consultation_request):
    return f"{LIST}{consultation_request.pk}/same-person/"


def linking(mine, other, reason=WHY):
    """Return what the form to link ``mine`` with ``other`` sends."""
    return {
        "other": other.pk,
        "version": fresh(mine).version,
        "other_version": fresh(other).version,
        f"link-{other.pk}-reason": reason,
    }


def unlinking(joined, reason=WHY_NOT):
    return {"link": joined.pk, f"unlink-{joined.pk}-reason": reason}


def test_the_request_says_who_may_be_the_same_person_and_why(here, desk, browser_of):
    mine, brother = asked(here), asked(here, "Robin Poe")

    text = shown(browser_of(desk).get(page_of(mine)).text)

    assert (
        f'Perhaps the same person: Robin Poe, <span class="whole">{brother.reference}'
        "</span>, received June 3, 2030, Downtown. Same email and phone. Same birth "
        "date, another name: may be family."
    ) in text
    assert f'<a href="{compare_page(mine)}">Compare them</a>' in text


def test_a_request_of_nobody_else_says_nothing(here, desk, browser_of):
    page = browser_of(desk).get(page_of(asked(here)))

    assert "same person" not in page.text.lower()


def test_the_page_shows_both_side_by_side_and_records_the_look(here, desk, browser_of):
    mine, other = asked(here), asked(here, "Robin Poe")

    text = shown(browser_of(desk).get(compare_page(mine)).text)

    name = "<td>Jordan Lee</td><td>Robin Poe</td>"
    assert f"Name <br><strong>Differs</strong> </th>{name}" in text
    for patient in (mine.patient, other.patient):
        assert fields_seen(patient, desk) == IDENTITY


def test_linking_is_done_with_a_reason_and_leads_back_to_the_request(
    here, desk, browser_of
):
    mine, other = asked(here), asked(here)
    browser = browser_of(desk)

    empty = browser.post(compare_page(mine), linking(mine, other, reason=" "))
    page = browser.post(compare_page(mine), linking(mine, other), follow=True)

    assert "Enter how you know that they are one person" in empty.text
    assert "<details open>" in empty.text
    text = shown(page.text)
    assert "The requests are linked as those of one person." in text
    assert f"With {other.reference}.<br>{WHY}" in text
    assert f'<a href="{page_of(other)}">Request {other.reference}</a>' in text
    assert SamePerson.objects.get().linked_by == desk


def test_unlinking_is_done_with_a_reason(here, desk, browser_of):
    mine, other = asked(here), asked(here)
    joined = link(mine, other, desk)
    browser = browser_of(desk)

    shown_before = browser.get(compare_page(mine)).text
    empty = browser.post(compare_page(mine), unlinking(joined, reason=""))
    page = browser.post(compare_page(mine), unlinking(joined), follow=True)

    assert WHY in shown_before
    assert "Enter why they are not one person" in empty.text
    assert "The requests are no longer linked." in page.text
    assert "Other requests of this person" not in page.text
    joined.refresh_from_db()
    assert joined.unlinked_reason == WHY_NOT


def test_who_was_unlinked_is_not_suggested_again_and_can_be_compared(
    here, desk, browser_of
):
    mine, other = asked(here), asked(here)
    services.unlink_patients(link(mine, other, desk), actor=desk, reason=WHY_NOT)
    browser = browser_of(desk)
    today = date_format(timezone.localdate(timezone=here.zone), "N j, Y")
    said = f"Unlinked on {today} by {desk}: not the same person."

    for one, another in ((mine, other), (other, mine)):
        text = shown(browser.get(page_of(one)).text)
        assert "Very likely the same person" not in text
        assert f"{another.reference}</span>: {said}" in text
        assert f'<a href="{compare_page(one)}">Compare again</a>' in text
    compared = shown(browser.get(compare_page(mine)).text)
    assert said in compared
    assert "Very likely the same person" not in compared
    browser.post(compare_page(mine), linking(mine, other))
    assert SamePerson.objects.standing().exists()
    assert said not in shown(browser.get(page_of(mine)).text)


def test_what_was_typed_is_kept_where_the_other_request_has_changed(
    here, desk, manager, browser_of
):
    mine, other = asked(here), asked(here)
    stale = linking(mine, other)
    services.add_note(other, actor=manager, note="x", version=1)
    browser = browser_of(desk)

    page = browser.post(compare_page(mine), stale)

    assert "Somebody has worked on one of the two requests" in page.text
    assert f"{WHY}</textarea>" in page.text
    browser.post(compare_page(mine), linking(mine, other))
    assert SamePerson.objects.exists()


def test_the_second_of_two_people_is_told(here, desk, manager, browser_of):
    mine, other = asked(here), asked(here)
    late = linking(mine, other)
    joined = link(mine, other, manager)
    browser = browser_of(desk)

    linked = browser.post(compare_page(mine), late)
    services.unlink_patients(joined, actor=manager, reason=WHY_NOT)
    unlinked = browser.post(compare_page(mine), unlinking(joined))

    assert "They are linked as one person already." in linked.text
    assert "Somebody has taken this link back before." in unlinked.text


def test_comparing_is_for_those_who_may_link_at_the_location(
    here, desk, clinician, manager, stranger, browser_of, client
):
    mine = invited(location=here)
    path = compare_page(mine)
    nurse = staff(Role.NURSE, here)
    privacy = staff(Role.PRIVACY_OFFICER, here)

    got = {
        name: browser.get(path).status_code
        for name, browser in {
            "desk": browser_of(desk),
            "clinician": browser_of(clinician),
            "manager": browser_of(manager),
            "nurse": browser_of(nurse),
            "privacy": browser_of(privacy),
            "stranger": browser_of(stranger),
            "patient": browser_of(mine),
            "nobody": client,
        }.items()
    }

    assert got == {
        "desk": 200,
        "clinician": 200,
        "manager": 200,
        "nurse": 403,
        "privacy": 404,
        "stranger": 404,
        "patient": 302,
        "nobody": 302,
    }


def test_nobody_links_with_a_request_they_may_not_see(
    here, elsewhere, desk, stranger, browser_of
):
    mine, far = asked(here), asked(elsewhere)

    for who, own, other in [(desk, mine, far), (stranger, far, mine)]:
        response = browser_of(who).post(compare_page(own), linking(own, other))
        assert response.status_code == 404

    assert "Perhaps" not in browser_of(desk).get(page_of(mine)).text
    assert not SamePerson.objects.exists()


def test_what_is_linked_elsewhere_is_counted_and_not_named(
    here, elsewhere, desk, manager, browser_of
):
    mine, far = asked(here), asked(elsewhere, "Jordan Poe")
    desk.memberships.create(location=elsewhere, role=Role.FRONT_DESK)
    joined = link(mine, far, desk)

    browser = browser_of(manager)
    text = shown(browser.get(page_of(mine)).text)
    refused = browser.post(compare_page(mine), unlinking(joined))

    assert "1 request at a location that is not yours: ask there." in text
    assert "Jordan Poe" not in text
    assert far.reference not in text
    assert fields_seen(far.patient, manager) == set()
    assert refused.status_code == 404


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"other": "x"},
        {"other": UNKNOWN},
        {"link": UNKNOWN},
        {"link": "' OR 1=1"},
        {"other": UNKNOWN, "other_version": "9" * 400},
    ],
)
def test_a_form_that_names_nothing_is_not_found(here, desk, browser_of, posted):
    response = browser_of(desk).post(compare_page(asked(here)), posted)

    assert response.status_code == 404


def test_suspected_spam_is_offered_to_nobody(here, desk, browser_of):
    mine, robot = asked(here), asked(here, status=RequestStatus.SUSPECT)
    browser = browser_of(desk)

    assert robot.reference not in browser.get(page_of(mine)).text
    assert "Compare" not in browser.get(page_of(robot)).text
    response = browser.post(compare_page(mine), linking(mine, robot))
    assert response.status_code == 404


def test_a_clinician_reaches_the_answers_of_both_and_the_desk_does_not(
    here, desk, clinician, browser_of
):
    earlier = answered(location=here)
    mine = answered(location=here)
    link(mine, earlier, desk)
    answers = reverse("intake:review-detail", args=[earlier.pk])
    page = reverse("intake:review-detail", args=[mine.pk])

    assert f'href="{answers}"' in browser_of(clinician).get(page).text
    assert f'href="{answers}"' not in browser_of(desk).get(page_of(mine)).text
    assert browser_of(desk).get(answers).status_code == 403
