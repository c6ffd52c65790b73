"""The settings of a test run: the same code, the owner's login, less work."""

import os

from clinic import environment
from clinic.settings import *  # noqa: F403
from clinic.settings import CELERY_BROKER_URL, DATABASES, STORAGES

# The test database belongs to the owner; the tests work as the runtime role
# (`tests/database`). Each process of pytest-xdist has a broker database of its own.
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw-1").removeprefix("gw")) + 1
DATABASES = {
    alias: entry | {"ENGINE": "tests.database"} for alias, entry in DATABASES.items()
}
_owner = environment.database("OWNER_DATABASE_URL")
# A live server's threads end without closing what they would keep for the next request.
DATABASES["default"] |= {"CONN_MAX_AGE": 0}
DATABASES["default"] |= {"USER": _owner["USER"], "PASSWORD": _owner["PASSWORD"]}
# Tests do not time: a machine that stalls for a while must not look like a refusal.
DATABASES["default"]["OPTIONS"] |= {
    "connect_timeout": 120,
    "options": "-c statement_timeout=120s -c lock_timeout=120s",
}
CELERY_BROKER_URL = f"{CELERY_BROKER_URL.removesuffix('/0')}/{_worker}"

# Pages are rendered without `collectstatic` having been run.
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}

# Hashing is slow on purpose; tests log in often.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
