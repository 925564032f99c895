"""Who is where and offers what: services, languages and places, by the providers' own facts."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from services.pathway.domain.windows import Windows
from shared.contracts import ProviderRegistered, ServiceOffered, ServiceWithdrawn
from shared.facts import Event, Fact

OFFERING: frozenset[type[Fact]] = frozenset({ProviderRegistered, ServiceOffered, ServiceWithdrawn})


class Offer(NamedTuple):
    """A service that a provider offers at present."""

    provider_id: str
    service: ServiceOffered


def service_told(said: ServiceOffered) -> dict[str, Any]:
    """A service as JSON."""
    return {
        "service_id": said.service_id,
        "languages": sorted(said.languages),
        "places": said.places,
        "conditions": sorted(said.conditions or ()),
    }


class Directory(NamedTuple):
    """The city of each provider that has said so, and all that is on offer, by provider and service."""

    cities: dict[str, str]
    offers: list[Offer]

    def places(self, besides: str, dimension: str, day: str, windows: Windows) -> Iterator[tuple[Offer, str]]:
        """Offers of others in this provider's city, not full, under a confirmed window on that day; its last day."""
        city = self.cities.get(besides)
        for offer in self.offers:
            near = offer.provider_id != besides and city and self.cities.get(offer.provider_id) == city
            fits = near and offer.service.dimension == dimension and offer.service.places != 0
            if fits and (paid_until := _paid_until(windows, offer, date.fromisoformat(day))):
                yield offer, paid_until.isoformat()


def offers(facts: Iterable[Event]) -> Directory:
    """What these provider-level facts, in fold order, leave: the last word on a city or a service holds."""
    cities: dict[str, str] = {}
    services: dict[tuple[str, str], ServiceOffered] = {}
    for event in facts:
        match event.fact:
            case ProviderRegistered(city=city):
                cities[event.provider_id] = city
            case ServiceOffered(service_id=name) as fact:
                services[event.provider_id, name] = fact
            case ServiceWithdrawn(service_id=name):
                services.pop((event.provider_id, name), None)
    return Directory(cities, [Offer(key[0], services[key]) for key in sorted(services)])


def _paid_until(windows: Windows, offer: Offer, day: date) -> date | None:
    """The latest last day of the windows that pay for an offer on a day; None if none does."""
    paying = (
        window.last_day
        for window in windows.get(offer.provider_id, {}).values()
        if offer.service.dimension in window.dimensions and window.covers(day)
    )
    return max(paying, default=None)
