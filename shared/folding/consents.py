"""What she shares with whom, and what she forbids."""

from collections.abc import Iterable
from datetime import date

from shared.contracts import ConsentGiven, ConsentWithdrawn, RestrictionLifted, RestrictionSet
from shared.facts import Event
from shared.folding.keyed import Key
from shared.folding.rules import Rules, ends
from shared.folding.state import Folded
from shared.folding.things import Consent, Recipient, Thing

SHARING = frozenset({"coordination", "handover"})


def given(pathway: Folded, event: Event, fact: ConsentGiven) -> str | None:
    key, on = (event.pathway_id, fact.consent_id), event.occurred_on
    before = pathway.consents.get(key)
    if before is not None:
        _reach(pathway, key, before.recipients - fact.recipients, on, None)
    consent = pathway.consents[key] = Consent(event.pathway_id, fact, fact.recipients)
    _reach(pathway, key, fact.recipients, on, consent.until if fact.purpose in SHARING else None)
    return None


def withdrawn(pathway: Folded, event: Event, fact: ConsentWithdrawn) -> str | None:
    key = pathway.consents.resolve(event.pathway_id, fact.consent_id)
    consent = pathway.consents.get(key)
    if consent is None:
        pathway.warn(event, "consent_unknown")
        return None
    reached = consent.recipients & fact.recipients if fact.recipients else consent.recipients
    consent.recipients -= reached
    _reach(pathway, key, reached, event.occurred_on, None)
    return None


def restricted(pathway: Folded, event: Event, fact: RestrictionSet) -> str | None:
    key = (event.pathway_id, fact.restriction_id)
    before = pathway.restrictions.get(key)
    if before is not None and before.ended_on is None:
        return "restriction_already_set"
    pathway.restrictions[key] = Thing(event, fact)
    return None


def _reach(pathway: Folded, consent: Key, recipients: Iterable[str], on: date, until: date | None) -> None:
    for each in recipients:
        if until is not None or each in pathway.recipients:
            pathway.recipients.setdefault(each, Recipient()).set(consent, on, until)


def forbidden(pathway: Folded, provider_id: str) -> bool:
    """Whether a restriction of hers shuts out this provider; one that names nothing shuts out everybody."""
    return any(
        provider_id in fact.providers if fact.providers is not None else fact.dimensions is None
        for fact in restrictions(pathway)
    )


def sealed_dimensions(pathway: Folded) -> frozenset[str]:
    """The dimensions of which she shares nothing with anybody but who wrote it."""
    return frozenset(
        dimension for fact in restrictions(pathway) if fact.providers is None for dimension in fact.dimensions or ()
    )


def restrictions(pathway: Folded) -> list[RestrictionSet]:
    """Those in force."""
    return [each.fact for each in pathway.restrictions.values() if each.ended_on is None]


def shared_with(pathway: Folded, provider_id: str, today: date) -> frozenset[str] | None:
    """The dimensions that she shares with a provider on a day; None for all of them."""
    found: frozenset[str] = frozenset()
    for consent in pathway.consents.values():
        if consent.fact.purpose in SHARING and consent.names(provider_id, today):
            if not consent.fact.dimensions:
                return None
            found |= consent.fact.dimensions
    return found


EVOLVE: Rules = {
    ConsentGiven: given,
    ConsentWithdrawn: withdrawn,
    RestrictionSet: restricted,
    RestrictionLifted: ends("restrictions", "restriction_id", "restriction_unknown", "restriction_not_set"),
}
