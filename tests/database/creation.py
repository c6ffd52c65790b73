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
