"""Settings in the order of Django's documentation; what varies is in the environment.

A missing or unreadable setting stops the start with one sentence (`environment`).
"""

from datetime import timedelta
from pathlib import Path

import pghistory
from csp.constants import NONE, SELF

from clinic import environment

BASE_DIR = Path(__file__).resolve().parent.parent

# The clinic

CLINIC_NAME = environment.text("CLINIC_NAME", default="Harbor Clinic")
CLINIC_PHONE = environment.phone("CLINIC_PHONE", default="+1 555-010-0199")
CLINIC_CURRENCY = environment.text("CLINIC_CURRENCY", default="USD")
PUBLIC_URL = environment.url("PUBLIC_URL")
FIELD_KEK_FILE = environment.text("FIELD_KEK_FILE")
REQUIRE_MFA = environment.boolean("REQUIRE_MFA", default=True)

# Core

SECRET_KEY = environment.text("SECRET_KEY")
DEBUG = environment.boolean("DEBUG", default=False)
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")
ROOT_URLCONF = "clinic.urls"
WSGI_APPLICATION = "clinic.wsgi.application"

INSTALLED_APPS = [
    "clinic",
    "intake",
    "scheduling",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "pghistory",
    "pgtrigger",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clinic.access.middleware.NoNullsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "clinic.access.middleware.SessionLimitsMiddleware",
    "clinic.access.middleware.ActorMiddleware",
    "clinic.audit.middleware.AuditMiddleware",
    "clinic.access.middleware.SignInMiddleware",
    "clinic.access.middleware.SecondFactorMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic.context.clinic",
                "intake.context.staff_alerts",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("calm",)
CRISPY_TEMPLATE_PACK = "calm"

# The weekly hours of a person at several locations are some hundred fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144

# Database

DATABASES = {"default": environment.database("DATABASE_URL")}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
# Nobody waits for ever: not for a server, a statement, a lock or a lost process.
DATABASES["default"]["OPTIONS"] |= {
    "connect_timeout": 5,
    "options": "-c statement_timeout=15s -c lock_timeout=5s"
    " -c idle_in_transaction_session_timeout=60s",
}
# History rows are looked up by the record they are of, never by what it refers to.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Login throttling and used one-time codes must be shared by all processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "clinic_cache",
    }
}

# Mail

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
_mail = environment.mail("EMAIL_URL")
EMAIL_HOST = _mail.host
EMAIL_PORT = _mail.port
EMAIL_HOST_USER = _mail.user
EMAIL_HOST_PASSWORD = _mail.password
EMAIL_USE_TLS = _mail.starttls
EMAIL_USE_SSL = _mail.tls
EMAIL_TIMEOUT = 20
# Where the mail catcher of `make run` puts what it caught; empty elsewhere.
MAIL_DIR = environment.text("MAIL_DIR", default="")
DEFAULT_FROM_EMAIL = environment.mailbox("DEFAULT_FROM_EMAIL")

# Languages and time: everything is kept in UTC and shown in the location's zone.

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", "English")]
TIME_ZONE = "UTC"
USE_TZ = True

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = environment.text("STATIC_ROOT", default=str(BASE_DIR / ".dev" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    }
}

# Security

HTTPS = PUBLIC_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS and environment.boolean("HSTS_PRELOAD", default=False)
# Whether browsers ship the host name as HTTPS-only is the operator's choice.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "clinic.views.csrf_failure"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_ENGINE = "clinic.access.sessions"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
STAFF_IDLE = timedelta(minutes=15)
STAFF_LONGEST = timedelta(hours=12)
PATIENT_IDLE = timedelta(minutes=30)
PATIENT_LONGEST = timedelta(hours=4)

# How many proxies of ours stand before the web process and write X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("TRUSTED_PROXIES", default=0)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY = {
    "camera": [],
    "display-capture": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
}

# Staff login

AUTH_USER_MODEL = "clinic.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "clinic.access.backends.RoleBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
PASSWORD_HASHERS = ["clinic.access.passwords.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation."
        "UserAttributeSimilarityValidator"
    },
]
ACCOUNT_ADAPTER = "clinic.access.adapters.AccountAdapter"
ACCOUNT_FORMS = {"reset_password": "clinic.access.forms.ForgottenPasswordForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_ADAPTER = "clinic.access.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TRUST_ENABLED = False
MFA_RECOVERY_CODES_SHOW_ONCE = True

# Celery: the broker holds nothing that matters, so tasks are acknowledged early: with
# late acknowledgement, a worker that loses its broker amid a task ends (kombu 5.7).

CELERY_BROKER_URL = environment.text("BROKER_URL")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 30,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
}
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "drain the outbox": {
        "task": "clinic.outbox.tasks.drain_outbox",
        "schedule": 2.0,
        "options": {"expires": 5},
    },
    "escalate staff alerts nobody acknowledged": {
        "task": "intake.tasks.escalate_staff_alerts",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "write the reminders of appointments that are due": {
        "task": "scheduling.tasks.write_reminders",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "offer free times to who is on the waitlist": {
        "task": "scheduling.tasks.offer_freed_times",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "write to patients whose answers are not finished": {
        "task": "intake.tasks.write_to_unfinished",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
}

# Logging: routes and ids, never a path, a query, a body or an exception's values.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "clinic.logs.RouteFormatter",
            "format": "%(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "mail.log": {"level": "WARNING"},
    },
}
