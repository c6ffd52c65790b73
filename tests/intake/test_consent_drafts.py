"""A manager writes the next version of a text to sign, and publishes it."""

import html
from datetime import UTC, datetime

import pytest
from django.utils import timezone
from django.utils.dateformat import format as date_format

from intake import services
from intake.consents import Problem, Words, problems_of, shipped
from intake.models import ConsentDraft, ConsentText
from tests.factories import ConsultationRequestFactory
from tests.stories import sign_consents

pytestmark = pytest.mark.django_db

LIST, DRAFT = "/manager/consents/", "/manager/consents/privacy/"
PUBLISH = f"{DRAFT}publish/"
TITLE, BODY = "How we keep your answers", "We keep them well.\n\n## Who\n\n- you\n- us"
SURE = {"is_sure": "on"}


def current():
    return ConsentText.objects.current().get(kind="privacy")


def seen():
    return services.versions_of("privacy").edition


def typed(**values):
    return {"title": TITLE, "body": BODY, "seen": seen()} | values


@pytest.fixture
def drafted(manager):
    words = Words(TITLE, BODY)
    return services.draft_consent("privacy", words, actor=manager, seen=seen())


def test_a_draft_changes_nothing_for_patients(here, drafted):
    consultation_request = ConsultationRequestFactory(location=here)

    [text, _contact] = services.texts_to_sign(consultation_request)

    assert text.version == 1


def test_days_are_those_of_where_the_manager_works(drafted, manager, browser_of):
    at = datetime(2030, 6, 3, 1, tzinfo=UTC)
    ConsentDraft.objects.update(drafted_at=at)
    [text, *_] = ConsentText.objects.current()

    page = browser_of(manager).get(LIST).text

    assert f"by {manager} of June 2, 2030." in page
    since = text.published_at.astimezone(manager.zone)
    assert f"since {date_format(since, 'F j, Y')}" in page


def test_a_manager_drafts_compares_and_publishes(manager, browser_of):
    browser = browser_of(manager)
    before = current()

    windows = typed(body=BODY.replace("\n", "\r\n"))
    page = browser.post(DRAFT, windows, follow=True)
    assert page.redirect_chain == [(PUBLISH, 302)]
    assert [f">{tag}" in page.text for tag in ("New:", "Gone:")] == [True, True]
    assert [title in page.text for title in (TITLE, before.title)] == [True, True]
    page = browser.post(PUBLISH, SURE | {"seen": seen()}, follow=True)

    assert f"“{TITLE}”, version 2, is to be signed" in html.unescape(page.text)
    text = current()
    assert (text.version, text.title, text.body) == (2, TITLE, BODY)
    assert (text.published_by, text.kind) == (manager, "privacy")
    assert not ConsentDraft.objects.exists()
    assert ConsentText.objects.get(version=1, kind="privacy").body == before.body


def test_who_has_signed_signs_again(here, manager, drafted):
    consultation_request = ConsultationRequestFactory(location=here)
    sign_consents(consultation_request)
    assert services.count_to_sign_again(current()) == 1

    services.publish_draft("privacy", actor=manager, seen=seen())

    [text] = services.texts_to_sign(consultation_request)
    assert (text.kind, text.version) == ("privacy", 2)


def test_the_page_says_how_many_sign_again(here, manager, drafted, browser_of):
    for _ in range(2):
        sign_consents(ConsultationRequestFactory(location=here))

    page = browser_of(manager).get(PUBLISH)

    assert "Those are 2 patients with an open request." in page.text


def test_what_differs_is_marked_and_told_to_who_hears_the_page(manager, browser_of):
    services.publish_consent("privacy", Words("Title", "We keep it. You ask.\n\n- one"))
    words = Words("Title", "We keep it. We write <b>.\n\n- one\n- two")
    services.draft_consent("privacy", words, actor=manager, seen=seen())

    page = " ".join(browser_of(manager).get(PUBLISH).text.split())

    new = '<ins><span class="visually-hidden">New: </span>{}<span'
    gone = '<del><span class="visually-hidden">Gone: </span>You ask.<span'
    assert "<h3> Title </h3>" in page
    assert f"<p> We keep it. {new.format('We write &lt;b&gt;.')}" in page
    assert f"<li> one </li><li> {new.format('two')}" in page
    assert f"<p> We keep it. {gone}" in page


def test_a_draft_that_changed_since_it_was_seen_is_not_published(
    manager, drafted, browser_of
):
    shown = seen()
    services.draft_consent("privacy", Words(TITLE, "Else"), actor=manager, seen=shown)

    page = browser_of(manager).post(PUBLISH, SURE | {"seen": shown})

    assert "Somebody else has changed this text meanwhile." in page.text
    assert current().version == 1


def test_a_draft_written_from_an_old_one_is_not_kept_and_not_lost(
    manager, drafted, browser_of
):
    page = browser_of(manager).post(DRAFT, typed(body="Mine", seen="1 none"))

    assert "Somebody else has changed this text meanwhile." in page.text
    assert ">\nMine</textarea>" in page.text
    assert ConsentDraft.objects.get().body == BODY


def test_the_words_in_force_are_no_draft(manager, browser_of):
    text = current()

    page = browser_of(manager).post(DRAFT, typed(title=text.title, body=text.body))

    assert "This is the text in force. Change something in it." in page.text
    assert not ConsentDraft.objects.exists()


def test_publishing_needs_the_tick(manager, drafted, browser_of):
    page = browser_of(manager).post(PUBLISH, {"seen": seen()})

    assert "Tick the box if it is to be signed from now on" in page.text
    assert current().version == 1


def test_publishing_asks_for_the_password_where_the_login_is_old(
    manager, drafted, browser_of, settings
):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1

    page = browser_of(manager).post(PUBLISH, SURE | {"seen": seen()})

    assert "Enter your password to sign" in page.text
    assert current().version == 1


def test_publishing_twice_is_publishing_once(manager, drafted, browser_of):
    browser = browser_of(manager)
    sent = SURE | {"seen": seen()}

    browser.post(PUBLISH, sent)
    page = browser.post(PUBLISH, sent)

    assert page.status_code == 302
    assert current().version == 2


def test_a_draft_can_be_thrown_away(manager, drafted, browser_of):
    sent = {"throw-away": "yes", "seen": seen()}

    page = browser_of(manager).post(DRAFT, sent, follow=True)

    assert "The draft is thrown away." in page.text
    assert not ConsentDraft.objects.exists()


def test_the_list_shows_who_published_what_and_when(manager, drafted, browser_of):
    services.publish_draft("privacy", actor=manager, seen=seen())
    day = date_format(timezone.localdate(timezone=manager.zone), "F j")

    text = browser_of(manager).get(LIST).text

    assert f"version 2, published on {day}" in text
    assert "by Sam Rivera" in text
    assert "version 1, since" in text


@pytest.mark.parametrize(
    ("body", "line", "problem"),
    [
        ("# Who", 1, Problem.HEADING),
        ("### Who", 1, Problem.HEADING),
        ("Fine\n\n* one", 3, Problem.POINT),
        ("1. one", 1, Problem.POINT),
        ("See [us](here)", 1, Problem.LINK),
        ("http://x.example", 1, Problem.LINK),
        ("Go to WWW.x.example", 1, Problem.LINK),
        ("**Bold**", 1, Problem.MARKUP),
        ("<b>Bold</b>", 1, Problem.MARKUP),
        ("One\n\n##", 3, Problem.WITHOUT_WORDS),
        ("- one\n- ", 2, Problem.WITHOUT_WORDS),
        ("## Who\nWe and you.", 1, Problem.NO_LINE_AFTER),
    ],
)
def test_what_would_not_read_as_meant_is_found(body, line, problem):
    assert problems_of(body) == [(line, problem)]


@pytest.mark.parametrize("name", ["privacy-1", "contact-1", "treatment-1"])
def test_the_shipped_texts_read_as_meant(name):
    assert problems_of(shipped(name).body) == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"title": " "}, "Enter a title"),
        ({"body": " \n "}, "Enter the text"),
        ({"title": "x" * 201}, "The title must be 200 letters or less"),
        ({"body": "x" * 40_001}, "The text must be 40,000 letters or less"),
        ({"body": "**Bold**"}, "Line 1: bold, code and HTML are not shown."),
        ({"body": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_signed_gets_a_sentence_beside_the_field(
    values, sentence, manager, browser_of
):
    page = browser_of(manager).post(DRAFT, typed(**values))

    assert sentence in html.unescape(page.text)
    assert not ConsentDraft.objects.exists()


def test_a_kind_that_nobody_signs_has_no_page(manager, browser_of):
    assert browser_of(manager).get("/manager/consents/lunch/").status_code == 404
