"""`manage.py publish_consent KIND FILE`: a text that patients sign from now on."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from intake.consents import NoConsent, words_of
from intake.models import ConsentKind
from intake.services import StoredMeanwhile, publish_consent


class Command(BaseCommand):
    help = (
        "Publish the next version of a text to sign. Patients who have signed the one "
        "before are asked to read and sign this one before they go on."
    )

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=ConsentKind.values)
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *, kind: str, file: Path, **options):
        try:
            text, is_new = publish_consent(kind, words_of(file.read_text("utf-8")))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file}: not a text in UTF-8") from error
        except NoConsent as refused:
            raise CommandError(f"{file}: {refused}") from refused
        except StoredMeanwhile as meanwhile:
            raise CommandError(
                f"{file}: somebody else has published a text just now"
            ) from meanwhile
        state = "published" if is_new else "is there already"
        self.stdout.write(f"{kind}, version {text.version}: {state}")
