"""Working as the owner of the tables, where the runtime role may not."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def as_owner():
    """Give a cursor that works as the owner; afterwards the runtime role is back."""
    with connection.cursor() as cursor:
        cursor.execute("SET role = none")
        try:
            yield cursor
        finally:
            cursor.execute("SET role = app_rt")
