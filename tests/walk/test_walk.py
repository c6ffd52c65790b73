"""The whole path of one person, by pages and mail alone."""

import pytest

from tests.walk.mistakes import ClumsyPatient
from tests.walk.patients import CHECK, calendar_in


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(True, id="script"),
        pytest.param(False, id="no-script", marks=pytest.mark.long),
    ],
)
def test_a_patient_gets_from_the_home_page_to_a_visit(patient, desk, clinician):
    name, word = patient.identity.name, patient.identity.word

    patient.ask()
    assert patient.next_mail()["Subject"] == "We got your request"

    desk.open_request_of(name)
    desk.log_call("Called: spoke", "Will answer tonight.")
    desk.send_questionnaire()

    invitation = patient.next_mail()
    patient.enter_by(invitation)
    patient.begin_answering()
    patient.answer_until("Do you take any medicines?")
    patient.picture("phone-question")
    patient.fill_in_answers()
    patient.press("Save and come back later")
    assert patient.heading == "Your answers are saved"

    patient.enter_by(invitation)
    assert patient.heading == "Welcome back"
    patient.press("Go on")
    patient.answer_until(CHECK)
    patient.reads(f"{word} pills")
    patient.press("Send my answers")
    assert patient.heading == "Thank you. We have your answers"

    clinician.open_intake_of(name)
    clinician.reads_flags_first()
    clinician.reads(f"{word} stent")
    clinician.sign("Suitable", "Heart attack long ago, pressure under control.")

    patient.enter_by(patient.next_mail())
    held = patient.choose_time("Continue")
    patient.reads("We hold this time for you")
    patient.press("Book this time")
    assert patient.heading == "Your appointment is booked"
    method, booked = calendar_in(patient.next_mail())
    assert (method, booked["SEQUENCE"]) == ("REQUEST", 0)
    assert booked.start.isoformat() == held

    patient.press("Move this appointment")
    later = patient.choose_time("Move to this time", number=1)
    method, moved = calendar_in(patient.next_mail())
    assert (method, moved["SEQUENCE"]) == ("REQUEST", 1)
    assert moved["UID"] == booked["UID"]
    assert moved.start.isoformat() == later

    desk.sees_appointment(name, "Booked")
    desk.open_request_of(name, queue="All")
    desk.sees_in_history("Appointment moved")

    patient.press("Cancel this appointment")
    patient.cancel()
    method, cancelled = calendar_in(patient.next_mail())
    assert (method, cancelled["SEQUENCE"]) == ("CANCEL", 2)
    assert cancelled["UID"] == booked["UID"]
    desk.sees_appointment(name, "Cancelled")

    patient.press("Book another time")
    patient.book()
    method, again = calendar_in(patient.next_mail())
    assert method == "REQUEST"
    assert again["UID"] != booked["UID"]


@pytest.mark.long
def test_a_patient_who_makes_two_mistakes_on_every_page_also_arrives(
    person, desk, clinician
):
    patient = person(ClumsyPatient)

    patient.ask()
    patient.next_mail()
    desk.open_request_of(patient.identity.name)
    desk.send_questionnaire()
    patient.enter_by(patient.next_mail())
    patient.answer_everything()
    clinician.open_intake_of(patient.identity.name)
    clinician.sign("Suitable", "Nothing against it.")
    patient.enter_by(patient.next_mail())
    patient.book()

    assert calendar_in(patient.next_mail())[0] == "REQUEST"
