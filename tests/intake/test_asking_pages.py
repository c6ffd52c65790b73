"""Asking some questions again, as clinician and patient see it."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.urls import reverse

from clinic.access.roles import Role
from clinic.outbox.models import Message
from intake import services
from intake.models import Decision, Review
from intake.services.asking import asking_of
from tests.factories import staff
from tests.intake.eligibility.patients import SEVERAL_DAYS, healthy_but
from tests.scheduling.stories import booked, clinic_with, ready, reviewer_of
from tests.stories import (
    address_of,
    answered,
    draft_of,
    invited,
    resolve_alerts,
    send_again,
)

pytestmark = pytest.mark.django_db

START, CHECK, SENT = "/questionnaire/", "/questionnaire/check/", "/questionnaire/sent/"
REASON, WORDS = "Canaryreason", "Canarywords: when was it?"
MORE = Decision.MORE_INFORMATION
READING = {"bp-systolic": [118], "bp-diastolic": [74], "bp-when": ["past-week"]}
THREE_MEDICINES = healthy_but(
    medicines_any="yes",
    medicine=[{"medicine-name": [name]} for name in ("Zoloft", "lithium")],
)


@pytest.fixture
def consultation_request(here):
    return answered(healthy_but(bp_systolic=176, stroke="unsure"), location=here)


@pytest.fixture
def review(consultation_request, clinician, browser_of):
    """Give a function that posts the decision form, and another that shows the page."""
    browser = browser_of(clinician)
    path = reverse("intake:review-detail", args=[consultation_request.pk])

    def post(**given):
        consultation_request.refresh_from_db()
        posted = {"version": consultation_request.version, "reason": REASON} | given
        return browser.post(path, posted)

    post.get = lambda: browser.get(path)
    return post


def ask(consultation_request, actor, *asked, words=""):
    services.sign_review(
        services.latest_assessment(consultation_request),
        MORE,
        reason=REASON,
        actor=actor,
        asked=asked,
        words=words,
    )
    return draft_of(consultation_request)


def shown(page):
    return " ".join(unescape(page.text).split())


def hidden_in(page):
    """Return what the form of the page sends back unseen."""
    return dict(
        re.findall(
            r'<input type="hidden" name="(seen[^"]+)" value="([^"]*)"', page.text
        )
    )


def words_of(page):
    return " ".join(re.sub("<[^>]+>", " ", unescape(page.text)).split())


def test_the_form_offers_questions_in_groups_and_none_is_selected(review):
    text = shown(review.get())

    summaries = re.findall(r"<summary>(.*?)</summary>", text)
    assert summaries[summaries.index("Behind the flags, or left open") + 1] == (
        "About you"
    )
    assert 'value="stroke"> <label' in text
    assert text.count("<details open>") == 1
    assert " checked>" not in text


def test_the_decision_asks_what_is_selected(review, consultation_request):
    response = review(decision=MORE, asked=["bp", "stroke"], words=WORDS)

    assert response.status_code == 302
    signed = Review.objects.get()
    assert (signed.asked, signed.words) == (["bp", "stroke"], WORDS)


def test_more_information_needs_a_question_and_keeps_what_was_typed(review):
    page = review(decision=MORE, words=WORDS)

    text = shown(page)
    assert "<title>Error: " in text
    assert text.count("Select at least one question") == 2
    assert f"{WORDS}</textarea>" in text
    assert f"{REASON}</textarea>" in text
    assert f'value="{MORE}"' in text
    assert not Review.objects.exists()


def test_another_decision_with_questions_is_shown_again_and_nothing_is_lost(review):
    page = review(decision=Decision.SUITABLE, asked=["liver"], words=WORDS)

    text = shown(page)
    assert text.count("asks questions again. Unselect them") == 2
    assert text.count("shows words to the patient. Remove them") == 2
    assert re.search(r'value="liver" checked', text)
    assert f"{WORDS}</textarea>" in text
    assert text.count("<details open>") == 2
    assert not Review.objects.exists()


@pytest.mark.parametrize("asked", ["nonsense", "heart-attack-when", "bp-systolic"])
def test_a_question_that_nobody_was_asked_is_refused(review, asked):
    page = review(decision=MORE, asked=[asked])

    assert "These questions have changed. Select them again" in page.text
    assert not Review.objects.exists()


def test_the_history_says_what_was_asked_and_in_which_words(review):
    review(decision=MORE, asked=["stroke"], words=WORDS)

    text = words_of(review.get())

    assert (
        "Asked again: Have you ever had a stroke or a mini-stroke (TIA)? "
        f"Words to the patient: {WORDS}" in text
    )


def test_the_page_warns_when_an_appointment_is_booked(browser_of):
    here = clinic_with("amara")
    consultation_request = ready(here)
    path = reverse("intake:review-detail", args=[consultation_request.pk])
    browser = browser_of(reviewer_of(here))
    warning = (
        "An appointment is booked already. Your decision does not cancel it: for any "
        "other decision than suitable, the front desk is asked to call the patient."
    )

    assert warning not in browser.get(path).text
    booked(consultation_request)

    assert warning in browser.get(path).text


def test_the_start_page_says_how_many_questions_there_are_and_why(
    consultation_request, clinician, browser_of
):
    draft = ask(consultation_request, clinician, "bp", "ride-home", words=WORDS)

    page = browser_of(consultation_request).get(START)

    text = words_of(page)
    assert "We have a few more questions There are 2 questions for you." in text
    assert f"What we need to know {WORDS}" in text
    assert re.findall(r'aria-describedby="task-\d+">(.*?)</a>', page.text) == [
        "Heart and blood pressure",
        "Getting home, and your goals",
    ]
    assert text.count("Not yet started") == 2
    assert f'href="{address_of(draft, "heart/bp")}">Start</a>' in page.text


def test_the_start_page_counts_one_question_and_has_no_empty_box(
    consultation_request, clinician, browser_of
):
    ask(consultation_request, clinician, "bp")

    text = words_of(browser_of(consultation_request).get(START))

    assert "There is 1 question for you." in text
    assert "What we need to know" not in text


def test_the_patient_is_led_through_just_those_questions(
    consultation_request, clinician, browser_of
):
    draft = ask(consultation_request, clinician, "bp", "stroke")
    browser = browser_of(consultation_request)
    bp, stroke = (address_of(draft, path) for path in ("heart/bp", "heart/stroke"))

    first = browser.get(bp)
    assert "Question 1 of 2" in first.text
    assert 'value="176"' in first.text
    saved = browser.post(
        bp,
        {"bp-systolic": "130", "bp-diastolic": "80", "bp-when": "past-week"}
        | hidden_in(first),
    )
    assert saved["Location"] == stroke
    second = browser.get(stroke)
    assert "Question 2 of 2" in second.text
    assert f'class="back" href="{bp}"' in second.text
    assert f'href="{stroke}">Go on</a>' in browser.get(START).text
    given = {"stroke": "no"} | hidden_in(second)
    assert browser.post(stroke, given)["Location"] == CHECK
    assert browser.post(CHECK)["Location"] == SENT

    sent = consultation_request.responses.first()
    assert sent.answers == healthy_but(bp_systolic=130, bp_diastolic=80)


def test_nothing_is_sent_before_each_is_answered_again(
    consultation_request, clinician, browser_of
):
    draft = ask(consultation_request, clinician, "bp")
    browser = browser_of(consultation_request)

    page = browser.get(CHECK)

    assert "Send my answers" not in page.text
    assert browser.post(CHECK)["Location"] == address_of(draft, "heart/bp") + "?check=1"
    assert consultation_request.responses.count() == 2


def test_the_check_page_has_those_answers_first_and_the_others_to_change(
    consultation_request, clinician, browser_of
):
    draft = ask(consultation_request, clinician, "bp")
    browser = browser_of(consultation_request)
    liver = address_of(draft, "health/liver") + "?check=1"

    page = browser.get(CHECK)
    first, others = page.text.split("<h2>Your other answers</h2>")
    assert "176 mmHg" in first
    assert "liver" not in first
    assert liver in others
    changed = browser.get(liver)
    assert "Question " not in changed.text
    assert changed.status_code == 200
    onward = browser.post(liver, {"liver": "no"})["Location"]
    assert onward == address_of(draft, "heart/bp") + "?check=1"


@pytest.mark.parametrize("with_check", [True, False])
def test_a_list_is_kept_by_continue(here, clinician, browser_of, with_check):
    consultation_request = answered(THREE_MEDICINES, location=here)
    draft = ask(consultation_request, clinician, "medicine")
    browser = browser_of(consultation_request)
    path = address_of(draft, "medicines/medicine") + "?check=1" * with_check

    page = browser.get(path)
    assert '<button class="button" name="keep"' in page.text
    response = browser.post(path, {"keep": "yes"} | hidden_in(page))

    assert response["Location"] == CHECK
    assert '<button class="button" name="keep"' not in browser.get(path).text
    assert browser.post(CHECK)["Location"] == SENT


def test_a_list_that_is_not_asked_again_can_be_opened_and_left(
    here, clinician, browser_of
):
    consultation_request = answered(THREE_MEDICINES, location=here)
    draft = ask(consultation_request, clinician, "stroke")
    browser = browser_of(consultation_request)

    page = browser.get(address_of(draft, "medicines/medicine"))
    entry = browser.get(address_of(draft, "medicines/medicine/2"))
    added = browser.get(address_of(draft, "medicines/medicine/3"))

    assert f'<a class="button" href="{CHECK}">Continue</a>' in page.text
    assert "lithium" in entry.text
    assert added.status_code == 200


def test_when_no_question_is_left_the_start_leads_to_the_check_page(
    here, clinician, browser_of
):
    answers = healthy_but(heart_attack="yes", heart_attack_when="over-a-year")
    consultation_request = answered(answers, location=here)
    draft = ask(consultation_request, clinician, "heart-attack-when")
    browser = browser_of(consultation_request)
    browser.post(address_of(draft, "heart/heart-attack"), {"heart-attack": "no"})

    page = browser.get(START)

    assert "No question is left. Check your answers and send them." in page.text
    assert f'href="{CHECK}">' in page.text


def test_a_worrying_answer_shows_help_at_once(
    consultation_request, clinician, browser_of
):
    draft = ask(consultation_request, clinician, "phq9-9", "stroke")

    page = browser_of(consultation_request).post(
        address_of(draft, "mood/phq9-9"), {"phq9-9": SEVERAL_DAYS}
    )

    assert "You are not alone. Help is available now." in page.text
    assert consultation_request.alerts.standing().count() == 1


def test_the_mail_says_nothing_of_what_is_asked(consultation_request, clinician):
    ask(consultation_request, clinician, "stroke", words=WORDS)

    [message] = Message.objects.filter(kind="questionnaire-more")
    assert message.about_id == consultation_request.pk
    assert WORDS not in str(vars(message))


def test_the_clinician_reads_what_changed_right_after_the_flags(
    review, consultation_request, clinician
):
    draft = ask(consultation_request, clinician, "bp", "stroke")
    asking = asking_of(draft)
    services.save_page(draft, "heart/bp", READING, asking=asking)
    services.save_page(draft, "heart/stroke", {"stroke": ["no"]}, asking=asking)
    services.send_answers(draft)

    page = review.get()

    text = words_of(page)
    assert text.index("Flags") < text.index("Changed since ")
    assert text.index("Changed since ") < text.index("Heart and blood pressure")
    assert "Top number Before: 176 mmHg Now: 118 mmHg" in text
    assert "mini-stroke (TIA)? Before: I'm not sure Now: No" in text
    assert "Flag gone: Review" in text
    assert "New flag: " not in text


def test_what_is_not_answered_not_asked_or_not_listed_is_never_no(
    here, clinician, browser_of
):
    answers = THREE_MEDICINES | {
        "heart-attack": ["yes"],
        "heart-attack-when": ["over-a-year"],
    }
    consultation_request = answered(answers, location=here)
    draft = ask(consultation_request, clinician, "heart-attack")
    draft.answers = healthy_but(
        medicines_any="yes", medicine=[{"medicine-name": ["Zoloft"]}]
    )
    draft.save()
    send_again(consultation_request)

    page = browser_of(clinician).get(
        reverse("intake:review-detail", args=[consultation_request.pk])
    )

    text = words_of(page)
    assert re.search(r"heart attack\? Before: Yes Now: No ", text)
    assert re.search(r"\? Before: More than 12 months ago Now: Not asked ", text)
    assert re.search(r"2: lithium Before: [^:]+ lithium Now: Not on the list", text)


def test_the_same_answers_again_are_said_to_be_the_same(
    review, consultation_request, clinician
):
    ask(consultation_request, clinician, "stroke")
    send_again(consultation_request)

    text = words_of(review.get())

    assert re.search(
        r"Changed since (\w+ \d+, \d{4}, \d+:\d\d [ap].m. E[SD]T) "
        r"Only some questions were asked again\. "
        r"Answers that are not listed here are those of \1\. ",
        text,
    )
    assert "No answer has changed." in text


def test_first_answers_have_no_such_section(review):
    assert "Changed since" not in review.get().text


def test_only_clinicians_of_the_location_ask(
    here, consultation_request, clinician, desk, stranger, browser_of
):
    path = reverse("intake:review-detail", args=[consultation_request.pk])
    posted = {
        "version": consultation_request.version,
        "decision": MORE,
        "reason": REASON,
        "asked": ["stroke"],
    }

    assert browser_of(desk).post(path, posted).status_code == 403
    assert browser_of(staff(Role.NURSE, here)).post(path, posted).status_code == 403
    assert browser_of(stranger).post(path, posted).status_code == 404
    assert not Review.objects.exists()
    assert browser_of(clinician).post(path, posted).status_code == 302


def test_another_patient_sees_nothing_of_it(
    here, consultation_request, clinician, browser_of
):
    draft = ask(consultation_request, clinician, "stroke", words=WORDS)
    other = browser_of(invited(location=here))

    assert WORDS not in other.get(START).text
    assert other.get(address_of(draft, "heart/stroke"))["Location"] == START


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_review_page_asks_the_database_the_same_for_each_decision(
    review, consultation_request, clinician, django_assert_num_queries, rounds
):
    for _ in range(rounds):
        ask(consultation_request, clinician, "stroke")
        send_again(consultation_request)
    review.get()

    with django_assert_num_queries(31):
        review.get()


def test_help_promises_nothing_of_an_old_answer_until_it_is_given_again(
    here, clinician, browser_of
):
    consultation_request = answered(healthy_but(phq9_9=SEVERAL_DAYS), location=here)
    resolve_alerts(consultation_request, clinician)
    draft = ask(consultation_request, clinician, "phq9-9")
    browser = browser_of(consultation_request)
    path = address_of(draft, "mood/phq9-9")
    told = "our team has been told"

    assert told not in browser.get("/questionnaire/help/").text
    again = {"phq9-9": SEVERAL_DAYS} | hidden_in(browser.get(path))
    assert told in browser.post(path, again).text
    assert consultation_request.alerts.standing().count() == 1
    assert told in browser.get("/questionnaire/help/").text


def test_symptoms_come_right_after_a_very_high_reading_though_answered_before(
    here, clinician, browser_of
):
    answers = healthy_but(bp_systolic=185, bp_diastolic=110, bp_symptoms="no")
    consultation_request = answered(answers, location=here)
    draft = ask(consultation_request, clinician, "bp")
    browser = browser_of(consultation_request)
    bp = address_of(draft, "heart/bp")
    reading = {"bp-systolic": "225", "bp-diastolic": "135", "bp-when": "today"}

    response = browser.post(bp, reading | hidden_in(browser.get(bp)))

    symptoms = address_of(draft, "heart/bp-symptoms")
    assert response["Location"] == symptoms
    page = browser.post(
        symptoms, {"bp-symptoms": "yes"} | hidden_in(browser.get(symptoms))
    )
    assert "Call 911 now" in words_of(page)


def test_the_clinician_reads_no_old_answer_beside_the_alert_of_a_new_one(
    here, clinician, browser_of
):
    answers = healthy_but(bp_systolic=185, bp_diastolic=110, bp_symptoms="no")
    consultation_request = answered(answers, location=here)
    draft = ask(consultation_request, clinician, "bp")
    reading = READING | {"bp-systolic": [225], "bp-diastolic": [135]}
    services.save_page(draft, "heart/bp", reading, asking=asking_of(draft))

    page = browser_of(clinician).get(
        reverse("intake:review-detail", args=[consultation_request.pk])
    )

    text = words_of(page)
    symptoms = "or sudden trouble seeing or speaking?"
    assert f"{symptoms} Not answered" in text[text.index("225/135 mm Hg Severe") :]
    assert f"{symptoms} No " not in text


def test_a_page_left_open_from_an_earlier_asking_does_not_answer_the_next(
    consultation_request, clinician, browser_of
):
    draft = ask(consultation_request, clinician, "stroke")
    browser = browser_of(consultation_request)
    path = address_of(draft, "heart/stroke")
    left_open = hidden_in(browser.get(path))
    ask(consultation_request, clinician, "stroke", words=WORDS)

    response = browser.post(path, {"stroke": "no"} | left_open)

    assert response["Location"] == CHECK
    assert browser.post(CHECK)["Location"] == f"{path}?check=1"
    assert draft_of(consultation_request).answers["stroke"] == ["no"]
    [token] = left_open.values()
    assert str(draft.asked_by_id) not in token


def test_a_page_left_open_from_answers_sent_before_says_that_there_are_new_questions(
    here, clinician, browser_of
):
    consultation_request = answered(location=here)
    path = address_of(consultation_request.responses.get(), "health/liver")
    ask(consultation_request, clinician, "stroke")
    browser = browser_of(consultation_request)

    response = browser.post(path, {"liver": "yes"}, follow=True)

    assert "We have sent you new questions, so what you just typed" in response.text
    assert "needless" not in response.text


def test_a_worrying_answer_on_such_a_page_shows_help_and_alerts(
    here, clinician, browser_of
):
    consultation_request = answered(location=here)
    path = address_of(consultation_request.responses.get(), "mood/phq9-9")
    ask(consultation_request, clinician, "stroke")

    page = browser_of(consultation_request).post(path, {"phq9-9": SEVERAL_DAYS})

    text = words_of(page)
    assert (
        "We have sent you new questions, so what you just typed is not saved." in text
    )
    assert "But our team has been told what you typed." in text
    assert consultation_request.alerts.standing().count() == 1


def test_the_clinician_reads_of_when_the_other_answers_and_each_score_are(
    review, consultation_request, clinician
):
    first = consultation_request.responses.get()
    first.sent_at = datetime(2030, 3, 2, 18, tzinfo=UTC)
    first.save()
    ask(consultation_request, clinician, "gad7-1")
    send_again(consultation_request)

    text = words_of(review.get())

    assert "not listed here are those of March 2, 2030, 1:00 p.m. EST." in text
    then = "Not asked again: answers of March 2, 2030"
    assert f"PHQ-9 8 of 27, mild {then}" in text
    assert f"GAD-7 7 of 21, mild {then}" not in text


def test_what_is_carried_over_twice_is_from_before(
    review, consultation_request, clinician
):
    for _ in range(2):
        ask(consultation_request, clinician, "stroke")
        send_again(consultation_request)

    text = words_of(review.get())
    assert re.search(r"are those of [^.]+ [ap]\.m\. \w+ or before\.", text)


def test_first_answers_are_said_to_be_of_no_other_day(review):
    assert "Not asked again" not in review.get().text
