import pytest

from clinic import environment
from tests.anteroom import manage, own_environment

COMPLETE = {
    "ALLOWED_HOSTS": "clinic.example",
    "AUDIT_DATABASE_URL": "postgresql://app_audit_ro:secret@db.example/anteroom",
    "BROKER_URL": "redis://broker.example:6379/0",
    "DATABASE_URL": "postgresql://app_rt:secret@db.example/anteroom",
    "DEFAULT_FROM_EMAIL": "hello@clinic.example",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example",
    "FIELD_KEK_FILE": "/run/secrets/field.kek",
    "PUBLIC_URL": "https://clinic.example",
    "SECRET_KEY": "a-secret-key-of-a-length-that-django-takes-without-complaint",
}


@pytest.fixture
def given(monkeypatch, tmp_path):
    """Give a function that makes its arguments the whole environment."""

    def give(**settings):
        monkeypatch.setattr(environment.os, "environ", settings)

    give(ANTEROOM_DEV=str(tmp_path))
    return give


def sentence(call, *arguments, **options) -> str:
    with pytest.raises(environment.UnusableSetting) as ended:
        call(*arguments, **options)
    return ended.value.code


def test_text_returns_what_the_environment_says(given):
    given(CLINIC_NAME=" Harbor Clinic ")

    assert environment.text("CLINIC_NAME") == "Harbor Clinic"


def test_text_returns_the_default_when_blank(given):
    given(CLINIC_NAME=" ")

    assert environment.text("CLINIC_NAME", default="Harbor Clinic") == "Harbor Clinic"


def test_text_says_what_to_start_when_nothing_is_set(given):
    assert sentence(environment.text, "PUBLIC_URL") == (
        "There is no database to work with: start `make run` in another terminal, "
        "or set DATABASE_URL and the other settings that README.md lists."
    )


def test_text_names_the_missing_setting_when_a_database_is_set(given):
    given(DATABASE_URL=COMPLETE["DATABASE_URL"])

    assert sentence(environment.text, "PUBLIC_URL") == (
        "PUBLIC_URL is not set: set it to something like https://clinic.example."
    )


@pytest.mark.parametrize(
    ("word", "meaning"),
    [("on", True), ("TRUE", True), ("1", True), ("off", False), ("No", False)],
)
def test_boolean_reads_the_usual_words(given, word, meaning):
    given(REQUIRE_MFA=word)

    assert environment.boolean("REQUIRE_MFA", default=not meaning) is meaning


@pytest.mark.parametrize("default", [True, False])
def test_boolean_returns_the_default_when_missing(given, default):
    assert environment.boolean("REQUIRE_MFA", default=default) is default


def test_boolean_refuses_any_other_word(given):
    given(REQUIRE_MFA="oui")

    assert sentence(environment.boolean, "REQUIRE_MFA", default=True) == (
        "REQUIRE_MFA must be on or off, not 'oui'."
    )


@pytest.mark.parametrize("typed", ["-1", "two", "1.5", "²"])
def test_number_refuses_what_is_no_whole_number(given, typed):
    given(TRUSTED_PROXIES=typed)

    assert sentence(environment.number, "TRUSTED_PROXIES", default=0) == (
        "TRUSTED_PROXIES must be a whole number from 0."
    )


def test_words_are_separated_by_commas(given):
    given(ALLOWED_HOSTS="clinic.example, www.clinic.example,")

    assert environment.words("ALLOWED_HOSTS") == [
        "clinic.example",
        "www.clinic.example",
    ]


def test_url_has_no_slash_at_its_end(given):
    given(PUBLIC_URL="https://clinic.example:8443/")

    assert environment.url("PUBLIC_URL") == "https://clinic.example:8443"


def test_database_reads_every_part_of_the_address(given):
    given(
        DATABASE_URL="postgresql://app_rt:p%40ss@db.example:6432/front?sslmode=require"
    )

    assert environment.database("DATABASE_URL") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "front",
        "USER": "app_rt",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": 6432,
        "OPTIONS": {"sslmode": "require"},
    }


@pytest.mark.parametrize(
    ("address", "port", "starttls", "tls"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp+tls://mail.example", 587, True, False),
        ("smtps://mail.example", 465, False, True),
        ("smtp://mail.example:2525", 2525, False, False),
    ],
)
def test_mail_knows_how_each_address_is_encrypted(given, address, port, starttls, tls):
    given(EMAIL_URL=address)

    assert environment.mail("EMAIL_URL") == environment.MailServer(
        host="mail.example", port=port, user="", password="", starttls=starttls, tls=tls
    )


@pytest.mark.parametrize(
    ("read", "name", "value"),
    [
        (environment.database, "DATABASE_URL", "mysql://u:secret@h/d"),
        (environment.database, "DATABASE_URL", "postgresql:///d"),
        (environment.database, "DATABASE_URL", "postgresql://h:x/d"),
        (environment.mail, "EMAIL_URL", "http://mail.example"),
        (environment.url, "PUBLIC_URL", "clinic.example"),
    ],
)
def test_address_that_cannot_be_used_is_refused_without_repeating_it(
    given, read, name, value
):
    given(**{name: value})

    said = sentence(read, name)

    assert said == (
        f"{name} is no address Anteroom can use: set it to something like "
        f"{environment.EXAMPLES[name]}."
    )


def test_mailbox_leaves_out_the_name_before_the_address(given):
    given(DEFAULT_FROM_EMAIL="Harbor Clinic <hello@clinic.example>")

    assert environment.mailbox("DEFAULT_FROM_EMAIL") == "hello@clinic.example"


@pytest.mark.parametrize(
    "value", ["clinic.example", "hello@", "hello@clinic", "hello@ا1.com", "h@bücher.de"]
)
def test_mailbox_refuses_what_no_mail_can_come_from(given, value):
    given(DEFAULT_FROM_EMAIL=value)

    assert sentence(environment.mailbox, "DEFAULT_FROM_EMAIL") == (
        "DEFAULT_FROM_EMAIL is no email address: set it to something like "
        "hello@clinic.example."
    )


@pytest.mark.parametrize(
    "value", ["+1 410 555 0100", "(410) 555-0100", "+442079460958"]
)
def test_phone_returns_a_number_as_it_is_written(given, value):
    given(CLINIC_PHONE=value)

    assert environment.phone("CLINIC_PHONE", default="") == value


@pytest.mark.parametrize("value", ["call us", "12", "+1 555"])
def test_phone_refuses_what_nobody_can_call(given, value):
    given(CLINIC_PHONE=value)

    assert sentence(environment.phone, "CLINIC_PHONE", default="") == (
        "CLINIC_PHONE is no phone number: set it to something like +1 555-010-0199."
    )


def test_database_refuses_an_address_that_names_none(given):
    given(DATABASE_URL="postgresql://app_rt:secret@db.example")

    assert sentence(environment.database, "DATABASE_URL") == (
        "DATABASE_URL names no database: set it to something like "
        "postgresql://app_rt:PASSWORD@HOST:5432/anteroom."
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"PUBLIC_URL": ""}, "PUBLIC_URL is not set", id="missing"),
        pytest.param(
            {"REQUIRE_MFA": "oui"}, "REQUIRE_MFA must be on or off", id="word"
        ),
        pytest.param(
            {"CLINIC_PHONE": "x"}, "CLINIC_PHONE is no phone number", id="phone"
        ),
        pytest.param(
            {"DEFAULT_FROM_EMAIL": "x"},
            "DEFAULT_FROM_EMAIL is no email address",
            id="mailbox",
        ),
        pytest.param({"EMAIL_URL": "x"}, "EMAIL_URL is no address", id="address"),
        pytest.param({"DATABASE_URL": ""}, "There is no database", id="database"),
    ],
)
def test_command_ends_with_one_sentence_when_a_setting_is_unusable(
    tmp_path, changed, said
):
    settings = COMPLETE | {"ANTEROOM_DEV": str(tmp_path)} | changed

    ended = manage("check", environment=own_environment(**settings))

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith(said)
    assert ended.stderr.count("\n") == 1
