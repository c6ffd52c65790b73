"""The prices as patients read them: one list, or one for each location."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clinic.models import Location, Price


@dataclass(frozen=True)
class PriceList:
    """What it costs at ``location``, or without one at all of them, in order."""

    location: Location | None
    prices: list[Price]

    @property
    def as_of(self) -> date:
        """Since when no price in it has changed."""
        return max(price.valid_from for price in self.prices)


def price_lists(day: date) -> list[PriceList]:
    """Return what it costs on ``day``; nothing where the clinic has set no prices.

    Each location has a list of its own as soon as one of them has a price of its own.
    At most two queries.
    """
    prices = list(Price.objects.on(day))
    for_all = [price for price in prices if price.location_id is None]
    if len(for_all) == len(prices):
        return [PriceList(None, _in_order(for_all))] if prices else []
    lists = [
        PriceList(location, _at(location, prices))
        for location in Location.objects.all()
    ]
    return [each for each in lists if each.prices]


def _at(location: Location, prices: Iterable[Price]) -> list[Price]:
    by_name = {price.name: price for price in prices if price.location_id is None}
    by_name |= {
        price.name: price for price in prices if price.location_id == location.pk
    }
    return _in_order(by_name.values())


def _in_order(prices: Iterable[Price]) -> list[Price]:
    return sorted(prices, key=lambda price: (price.position, price.name))
