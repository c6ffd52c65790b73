"""`manage.py assess FACTS.json`: the rules on a made-up patient."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from intake.eligibility.assessment import assess
from intake.eligibility.facts import FactsRefused, from_json
from intake.eligibility.policy import SHIPPED


class Command(BaseCommand):
    help = (
        "Assess a made-up patient by the shipped policy and print the result as JSON."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("facts", metavar="FACTS.json", type=Path)

    def handle(self, *, facts: Path, **options):
        try:
            assessment = assess(from_json(_read(facts)), SHIPPED)
        except FactsRefused as refused:
            raise CommandError(f"{facts}: {refused}") from refused
        self.stdout.write(json.dumps(assessment.as_json(), indent=2))


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"), object_pairs_hook=_without_doubles)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{path}: not a JSON file ({error})") from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key given twice: one of the two answers would be lost without a word."""
    keys = [key for key, _ in pairs]
    if doubles := sorted({key for key in keys if keys.count(key) > 1}):
        raise FactsRefused([f"{key}: given twice" for key in doubles])
    return dict(pairs)
