"""What it costs: which price holds, and what the page about the cost says."""

import html
import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError

from clinic.access.roles import Role
from clinic.models import Price
from clinic.prices.lists import price_lists
from clinic.templatetags.money import money
from tests.factories import LocationFactory, PriceFactory, staff

pytestmark = pytest.mark.django_db

LOGIN = "allauth.account.auth_backends.AuthenticationBackend"
PAGE = "/treatment/cost/"
MAY = date(2026, 5, 1)


def shown(day=MAY):
    """Return name and amount of each price, by location."""
    return {
        each.location and each.location.name: [
            (price.name, int(price.amount)) for price in each.prices
        ]
        for each in price_lists(day)
    }


def test_the_newest_price_that_has_begun_holds():
    PriceFactory(amount=200, valid_from=date(2025, 1, 1))
    PriceFactory(amount=250, valid_from=date(2026, 1, 1))
    PriceFactory(amount=300, valid_from=date(2026, 5, 2))

    assert shown() == {None: [("First visit", 250)]}


def test_a_price_holds_through_its_last_day():
    PriceFactory(valid_until=MAY)

    assert shown(MAY) == {None: [("First visit", 250)]}
    assert shown(date(2026, 5, 2)) == {}


def test_a_location_has_its_own_price_instead_of_the_one_for_all():
    LocationFactory(name="Downtown")
    PriceFactory(position=2)
    PriceFactory(name="Six infusions", amount=2600, position=1)
    PriceFactory(amount=275, position=2, location=LocationFactory(name="Westlake"))

    assert shown() == {
        "Downtown": [("Six infusions", 2600), ("First visit", 250)],
        "Westlake": [("Six infusions", 2600), ("First visit", 275)],
    }


def test_a_location_without_any_price_is_not_listed():
    LocationFactory(name="Downtown")
    PriceFactory(location=LocationFactory(name="Westlake"))

    assert list(shown()) == ["Westlake"]


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"amount": -1}, "price_is_not_below_zero"),
        ({"valid_until": date(2025, 12, 31)}, "price_ends_after_it_begins"),
        ({}, "price_is_one_a_name_and_day"),
    ],
)
def test_the_database_refuses_prices_that_mean_nothing(values, constraint):
    PriceFactory()
    with pytest.raises(IntegrityError, match=constraint):
        PriceFactory(**values)


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("1250.00", "USD", "$1,250"),
        ("99.50", "USD", "$99.50"),
        ("400.00", "CHF", "400 CHF"),
    ],
)
def test_an_amount_is_written_as_people_write_it(amount, currency, words, settings):
    settings.CLINIC_CURRENCY = currency

    assert money(Decimal(amount)) == words


def test_the_page_names_each_price_what_it_includes_and_since_when(client):
    PriceFactory(includes="- A talk with a clinician\n\n• A look at your answers ")

    text = " ".join(html.unescape(client.get(PAGE).text).split())

    assert "First visit <ul><li>A talk with a clinician</li>" in text
    assert "<dd>$250</dd>" in text
    assert "Costs as of January 1, 2026." in text


def test_without_prices_the_page_gives_the_phone_number(client):
    text = client.get(PAGE).text

    assert "Costs as of" not in text
    assert "Call us at <a href=" in text
    assert "What does the first visit cost?" in text


def test_what_is_typed_is_shown_as_typed(client):
    PriceFactory(name="<b>Visit</b>", includes="<script>alert(1)</script>")

    text = client.get(PAGE).text

    assert "&lt;b&gt;Visit" in text
    assert "<script>alert" not in text


def test_the_page_reads_the_prices_in_two_queries_at_most(
    client, django_assert_max_num_queries
):
    client.get(PAGE)
    for number in range(3):
        PriceFactory(name=f"Visit {number}", location=LocationFactory())

    with django_assert_max_num_queries(2):
        client.get(PAGE)
    assert Price.objects.count() == 3


def test_a_manager_reads_amounts_as_patients_do_and_for_which_locations(client):
    PriceFactory(amount=1250)
    elsewhere = LocationFactory(name="Westlake")
    PriceFactory(name="Lab", location=elsewhere, amount=Decimal("99.50"))
    client.force_login(staff(Role.MANAGER, LocationFactory()), LOGIN)

    page = client.get("/admin/clinic/price/").text
    cells = re.findall(r'<td class="field-(?:costs|where)">(.*?)</td>', page)

    assert cells == ["$1,250", "All locations", "$99.50", "Westlake"]
    assert ">All locations</a>" in page
    assert "All locations</option>" in client.get("/admin/clinic/price/add/").text
