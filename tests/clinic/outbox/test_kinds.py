import pytest

from clinic.models import Location
from clinic.outbox.kinds import UnknownKind, kind_named, message
from tests.clinic.outbox.visits import KIND, visit


def test_kind_named_finds_what_was_registered():
    kind = kind_named(KIND)

    assert (kind.name, kind.model, kind.render) == (KIND, Location, visit)


def test_kind_named_refuses_a_name_that_nobody_registered():
    with pytest.raises(UnknownKind):
        kind_named("no-such-kind")


def test_message_refuses_a_name_that_is_taken():
    with pytest.raises(ValueError, match="registered already"):
        message(KIND, model=Location)
