from django.db.backends.postgresql import creation

AS_RUNTIME_ROLE = " -c role=app_rt"


class DatabaseCreation(creation.DatabaseCreation):
    """Make, migrate and drop the test database as its owner."""

    def create_test_db(self, *args, **kwargs):
        """Make and migrate the database; every connection then has the runtime role.

        The options lie in a dictionary that all threads' connections share.
        """
        name = super().create_test_db(*args, **kwargs)
        self.connection.close()
        options = self.connection.settings_dict["OPTIONS"]
        options["options"] = options.get("options", "") + AS_RUNTIME_ROLE
        return name

    def destroy_test_db(self, *args, **kwargs):
        self.connection.close()
        options = self.connection.settings_dict["OPTIONS"]
        options["options"] = options["options"].removesuffix(AS_RUNTIME_ROLE)
        super().destroy_test_db(*args, **kwargs)

    def _destroy_test_db(self, test_database_name, verbosity):
        """Drop the database, and the connections that a thread of a test has left."""
        name = self.connection.ops.quote_name(test_database_name)
        with self._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
