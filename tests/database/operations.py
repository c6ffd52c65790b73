from django.apps import apps
from django.db import transaction
from django.db.backends.postgresql import operations

from intake.shipped import store_shipped

# What migrations fill, and nothing else would fill again.
REFERENCE_TABLES = {
    "auth_permission",
    "clinic_datakey",
    "django_content_type",
}


class DatabaseOperations(operations.DatabaseOperations):
    """Empty the tables after a transactional test, which the runtime role may not."""

    def sql_flush(self, style, tables, **options):
        emptied = [table for table in tables if table not in REFERENCE_TABLES]
        return super().sql_flush(style, emptied, **options)

    def execute_sql_flush(self, sql_list):
        """Run the statements as the owner, past the triggers that forbid TRUNCATE.

        Both settings end with the transaction, and the runtime role is back. What is
        shipped refers to tables that are emptied, so it is stored anew.
        """
        with transaction.atomic(using=self.connection.alias):
            with self.connection.cursor() as cursor:
                cursor.execute("SET LOCAL role = none")
                cursor.execute("SET LOCAL anteroom.truncate = on")
            super().execute_sql_flush(sql_list)
        store_shipped(
            apps.get_model("intake.Questionnaire"),
            apps.get_model("intake.Policy"),
            apps.get_model("intake.ConsentText"),
        )
