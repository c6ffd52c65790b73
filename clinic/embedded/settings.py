"""Settings of `manage.py up`, which starts the servers that the others point to."""

from django.apps import AppConfig


class CommandsOnly(AppConfig):
    """The clinic app without its models, which need a database."""

    name = "clinic"

    def import_models(self):
        self.models = {}


INSTALLED_APPS = ["clinic.embedded.settings.CommandsOnly"]
USE_TZ = True
