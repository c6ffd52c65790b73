import time
from contextlib import suppress

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from clinic.outbox import services

PAUSE_SECONDS = 2


class Command(BaseCommand):
    help = "Send the messages that are due, without Celery."

    def add_arguments(self, parser):
        parser.add_argument(
            "--loop", action="store_true", help="go on until stopped, as a worker does"
        )

    def handle(self, *, loop, **options):
        if loop:
            with suppress(KeyboardInterrupt):
                self.drain_until_stopped()
        else:
            self.drain_once()

    def drain_once(self):
        total = 0
        while sent := services.drain():
            total += sent
        self.stdout.write(f"{total} sent.")

    def drain_until_stopped(self):
        while True:
            try:
                services.drain()
            except Error:
                self.stderr.write("The database does not answer; trying again.")
                close_old_connections()
            time.sleep(PAUSE_SECONDS)
