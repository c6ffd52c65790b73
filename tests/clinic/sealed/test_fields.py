import json
import uuid
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.writer import MigrationWriter
from django.forms import (
    CharField,
    DateField,
    JSONField,
    Textarea,
    TextInput,
    modelform_factory,
)
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from clinic.models import Patient
from clinic.sealed.fields import (
    SealedDateField,
    SealedJSONField,
    SealedTextField,
    Unreadable,
)
from clinic.sealed.keys import key_id_of, keyring
from clinic.sealed.models import DataKey
from tests.clinic.patients import BORN_ON, EMAIL, NAME, PHONE, fresh, make_patient
from tests.owner import as_owner

pytestmark = pytest.mark.django_db

SEALED = ["name", "email", "phone", "born_on"]

NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | st.text() | NUMBERS,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def stored(patient, column):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM clinic_patient WHERE id = %s",  # noqa: S608
            [patient.pk],
        )
        return bytes(cursor.fetchone()[0])


def store(patient, column, value):
    """Write past Django, as somebody with a psql prompt does."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE clinic_patient SET {column} = %s WHERE id = %s",  # noqa: S608
            [value, patient.pk],
        )


def test_sealed_fields_give_back_what_was_saved():
    patient = fresh(make_patient())

    assert (patient.name, patient.email, patient.phone, patient.born_on) == (
        NAME,
        EMAIL,
        PHONE,
        BORN_ON,
    )


def test_sealed_fields_are_ciphertext_in_the_database():
    patient = make_patient()

    values = {"name": NAME, "email": EMAIL, "phone": PHONE, "born_on": "1911-11-11"}
    for column, value in values.items():
        assert value.encode() not in stored(patient, column)
        assert len(stored(patient, column)) == len(value) + 33


def test_ciphertext_moved_to_another_row_does_not_open():
    victim, thief = make_patient(), make_patient()
    store(thief, "name", stored(victim, "name"))

    with pytest.raises(Unreadable):
        _ = fresh(thief).name


def test_ciphertext_moved_to_another_column_does_not_open():
    patient = make_patient()
    store(patient, "phone", stored(patient, "email"))

    with pytest.raises(Unreadable):
        _ = fresh(patient).phone


def test_ciphertext_that_was_changed_does_not_open():
    patient = make_patient()
    sealed = stored(patient, "name")
    store(patient, "name", sealed[:-1] + bytes([sealed[-1] ^ 1]))

    with pytest.raises(Unreadable):
        _ = fresh(patient).name


@pytest.mark.parametrize(
    "planted", [b"", b"Eve", b"Eve Planted, a long enough text to be one"]
)
def test_plaintext_planted_by_sql_does_not_open(planted):
    patient = make_patient()
    store(patient, "name", planted)

    with pytest.raises(Unreadable):
        _ = fresh(patient).name


def test_stolen_ciphertext_typed_into_a_form_stays_what_was_typed():
    typed = stored(make_patient(), "name").hex()

    thief = make_patient(name=typed)

    assert fresh(thief).name == typed


def test_unreadable_names_record_and_field_and_no_value():
    patient = make_patient()
    store(patient, "name", b"Eve Planted, a long enough text to be one")

    with pytest.raises(Unreadable) as refusal:
        _ = fresh(patient).name

    assert str(refusal.value) == f"clinic.patient {patient.pk}: name"
    assert refusal.value.__suppress_context__


def test_unreadable_field_leaves_the_others_readable():
    patient = make_patient()
    store(patient, "name", b"")

    assert fresh(patient).email == EMAIL


def test_unreadable_field_does_not_keep_its_row_from_being_saved():
    patient = make_patient()
    store(patient, "name", b"planted")

    found = fresh(patient)
    found.phone = "+1 555 010 0199"
    found.save()

    assert fresh(patient).phone == "+1 555 010 0199"
    assert stored(patient, "name") == b"planted"


def test_unreadable_field_can_be_written_anew():
    patient = make_patient()
    store(patient, "name", b"planted")

    found = fresh(patient)
    found.name = NAME
    found.save()

    assert fresh(patient).name == NAME


@given(st.text())
def test_text_survives_as_it_was_typed(text):
    assert fresh(make_patient(name=text)).name == text


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "a\r\nb"])
def test_awkward_text_survives(text):
    assert fresh(make_patient(name=text)).name == text


@given(st.dates())
def test_dates_survive(day):
    assert fresh(make_patient(born_on=day)).born_on == day


@given(JSON)
def test_json_survives(value):
    field = SealedJSONField(label="app.model.answers")

    assert field.loads(field.dumps(value)) == value


@pytest.mark.parametrize("value", [0, False, "", [], {}])
def test_json_keeps_empty_values_apart(value):
    field = SealedJSONField(label="app.model.answers")

    loaded = field.loads(field.dumps(value))

    assert (type(loaded), loaded) == (type(value), value)


def test_none_is_null_and_an_empty_text_is_not():
    empty = make_patient(name="")

    assert list(Patient.objects.filter(name__isnull=False)) == [empty]
    assert list(Patient.objects.filter(name__isnull=True)) == []
    with pytest.raises(IntegrityError, match='null value in column "name"'):
        make_patient(name=None)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": 7}, "clinic.patient.name takes text."),
        ({"name": b"Ada"}, "clinic.patient.name takes text."),
        ({"born_on": "1911-11-11"}, "clinic.patient.born_on takes a date."),
        (
            {"born_on": datetime(1911, 11, 11, tzinfo=UTC)},
            "clinic.patient.born_on takes a date.",
        ),
    ],
)
def test_a_value_of_another_type_is_refused_and_not_repeated(values, message):
    with pytest.raises(TypeError) as refusal:
        make_patient(**values)

    assert str(refusal.value) == message


def test_values_show_a_size_and_no_text():
    make_patient()

    [row] = Patient.objects.values("name", "email")

    assert str(row) == (
        f"{{'name': <sealed {len(NAME) + 33} bytes>, "
        f"'email': <sealed {len(EMAIL) + 33} bytes>}}"
    )


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(lambda p: p.filter(name=NAME), id="filter"),
        pytest.param(lambda p: p.exclude(name=NAME), id="exclude"),
        pytest.param(lambda p: p.filter(name__icontains="ada"), id="icontains"),
        pytest.param(lambda p: p.filter(name__in=[NAME]), id="in"),
        pytest.param(lambda p: p.filter(born_on__lt=date(2000, 1, 1)), id="lt"),
        pytest.param(lambda p: p.filter(born_on__year=1911), id="year"),
        pytest.param(lambda p: p.update(name=NAME), id="update"),
        pytest.param(lambda p: p.get_or_create(name=NAME), id="get_or_create"),
    ],
)
def test_plaintext_in_a_query_is_refused(query):
    make_patient()

    with pytest.raises(FieldError):
        query(Patient.objects.all())


def test_bulk_update_is_refused():
    patient = make_patient()
    patient.name = "Eve"

    with pytest.raises(FieldError), transaction.atomic():
        Patient.objects.bulk_update([patient], ["name"])

    assert fresh(patient).name == NAME


def test_bulk_create_seals_each_row():
    rows = [
        Patient(name=f"Patient {number}", email=EMAIL, phone=PHONE, born_on=BORN_ON,
                email_index=b"", phone_index=b"", name_index=[])
        for number in range(3)
    ]  # fmt: skip

    Patient.objects.bulk_create(rows)

    assert [fresh(row).name for row in rows] == ["Patient 0", "Patient 1", "Patient 2"]


def test_saving_an_unchanged_row_keeps_its_ciphertext():
    patient = make_patient()
    before = [stored(patient, column) for column in SEALED]

    patient.save()
    unread = fresh(patient)
    unread.save()
    read = fresh(patient)
    assert read.name == NAME
    read.save()

    assert [stored(patient, column) for column in SEALED] == before


def test_assigning_the_same_value_keeps_the_ciphertext():
    patient = make_patient()
    before = stored(patient, "name")

    unread = fresh(patient)
    unread.name = NAME
    unread.save()

    assert stored(patient, "name") == before


def test_assigning_another_value_changes_that_column_only():
    patient = make_patient()
    before = {column: stored(patient, column) for column in SEALED}

    patient.name = "Ada Newname"
    patient.save()

    after = {column: stored(patient, column) for column in SEALED}
    assert [column for column in SEALED if after[column] != before[column]] == ["name"]
    assert fresh(patient).name == "Ada Newname"


def test_a_change_inside_json_is_saved():
    @isolate_apps("clinic")
    def make_model():
        class Response(models.Model):
            id = models.UUIDField(primary_key=True, default=uuid.uuid4)
            answers = SealedJSONField()

            class Meta:
                app_label = "clinic"

        return Response

    field = make_model()._meta.get_field("answers")
    response = field.model(answers={"q1": 0})
    first = field.pre_save(response, add=True)
    response.answers["q1"] = 1

    second = field.pre_save(response, add=False)

    assert (first.plaintext, second.plaintext) == (b'{"q1":0}', b'{"q1":1}')


def test_a_copy_under_a_new_id_is_sealed_anew_when_it_was_read():
    patient = make_patient()
    copy = fresh(patient)
    for column in SEALED:
        getattr(copy, column)
    copy.pk = uuid.uuid4()

    copy.save(force_insert=True)

    assert fresh(copy).name == fresh(patient).name == NAME


def test_a_copy_under_a_new_id_is_refused_when_nobody_could_open_it():
    copy = fresh(make_patient())
    copy.pk = uuid.uuid4()

    with pytest.raises(Unreadable):
        copy.save(force_insert=True)


def test_a_deferred_field_opens_when_it_is_read(django_assert_num_queries):
    make_patient()
    patient = Patient.objects.only("created_at").get()

    with django_assert_num_queries(1):
        assert patient.name == NAME


def test_refresh_from_db_gives_what_is_stored_now():
    patient = make_patient()
    other = fresh(patient)
    other.name = "Ada Newname"
    other.save()

    patient.refresh_from_db()

    assert patient.name == "Ada Newname"


def test_listing_rows_opens_nothing(monkeypatch):
    make_patient()
    opened = []
    monkeypatch.setattr(type(keyring()), "open", lambda *args: opened.append(args))

    assert len(list(Patient.objects.all())) == 1
    assert opened == []


@pytest.mark.parametrize("format", ["json", "python", "xml"])
@pytest.mark.parametrize("field", ["name", "born_on"])
def test_serializers_are_refused(format, field):
    patients = [fresh(make_patient())]

    with pytest.raises(FieldError, match="cannot be serialized"):
        serializers.serialize(format, patients, fields=[field])


def test_dumpdata_is_refused():
    make_patient()
    output = StringIO()

    with pytest.raises(CommandError, match="cannot be serialized"):
        call_command("dumpdata", "clinic.Patient", stdout=output)

    assert "1911" not in output.getvalue()
    assert NAME not in output.getvalue()


@pytest.mark.parametrize("option", ["unique", "db_index", "primary_key"])
def test_keys_and_indexes_are_refused(option):
    with pytest.raises(FieldError):
        SealedTextField(**{option: True})


def test_a_sealed_field_needs_an_id_made_in_python():
    @isolate_apps("clinic")
    def problems():
        class Numbered(models.Model):
            note = SealedTextField()

            class Meta:
                app_label = "clinic"

        return Numbered.check()

    assert [problem.id for problem in problems()] == ["clinic.sealed.E003"]


def test_the_label_is_written_into_migrations():
    field = Patient._meta.get_field("name")

    text, imports = MigrationWriter.serialize(field)

    assert text == "clinic.sealed.fields.SealedTextField(label='clinic.patient.name')"
    assert imports == {"import clinic.sealed.fields"}


def test_models_with_a_common_base_have_labels_of_their_own():
    @isolate_apps("clinic")
    def labels():
        class Noted(models.Model):
            note = SealedTextField()

            class Meta:
                abstract = True
                app_label = "clinic"

        class First(Noted):
            pass

        class Second(Noted):
            pass

        return [model._meta.get_field("note").label for model in (First, Second)]

    assert labels() == ["clinic.first.note", "clinic.second.note"]


def test_form_fields_fit_what_is_sealed():
    text = SealedTextField().formfield()
    line = SealedTextField(max_length=80).formfield()

    assert (type(text), type(text.widget)) == (CharField, Textarea)
    assert (type(line.widget), line.max_length) == (TextInput, 80)
    assert type(SealedJSONField().formfield()) is JSONField
    assert type(SealedDateField().formfield()) is DateField


def test_a_model_form_shows_and_saves_sealed_values():
    form_class = modelform_factory(Patient, fields=SEALED)
    patient = fresh(make_patient())
    shown = form_class(instance=patient)
    sent = {
        "name": "Ada Newname",
        "email": EMAIL,
        "phone": PHONE,
        "born_on": "1911-11-11",
    }
    form = form_class(sent, instance=patient)

    form.save()

    assert (shown["name"].value(), shown["born_on"].value()) == (NAME, BORN_ON)
    assert form.changed_data == ["name"]
    assert fresh(patient).name == "Ada Newname"


def test_json_plaintext_is_compact_and_keeps_its_order():
    assert (
        SealedJSONField().dumps({"b": [1, 2], "a": "ü"})
        == json.dumps({"b": [1, 2], "a": "ü"}, separators=(",", ":")).encode()
    )


def test_saving_a_row_after_a_rotation_seals_it_under_the_new_key(settings, tmp_path):
    patient = make_patient()
    # Another path, so that the keyring of the other tests never meets the new key.
    copy = tmp_path / "field.kek"
    copy.touch(0o600)
    copy.write_text(Path(settings.FIELD_KEK_FILE).read_text())
    settings.FIELD_KEK_FILE = str(copy)
    with as_owner():
        DataKey.objects.filter(purpose="fields").update(state="opens")
        new_key = keyring().wrap_new_key("fields")
        new_key.save()

    read = fresh(patient)
    assert read.name == NAME
    read.save()

    assert key_id_of(stored(patient, "name")) == new_key.pk
    assert key_id_of(stored(patient, "email")) != new_key.pk
    assert (fresh(patient).name, fresh(patient).email) == (NAME, EMAIL)
