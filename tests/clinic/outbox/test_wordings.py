"""Managers change what mails say; nothing telling gets in, and nothing is executed."""

import html
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import ProgrammingError, connection
from django.db.utils import InternalError
from hypothesis import given
from hypothesis import strategies as st

from clinic.access.roles import Role
from clinic.models import Wording
from clinic.outbox import rewording
from clinic.outbox.rewording import WordingChanged
from clinic.outbox.services import drain, tell
from clinic.outbox.telling import addresses_in, telling_words
from clinic.outbox.wordings import (
    Letter,
    Words,
    letter_named,
    letters,
    problems_of_body,
    problems_of_subject,
)
from tests.factories import ConsultationRequestFactory, LocationFactory, staff

LOGIN = "allauth.account.auth_backends.AuthenticationBackend"
PAGE = "/manager/letters/request-received/"
SUBJECT, BODY = (
    "Thank you for writing",
    "We call you soon.\n\nYour number: {reference}.",
)
PLAIN = Letter("plain", "Plain", "Hello", ["Hi {name}."], {"name": "Jo"})


@pytest.fixture
def here(db):
    return LocationFactory()


@pytest.fixture
def manager(here):
    return staff(Role.MANAGER, here)


@pytest.fixture
def signed_in(client, manager):
    client.force_login(manager, LOGIN)
    return client


def received():
    return letter_named("request-received")


def test_the_day_of_a_version_is_that_of_where_the_manager_works(signed_in, manager):
    Wording.objects.create(
        kind="request-received",
        version=1,
        subject=SUBJECT,
        body=BODY,
        written_by=manager,
        written_at=datetime(2030, 6, 3, 1, tzinfo=UTC),
    )

    assert f"on June 2, 2030 by {manager}" in signed_in.get(PAGE).text


def typed(**values):
    seen = rewording.version_in_force(received())
    return {"subject": SUBJECT, "body": BODY, "seen": seen} | values


def sent_mail(here):
    consultation_request = ConsultationRequestFactory(location=here)
    tell("request-received", consultation_request, to=consultation_request.patient)
    drain()
    return consultation_request, mail.outbox[-1]


@pytest.mark.parametrize("shipped", letters(), ids=lambda letter: letter.kind)
def test_the_shipped_words_keep_their_own_rules(shipped):
    words = shipped.shipped

    assert problems_of_subject(words.subject, shipped) == []
    assert problems_of_body(words.body, shipped) == []
    assert "{" not in shipped.example(words).subject + shipped.example(words).body


def test_mails_say_what_the_manager_saved(here, signed_in):
    page = signed_in.post(PAGE, typed(save="Save"), follow=True)
    consultation_request, sent = sent_mail(here)

    assert "Saved. Mails say this from now on." in page.text
    assert sent.subject == SUBJECT
    assert (
        f"Dear Jordan Lee,\n\nWe call you soon.\n\n"
        f"Your number: {consultation_request.reference}." in sent.body
    )


def test_a_preview_shows_made_up_data_and_keeps_nothing(here, signed_in):
    page = signed_in.post(PAGE, typed(preview="Preview"))

    assert "Preview, not saved" in page.text
    assert "Your number: 7F3K-2M9Q." in page.text
    assert "Dear Jordan," in page.text
    assert BODY in page.text
    assert sent_mail(here)[1].subject == "We got your request"


def test_above_the_words_in_force_stands_no_preview_when_the_typed_ones_are_wrong(
    signed_in,
):
    page = signed_in.post(PAGE, typed(preview="Preview", subject=""))

    assert "As it is sent now" in page.text
    assert "Preview, not saved" not in page.text


def test_the_shipped_words_can_be_put_back(here, signed_in, manager):
    signed_in.post(PAGE, typed(save="Save"))

    page = signed_in.post(PAGE, {"put-back": "yes", "seen": "1"}, follow=True)

    assert "Mails say what was shipped again." in page.text
    assert received().words() == received().shipped
    assert [
        (each.version, each.is_shipped, each.written_by)
        for each in rewording.versions_of(received())
    ] == [(2, True, manager), (1, False, manager)]
    assert "Version 2: shipped words put back on" in page.text


def test_of_two_managers_the_second_is_told_and_keeps_what_they_typed(signed_in):
    signed_in.post(PAGE, typed(save="Save"))

    page = signed_in.post(PAGE, typed(save="Save", subject="Mine", seen="0"))

    assert "Somebody else has changed this mail meanwhile." in page.text
    assert 'value="Mine"' in page.text
    assert "Preview, not saved" in page.text
    assert received().words().subject == SUBJECT


def test_the_database_keeps_one_of_two_versions(manager):
    rewording.reword(received(), Words(SUBJECT, BODY), actor=manager, seen=0)

    with pytest.raises(WordingChanged):
        rewording.reword(received(), Words("Else", BODY), actor=manager, seen=0)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE clinic_wording SET subject = 'Else'", "DELETE FROM clinic_wording"],
)
def test_a_version_is_never_changed(statement, manager):
    rewording.reword(received(), Words(SUBJECT, BODY), actor=manager, seen=0)

    with (
        pytest.raises((InternalError, ProgrammingError)),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_words_with_a_name_that_is_gone_give_way_to_the_shipped_ones(manager):
    Wording.objects.create(
        kind="request-received",
        version=1,
        subject="Old {name}",
        body="Old",
        written_by=manager,
        written_at="2026-01-01T00:00Z",
    )

    assert received().filled(reference="X").subject == "We got your request"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"subject": ""}, "Enter a subject"),
        ({"body": " "}, "Enter the text"),
        (
            {"subject": "x" * 79},
            "Make the subject shorter: 78 letters with its values.",
        ),
        ({"subject": "x" * 201}, "Make the subject shorter: 78 letters at most"),
        ({"subject": "Hi\r\nBcc: a@b.example"}, "Write the subject on one line."),
        ({"subject": "For {patient}"}, "In braces there can only be: {reference}."),
        (
            {"body": "{reference.__class__}"},
            "In braces there can only be: {reference}.",
        ),
        ({"body": "{{ reference }} }"}, "In braces there can only be: {reference}."),
        ({"body": "Come soon."}, "Keep {reference} in the text: patients need it."),
        ({"body": "{reference} http://x.example"}, "There can be no address like “"),
        ({"body": "{reference} www.harbor"}, "There can be no address like “"),
        ({"body": "{reference} write a@b.example"}, "There can be no address like “"),
        ({"body": "{reference} see evil.example"}, "no address like “evil.example”"),
        ({"body": "{reference} EVIL．EXAMPLE"}, "no address like “EVIL.EXAMPLE”"),
        ({"body": "{reference} Keta\u200bmine"}, "There is a sign in it"),
        ({"body": "{reference} your Ketamine day"}, "it cannot say: Ketamine."),
        ({"body": "{reference} ｋｅｔａｍｉｎｅ"}, "it cannot say: ketamine."),
        ({"subject": "Your infusions"}, "it cannot say: infusions."),
        ({"subject": "Depression and PTSD"}, "it cannot say: Depression, PTSD."),
        ({"body": "{reference} take your lithium"}, "it cannot say: lithium."),
        ({"body": "x" * 2001}, "The text must be 2,000 letters or less"),
        ({"body": "{reference}\0"}, "Null characters are not allowed."),
    ],
)
def test_what_a_mail_may_not_say_gets_a_sentence_and_is_not_kept(
    values, sentence, signed_in
):
    page = signed_in.post(PAGE, typed(save="Save", **values))

    assert page.status_code == 200
    assert sentence in html.unescape(page.text)
    assert not Wording.objects.exists()


def test_template_language_is_only_text(here, signed_in):
    body = "Fine {reference}. % load admin % | safe <b>x</b>"
    signed_in.post(PAGE, typed(body=body, save="Save"))

    _request, sent = sent_mail(here)
    [(shown, _type)] = sent.alternatives

    assert "% load admin % | safe <b>x</b>" in sent.body
    assert "&lt;b&gt;x&lt;/b&gt;" in shown


@given(st.text(), st.text())
def test_a_value_is_put_in_once_and_never_read_again(before, value):
    words = Words("", f"{before.replace('{', '').replace('}', '')}{{name}}")
    letter = Letter("any", "Any", "", [], {"name": f"{{name}}{value}"})

    assert letter.example(words).body.endswith(f"{{name}}{value}")


@pytest.mark.parametrize(
    "text",
    [
        "Call us. It suits you. Bring the medicines you take.",
        "Hispanic, Spain, campaign, environmental, retreat, a keyhole, special keys",
        "We open at 9 a.m. and close at 4.30 p.m. Room No.4, e.g. by bus.",
    ],
)
def test_words_that_only_look_telling_are_fine(text):
    assert (telling_words(text), addresses_in(text)) == ([], [])


@pytest.mark.parametrize(
    "word",
    [
        "antidepressant",
        "Anti-depressants",
        "physiotherapy",
        "k-hole",
        "K hole",
        "khole",
        "Special K",
        "esketamine",
        "unsuitable",
        "GAD-7",
    ],
)
def test_a_word_that_tells_is_found_whatever_stands_before_it(word):
    assert telling_words(f"About your {word}, please")


def test_without_variables_there_can_be_no_braces():
    bare = Letter("bare", "Bare", "Hello", ["Hi."])

    assert problems_of_body("Hi {name}", bare) == [
        "There can be no braces in this mail."
    ]
    assert problems_of_body("Hi {name}", PLAIN) == []


def test_the_list_says_which_mails_were_changed(signed_in):
    signed_in.post(PAGE, typed(save="Save"))

    text = signed_in.get("/manager/letters/").text

    assert "Yours, version 1" in text
    assert text.count("As shipped") == len(letters()) - 1


def test_a_mail_that_nobody_may_change_has_no_page(signed_in):
    assert signed_in.get("/manager/letters/staff-alert/").status_code == 404


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.CLINICIAN, Role.NURSE])
def test_only_managers_change_mails(role, here, client):
    client.force_login(staff(role, here), LOGIN)

    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, typed(save="Save")).status_code == 403
