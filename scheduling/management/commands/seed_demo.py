from django.core.management.base import BaseCommand, CommandError

from clinic.audit.recording import acting_as
from clinic.embedded.database import is_embedded
from scheduling import demo


class Command(BaseCommand):
    help = "Store an invented clinic in the embedded database, once."

    def handle(self, **options):
        if not is_embedded():
            raise CommandError(
                "Demo data goes only into the database that `make run` starts."
            )
        with acting_as(None):
            demo.seed()
        self.stdout.write(demo.logins())
