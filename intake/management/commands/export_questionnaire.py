"""`manage.py export_questionnaire URL[|VERSION]`: a questionnaire, in FHIR R4."""

import json

from django.core.management.base import BaseCommand, CommandError

from intake.models import Questionnaire, QuestionnaireStatus


class Command(BaseCommand):
    help = (
        "Print a questionnaire as it was imported: the version that is answered now, "
        "or the one named after a |."
    )

    def add_arguments(self, parser):
        parser.add_argument("canonical", metavar="URL[|VERSION]")

    def handle(self, *, canonical: str, **options):
        url, _, version = canonical.partition("|")
        wanted = (
            {"version": version} if version else {"status": QuestionnaireStatus.ACTIVE}
        )
        found = Questionnaire.objects.filter(url=url, **wanted).first()
        if found is None:
            raise CommandError(f"{canonical}: no such questionnaire")
        self.stdout.write(json.dumps(found.resource, indent=2, ensure_ascii=False))
