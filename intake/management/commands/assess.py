"""`manage.py assess FACTS.json`: the rules on a made-up patient."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from intake.eligibility.assessment import assess
from intake.eligibility.facts import FactsRefused, from_json
from intake.eligibility.policy import SHIPPED
from intake.management.json_file import read_file


class Command(BaseCommand):
    help = (
        "Assess a made-up patient by the shipped policy and print the result as JSON."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("facts", metavar="FACTS.json", type=Path)

    def handle(self, *, facts: Path, **options):
        try:
            assessment = assess(from_json(read_file(facts)), SHIPPED)
        except FactsRefused as refused:
            raise CommandError(f"{facts}: {refused}") from refused
        self.stdout.write(json.dumps(assessment.as_json(), indent=2))
