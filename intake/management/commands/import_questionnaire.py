"""`manage.py import_questionnaire FILE`: a version of a questionnaire, in FHIR R4."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from intake.management.json_file import read_file
from intake.questionnaires import structure
from intake.questionnaires.supported import in_lines
from intake.services import (
    QuestionnaireRefused,
    StoredMeanwhile,
    store_questionnaire,
)


class Command(BaseCommand):
    help = (
        "Store a FHIR R4 Questionnaire: as a draft, or, when its status is active, as "
        "the version to answer from now on. Names whatever is not supported."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *, file: Path, **options):
        resource = read_file(file)
        if found := structure.problems(resource, "Questionnaire"):
            raise CommandError("\n".join(in_lines(found)))
        try:
            version, is_new = store_questionnaire(resource)
        except QuestionnaireRefused as refused:
            raise CommandError("\n".join(in_lines(refused.refusals))) from refused
        except StoredMeanwhile as meanwhile:
            raise CommandError(
                f"{file}: stored by somebody else just now"
            ) from meanwhile
        name = f"{version.url}|{version.version}"
        stored = f"stored as {version.status}" if is_new else "is there already"
        self.stdout.write(f"{name}: {stored}")
