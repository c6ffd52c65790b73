"""Whatever is sent, nobody gets a 500, and what is kept is shown as plain text."""

import uuid
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.test import Client
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic.access import forms as access_forms
from clinic.access.models import LinkPurpose, PatientLink
from clinic.access.roles import Role
from clinic.models import Patient
from clinic.outbox.services import drain
from intake.forms.request import ConsultationRequestForm
from intake.models import ConsultationRequest
from tests import world
from tests.clinic.access.people import come_in, make_path
from tests.factories import ConsultationRequestFactory, LocationFactory, staff
from tests.stories import address_of, draft_of, invited

SCRIPT = "<script>alert(1)</script>"
MARKUP = f"Jordan \"'>{SCRIPT}<img src=x onerror=alert(1)>"
TEMPLATE = "{{ 7|add:7 }}{% debug %}"
NUL = "Jor\0dan"

TEXTS = {
    "markup": MARKUP,
    "template": TEMPLATE,
    "sql": "'; DROP TABLE clinic_patient; -- %s %(a)s",
    "nul": NUL,
    "header": "jordan@example.org\r\nBcc: everybody@example.org",
    "bidi": "\u202emoc.elpmaxe\u2066@x.org",
    "zero-width": "\u200b\u200d\ufeff\u00ad",
    "noncharacters": "\ufffe\uffff\U0010ffff",
    "combining": "Z" + "\u0300" * 300,
    "formula": "=cmd|' /C calc'!A0",
    "path": "../../../etc/passwd",
    "digits": "9" * 5000,
    "foreign digits": "\u0661\u0662\u0663\u00b2",
    "infinite": "1e999999",
    "not a number": "NaN",
    "negative": "-1",
    "json": '{"a": [[[[[[]]]]]], "__proto__": 1}',
    "host": "a@" + "x" * 70 + ".\u00df\u200d.example",
    "long": "x" * 10_000,
    "nothing": "",
}

PATIENT_FORMS = [
    (
        LinkPurpose.QUESTIONNAIRE,
        "heart/bp",
        {"bp-systolic": 118, "bp-diastolic": 74, "bp-when": "today"},
    ),
    (LinkPurpose.QUESTIONNAIRE, "heart/aneurysm-avm-more", {"aneurysm-avm-more": "?"}),
    (LinkPurpose.QUESTIONNAIRE, "medicines/medicine", {"remove": "0:lithium"}),
    (
        LinkPurpose.QUESTIONNAIRE,
        "medicines/medicine/1",
        {"medicine-name": "Nardil", "medicine-for": "mood"},
    ),
    (
        LinkPurpose.QUESTIONNAIRE,
        "treatments/antidepressant/1",
        {
            "antidepressant-name": "Zoloft",
            "antidepressant-dose": "1.5",
            "antidepressant-weeks": 3,
            "antidepressant-taken": "most-days",
            "antidepressant-outcome": "partial",
            "antidepressant-stopped": "cost",
        },
    ),
    (LinkPurpose.BOOK, "book", {"starts_at": "2030-01-01T00:00:00+00:00"}),
    (LinkPurpose.APPOINTMENT, "move", {"starts_at": "2030-01-01T00:00:00+00:00"}),
]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """Let a form be filled in as fast as a test does."""
    monkeypatch.setattr(access_forms, "FASTEST_PERSON", timedelta(0))


def request_typed(**changed):
    """Return what a browser sends from the public form."""
    return {
        "name": "Jordan Lee",
        "born_on_month": "2",
        "born_on_day": "3",
        "born_on_year": "1988",
        "email": "jordan@example.org",
        "phone": "410 555 0123",
        "may_leave_message": "yes",
        "location": str(LocationFactory().pk),
        "preferred_days": "monday",
        "preferred_times": "morning",
        "about": "ocd",
        "submission": ConsultationRequestForm.new_submission(),
        "website": "",
        **changed,
    }


def spoilt(typed):
    """Yield ``typed`` with each text in all fields, and the worst in one at a time."""
    for text in TEXTS.values():
        yield dict.fromkeys(typed, text)
    for name in typed:
        for worst in ("nul", "digits", "markup"):
            yield typed | {name: TEXTS[worst]}


@pytest.mark.parametrize("step", ["change", "send"])
def test_the_public_form_survives_every_text(client, step):
    statuses = {
        client.post("/request/", typed | {step: step}).status_code
        for typed in spoilt(request_typed())
    }

    assert statuses <= {200, 302, 409}


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/link/new/", {"email": "jordan@example.org"}),
        ("/accounts/login/", {"login": "sam", "password": "x", "next": "/admin/"}),
        ("/accounts/password/reset/", {"email": "sam@harbor.example"}),
    ],
)
def test_a_form_without_login_survives_every_text(client, path, typed):
    for wrong in spoilt(typed):
        assert client.post(path, wrong).status_code < 500


def test_the_birth_date_survives_every_text(client):
    patient = ConsultationRequestFactory().patient
    typed = {"born_on_month": "2", "born_on_day": "30", "born_on_year": "1988"}
    client.post(make_path(patient))

    statuses = {
        client.post("/link/confirm/", wrong).status_code for wrong in spoilt(typed)
    }

    assert statuses == {200}
    assert PatientLink.objects.get().wrong_birth_dates == 0


@pytest.fixture
def built():
    return world.build()


def address(built, purpose, path):
    if purpose == LinkPurpose.QUESTIONNAIRE:
        return address_of(draft_of(built.answering), path)
    if purpose == LinkPurpose.BOOK:
        return f"/appointments/{path}/"
    return f"/appointments/{built.coming.pk}/{path}/"


@pytest.mark.long
def test_every_form_of_patients_survives_every_text(built):
    for purpose, path, typed in PATIENT_FORMS:
        client = Client()
        world.enter(client, built.own(purpose), purpose)
        for wrong in spoilt(typed):
            response = client.post(address(built, purpose, path), wrong)
            assert response.status_code in {200, 302, 409}, (path, wrong)


@pytest.mark.long
def test_every_form_of_staff_survives_every_text(built):
    request_page = f"/admin/intake/consultationrequest/{built.answering.pk}/change/"
    review_page = f"/clinician/intake/{built.gone.consultation_request_id}/"
    alert_page = f"/clinician/alerts/{built.alert.pk}/"
    cancel_page = f"/admin/scheduling/appointment/{built.coming.pk}/cancel/"
    forms = [
        ("desk", request_page, {"action": "call", "call-kind": "spoke", "version": 1}),
        ("desk", request_page, {"action": "call", "call-note": "Hello", "version": 1}),
        ("desk", request_page, {"action": "close", "close-reason": "x", "version": 1}),
        ("desk", request_page, {"action": "questionnaire", "version": 1}),
        ("desk", cancel_page, {"reason": "x"}),
        ("desk", f"{ADMIN_REQUESTS}search/", {"words": "x"}),
        ("clinician", review_page, {"decision": "suitable", "reason": "Fine"}),
        (
            "clinician",
            alert_page,
            {"outcome": "safe", "contacts": "patient", "note": ""},
        ),
        ("desk", alert_page, {"acknowledge": "yes"}),
    ]

    for who, path, typed in forms:
        client = built.browser(who)
        for wrong in spoilt(typed):
            assert client.post(path, wrong).status_code < 500, (path, wrong)


ADMIN_REQUESTS = "/admin/intake/consultationrequest/"
ADDRESSES = [
    "/%00",
    "/%ED%A0%80",
    "/?x=%00%ED%A0%80",
    "/link/%00/",
    "/link/%ED%A0%80/",
    "/calendar/%00.ics",
    "/calendar/%ED%A0%80.ics",
    f"/calendar/{'A' * 6000}.ics",
    "/questionnaire/heart/bp/",
    "/questionnaire/page/%00/",
    "/questionnaire/page/%ED%A0%80/",
    "/questionnaire/page/x/",
    f"/questionnaire/page/{'A' * 6000}/",
    "/request/sent/%00/",
    "/request/?name[]=1",
    "/static/%00",
    "/static/%2e%2e/%2e%2e/etc/passwd",
    "/treatment/%0d%0aX-A:b/",
    "/appointments/x/",
    "/clinician/alerts/x/",
    "/accounts/login/?next=//evil.example/",
    "/accounts/login/?next=%0d%0aX:y",
    "/accounts/password/reset/x-%00/",
    f"/accounts/password/reset/{'z' * 60}-x/",
    f"{ADMIN_REQUESTS}x/change/",
    f"{ADMIN_REQUESTS}%00/change/",
    f"{ADMIN_REQUESTS}x/history/",
    f"{ADMIN_REQUESTS}?queue=x",
    f"{ADMIN_REQUESTS}?queue=%00",
    f"{ADMIN_REQUESTS}?status__exact=%00",
    f"{ADMIN_REQUESTS}?status__exact=x",
    f"{ADMIN_REQUESTS}?location=x",
    f"{ADMIN_REQUESTS}?assignee=1",
    f"{ADMIN_REQUESTS}?patient__name=x",
    f"{ADMIN_REQUESTS}?about=x",
    f"{ADMIN_REQUESTS}?q=x&p=-1&o=99.x",
    "/admin/scheduling/appointment/x/change/",
    "/admin/scheduling/appointment/?status__exact=%00",
    "/admin/clinic/user/x/invite/",
    "/admin/clinic/user/?password__startswith=argon2",
    "/admin/clinic/user/?memberships__location__id__exact=x",
    "/admin/clinic/location/_00/change/",
    "/admin/r/1/x/",
    "/admin/jsi18n/?x",
]


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_breaks_for_anybody(built, method):
    for who in ("anonymous", "patient", "desk", "manager", "administrator"):
        client = built.browser(who)
        for path in ADDRESSES:
            status = getattr(client, method)(path).status_code
            assert status < 500, (who, path, status)


def test_a_filter_that_makes_no_sense_still_shows_times(built):
    client = built.browser("patient", LinkPurpose.BOOK)
    queries = [
        "first_day=9999-12-31",
        "first_day=9999-12-29",
        "first_day=0001-01-01",
        "first_day=2030-13-45",
        "first_day=2030-01-01&first_day=x",
        "when=x",
        "when=morning&first_day=",
    ]

    for query in queries:
        assert client.get(f"/appointments/book/?{query}").status_code == 200, query


def test_a_time_of_the_past_is_not_taken(built):
    client = built.browser("patient", LinkPurpose.APPOINTMENT)
    before = built.coming.starts_at
    past = (before - timedelta(days=400)).isoformat()

    response = client.post(
        f"/appointments/{built.coming.pk}/move/", {"starts_at": past}
    )

    built.coming.refresh_from_db()
    assert "That time has just been taken" in response.text
    assert built.coming.starts_at == before


HEADERS = [
    {"cookie": 'session="\\000aaaaaaaa"'},
    {"cookie": 'csrf="\\000aaaaaaaa"; messages="\\000"; django_language="\\000"'},
    {"cookie": f"session={'x' * 5000}"},
    {"cookie": "\\xff"},
    {"cookie": "messages=W1siX19qc29uX21lc3NhZ2UiXV0:x:y"},
    {"x-forwarded-for": "x, \0"},
    {"x-forwarded-proto": "gopher"},
    {"x-http-method-override": "DELETE"},
    {"accept-language": "\0" + "x" * 6000},
    {"accept-language": "../../etc"},
    {"referer": "\0"},
    {"origin": "null"},
    {"user-agent": "\0" + "x" * 3000},
]


@pytest.mark.parametrize("headers", HEADERS, ids=str)
@pytest.mark.parametrize("path", ["/", "/request/", "/link/new/", "/accounts/login/"])
def test_no_header_breaks_a_page(path, headers):
    client = Client(headers=headers)

    assert client.get(path).status_code in {200, 400}
    assert client.post(path, {"email": "a@example.org"}).status_code < 500


@pytest.mark.parametrize("name", ["host", "x-forwarded-host"])
@pytest.mark.parametrize("path", ["/", "/link/new/", "/accounts/password/reset/"])
def test_a_spoofed_host_is_neither_served_nor_repeated(path, name):
    client = Client(headers={name: "evil.example"})

    answers = [client.get(path), client.post(path, {"email": "sam@harbor.example"})]

    assert all(answer.status_code in {200, 302, 400} for answer in answers)
    assert "evil.example" not in str([(a.text, a.headers) for a in answers])
    assert "evil.example" not in str([message.body for message in mail.outbox])


def test_a_spoofed_address_does_not_get_round_the_limit(client):
    """The sixth try for one email address, each time from another network."""
    answers = [
        client.post(
            "/link/new/",
            {"email": "a@example.org"},
            headers={"x-forwarded-for": f"203.0.113.{number}"},
        )
        for number in range(6)
    ]

    assert answers[-1].status_code == 429


BODIES = {
    "other type": ("application/json", b"{"),
    "no type": ("", b"name=x"),
    "utf-16": ("application/x-www-form-urlencoded; charset=utf-16", b"a=b"),
    "unknown charset": ("application/x-www-form-urlencoded; charset=nope", b"a=b"),
    "no boundary": ("multipart/form-data", b"a"),
    "a file": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="name"; filename="a"'
        b"\r\n\r\nhi\r\n--x--",
    ),
    "surrogates": (
        "application/x-www-form-urlencoded",
        b"name=%ED%A0%80&email=%FF%FE&phone=%00",
    ),
    "many fields": (
        "application/x-www-form-urlencoded",
        urlencode({f"name{number}": 1 for number in range(1001)}).encode(),
    ),
    "a million": ("application/x-www-form-urlencoded", b"name=" + b"x" * 1_000_000),
}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("path", ["/request/", "/link/new/", "/accounts/login/"])
def test_no_body_breaks_a_form(client, path, body):
    content_type, content = BODIES[body]

    response = client.generic("POST", path, content, content_type=content_type)

    assert response.status_code in {200, 400}


@pytest.mark.parametrize("body", ["many fields", "a million"])
def test_too_much_is_refused_in_words(client, body):
    content_type, content = BODIES[body]

    response = client.generic("POST", "/request/", content, content_type=content_type)

    assert response.status_code == 400
    assert "We could not read that" in response.text


@pytest.mark.parametrize("text", [MARKUP, TEMPLATE], ids=["markup", "template"])
def test_what_is_kept_is_shown_inert(client, text):
    client.post("/request/", request_typed(name=text, send="send"))
    consultation_request = ConsultationRequest.objects.get()
    desk = Client()
    desk.force_login(staff(Role.FRONT_DESK, consultation_request.location), world.LOGIN)

    pages = [
        client.post("/request/", request_typed(name=text)),
        client.post("/request/", request_typed(name=text, about="x")),
        desk.get(ADMIN_REQUESTS),
        desk.get(f"{ADMIN_REQUESTS}{consultation_request.pk}/change/"),
    ]

    assert consultation_request.patient.name == text
    for page in pages:
        assert escape(text) in page.text
        assert SCRIPT not in page.text


def test_a_mail_says_nothing_but_letters_of_a_name(client):
    typed = request_typed(name=f"CLICK http://evil.example {MARKUP}", send="send")

    client.post("/request/", typed)
    drain()

    [message] = mail.outbox
    [(html, _)] = message.alternatives
    assert "evil.example" not in message.body + html
    assert SCRIPT not in html


@pytest.mark.parametrize(
    "address",
    [
        "jordan@example.org\r\nBcc: all@example.org",
        "jordan@example.org\nSubject: x",
        "jordan@example.org, all@example.org",
        "jordan@example.org;all@example.org",
        '"jordan@example.org all"@example.org',
        "jordan@example.org%0aBcc:all@example.org",
    ],
)
def test_an_address_of_two_or_with_a_header_is_refused(client, address):
    page = client.post("/request/", request_typed(email=address, send="send"))
    drain()

    assert list(page.context["form"].errors) == ["email"]
    assert not ConsultationRequest.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("name", NUL, "Null characters are not allowed."),
        ("email", "jordan@", "Enter an email address like name@example.com"),
        ("phone", "x", "Enter a phone number with the area code"),
        ("location", str(uuid.UUID(int=1)), "Select a clinic from the list"),
        ("preferred_days", "sunday", "Select days from the list"),
        ("born_on_day", "31", "Date of birth must be a real date"),
        ("born_on_year", "2999", "Date of birth must be in the past"),
        ("submission", "forged", "This page was open for a long time."),
    ],
)
def test_a_wrong_field_gets_a_sentence_and_nothing_is_kept(
    client, field, text, sentence
):
    response = client.post("/request/", request_typed(**{field: text}, send="send"))

    assert sentence in response.text
    assert not Patient.objects.exists()


def test_a_parameter_sent_twice_is_one_answer(client):
    typed = [*request_typed(send="send").items(), ("name", "Second Name")]

    client.post(
        "/request/",
        urlencode(typed),
        content_type="application/x-www-form-urlencoded",
    )

    assert [patient.name for patient in Patient.objects.all()] == ["Second Name"]


BEGUN = {"request-about": ["depression"]}


@pytest.fixture
def answering(client):
    """A patient who has just begun to answer."""
    consultation_request = invited()
    come_in(client, consultation_request.patient, about=consultation_request)
    return consultation_request


def test_an_answer_to_a_hidden_question_is_not_kept(client, answering):
    draft = draft_of(answering)

    client.post(address_of(draft, "about-you/pregnant"), {"pregnant": "yes"})
    client.post(
        address_of(draft, "about-you/sex-at-birth"),
        {"sex-at-birth": "male", "pregnant": "yes", "htn-known": "yes"},
    )

    assert draft_of(answering).answers == BEGUN | {"sex-at-birth": ["male"]}


@pytest.mark.parametrize("chosen", ["x", "FEMALE", "female,male", "", NUL])
def test_an_unlisted_choice_is_asked_again_and_not_kept(client, answering, chosen):
    path = address_of(draft_of(answering), "about-you/sex-at-birth")

    response = client.post(path, {"sex-at-birth": chosen})

    assert response.status_code == 200
    assert draft_of(answering).answers == BEGUN


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("path", ["/", "/request/", "/link/new/", "/questionnaire/"])
def test_foreign_methods_change_nothing_and_break_nothing(client, path, method):
    response = getattr(client, method)(path)

    assert response.status_code < 500
    assert not Patient.objects.exists()


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    name=st.text(max_size=140),
    email=st.one_of(st.emails(), st.text(max_size=60)),
    phone=st.one_of(st.from_regex(r"\+?[0-9() -]{5,20}"), st.text(max_size=40)),
)
def test_any_text_is_kept_as_typed_or_asked_again(client, name, email, phone):
    typed = request_typed(name=name, email=email, phone=phone, send="send")

    body = urlencode(typed, errors="surrogatepass")
    response = client.post(
        "/request/", body, content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code in {200, 302}
    if response.status_code == 302:
        kept = ConsultationRequest.objects.latest("received_at").patient
        # Of white space, only how much there is may change.
        assert kept.name.split() == name.split()
        assert kept.email == email.strip()
