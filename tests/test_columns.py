"""A thief of the database reads who came when, and nothing about why.

Every column in clear is named in `columns.py` with all that it may hold, and a database
in which much has happened holds nothing else.
"""

import base64
import json
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection

from clinic.access.models import LinkPurpose
from clinic.access.sessions import SessionStore
from clinic.outbox.services import drain
from clinic.sealed.fields import SealedField
from intake import services
from intake.eligibility.medicines import drugs_in
from intake.eligibility.rules import RULES
from intake.instruments import resource
from intake.models import About, Assessment, ConsultationRequest, Decision
from tests import world
from tests.columns import COLUMNS, HISTORY_COLUMNS
from tests.owner import as_owner

OUR_APPS = {"clinic", "intake", "scheduling"}
# The same for all patients; what patients chose from stands there.
SHIPPED_TABLES = {
    "intake_consenttext",
    "intake_consenttextevent",
    "intake_policy",
    "intake_questionnaire",
}


def our_models():
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.app_label in OUR_APPS]


def clear_columns(model) -> set[str]:
    fields = model._meta.concrete_fields
    return {field.attname for field in fields if not isinstance(field, SealedField)}


def expected_columns(model) -> dict:
    """Return what `columns.py` says of ``model``, or of what it is the history of."""
    if tracked := getattr(model, "pgh_tracked_model", None):
        return HISTORY_COLUMNS | COLUMNS[tracked._meta.label_lower]
    return COLUMNS.get(model._meta.label_lower, {})


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_column_in_clear_is_named_in_the_list(model):
    assert clear_columns(model) == set(expected_columns(model))


def test_the_list_names_no_table_that_is_not_there():
    assert set(COLUMNS) <= {model._meta.label_lower for model in our_models()}


@pytest.fixture
def walked(built: world.World) -> world.World:
    """A database in which everything has happened, also in browsers and by mail."""
    drain()
    built.browser("patient").get("/questionnaire/check/")
    built.browser("patient", LinkPurpose.BOOK).get("/appointments/check/")
    built.browser("patient", LinkPurpose.APPOINTMENT).get("/appointments/")
    built.browser("patient", LinkPurpose.COURSE).get("/course/consent/signed/")
    built.browser("clinician").get(
        f"/clinician/intake/{built.gone.consultation_request_id}/"
    )
    built.browser("clinician").get(f"/clinician/consultation/{built.treated.pk}/")
    resave_location(built)
    link_and_unlink(built)
    return built


def link_and_unlink(built: world.World) -> None:
    """Take two patients for one person, and then no longer."""
    desk = built.people["desk"]
    one, other = (
        ConsultationRequest.objects.get(pk=visit.consultation_request_id)
        for visit in (built.coming, built.gone)
    )
    link = services.link_patients(
        one,
        other,
        actor=desk,
        reason="Canarylink the same voice",
        version=one.version,
        other_version=other.version,
    )
    services.unlink_patients(link, actor=desk, reason="Canaryunlink her sister")


def resave_location(built: world.World) -> None:
    """Change something in the admin, which keeps a log of its own."""
    built.browser("administrator").post(
        f"/admin/clinic/location/{built.here.pk}/change/",
        {
            "name": built.here.name,
            "slug": built.here.slug,
            "address": "14 Harbor Street",
            "phone": built.here.phone,
            "time_zone": built.here.time_zone,
            **{
                f"{inline}-{number}": "0"
                for inline in ("urgent_contacts", "opening_hours", "rooms")
                for number in ("TOTAL_FORMS", "INITIAL_FORMS")
            },
        },
    )


def test_every_value_in_clear_is_one_the_list_allows(walked):
    refused = [
        f"{model._meta.label}.{column}: {value!r}"
        for model in our_models()
        for column, allows in expected_columns(model).items()
        for value in values(model, column)
        if value is not None and not allows(value)
    ]

    assert refused == []


def test_nothing_in_clear_tells_an_answer_a_flag_a_medicine_or_a_decision(walked):
    assert told(every_text()) == []


def test_nothing_in_clear_holds_what_a_person_typed(walked):
    typed = re.compile(r"canary|410.?555.?0123|1911-11-11", re.IGNORECASE)

    assert [text for text in every_text() if typed.search(text)] == []


@pytest.mark.parametrize(
    "planted",
    [
        "SUI_ASQ_POS",
        "reasons: BP_160_100, crisis",
        "unsure",
        "LA6571-9",
        "takes Lithium daily",
        "not_suitable",
        "bipolar",
    ],
)
def test_the_scan_finds_what_is_planted(planted):
    assert told(["a plain text", planted]) == [planted]


def test_the_story_is_worth_scanning(walked):
    """The database it leads to must have had much to give away."""
    found = Assessment.objects.filter(is_provisional=False).first()

    assert len(found.flags) > 10
    assert drugs_in(" ".join(world.TYPED_MEDICINES))
    with as_owner() as cursor:
        assert {"django_session", "clinic_message", "django_admin_log"} <= {
            table for table in tables(cursor) if rows_of(cursor, table)
        }


def told(texts) -> list[str]:
    """Return those of ``texts`` that tell something of a patient's health."""
    whole = re.compile(rf"(?<![\w-])({'|'.join(words())})(?![\w-])", re.IGNORECASE)
    codes = option_codes()
    return [text for text in texts if text in codes or whole.search(text)]


def words() -> set[str]:
    """Return words that stand in no text in clear, escaped for a pattern."""
    flags = {rule.id for rule in RULES}
    others = {*Decision.values, *About.values} - {About.OTHER.value}
    return {re.escape(word) for word in flags | medicine_names() | others}


def medicine_names() -> set[str]:
    content = json.loads(world.DRUGS.read_text("utf-8"))
    drugs = [drug for group in content["classes"].values() for drug in group["drugs"]]
    return {name for drug in drugs for name in (drug["generic"], *drug["names"])}


def option_codes() -> set[str]:
    """Return every code an answer of the shipped questionnaire may have."""

    def codes(items) -> Iterator[str]:
        for item in items:
            for option in item.get("answerOption", []):
                yield option["valueCoding"]["code"]
            yield from codes(item.get("item", []))

    return set(codes(resource("eligibility")["item"]))


def values(model, column: str) -> list:
    with as_owner():
        return list(model._base_manager.values_list(column, flat=True))


def every_text() -> list[str]:
    """Return every text in the database, however deep, but what is shipped."""
    with as_owner() as cursor:
        rows = [
            row
            for table in tables(cursor)
            if table not in SHIPPED_TABLES
            for row in rows_of(cursor, table)
        ]
        keys = Session.objects.values_list("pk", flat=True)
        sessions = [SessionStore(key).load() for key in keys]
    return [*texts_in(rows), *texts_in(sessions)]


def tables(cursor) -> list[str]:
    return connection.introspection.table_names(cursor)


def rows_of(cursor, table: str) -> list[dict]:
    cursor.execute(f'SELECT row_to_json(r)::text FROM "{table}" AS r')  # noqa: S608
    return [json.loads(row) for (row,) in cursor.fetchall()]


def texts_in(value) -> Iterator[str]:
    if isinstance(value, dict):
        yield from texts_in([*value, *value.values()])
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_in(part)
    elif isinstance(value, str):
        yield from decoded(value)


def decoded(text: str) -> Iterator[str]:
    """Yield the text, and what it is the base64 or hex of.

    Ciphertext is no UTF-8: among its bytes a short name turns up by chance.
    """
    yield text
    for decode in (base64.b64decode, lambda hidden: bytes.fromhex(hidden[2:])):
        try:
            yield decode(text).decode()
        except ValueError:
            continue
