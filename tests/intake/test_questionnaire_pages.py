"""The patient answers, page by page, as a browser without JavaScript does."""

import re
from html import unescape

import pytest

from clinic.outbox.models import Message
from intake import services
from intake.models import (
    ConsultationRequest,
    Decision,
    QuestionnaireResponse,
    RequestStatus,
    ResponseStatus,
    StaffAlert,
)
from tests import world
from tests.intake.eligibility.patients import SEVERAL_DAYS, healthy_but
from tests.stories import address_of, answered, draft_of, invited

pytestmark = pytest.mark.django_db

START = "/questionnaire/"
CHECK = "/questionnaire/check/"
SENT = "/questionnaire/sent/"
HELP = "/questionnaire/help/"
THREE = [{"medicine-name": [name]} for name in ("aspirin", "Zoloft", "lithium")]
LEFT = "/link/left/"
CRISIS = "You are not alone. Help is available now."
HIGH_READING = "These numbers are very high. Rest, then check again"
BOTTOM_IS_SMALLER = "The bottom number is usually the smaller one. Check both numbers."
CALM_REACH = f'<p><a href="{HELP}">See who you can call right now</a></p>'
REACH = CALM_REACH.replace("<p>", '<p class="note">')


def at(path):
    """Return where the patient who came last finds a page."""
    return address_of(latest_response(), path)


def waiting(here, answers=None):
    """Return a request whose patient has answered this much so far."""
    consultation_request = invited(location=here)
    draft = draft_of(consultation_request)
    draft.answers = answers or {}
    draft.save()
    return consultation_request


@pytest.fixture
def patient(here, browser_of):
    """Give a function that lets a patient with these answers come in."""

    def come_in(answers=None):
        return browser_of(waiting(here, answers))

    return come_in


def latest_response():
    return QuestionnaireResponse.objects.latest("started_at")


def saved():
    return latest_response().answers


def shown(page):
    return " ".join(unescape(page.text).split())


def back(page):
    return re.search(r'class="back" href="([^"]+)"', page.text)[1]


def links(page):
    return re.findall(r'<a[^>]* href="([^"]+)"', page.text)


def test_start_says_what_to_expect_and_leads_to_the_first_question(patient):
    text = patient().get(START).text

    assert "A few questions before your visit" in text
    assert text.count("Not yet started") == 10
    assert f'href="{at("about-you/sex-at-birth")}">Start</a>' in text


def test_start_on_return_shows_the_parts_and_goes_on_where_something_is_open(patient):
    page = patient(healthy_but(phq9_4=None)).get(START)

    assert "Welcome back" in page.text
    assert page.text.count("Completed") == 9
    assert page.text.count("In progress") == 1
    assert f'href="{at("mood/phq9-4")}">Go on</a>' in page.text


def test_start_says_that_complete_answers_are_not_sent_yet(patient):
    page = patient(healthy_but()).get(START)

    assert "It is saved, but it is not sent yet." in page.text
    assert f'href="{CHECK}">Check your answers and send them</a>' in page.text


def test_a_question_is_the_heading_of_its_page_and_nothing_is_selected(patient):
    page = patient().get(at("about-you/sex-at-birth"))

    assert "About you · Question 1 of 3" in shown(page)
    assert '<legend class="label"><h1>What was your sex at birth?</h1></legend>' in (
        shown(page)
    )
    assert " checked" not in page.text
    assert back(page) == START


def test_the_titles_in_the_browsers_history_tell_no_answer(patient):
    browser = patient({"medicines-any": ["yes"], "asq-1": ["yes"]})
    pages = [
        browser.get(START),
        browser.get(at("safety/asq-5")),
        browser.get(at("medicines/medicine")),
        browser.post(at("safety/asq-5"), {"asq-5": "yes"}),
        browser.get(HELP),
    ]

    titles = {re.search(r"<title>(.*?)</title>", shown(page))[1] for page in pages}
    assert titles == {"Your questions – Harbor Clinic"}


def test_no_link_on_a_page_of_questions_names_a_question(here, browser_of):
    consultation_request = waiting(here, world.MANY_FLAGS)
    browser = browser_of(consultation_request)
    draft = services.open_answers(consultation_request)
    slugs = {item.slug for item in draft.questionnaire.items}

    told = [
        (page.path, link, slug)
        for page in draft.pages
        for response in (browser.get(at(page.path)), browser.post(at(page.path), {}))
        for link in links_without_tokens(response)
        for slug in slugs
        if slug in link
    ]

    assert told == []
    assert len(draft.pages) > 50


def links_without_tokens(response):
    """Return every address on a page or that it leads to; tokens have their tests."""
    found = re.findall(r' (?:href|src|action)="([^"]*)"', response.text)
    places = [*found, response.headers.get("Location", "")]
    return [re.sub(r"/page/[\w-]{107}/", "/page/", unescape(place)) for place in places]


def test_an_address_of_somebody_else_leads_to_the_parts(here, browser_of):
    mine, yours = waiting(here), waiting(here)

    browser = browser_of(mine)

    path = address_of(draft_of(yours), "heart/stroke")
    assert browser.get(path)["Location"] == START
    assert browser.post(path, {"stroke": "yes"})["Location"] == START
    assert draft_of(mine).answers == {}


@pytest.mark.parametrize("token", ["x", "heart-bp", "A" * 107, "A" * 6000])
def test_an_address_that_nobody_made_leads_to_the_parts(patient, token):
    assert patient().get(f"/questionnaire/page/{token}/")["Location"] == START


def test_an_address_cut_short_leads_to_the_parts(patient):
    browser = patient()

    assert browser.get(at("heart/stroke")[:-2] + "/")["Location"] == START


def test_continue_saves_the_page_and_leads_to_the_next(patient):
    browser = patient()

    response = browser.post(at("about-you/sex-at-birth"), {"sex-at-birth": "female"})

    assert response["Location"] == at("about-you/can-be-pregnant")
    assert saved() == {"sex-at-birth": ["female"]}


def test_an_empty_page_says_what_is_missing_and_saves_nothing(patient):
    browser = patient({"ride-home": ["yes"]})

    page = browser.post(at("about-you/sex-at-birth"), {})

    assert "<title>Error: Your questions" in page.text
    assert '<a href="#id_1_0">' in page.text
    assert saved() == {"ride-home": ["yes"]}


def test_back_leads_to_the_page_before(patient):
    page = patient({"sex-at-birth": ["male"]}).get(at("about-you/body-known"))

    assert back(page) == at("about-you/sex-at-birth")


def test_blood_pressure_has_two_ordinary_labels_under_one_heading(patient):
    page = patient({"bp-known": ["yes"]}).get(at("heart/bp"))

    text = shown(page)
    assert re.findall(r"<h1.*?</h1>", text) == [
        "<h1>What was your last blood pressure?</h1>"
    ]
    assert '<label class="label" for="id_1">Top number (mmHg)</label>' in text
    assert '<div class="parts">' in text


@pytest.mark.parametrize("pasted", ["128/82", " 128 / 82 ", "128 over 82"])
def test_blood_pressure_pasted_into_the_first_box_fills_both(patient, pasted):
    browser = patient({"bp-known": ["yes"]})

    browser.post(
        at("heart/bp"),
        {"bp-systolic": pasted, "bp-diastolic": "", "bp-when": "today"},
    )

    assert saved() == {
        "bp-known": ["yes"],
        "bp-systolic": [128],
        "bp-diastolic": [82],
        "bp-when": ["today"],
    }


@pytest.mark.parametrize(
    ("top", "bottom"), [("128/82", "90"), ("128", ""), ("1/2/3", ""), ("abc", "82")]
)
def test_blood_pressure_that_makes_no_sense_is_shown_again_as_typed(
    patient, top, bottom
):
    page = post_reading(patient({"bp-known": ["yes"]}), top, bottom)

    assert "There is a problem" in page.text
    assert f'value="{top}"' in page.text
    assert saved() == {"bp-known": ["yes"]}


def post_reading(browser, top, bottom, when="today"):
    typed = {"bp-systolic": top, "bp-diastolic": bottom}
    return browser.post(at("heart/bp"), typed | ({"bp-when": when} if when else {}))


@pytest.mark.parametrize(
    ("top", "bottom", "is_very_high"),
    [
        ("82", "128", False),
        ("120", "120", True),
        ("100", "100", False),
        ("120", "190", True),
        ("128", "182", True),
    ],
)
def test_a_bottom_number_that_is_not_the_smaller_is_asked_about(
    patient, top, bottom, is_very_high
):
    page = post_reading(patient({"bp-known": ["yes"]}), top, bottom)

    text = shown(page)
    assert text.count(BOTTOM_IS_SMALLER) == 2
    assert '<a href="#id_2">' in text
    assert f'value="{top}"' in text
    assert f'value="{bottom}"' in text
    assert (HIGH_READING in text) == is_very_high
    assert saved() == {"bp-known": ["yes"]}


@pytest.mark.parametrize(
    ("top", "bottom"),
    [
        ("1900", "110"),
        ("400", "220"),
    ],
)
def test_numbers_that_cannot_be_still_say_what_to_do_when_they_are_very_high(
    patient, top, bottom
):
    page = post_reading(patient({"bp-known": ["yes"]}), top, bottom)

    assert "There is a problem" in page.text
    assert HIGH_READING in page.text
    assert 'href="tel:911"' in page.text
    assert not StaffAlert.objects.exists()


def test_a_very_high_reading_alerts_staff_though_its_day_is_left_out(patient):
    browser = patient({"bp-known": ["yes"]})

    once, twice = (post_reading(browser, "190", "110", when="") for _ in range(2))

    for page in (once, twice):
        assert "Select when it was taken" in page.text
        assert HIGH_READING in page.text
    assert saved() == {"bp-known": ["yes"]}
    alert = StaffAlert.objects.get()
    assert alert.reasons[0].endswith("Ask the patient now.")
    assert severe_reasons(alert) == [
        "Reported BP 190/110",
        "Top number – 190 (not saved)",
        "Bottom number – 110 (not saved)",
    ]
    assert Message.objects.filter(kind="staff-alert").count() == 1


def severe_reasons(alert):
    """Its reasons, of the flag for a severe reading only how it begins."""
    return [reason.partition(" (>=")[0] for reason in alert.reasons]


@pytest.mark.parametrize(
    ("top", "bottom", "reading"),
    [
        ("120", "190", "190/120"),
        ("120", "120", "120/120"),
        ("200", "", "200/-"),
        ("", "125", "-/125"),
        ("190 / 120 mmHg", "", "190/120"),
        ("190/120", "80", "190/80"),
        ("1900", "125", "-/125"),
    ],
)
def test_a_severe_reading_refused_for_its_own_numbers_alerts_staff_once(
    patient, clinician, top, bottom, reading
):
    browser = patient({"bp-known": ["yes"]})

    page = post_reading(browser, top, bottom)
    services.acknowledge_alert(StaffAlert.objects.get(), actor=clinician)
    post_reading(browser, top, bottom)

    assert "There is a problem" in page.text
    assert HIGH_READING in page.text
    assert 'href="tel:911"' in page.text
    assert saved() == {"bp-known": ["yes"]}
    assert severe_reasons(StaffAlert.objects.get())[0] == f"Reported BP {reading}"
    assert Message.objects.filter(kind="staff-alert").count() == 1


def test_a_severe_reading_refused_beside_an_earlier_answer_alerts_staff(patient):
    earlier = {"bp-known": ["yes"], "bp-systolic": [190], "bp-symptoms": ["no"]}

    post_reading(patient(earlier), "120", "200")

    assert severe_reasons(StaffAlert.objects.get()) == [
        "Top number – 200 (not saved)",
        "Bottom number – 120 (not saved)",
    ]


@pytest.mark.parametrize(("top", "bottom"), [("120", "190"), ("1900", "110")])
def test_a_very_high_reading_put_right_leads_to_the_symptoms(patient, top, bottom):
    browser = patient({"bp-known": ["yes"]})
    post_reading(browser, top, bottom)

    response = post_reading(browser, "190", "120")

    assert response["Location"] == at("heart/bp-symptoms")
    assert StaffAlert.objects.get().reasons[0].startswith("Reported BP 190/120 ")


def test_a_very_high_reading_without_symptoms_says_to_rest_and_check_again(patient):
    browser = patient(healthy_but(bp_systolic=190))

    page = browser.post(at("heart/bp-symptoms"), {"bp-symptoms": "no"})

    text = shown(page)
    assert f'<h1 id="high-reading-title">{HIGH_READING}</h1>' in text
    assert "Sit still for 5 minutes." in text
    assert "call your doctor or our clinic today" in text
    assert 'href="tel:911"' in text
    assert "Your answer is saved" not in text
    assert "our team has been told" not in text
    assert f'href="{at("heart/bp-again")}"' in text


def test_what_to_do_about_a_very_high_reading_stays_in_reach(patient):
    browser = patient(healthy_but(bp_systolic=190, **{"bp-symptoms": "no"}))

    assert REACH in browser.get(START).text
    page = browser.get(HELP)
    assert page.text.index(HIGH_READING) < page.text.index(CRISIS)
    assert "A team member will contact you" not in page.text
    assert "our team has been told" not in page.text
    browser.post(CHECK)
    sent = browser.get(SENT)
    assert HIGH_READING in sent.text
    assert CRISIS not in sent.text


@pytest.mark.parametrize(
    ("path", "posted"),
    [
        ("mood/phq9-9", {"phq9-9": SEVERAL_DAYS}),
        ("mood/phq9-9", {"phq9-9": "declined"}),
        *[(f"safety/asq-{n}", {f"asq-{n}": "yes"}) for n in range(1, 5)],
        ("safety/asq-2", {"asq-2": "declined"}),
    ],
)
def test_help_comes_at_once_and_staff_are_alerted(patient, path, posted):
    page = patient().post(at(path), posted)

    assert page.status_code == 200
    assert CRISIS in page.text
    assert 'href="tel:988"' in page.text
    assert 'role="alert"' in page.text
    assert "Go on with my answers" in page.text
    assert StaffAlert.objects.count() == 1


def test_asq_5_is_asked_after_a_yes_and_brings_help_too(patient):
    page = patient({"asq-1": ["yes"]}).post(at("safety/asq-5"), {"asq-5": "yes"})

    assert CRISIS in page.text
    assert StaffAlert.objects.get().reasons[0].startswith("ASQ acute positive")


def test_a_very_high_blood_pressure_with_symptoms_says_to_call_911(patient):
    answers = {"bp-known": ["yes"], "bp-systolic": [180], "bp-diastolic": [80]}

    page = patient(answers).post(at("heart/bp-symptoms"), {"bp-symptoms": "yes"})

    assert 'Call <a href="tel:911">911</a> now' in page.text
    assert CRISIS not in page.text
    assert "WITH symptoms" in StaffAlert.objects.get().reasons[0]


def test_symptoms_are_not_asked_below_180_over_120(patient):
    answers = {"bp-known": ["yes"], "bp-systolic": [179], "bp-diastolic": [119]}

    response = patient(answers).get(at("heart/bp-symptoms"))

    assert response["Location"] == START


def test_help_stays_in_reach_on_every_later_page(patient):
    browser = patient(healthy_but(phq9_9=SEVERAL_DAYS))

    for path in (START, at("getting-home/ride-home"), at("medicines/medicines-any")):
        assert REACH in browser.get(path).text
    assert REACH in browser.get(CHECK).text
    assert CRISIS in browser.get(HELP).text


def test_help_shows_both_panels_when_both_are_called_for(patient):
    answers = healthy_but(
        phq9_9=SEVERAL_DAYS, bp_systolic=190, **{"bp-symptoms": "yes"}
    )

    page = patient(answers).get(HELP)

    assert page.text.index("Call <a") < page.text.index(CRISIS)
    assert page.text.count("<h1") == 1


def test_help_is_there_for_everybody_and_says_only_what_is_so(patient):
    browser = patient(healthy_but())

    assert CALM_REACH in browser.get(START).text
    page = browser.get(HELP)
    assert CRISIS in page.text
    assert 'href="tel:988"' in page.text
    assert 'href="tel:911"' in page.text
    assert "our team has been told" not in page.text
    assert "A team member will contact you" not in page.text
    assert page.text.count("<h1") == 1


def test_symptoms_of_a_reading_since_corrected_call_for_nothing(patient):
    answers = healthy_but(bp_systolic=118, **{"bp-symptoms": "yes"})

    assert CALM_REACH in patient(answers).get(START).text


@pytest.mark.parametrize("answers", [{}, {"ride-home": ["no"]}])
def test_later_with_nothing_typed_leaves_without_an_error(patient, answers):
    browser = patient(answers)
    posted = {"ride-home": answers["ride-home"]} if answers else {}

    response = browser.post(at("getting-home/ride-home"), posted | {"later": "x"})

    assert response["Location"] == LEFT
    assert browser.get(START).status_code == 403
    assert saved() == answers


def test_later_saves_what_is_typed(patient):
    response = patient().post(
        at("getting-home/ride-home"), {"ride-home": "no", "later": "x"}
    )

    assert response["Location"] == LEFT
    assert saved() == {"ride-home": ["no"]}


def test_later_after_a_worrying_answer_shows_help_before_leaving(patient):
    page = patient().post(at("mood/phq9-9"), {"phq9-9": SEVERAL_DAYS, "later": "x"})

    assert CRISIS in page.text
    assert "Save and come back later" in page.text


def test_an_empty_list_is_where_its_first_entry_is_added(patient):
    browser = patient()

    response = browser.post(at("medicines/medicines-any"), {"medicines-any": "yes"})

    assert response["Location"] == at("medicines/medicine/1")
    page = browser.get(at("medicines/medicine/1"))
    assert "Name of the medicine" in page.text
    assert back(page) == at("medicines/medicines-any")


def test_what_is_added_to_a_list_is_shown_and_can_be_changed(patient):
    browser = patient({"medicines-any": ["yes"]})

    response = browser.post(
        at("medicines/medicine/1"), {"medicine-name": "Zoloft", "medicine-for": "mood"}
    )

    page = browser.get(response["Location"])
    assert response["Location"] == at("medicines/medicine")
    assert "<dt>Zoloft</dt> <dd>mood</dd>" in shown(page)
    assert at("medicines/medicine/1") in links(page)
    assert at("medicines/medicine/2") in links(page)
    assert at("medicines/ketamine-allergy") in links(page)


def changed_to(name, page):
    """Return what the form of a medicine's page sends with another name typed."""
    [seen] = re.findall(r'name="seen_entry" value="([^"]+)"', page.text)
    return {"medicine-name": name, "medicine-for": "", "seen_entry": seen}


NAME = "medicines/medicine/1"
PROZAK = {"medicine-name": "Prozak 20 mg", "medicine-for": "mood", "seen_entry": ""}
ASKED = {"medicine-name_asked": "Prozak 20 mg"}


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("prozac", "Prozac", id="brand"),
        pytest.param("Fluoxetine", "fluoxetine", id="generic"),
        pytest.param("Tylenol PM", "Tylenol PM", id="longer-name"),
        pytest.param("Prozac 20 mg", {"text": "Prozac 20 mg"}, id="with-a-dose"),
        pytest.param("fish oil", {"text": "fish oil"}, id="not-listed"),
    ],
)
def test_a_medicine_is_typed_and_saved_without_another_question(patient, typed, answer):
    browser = patient({"medicines-any": ["yes"]})

    response = browser.post(at(NAME), {"medicine-name": typed, "seen_entry": ""})

    assert response["Location"] == at("medicines/medicine")
    assert saved()["medicine"] == [{"medicine-name": [answer]}]


def test_a_misspelt_medicine_is_asked_about_once_and_nothing_is_lost(patient):
    browser = patient({"medicines-any": ["yes"]})

    page = browser.post(at(NAME), PROZAK)

    assert page.status_code == 200
    assert "Did you mean one of these?" in page.text
    assert re.findall(
        r'type="radio" name="medicine-name_meant" value="([^"]+)"', (page.text)
    ) == ["Prozac", "_other"]
    assert "Use what I typed: Prozak 20 mg" in page.text
    assert " checked" not in page.text
    assert 'value="Prozak 20 mg"' in page.text
    assert 'value="mood"' in page.text
    assert "medicine" not in saved()


@pytest.mark.parametrize(
    ("meant", "answer"),
    [("Prozac", "Prozac"), ("_other", {"text": "Prozak 20 mg"})],
    ids=["the-name", "as-typed"],
)
def test_the_patient_says_what_was_meant(patient, meant, answer):
    browser = patient({"medicines-any": ["yes"]})
    browser.post(at(NAME), PROZAK)

    response = browser.post(at(NAME), PROZAK | ASKED | {"medicine-name_meant": meant})

    entry = {"medicine-name": [answer], "medicine-for": ["mood"]}
    assert response["Location"] == at("medicines/medicine")
    assert saved()["medicine"] == [entry]


def test_a_medicine_in_own_words_is_not_asked_about_again(patient):
    entry = {"medicine-name": [{"text": "Prozak"}]}
    browser = patient({"medicines-any": ["yes"], "medicine": [entry]})
    page = browser.get(at(NAME))

    response = browser.post(at(NAME), changed_to("Prozak", page))

    assert 'value="Prozak"' in page.text
    assert response["Location"] == at("medicines/medicine")
    assert saved()["medicine"] == [entry]


def test_names_of_medicines_come_with_the_page_that_needs_them_alone(patient):
    browser = patient({"medicines-any": ["yes"]})

    with_names, without = browser.get(at(NAME)), browser.get(at("heart/bp"))

    assert "Prozac\n" in with_names.text
    assert "autocomplete.js" in with_names.text
    assert "autocomplete" not in without.text.replace('autocomplete="off"', "")


def remove_first(browser):
    page = browser.get(at("medicines/medicine"))
    first, *_ = re.findall(r'name="remove" value="([^"]+)"', page.text)
    browser.post(at("medicines/medicine"), {"remove": unescape(first)})


def test_an_entry_is_changed_on_its_page(patient):
    browser = patient({"medicines-any": ["yes"], "medicine": THREE})
    second = at("medicines/medicine/2")

    response = browser.post(second, changed_to("Zoloft 50", browser.get(second)))

    assert response["Location"] == at("medicines/medicine")
    changed = {"medicine-name": [{"text": "Zoloft 50"}]}
    assert saved()["medicine"] == [THREE[0], changed, THREE[2]]


def test_an_entry_does_not_go_over_another_that_moved_to_its_place(patient):
    browser = patient({"medicines-any": ["yes"], "medicine": THREE})
    second = at("medicines/medicine/2")
    typed = changed_to("Zoloft 50", browser.get(second))
    remove_first(browser)

    once, twice = browser.post(second, typed), browser.post(second, typed)

    for page in (once, twice):
        assert "This list was changed on another device." in page.text
        assert 'value="Zoloft 50"' in page.text
        assert changed_to("Zoloft 50", page) == typed
        assert back(page) == at("medicines/medicine")
    assert saved()["medicine"] == THREE[1:]


def test_an_entry_is_removed_once_however_often_it_is_pressed(patient):
    twice = [{"medicine-name": ["Zoloft"]}, {"medicine-name": ["Zoloft"]}]
    browser = patient({"medicines-any": ["yes"], "medicine": twice})
    page = browser.get(at("medicines/medicine"))
    first, _second = re.findall(r'name="remove" value="([^"]+)"', page.text)

    for _ in range(3):
        browser.post(at("medicines/medicine"), {"remove": unescape(first)})

    assert saved()["medicine"] == twice[:1]


@pytest.mark.parametrize("remove", ["", "x", "7/1 Zoloft", "9" * 6000])
def test_removing_what_is_not_there_changes_nothing(patient, remove):
    entry = {"medicine-name": ["Zoloft"]}
    browser = patient({"medicines-any": ["yes"], "medicine": [entry]})

    response = browser.post(at("medicines/medicine"), {"remove": remove})

    assert response.status_code == 302
    assert saved()["medicine"] == [entry]


def test_a_list_that_needs_an_entry_cannot_be_passed_without(patient):
    page = patient({"medicines-any": ["yes"]}).get(at("medicines/medicine"))

    assert "You have not added any yet." in page.text
    assert at("medicines/ketamine-allergy") not in links(page)


def test_check_page_shows_every_answer_with_a_way_to_change_it(patient):
    page = patient(healthy_but(heart_attack="unsure")).get(CHECK)

    text = shown(page)
    assert "<dd>I'm not sure</dd>" in text
    assert '<dd><span class="muted">Not provided</span></dd>' in text
    assert f"{at('heart/stroke')}?check=1" in links(page)
    assert '<a href="#send">' in text
    assert 'id="send" type="submit">Send my answers' in text


def test_change_leads_back_to_the_check_page(patient):
    response = patient(healthy_but()).post(
        f"{at('getting-home/ride-home')}?check=1", {"ride-home": "no"}
    )

    assert response["Location"] == CHECK


def test_back_from_a_change_leads_to_the_check_page(patient):
    one = [{"medicine-name": ["Zoloft"]}]
    browser = patient(healthy_but(medicines_any="yes", medicine=one))
    lists = f"{at('medicines/medicine')}?check=1"

    assert back(browser.get(f"{at('heart/stroke')}?check=1")) == CHECK
    assert back(browser.get(lists)) == CHECK
    assert back(browser.get(f"{at('medicines/medicine/1')}?check=1")) == lists


def test_change_leads_to_the_questions_it_opens_and_then_back(patient):
    browser = patient(healthy_but())

    response = browser.post(f"{at('heart/htn-known')}?check=1", {"htn-known": "yes"})
    assert response["Location"] == f"{at('heart/htn-treated')}?check=1"
    response = browser.post(response["Location"], {"htn-treated": "yes"})
    assert response["Location"] == f"{at('heart/htn-controlled')}?check=1"
    response = browser.post(response["Location"], {"htn-controlled": "yes"})

    assert response["Location"] == CHECK


def test_a_list_is_added_to_from_the_check_page_and_back(patient):
    browser = patient(
        healthy_but(medicines_any="yes", medicine=[{"medicine-name": ["Zoloft"]}])
    )
    lists = f"{at('medicines/medicine')}?check=1"

    assert lists in links(browser.get(CHECK))
    assert f"{at('medicines/medicine/2')}?check=1" in links(browser.get(lists))
    assert CHECK in links(browser.get(lists))


def test_check_page_leads_to_what_is_still_open(patient):
    browser = patient(healthy_but(ride_home=None))

    page = browser.get(CHECK)
    response = browser.post(CHECK)

    first, *_ = page.text.partition("<h2>")
    assert "Some questions are still open." in first
    assert "Send my answers" not in page.text
    assert response["Location"] == f"{at('getting-home/ride-home')}?check=1"


def test_sending_leads_to_what_happens_next_and_again_to_the_same(patient):
    browser = patient(healthy_but())

    first = browser.post(CHECK)
    second = browser.post(CHECK)

    page = browser.get(SENT)
    assert first["Location"] == second["Location"] == SENT
    assert "Thank you. We have your answers" in page.text
    assert "A clinician will review your answers" in page.text
    assert ConsultationRequest.objects.get().status == RequestStatus.ANSWERED


def test_after_sending_every_page_leads_to_the_confirmation(here, browser_of):
    browser = browser_of(answered(location=here))

    for path in (START, CHECK, at("heart/stroke"), HELP):
        assert browser.get(path)["Location"] == SENT


def test_a_page_left_open_is_told_that_the_answers_are_sent(patient):
    browser = patient(healthy_but())
    browser.post(CHECK)

    page = browser.post(at("getting-home/ride-home"), {"ride-home": "no"})

    assert page.status_code == 409
    assert "what you just typed is not saved" in page.text
    assert saved()["ride-home"] == ["yes"]


def test_a_question_that_other_answers_closed_leads_to_the_parts(patient):
    browser = patient({"sex-at-birth": ["male"]})

    page = browser.post(at("about-you/pregnant"), {"pregnant": "no"}, follow=True)

    assert page.redirect_chain == [(START, 302)]
    assert "Your other answers have made that question needless." in page.text


def test_an_entry_far_past_the_end_of_its_list_says_that_it_is_needless(patient):
    browser = patient({"medicines-any": ["yes"], "medicine": THREE})
    typed = {"medicine-name": "Zoloft", "seen_entry": ""}

    page = browser.post(at("medicines/medicine/9"), typed, follow=True)

    assert "Your other answers have made that question needless." in page.text
    assert saved()["medicine"] == THREE


UNSAVED = "what you just typed is not saved."
TOLD = "But our team has been told what you typed."


def test_a_worrying_answer_to_a_question_closed_since_is_never_unheard(patient):
    browser = patient(healthy_but())

    page = browser.post(at("safety/asq-5"), {"asq-5": "yes"})

    assert page.status_code == 409
    assert CRISIS in page.text
    assert f"That page no longer applies, so {UNSAVED} {TOLD}" in shown(page)
    assert "Your answer is saved" not in page.text
    assert f'href="{START}"' in page.text
    assert "asq-5" not in saved()
    alert = StaffAlert.objects.get()
    assert alert.assessment.is_provisional
    assert alert.reasons == [
        "ASQ acute positive: patient reports thoughts of suicide right now. Contact "
        "NOW; follow the clinic crisis procedure.",
        "Are you having thoughts of killing yourself right now? – Yes (not saved)",
    ]


def test_symptoms_beside_a_reading_corrected_since_are_never_unheard(patient):
    page = patient(healthy_but()).post(
        at("heart/bp-symptoms"), {"bp-symptoms": "unsure"}
    )

    assert 'Call <a href="tel:911">911</a> now' in page.text
    [reason] = StaffAlert.objects.get().reasons
    assert reason.endswith("speaking? – I'm not sure (not saved)")


@pytest.mark.parametrize("known", ["yes", "no"])
def test_a_severe_reading_after_sending_is_never_unheard(patient, known):
    browser = patient(healthy_but(**{"bp-known": known}))
    browser.post(CHECK)

    once, twice = (post_reading(browser, "190", "120") for _ in range(2))

    for late in (once, twice):
        assert late.status_code == 409
        assert HIGH_READING in late.text
        assert f"Your answers were sent before, so {UNSAVED} {TOLD}" in shown(late)
    assert severe_reasons(StaffAlert.objects.get()) == [
        "Reported BP 190/120",
        "Top number – 190 (not saved)",
        "Bottom number – 120 (not saved)",
    ]
    assert Message.objects.filter(kind="staff-alert").count() == 1


def test_a_severe_reading_beside_an_old_one_is_never_unheard(patient):
    old = {"bp-when": "over-a-year", "bp-systolic": 190, "bp-symptoms": "no"}
    browser = patient(healthy_but(**old))
    browser.post(CHECK)

    page = post_reading(browser, "200", "120")

    assert TOLD in shown(page)
    assert severe_reasons(StaffAlert.objects.get()) == [
        "Top number – 200 (not saved)",
        "Bottom number – 120 (not saved)",
    ]


def test_a_severe_reading_on_a_page_closed_since_is_never_unheard(patient):
    page = post_reading(patient({"bp-known": ["no"]}), "120", "190")

    assert page.status_code == 409
    assert f"That page no longer applies, so {UNSAVED} {TOLD}" in shown(page)
    reasons = severe_reasons(StaffAlert.objects.get())
    assert reasons[0] == "Reported BP 190/120"


def test_a_reading_that_cannot_be_shows_help_and_does_not_say_that_staff_know(patient):
    page = post_reading(patient({"bp-known": ["no"]}), "1900", "110")

    assert HIGH_READING in page.text
    assert "Our team does not know of it." in page.text
    assert not StaffAlert.objects.exists()


def test_an_ordinary_reading_on_a_page_closed_since_calls_for_nothing(patient):
    response = post_reading(patient({"bp-known": ["no"]}), "128", "82")

    assert response["Location"] == START
    assert not StaffAlert.objects.exists()


def test_a_worrying_answer_after_sending_is_never_unheard(patient):
    browser = patient(healthy_but())
    page = at("mood/phq9-9")
    browser.post(CHECK)

    once, twice = (browser.post(page, {"phq9-9": SEVERAL_DAYS}) for _ in range(2))

    for late in (once, twice):
        assert late.status_code == 409
        assert CRISIS in late.text
        assert f"Your answers were sent before, so {UNSAVED} {TOLD}" in shown(late)
        assert f'href="{SENT}"' in late.text
        assert "Save and come back later" not in late.text
    alert = StaffAlert.objects.get()
    assert not alert.assessment.is_provisional
    assert alert.reasons[0].startswith("PHQ-9 item 9 = 1.")
    assert Message.objects.filter(kind="staff-alert").count() == 1


def test_a_worrying_answer_to_an_earlier_round_is_never_unheard(
    here, clinician, browser_of
):
    consultation_request = answered(location=here)
    old_page = at("safety/asq-1")
    services.sign_review(
        services.latest_assessment(consultation_request),
        Decision.MORE_INFORMATION,
        reason="x",
        actor=clinician,
        asked=["stroke"],
    )

    page = browser_of(consultation_request).post(old_page, {"asq-1": "yes"})

    assert CRISIS in page.text
    assert TOLD in shown(page)
    assert consultation_request.alerts.count() == 1


def test_a_worrying_answer_to_somebody_elses_page_shows_help_and_claims_nothing(
    here, browser_of
):
    mine, yours = waiting(here), waiting(here)

    page = browser_of(mine).post(
        address_of(draft_of(yours), "safety/asq-1"), {"asq-1": "yes"}
    )

    assert CRISIS in page.text
    assert "Our team does not know of it. Please call us" in shown(page)
    assert "A team member will contact you" not in page.text
    assert not StaffAlert.objects.exists()


@pytest.mark.parametrize("typed", ["no", "", "x", "9" * 6000])
def test_what_worries_nobody_on_a_page_that_is_gone_alerts_nobody(patient, typed):
    response = patient(healthy_but()).post(at("safety/asq-5"), {"asq-5": typed})

    assert response["Location"] == START
    assert not StaffAlert.objects.exists()


def test_sending_to_a_closed_request_says_to_call(here, desk, browser_of):
    consultation_request = waiting(here, healthy_but())
    browser = browser_of(consultation_request)
    services.close_request(consultation_request, actor=desk, reason="x", version=2)

    page = browser.post(CHECK)

    assert page.status_code == 409
    assert "Your request is closed on our side" in page.text
    assert draft_of(consultation_request).status == ResponseStatus.IN_PROGRESS


def test_one_patient_never_sees_the_answers_of_another(here, browser_of):
    mine = waiting(here, {"ride-home": ["no"]})
    waiting(here, {"sex-at-birth": ["male"]})

    browser = browser_of(mine)

    assert "Welcome back" in browser.get(START).text
    page = browser.get(address_of(draft_of(mine), "about-you/sex-at-birth"))
    assert " checked" not in page.text


def test_staff_and_strangers_have_no_patient_pages(
    here, desk, clinician, browser_of, client
):
    waiting(here)

    for browser in (client, browser_of(desk), browser_of(clinician)):
        for path in (START, CHECK, SENT, at("heart/stroke")):
            assert browser.get(path).status_code == 403
