"""Columns that are encrypted at rest, each value bound to its column and its row.

Assigned and read like any attribute. A value is opened when it is first read, and noted
then for the access record. Lookups, ``update()`` and serializers are refused, so that
plaintext reaches neither SQL nor a dump.
"""

import json
from datetime import date, datetime
from hmac import compare_digest

from django import forms
from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from clinic.audit import recording
from clinic.sealed.keys import CannotOpen, key_id_of, keyring
from clinic.sealed.models import KeyPurpose


class Unreadable(Exception):
    """A sealed value does not open: it was changed, planted, moved, or its key is gone.

    Names the record and the field, never what is stored.
    """

    def __init__(self, field: "SealedField", instance: models.Model):
        self.object_type, self.object_id = recording.identity(instance)
        self.field_name = field.name
        super().__init__(f"{self.object_type} {self.object_id}: {field.name}")


class Sealed:
    """A ciphertext as the database holds it; shows its size and nothing else."""

    __slots__ = ("blob", "plaintext", "place")

    def __init__(self, blob: bytes):
        self.blob = blob
        self.plaintext: bytes | None = None
        self.place: bytes | None = None

    def __repr__(self):
        return f"<sealed {len(self.blob)} bytes>"

    def open(self, place: bytes) -> bytes:
        """Return the plaintext; raise ``CannotOpen`` if it belongs elsewhere."""
        if self.plaintext is None or self.place != place:
            self.plaintext = keyring().open(self.blob, place)
            self.place = place
        return self.plaintext

    def holds(self, plaintext: bytes, place: bytes) -> bool:
        """Say whether this is ``plaintext``, for ``place``, under the key in use."""
        if key_id_of(self.blob) != keyring().active_id(KeyPurpose.FIELDS):
            return False
        try:
            return compare_digest(self.open(place), plaintext)
        except CannotOpen:
            return False

    @classmethod
    def seal(cls, plaintext: bytes, place: bytes) -> "Sealed":
        sealed = cls(keyring().seal(plaintext, place))
        sealed.plaintext, sealed.place = plaintext, place
        return sealed


class SealedAttribute(DeferredAttribute):
    """Opens on the first read; keeps the ciphertext, to save it again if unchanged."""

    field: "SealedField"

    def __get__(self, instance, cls=None):
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            opened = self.field.open(instance, value)
            self.__set__(instance, opened)
            return opened
        return value

    def __set__(self, instance, value):
        stored = instance.__dict__.get(self.field.attname)
        if isinstance(stored, Sealed):
            _stored(instance)[self.field.attname] = stored
        instance.__dict__[self.field.attname] = value


def _stored(instance: models.Model) -> dict[str, Sealed]:
    return instance.__dict__.setdefault("_sealed", {})


class SealedField(models.Field):
    """Base of the sealed fields: subclasses turn a value into bytes and back.

    ``label`` (``app.model.column``) is part of what a value is bound to. It is written
    into migrations: a model that is renamed must keep the old one.
    """

    descriptor_class = SealedAttribute
    empty_strings_allowed = False

    def __init__(self, *args, label: str | None = None, **kwargs):
        if any(kwargs.get(option) for option in ["primary_key", "unique", "db_index"]):
            raise FieldError("A sealed field can be no key and have no index.")
        super().__init__(*args, **kwargs)
        self.label = label

    def dumps(self, value) -> bytes:
        raise NotImplementedError

    def loads(self, plaintext: bytes):
        raise NotImplementedError

    def contribute_to_class(self, cls, name, private_only=False):
        super().contribute_to_class(cls, name, private_only)
        if self.label is None and not cls._meta.abstract:
            self.label = f"{cls._meta.label_lower}.{name}"

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"label": self.label}

    def check(self, **kwargs):
        return [*super().check(**kwargs), *self._check_primary_key()]

    def _check_primary_key(self):
        # pghistory numbers its rows; they are bound to the row they tell of.
        primary_key = self.model._meta.pk
        if primary_key.has_default() or hasattr(self.model, "pgh_obj"):
            return []
        message = "A sealed field needs a primary key that is made in Python."
        return [checks.Error(message, obj=self, id="clinic.sealed.E003")]

    def get_internal_type(self):
        return "BinaryField"

    def open(self, instance: models.Model, sealed: Sealed):
        """Return the value, noted as read; raise ``Unreadable`` if it does not open."""
        try:
            plaintext = sealed.open(self._place(instance))
        except CannotOpen:
            raise Unreadable(self, instance) from None
        recording.opened(*recording.identity(instance), self.name)
        return self.loads(plaintext)

    def _place(self, instance: models.Model) -> bytes:
        # A history row holds the ciphertext of the row it tells of.
        _, pk = recording.identity(instance)
        if pk is None:
            raise FieldError(f"{self.label} is bound to its row, which has no id yet.")
        return f"v1\0{self.label}\0{pk}".encode()

    def from_db_value(self, value, expression, connection):
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, instance, add):
        value = instance.__dict__.get(self.attname)
        if value is None:
            return None
        place = self._place(instance)
        if isinstance(value, Sealed):
            return self._unopened(instance, value, place) if add else value
        plaintext = self.dumps(value)
        stored = _stored(instance).get(self.attname)
        if stored is None or not stored.holds(plaintext, place):
            _stored(instance)[self.attname] = stored = Sealed.seal(plaintext, place)
        return stored

    def _unopened(self, instance, sealed: Sealed, place: bytes) -> Sealed:
        """Refuse to copy a ciphertext into a new row, where nobody could open it."""
        try:
            sealed.open(place)
        except CannotOpen:
            raise Unreadable(self, instance) from None
        return sealed

    def get_prep_value(self, value):
        if value is None or isinstance(value, Sealed) or hasattr(value, "as_sql"):
            return value
        raise FieldError(
            f"{self.label} is sealed and its plaintext never reaches SQL: assign it "
            "and save() the row, find it by its blind index."
        )

    def get_db_prep_value(self, value, connection, prepared=False):
        value = self.get_prep_value(value)
        if isinstance(value, Sealed):
            return connection.Database.Binary(value.blob)
        return value

    def get_lookup(self, lookup_name):
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.label} is sealed: it cannot be looked up.")

    def value_from_object(self, obj):
        # Forms call an initial value that can be called. Serializers cannot show one,
        # whatever its type, and turn to value_to_string.
        value = super().value_from_object(obj)
        return lambda: value

    def value_to_string(self, obj):
        raise FieldError(f"{self.label} is sealed: it cannot be serialized.")


class SealedTextField(SealedField):
    """A string, sealed. With ``max_length`` forms show one line instead of a box."""

    empty_strings_allowed = True

    def dumps(self, value) -> bytes:
        if not isinstance(value, str):
            raise TypeError(f"{self.label} takes text.")
        return value.encode(errors="surrogatepass")

    def loads(self, plaintext: bytes) -> str:
        return plaintext.decode(errors="surrogatepass")

    def formfield(self, form_class=None, choices_form_class=None, **kwargs):
        kwargs.setdefault("max_length", self.max_length)
        if not self.choices:
            widget = forms.TextInput if self.max_length else forms.Textarea
            kwargs.setdefault("widget", widget)
        return super().formfield(form_class, choices_form_class, **kwargs)


class SealedJSONField(SealedField):
    """A JSON value, sealed as a whole. ``None`` is stored as NULL."""

    def dumps(self, value) -> bytes:
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()

    def loads(self, plaintext: bytes):
        return json.loads(plaintext)

    def formfield(self, form_class=forms.JSONField, choices_form_class=None, **kwargs):
        return super().formfield(form_class, choices_form_class, **kwargs)


class SealedDateField(SealedField):
    """A ``date``, sealed."""

    def dumps(self, value) -> bytes:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise TypeError(f"{self.label} takes a date.")
        return value.isoformat().encode()

    def loads(self, plaintext: bytes) -> date:
        return date.fromisoformat(plaintext.decode())

    def formfield(self, form_class=forms.DateField, choices_form_class=None, **kwargs):
        return super().formfield(form_class, choices_form_class, **kwargs)
