"""Storing many rows at once with COPY: constraints and triggers work as always."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from io import StringIO
from types import NoneType
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from psycopg2.extensions import Binary

ROWS_AT_ONCE = 5_000
ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy(instances: Sequence[models.Model]) -> None:
    """Insert new instances of one model, if any; their sealed fields are sealed."""
    if not instances:
        return
    fields = instances[0]._meta.concrete_fields
    columns = [field.column for field in fields]
    copy_rows(type(instances[0]), columns, _rows(fields, instances))


def copy_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows of values that need no more than to be written as text."""
    database = connections[DEFAULT_DB_ALIAS]
    quote = database.ops.quote_name
    lines = StringIO("".join("\t".join(map(_text, row)) + "\n" for row in rows))
    with database.cursor() as cursor:
        cursor.copy_expert(
            f"COPY {quote(model._meta.db_table)}"
            f" ({', '.join(map(quote, columns))}) FROM STDIN",
            lines,
        )


def _rows(
    fields: Sequence[models.Field], instances: Sequence[models.Model]
) -> Iterator[list[Any]]:
    database = connections[DEFAULT_DB_ALIAS]
    for instance in instances:
        values = [field.pre_save(instance, add=True) for field in fields]
        yield [
            field.get_db_prep_save(value, database)
            for field, value in zip(fields, values, strict=True)
        ]


def _text(value: Any) -> str:
    """Write a value as COPY reads it."""
    return WRITERS.get(type(value), str)(value)


def _array(values: list[Binary]) -> str:
    # In an array a backslash is escaped once more.
    return "{" + ",".join(rf'"\\{_bytes(value)}"' for value in values) + "}"


def _bytes(value: Binary) -> str:
    return rf"\\x{bytes(value.adapted).hex()}"


WRITERS: dict[type, Callable[[Any], str]] = {
    NoneType: lambda value: r"\N",
    UUID: lambda value: value.hex,
    datetime: datetime.isoformat,
    str: lambda value: value.translate(ESCAPED),
    Binary: _bytes,
    list: _array,
}
