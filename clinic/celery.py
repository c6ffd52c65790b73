"""The Celery application: beat rings, a worker drains the outbox and scans.

Nothing but beat publishes a task, so a frozen broker never holds up a web request.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")

app = Celery("anteroom")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["clinic.outbox", "intake", "scheduling"])
