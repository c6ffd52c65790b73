import datetime
from decimal import Decimal

import pytest

from intake.questionnaires.comparing import OwnWords, Quantity, Span
from intake.questionnaires.values import from_fhir, read, to_fhir

DAY = datetime.date(2019, 5, 7)


@pytest.mark.parametrize(
    ("kind", "answer", "meaning"),
    [
        ("date", "2019-05-07", DAY),
        ("date", "2019-02", Span(DAY.replace(2019, 2, 1), DAY.replace(2019, 2, 28))),
        ("date", "2019", Span(DAY.replace(2019, 1, 1), DAY.replace(2019, 12, 31))),
        ("time", "08:30:00", datetime.time(8, 30)),
        ("open-choice", "a", "a"),
        ("open-choice", {"text": "my own"}, OwnWords("my own")),
        ("quantity", {"value": "72.5", "unit": "kg"}, Quantity(Decimal("72.5"), "kg")),
        ("url", "https://a.example/b", "https://a.example/b"),
        (
            "dateTime",
            "2019-05-07T10:00:00+02:00",
            datetime.datetime(2019, 5, 7, 8, tzinfo=datetime.UTC),
        ),
    ],
)
def test_read_gives_what_can_be_compared(kind, answer, meaning):
    assert read(kind, answer) == meaning


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("date", "2019-13"),
        ("date", "0000"),
        ("dateTime", "2019-05-07T10:00:00"),
        ("dateTime", "2019-05-07T25:00:00Z"),
        ("dateTime", 3),
        ("time", "08:30"),
        ("time", "24:30:00"),
        ("open-choice", {"text": ""}),
        ("open-choice", {"text": "a", "code": "b"}),
        ("open-choice", 3),
        ("quantity", {"unit": "kg"}),
        ("quantity", {"value": 3, "unit": "kg"}),
        ("quantity", {"value": "3", "comparator": "<"}),
        ("quantity", "3 kg"),
        ("url", "no address"),
        ("url", ""),
    ],
)
def test_read_gives_nothing_for_an_answer_of_another_type(kind, answer):
    assert read(kind, answer) is None


def test_a_month_compares_only_where_it_is_certain():
    may = read("date", "2019-05")

    assert (may < read("date", "2019-06"), may < DAY, may > DAY) == (True, False, False)
    assert (may <= read("date", "2019-05-31"), may >= read("date", "2019-05-01")) == (
        True,
        True,
    )
    assert (read("date", "2020-01-01") > may, read("date", "2019") < may) == (
        True,
        False,
    )


def test_a_quantity_compares_only_in_its_own_unit():
    heavy, light = Quantity(Decimal(80), "kg"), Quantity(Decimal(70), "kg")

    assert (heavy > light, heavy >= light, light < heavy, light <= light) == (True,) * 4
    assert (heavy > Quantity(Decimal(70), "g"), heavy < Quantity(Decimal(90), "g")) == (
        False,
        False,
    )


@pytest.mark.parametrize(
    ("suffix", "value", "answer"),
    [
        ("Decimal", 3.50, "3.5"),
        ("Decimal", "3.5", None),
        ("Decimal", True, None),
        ("Quantity", {"value": 3.5, "unit": "kg"}, {"value": "3.5", "unit": "kg"}),
        ("Coding", {"code": "a", "display": "A"}, "a"),
        ("Time", "08:30:00", "08:30:00"),
    ],
)
def test_from_fhir_gives_the_answer_in_a_value(suffix, value, answer):
    assert from_fhir(suffix, value) == answer


def test_to_fhir_writes_own_words_as_a_string():
    assert to_fhir("open-choice", {"text": "my own"}) == ("String", "my own")
    assert to_fhir("open-choice", "a") == ("Coding", {"code": "a"})
