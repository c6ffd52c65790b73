"""Counting how often something is done, in PostgreSQL, across all processes."""

import hashlib
import hmac
import ipaddress
from datetime import UTC, datetime, timedelta

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from clinic.access.models import RateLimit
from clinic.sealed.indexes import email_key
from clinic.sealed.keys import derive_key

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

# High enough for a waiting room whose phones share one address.
PER_NETWORK = 20
PER_EMAIL = 5
PER_FORM = 300

COUNT = f"""
    INSERT INTO {RateLimit._meta.db_table} AS known
        (bucket, key_hmac, window_starts_at, count)
    VALUES (%s, %s, %s, 1)
    ON CONFLICT (bucket, key_hmac) DO UPDATE SET
        count = CASE
            WHEN known.window_starts_at < excluded.window_starts_at THEN 1
            ELSE known.count + 1
        END,
        window_starts_at = GREATEST(known.window_starts_at, excluded.window_starts_at)
    RETURNING count
"""  # noqa: S608


def allow(bucket: str, key: str, limit: int, per: timedelta) -> bool:
    """Count one more by ``key``; return whether that is within ``limit`` ``per`` time.

    A transaction that is rolled back forgets the count.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [bucket, _key_hmac(bucket, key), _window_start(per)])
        [count] = cursor.fetchone()
    return count <= limit


def allow_form(form: str, request: HttpRequest, email: str) -> bool:
    """Count one sending of a public form; return False when it is one too many.

    Counted by network, by email address and for everybody together, each per hour.
    """
    counts = [
        allow(f"{form}-network", network(request), PER_NETWORK, HOUR),
        allow(f"{form}-email", email_key(email), PER_EMAIL, HOUR),
        allow(f"{form}-everybody", "", PER_FORM, HOUR),
    ]
    return all(counts)


def client_address(request: HttpRequest) -> str | None:
    """Return where a request comes from, as our own proxies say, or None."""
    try:
        address: str = get_adapter().get_client_ip(request)
    except PermissionDenied:
        return None
    return address


def network(request: HttpRequest) -> str:
    """Return whom to count a request to: an IPv4 address, or an IPv6 network of /64."""
    address = ipaddress.ip_address(client_address(request) or "0.0.0.0")  # noqa: S104
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))


def _key_hmac(bucket: str, key: str) -> bytes:
    text = f"{bucket}\0{key}".encode()
    return hmac.digest(derive_key("rate-limit"), text, hashlib.sha256)


def _window_start(per: timedelta) -> datetime:
    seconds = per.total_seconds()
    return datetime.fromtimestamp(timezone.now().timestamp() // seconds * seconds, UTC)
