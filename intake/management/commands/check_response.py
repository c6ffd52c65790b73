"""`manage.py check_response QUESTIONNAIRE.json RESPONSE.json`: what is wrong."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from intake.management.json_file import read_file
from intake.questionnaires import structure
from intake.questionnaires.loading import Unsupported, load
from intake.questionnaires.report import report
from intake.questionnaires.responses import Unreadable


class Command(BaseCommand):
    help = (
        "Check a FHIR R4 QuestionnaireResponse against its Questionnaire, and print "
        "what is wrong, enabled and calculated as JSON."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("questionnaire", metavar="QUESTIONNAIRE.json", type=Path)
        parser.add_argument("response", metavar="RESPONSE.json", type=Path)

    def handle(self, *, questionnaire: Path, response: Path, **options):
        definition = _resource(questionnaire, "Questionnaire")
        given = _resource(response, "QuestionnaireResponse")
        try:
            found = report(load(definition), given)
        except Unsupported as unsupported:
            raise CommandError(f"{questionnaire}: {unsupported}") from unsupported
        except Unreadable as unreadable:
            raise CommandError(f"{response}: {unreadable}") from unreadable
        self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False))


def _resource(path: Path, resource_type: str) -> Any:
    resource = read_file(path)
    if found := structure.problems(resource, resource_type):
        problems = "; ".join(f"{link_id}: {what}" for link_id, what in found)
        raise CommandError(f"{path}: {problems}")
    return resource
