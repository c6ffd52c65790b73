from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ClinicConfig(AppConfig):
    name = "clinic"
    verbose_name = "Clinic"

    def ready(self):
        autodiscover_modules(
            "messages",
            "access",
            "access.messages",
            "access.login_events",
            "sealed.checks",
        )
