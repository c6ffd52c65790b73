"""What a manager reads and writes, held to WCAG 2.2 AA."""

import pytest

from clinic.access.roles import Role
from clinic.models import Wording
from intake import services
from intake.consents import Words
from intake.models import ConsentText
from tests.factories import (
    ConsultationRequestFactory,
    LocationFactory,
    infusions_at,
    staff,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


@pytest.fixture
def here():
    return LocationFactory()


@pytest.fixture
def manager(here):
    return staff(Role.MANAGER, here)


def test_the_figures_are_read_for_other_days(desktop_of, here, manager):
    infusions_at(here)
    ConsultationRequestFactory(location=here)
    screen = desktop_of(manager)

    screen.goto("/manager/figures/")
    screen.page.get_by_label("Year").last.fill("1999")
    screen.press("Show the figures")

    assert screen.page.title().startswith("Error: ")


def test_a_text_to_sign_is_written_compared_and_published(desktop_of, manager):
    screen = desktop_of(manager)

    screen.goto("/manager/consents/")
    screen.follow("Write the next version")
    screen.fill("Text", "**Bold**")
    screen.press("Save the draft and compare")
    screen.fill("Text", "We keep it.\n\n## Who\n\n- you\n- us")
    screen.press("Save the draft and compare")
    screen.page.get_by_label("I have read it as patients will").check()
    screen.press("Publish it")

    assert ConsentText.objects.current().get(kind="privacy").version == 2


def test_the_comparison_of_two_versions_is_read(desktop_of, manager):
    edition = services.versions_of("treatment").edition
    words = Words("Your visits", "Read it.\n\n## More\n\n- one")
    services.draft_consent("treatment", words, actor=manager, seen=edition)

    desktop_of(manager).goto("/manager/consents/treatment/publish/")


def test_a_mail_is_previewed_and_saved(desktop_of, manager):
    screen = desktop_of(manager)

    screen.goto("/manager/letters/")
    screen.follow("Confirmation")
    screen.fill("Subject", "Your infusion")
    screen.press("Preview")
    screen.fill("Subject", "See you on {when}")
    screen.press("Save")

    assert Wording.objects.get().subject == "See you on {when}"


@pytest.mark.parametrize("path", ["/clinician/review/", "/manager/nothing/"])
def test_a_page_that_is_not_there_for_them_is_read(desktop_of, manager, path):
    desktop_of(manager).goto(path)
