"""Tables as CSV files that spreadsheets open, and in which nothing runs."""

import csv
import io
import unicodedata
from collections.abc import Iterable

# What a spreadsheet takes for the beginning of a formula: OWASP, CSV Injection.
BEGINS_FORMULA = frozenset("=+-@\t\r\n")


def as_csv(rows: Iterable[Iterable[str]]) -> bytes:
    """Return the rows as RFC 4180 has them, in UTF-8 with a byte order mark.

    By the mark Excel knows the encoding. A cell that would run as a formula gets an
    apostrophe in front.
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows([inert(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", errors="replace")


def inert(cell: str) -> str:
    """Return the text of a cell so that no spreadsheet takes it for a formula.

    Leading blanks do not hide one, nor do the wide signs of Asian keyboards.
    """
    begins = {cell[:1], unicodedata.normalize("NFKC", cell.lstrip()[:1])}
    return f"'{cell}" if begins & BEGINS_FORMULA else cell
