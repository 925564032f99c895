"""Who offers what: services, languages and places, by the providers' own facts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from services.pathway.domain.windows import Windows
from shared.contracts import ProviderRegistered, ServiceOffered, ServiceWithdrawn
from shared.facts import Event, Fact

OFFERING: frozenset[type[Fact]] = frozenset({ProviderRegistered, ServiceOffered, ServiceWithdrawn})


@dataclass(frozen=True, slots=True)
class Offer:
    """A service that a provider offers at present; its city is None until the provider has said so."""

    provider_id: str
    city: str | None
    service: ServiceOffered


def offers(facts: Iterable[Event]) -> list[Offer]:
    """What these provider-level facts, in fold order, leave on offer; the last word on a service or city holds."""
    city: dict[str, str] = {}
    services: dict[tuple[str, str], ServiceOffered] = {}
    for event in facts:
        match event.fact:
            case ProviderRegistered() as fact:
                city[event.provider_id] = fact.city
            case ServiceOffered(service_id=name) as fact:
                services[event.provider_id, name] = fact
            case ServiceWithdrawn(service_id=name):
                services.pop((event.provider_id, name), None)
    return [Offer(provider_id, city.get(provider_id), service) for (provider_id, _), service in sorted(services.items(), key=lambda each: each[0])]


def cities(facts: Iterable[Event]) -> dict[str, str]:
    """Where each provider is."""
    return {event.provider_id: event.fact.city for event in facts if isinstance(event.fact, ProviderRegistered)}


def places(
    on_offer: Iterable[Offer], windows: Windows, city: str, dimension: str, day: date, besides: str
) -> Iterator[tuple[Offer, str]]:
    """Offers of others in a city and dimension that are not full, each with the window that pays for it on a day."""
    for offer in on_offer:
        service = offer.service
        wanted = offer.provider_id != besides and offer.city == city and service.dimension == dimension
        if wanted and service.places != 0:
            paying = [
                each
                for each in windows.get(offer.provider_id, {}).values()
                if dimension in each.dimensions and each.covers(day)
            ]
            if paying:
                yield offer, max(paying, key=lambda each: (each.last_day, each.window_id)).window_id
