import sys
from contextlib import suppress

from django.core.management.base import BaseCommand

from clinic import environment
from clinic.embedded.processes import CannotStart
from clinic.embedded.supervisor import Supervisor


class Command(BaseCommand):
    help = "Start everything Anteroom needs, with demo data, until Ctrl-C (`make run`)."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--no-demo",
            action="store_false",
            dest="demo",
            help="start without demo data",
        )

    def handle(self, *, demo, **options):
        try:
            Supervisor(environment.dev_folder(), demo=demo, say=self.say).run()
        except CannotStart as error:
            sys.exit(str(error))

    def say(self, line):
        # The terminal may be gone while there is still something to stop.
        with suppress(OSError):
            self.stdout.write(str(line))
            self.stdout.flush()
