from django.core.management.base import BaseCommand, CommandError

from clinic.embedded.database import is_embedded
from scheduling import load


class Command(BaseCommand):
    help = (
        "Fill the empty embedded database with the volume of a chain of full clinics."
    )

    def add_arguments(self, parser):
        parser.add_argument("--appointments", type=_count, required=True, metavar="N")
        parser.add_argument("--requests", type=_count, required=True, metavar="N")

    def handle(self, *, appointments, requests, **options):
        if not is_embedded():
            raise CommandError(
                "Volume goes only into the database that `make run` starts."
            )
        if not load.is_empty():
            raise CommandError(
                "The database is not empty: start one without demo data, "
                "`ANTEROOM_DEV=.dev/load make run ARGS=--no-demo`."
            )
        try:
            load.seed(appointments, requests, self.stdout.write)
        except load.TooFewRequests as refusal:
            raise CommandError(
                f"So many appointments need --requests {refusal.at_least} or more."
            ) from refusal
        self.stdout.write(load.login())


def _count(digits: str) -> int:
    number = int(digits)
    if number < 0:
        raise ValueError(digits)
    return number
