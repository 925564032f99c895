"""The directory: which organisation is where and offers what, by the providers' own facts (docs/definitions.md 6.1)."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from services.pathway.domain.offers import offers, service_told
from shared.contracts import ProviderRegistered, ServiceOffered
from shared.facts import Event

Row = dict[str, Any]


class Wanted(NamedTuple):
    """What is looked for; None looks for nothing in particular. `free` leaves out what is said to be full."""

    city: str | None = None
    dimension: str | None = None
    language: str | None = None
    free: bool = False

    def fits(self, service: ServiceOffered) -> bool:
        return (
            self.dimension in (None, service.dimension)
            and (self.language is None or self.language in service.languages)
            and not (self.free and service.places == 0)
        )

    @property
    def services(self) -> bool:
        """Whether it is a service that is looked for."""
        return self.free or self.dimension is not None or self.language is not None


ANYTHING = Wanted()


def directory(facts: Sequence[Event], wanted: Wanted = ANYTHING) -> list[Row]:
    """Providers by id with their services by id, that these provider-level facts, in fold order, leave."""
    registered = {event.provider_id: event.fact for event in facts if isinstance(event.fact, ProviderRegistered)}
    offered: dict[str, list[ServiceOffered]] = {provider_id: [] for provider_id in registered}
    for offer in offers(facts).offers:
        offered.setdefault(offer.provider_id, []).append(offer.service)
    found = (_provider(name, registered.get(name), offered[name], wanted) for name in sorted(offered))
    return [row for row in found if _is_wanted(row, wanted)]


def _is_wanted(row: Row, wanted: Wanted) -> bool:
    there = wanted.city is None or (row["city"] or "").casefold() == wanted.city.casefold()
    return there and bool(row["services"] or not wanted.services)


def _provider(
    provider_id: str, said: ProviderRegistered | None, services: Iterable[ServiceOffered], wanted: Wanted
) -> Row:
    return {
        "provider_id": provider_id,
        "name": said and said.name,
        "city": said and said.city,
        "kind": said and said.kind,
        "services": [{"dimension": each.dimension, **service_told(each)} for each in services if wanted.fits(each)],
    }
