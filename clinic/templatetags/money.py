"""Amounts in the clinic's currency."""

from decimal import Decimal

from django import template
from django.conf import settings

register = template.Library()

SIGNS = {"USD": "$", "CAD": "CA$", "AUD": "A$", "GBP": "£", "EUR": "€"}


@register.filter
def money(amount: Decimal) -> str:
    """Write an amount, without cents where there are none: "$1,250"."""
    currency = settings.CLINIC_CURRENCY
    number = f"{amount:,.2f}".removesuffix(".00")
    sign = SIGNS.get(currency)
    return f"{sign}{number}" if sign else f"{number} {currency}"
