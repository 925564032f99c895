"""What she shares with whom, and what she forbids."""

from collections.abc import Iterable
from datetime import date

from services.pathway.domain.keyed import Key
from services.pathway.domain.rules import Rules, ends
from services.pathway.domain.state import Pathway
from services.pathway.domain.things import Consent, Recipient, Thing
from shared.contracts import ConsentGiven, ConsentWithdrawn, RestrictionLifted, RestrictionSet
from shared.facts import Event

SHARING = frozenset({"coordination", "handover"})


def given(pathway: Pathway, event: Event, fact: ConsentGiven) -> str | None:
    key, on = (event.pathway_id, fact.consent_id), event.occurred_on
    before = pathway.consents.get(key)
    if before is not None:
        _reach(pathway, key, before.recipients - fact.recipients, on, None)
    consent = pathway.consents[key] = Consent(event.pathway_id, fact, fact.recipients)
    _reach(pathway, key, fact.recipients, on, consent.until if fact.purpose in SHARING else None)
    return None


def withdrawn(pathway: Pathway, event: Event, fact: ConsentWithdrawn) -> str | None:
    key = pathway.consents.resolve(event.pathway_id, fact.consent_id)
    consent = pathway.consents.get(key)
    if consent is None:
        pathway.warn(event, "consent_unknown")
        return None
    reached = consent.recipients & fact.recipients if fact.recipients else consent.recipients
    consent.recipients -= reached
    _reach(pathway, key, reached, event.occurred_on, None)
    return None


def restricted(pathway: Pathway, event: Event, fact: RestrictionSet) -> str | None:
    key = (event.pathway_id, fact.restriction_id)
    before = pathway.restrictions.get(key)
    if before is not None and before.ended_on is None:
        return "restriction_already_set"
    pathway.restrictions[key] = Thing(event, fact)
    return None


def _reach(pathway: Pathway, consent: Key, recipients: Iterable[str], on: date, until: date | None) -> None:
    for each in recipients:
        if until is not None or each in pathway.recipients:
            pathway.recipients.setdefault(each, Recipient()).set(consent, on, until)


EVOLVE: Rules = {
    ConsentGiven: given,
    ConsentWithdrawn: withdrawn,
    RestrictionSet: restricted,
    RestrictionLifted: ends("restrictions", "restriction_id", "restriction_unknown", "restriction_not_set"),
}
