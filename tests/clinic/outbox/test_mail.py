import pytest

from clinic.outbox.kinds import Mail
from clinic.outbox.letters import letter
from clinic.outbox.mail import build, plain_name

CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n"


def built(mail: Mail):
    return build(mail, to="ada@example.org", message_id="<1@clinic.test>").message()


def part(message, content_type):
    [found] = [
        each for each in message.walk() if each.get_content_type() == content_type
    ]
    return found.get_payload(decode=True).decode()


def test_build_names_clinic_recipient_and_message(settings):
    settings.CLINIC_NAME = "Harbor Clinic"
    settings.DEFAULT_FROM_EMAIL = "hello@clinic.test"

    message = built(letter("Your visit", "Hello."))

    assert message["From"] == "Harbor Clinic <hello@clinic.test>"
    assert message["To"] == "ada@example.org"
    assert message["Subject"] == "Your visit"
    assert message["Message-ID"] == "<1@clinic.test>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert (message["Cc"], message["Bcc"], message["Reply-To"]) == (None, None, None)


def test_build_offers_to_unsubscribe_in_one_click():
    address = "https://clinic.test/preferences/1.2/"

    message = built(letter("Your visit", "Hello.", unsubscribe=address))

    assert message["List-Unsubscribe"] == f"<{address}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"Stop these reminders:\n{address}" in part(message, "text/plain")
    assert f'href="{address}"' in part(message, "text/html")


def test_build_offers_nothing_to_unsubscribe_from_unless_told():
    message = built(letter("Your visit", "Hello."))

    assert message["List-Unsubscribe"] is None
    assert message["List-Unsubscribe-Post"] is None
    assert "Stop these" not in message.as_string()


def test_build_says_the_same_in_text_and_html():
    message = built(letter("Your visit", "Bring O'Brien <&> Sons."))

    assert message.get_content_type() == "multipart/alternative"
    assert "Bring O'Brien <&> Sons." in part(message, "text/plain")
    assert "Bring O'Brien &lt;&amp;&gt; Sons." in part(message, "text/html")


def test_build_puts_styles_on_the_elements_and_keeps_dark_mode():
    html = part(built(letter("Your visit", "Hello.")), "text/html")

    assert 'class="body" style="' in html
    assert "prefers-color-scheme: dark" in html


def test_build_sends_a_calendar_entry_as_alternative_and_as_attachment():
    mail = letter("Cancelled", "Hello.", calendar=CALENDAR, method="CANCEL")

    message = built(mail)

    alternatives, attachment = message.get_payload()
    entry = alternatives.get_payload()[2]
    assert message.get_content_type() == "multipart/mixed"
    assert [each.get_content_type() for each in alternatives.get_payload()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert entry.get_param("method") == "CANCEL"
    assert entry.get_payload(decode=True).splitlines() == CALENDAR.splitlines()
    assert attachment.get_content_type() == "text/calendar"
    assert attachment.get_filename() == "invite.ics"
    assert attachment.get_payload(decode=True).splitlines() == CALENDAR.splitlines()


@pytest.mark.parametrize(
    ("typed", "called"),
    [
        ("Ada Sealwright", "Ada Sealwright"),
        ("  Ada\t Sealwright ", "Ada Sealwright"),
        ("Zoë O’Brien-Şahin", "Zoë O’Brien-Şahin"),
        ("अदिति", "अदिति"),
        ("CLICK http://evil.example/?a=1", "CLICK http evil example a"),
        ("Ada\r\nBcc: all@example.org", "Ada Bcc all example org"),
        ("\u202eada\u200b", "ada"),
        ("<b>Ada</b>", "b Ada b"),
        ("123 !", ""),
        ("A" * 50, "A" * 40),
        ("A" * 39 + " B", "A" * 39),
    ],
)
def test_plain_name_keeps_letters_alone(typed, called):
    assert plain_name(typed) == called
