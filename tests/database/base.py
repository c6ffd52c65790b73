from django.db.backends.postgresql import base

from tests.database.creation import DatabaseCreation
from tests.database.operations import DatabaseOperations


class DatabaseWrapper(base.DatabaseWrapper):
    creation_class = DatabaseCreation
    ops_class = DatabaseOperations
