"""Nothing that was typed about a patient is to be found where it is not sealed."""

import base64

import pytest
from redis import Redis

from tests.walk import clinic, leaks
from tests.walk.patients import invented_word
from tests.walk.people import Administrator


@pytest.mark.long
def test_nothing_typed_about_a_patient_is_kept_or_said_in_the_clear(
    anteroom, patient, desk, clinician
):
    note, decision, closed = [invented_word() for _ in range(3)]
    patient.ask()
    patient.next_mail()
    desk.open_request_of(patient.identity.name)
    desk.log_call("Called: spoke", note)
    desk.send_questionnaire()
    patient.enter_by(patient.next_mail())
    patient.answer_everything()
    clinician.open_intake_of(patient.identity.name)
    clinician.sign("Suitable", decision)
    patient.enter_by(patient.next_mail())
    patient.book()
    patient.next_mail()
    patient.press("Cancel this appointment")
    patient.cancel()
    patient.next_mail()
    desk.open_request_of(patient.identity.name)
    desk.close_request(closed)

    places = {
        "database": leaks.dump(anteroom),
        "sessions": leaks.sessions(anteroom),
        "broker": leaks.in_broker(anteroom),
        "output and files": leaks.said(anteroom),
    }
    typed = [*patient.identity.typed(), note, decision, closed]
    found = {place: leaks.leaked(text, typed) for place, text in places.items()}
    assert found == dict.fromkeys(places, [])
    assert "patient_session" in places["sessions"]
    assert leaks.looks_no_page_recorded(anteroom) == 0


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(str, id="as-typed"),
        pytest.param(str.swapcase, id="other-case"),
        pytest.param(lambda word: word.encode().hex(), id="hex"),
        pytest.param(lambda word: word.encode().hex().upper(), id="hex-upper-case"),
        *[
            pytest.param(
                lambda word, text=text: base64.b64encode(
                    text.format(word).encode()
                ).decode(),
                id=f"base64-{text}",
            )
            for text in ["{}", "1{}", "12{}", "{}3", "1{}3", "12{}34"]
        ],
    ],
)
def test_scan_finds_a_word(form):
    word = invented_word().title()

    assert leaks.leaked(f"before{form(word)}after", ["nothing", word]) == [word]


@pytest.mark.long
def test_scan_finds_a_word_that_a_page_has_stored_in_the_clear(browser, anteroom):
    word = invented_word()
    administrator = Administrator(browser, anteroom, java_script_enabled=False)
    administrator.sign_in(clinic.ADMINISTRATOR)

    administrator.add("clinic/user", username=word, email="word@harbor.example")

    administrator.close()
    assert leaks.leaked(leaks.dump(anteroom), [word]) == [word]


@pytest.mark.long
def test_scan_finds_a_word_in_the_broker(anteroom):
    word = invented_word()
    with Redis.from_url(leaks.settings(anteroom)["BROKER_URL"]) as broker:
        broker.rpush("planted", word)

        held = leaks.in_broker(anteroom)

        broker.delete("planted")
    assert leaks.leaked(held, [word]) == [word]
