"""CSV files as spreadsheets read them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.table_files import as_csv, inert

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def read(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_file_begins_with_the_mark_by_which_excel_knows_utf_8():
    content = as_csv([["Name", "Phone"], ["Zoë Łuczak", "410 555 0123"]])

    assert content == BYTE_ORDER_MARK + (
        "Name,Phone\r\nZoë Łuczak,410 555 0123\r\n".encode()
    )


def test_commas_quotes_and_line_breaks_stay_in_their_cell():
    row = ['Lee, "Jo"', "12 Harbor\r\nStreet", "a\nb", "李小龍"]

    assert read(as_csv([row])) == [row]


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1 410 555 0123",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00a0=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠A1",
    ],
)
def test_a_formula_gets_an_apostrophe_in_front(cell):
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Lee", "O’Brien", "1-2", "a=b", "'=1", "410"])
def test_other_texts_stay_as_they_are(cell):
    assert inert(cell) == cell


@given(st.lists(st.lists(cells, min_size=1), min_size=1))
def test_what_is_written_is_read_again_and_nothing_runs(rows):
    expected = [[inert(cell) for cell in row] for row in rows]

    assert read(as_csv(rows)) == expected
    assert not any(cell[:1] in tuple("=+-@\t\r") for row in expected for cell in row)
