"""Whether this is the database that `make run` starts: demo data lives nowhere else."""

from django.db import connection

DEMO_PREFIX = "demo-"


def is_embedded() -> bool:
    """Ask the server; only the embedded one has the setting."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('anteroom.embedded', true) = 'on'")
        return bool(cursor.fetchone()[0])
