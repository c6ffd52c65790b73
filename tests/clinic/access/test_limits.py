from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from clinic.access.limits import (
    DAY,
    HOUR,
    allow,
    allow_form,
    client_address,
    network,
)
from clinic.access.models import RateLimit


@pytest.mark.django_db
def test_allow_says_no_to_the_first_above_the_limit():
    answers = [allow("test", "key", 3, DAY) for _ in range(5)]

    assert answers == [True, True, True, False, False]


@pytest.mark.django_db
def test_allow_counts_each_key_and_bucket_by_itself():
    assert allow("test", "key", 1, DAY)
    assert allow("test", "other key", 1, DAY)
    assert allow("other test", "key", 1, DAY)
    assert not allow("test", "key", 1, DAY)


@pytest.mark.django_db
def test_allow_begins_anew_in_the_next_window():
    allow("test", "key", 1, DAY)
    counter = RateLimit.objects.get()
    counter.window_starts_at -= timedelta(days=1)
    counter.save()

    assert allow("test", "key", 1, DAY)
    assert RateLimit.objects.get().count == 1


@pytest.mark.django_db
def test_a_counter_does_not_tell_whom_it_counts():
    allow("test", "ada@example.org", 1, HOUR)

    kept = RateLimit.objects.get()
    assert b"ada" not in bytes(kept.key_hmac)
    assert kept.bucket == "test"


@pytest.mark.django_db(transaction=True)
def test_threads_at_once_are_all_counted():
    def attempt(_):
        try:
            return allow("test", "key", 5, DAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(attempt, range(20)))

    assert sorted(answers) == [False] * 15 + [True] * 5
    assert RateLimit.objects.get().count == 20


@pytest.mark.django_db
def test_a_form_is_limited_by_email_address_however_it_is_written(rf):
    written = ["ada@example.org", "ADA@example.org"] * 3

    answers = [allow_form("test", rf.get("/"), email) for email in written]

    assert answers == [True] * 5 + [False]


@pytest.mark.django_db
def test_a_form_is_limited_by_network(rf):
    answers = [allow_form("test", rf.get("/"), f"{n}@example.org") for n in range(21)]

    assert answers == [True] * 20 + [False]


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ],
)
def test_network_counts_an_ipv6_household_as_one(rf, address, counted_as):
    assert network(rf.get("/", REMOTE_ADDR=address)) == counted_as


@pytest.mark.parametrize(
    ("proxies", "address"),
    [
        pytest.param(0, "127.0.0.1", id="nobody-is-believed"),
        pytest.param(1, "203.0.113.9", id="the-proxy-next-to-us-is-believed"),
    ],
)
def test_client_address_believes_as_many_proxies_as_are_ours(
    rf, settings, proxies, address
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

    request = rf.get("/", headers={"x-forwarded-for": "10.6.6.6, 203.0.113.9"})

    assert client_address(request) == address
