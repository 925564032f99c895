"""Whose workers may read her history now: an outline of the rules of access (docs/definitions.md 8)."""

from datetime import date

from services.pathway.domain.state import Pathway
from shared.folding.consents import SHARING, forbidden, restrictions

NO_END = date.max
EVERYBODY = "*"


def readers(pathway: Pathway) -> dict[str, date]:
    """Providers that may read, each with the last day on which it may (`date.max`: no end is known).

    Referents; those whom a consent to coordinate or to hand over names, to its last day; and, while nobody
    answers for her, the provider that took her in. What she forbids is taken away from all of these.
    """
    found: dict[str, date] = {}
    for consent in pathway.consents.values():
        if consent.fact.purpose in SHARING:
            for provider_id in consent.recipients:
                found[provider_id] = max(consent.until, found.get(provider_id, consent.until))
    found |= dict.fromkeys(_answering(pathway), NO_END)
    return {provider_id: until for provider_id, until in found.items() if not forbidden(pathway, provider_id)}


def shut_out(pathway: Pathway) -> list[str]:
    """The providers that her restrictions shut out; `EVERYBODY` for one that names nothing."""
    named = (fact.providers for fact in restrictions(pathway) if fact.providers is not None or fact.dimensions is None)
    return sorted({provider_id for providers in named for provider_id in (providers or (EVERYBODY,))})


def took_her_in(pathway: Pathway) -> str | None:
    """The provider that came first."""
    return pathway.first_provider or (pathway.facts[0].provider_id if pathway.facts else None)


def _answering(pathway: Pathway) -> list[str]:
    if pathway.referents:
        return [referent.provider_id for referent in pathway.referents]
    first = took_her_in(pathway)
    return [first] if first else []
