"""Her consents and restrictions: given once under an id, for a year at most; taken back by anybody whom she tells."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from services.pathway.domain.codes import asks_by_code
from services.pathway.domain.decisions.case import Case, so, wrong
from services.pathway.domain.decisions.standing import answers, by, by_referent, lets_in
from services.pathway.domain.readers import took_her_in
from shared.contracts import ConsentGiven, ConsentWithdrawn, EmergencyAccessUsed, RestrictionLifted, RestrictionSet
from shared.errors import Problem
from shared.folding.consents import SHARING, forbidden
from shared.folding.things import Consent

DAY = timedelta(days=1)
STAFF = frozenset({"worker", "coordinator"})


def given(case: Case, fact: ConsentGiven) -> Iterator[Problem]:
    yield from by(answers(case) or _took_her_in(case) or _was_handed_her_code(case, fact))
    yield from _in_a_year(case.event.occurred_on, fact.valid_until)
    if before := case.pathway.consents.get((case.event.pathway_id, fact.consent_id)):
        whole = (before.fact, before.recipients) == (fact, fact.recipients)
        yield so("consent_already_given" if whole else "consent_id_used", "data.consent_id")
    handover = case.pathway.handovers.find(case.event.pathway_id, fact.handover_id or "")
    if handover and handover.fact.to_provider not in fact.recipients:
        yield so("consent_not_for_recipient", "data.recipients")


def withdrawn(case: Case, fact: ConsentWithdrawn) -> Iterator[Problem]:
    consent = case.pathway.consents.find(case.event.pathway_id, fact.consent_id)
    yield from _left_of(consent, fact) if consent else [so("consent_unknown", "data.consent_id")]


def _left_of(consent: Consent, fact: ConsentWithdrawn) -> Iterator[Problem]:
    named = fact.recipients or consent.fact.recipients
    if not named <= consent.fact.recipients:
        yield so("recipient_not_named", "data.recipients")
    if not named & consent.recipients:
        yield so("consent_already_withdrawn")


def restricted(case: Case, fact: RestrictionSet) -> Iterator[Problem]:
    for other in case.pathway.restrictions.values():
        if other.ended_on is None and (other.fact.providers, other.fact.dimensions) == (
            fact.providers,
            fact.dimensions,
        ):
            yield so("restriction_already_set")


def lifted(case: Case, fact: RestrictionLifted) -> Iterator[Problem]:
    yield from by_referent(case)


def emergency(case: Case, fact: EmergencyAccessUsed) -> Iterator[Problem]:
    """By whoever is with her, where a life is at stake; what she forbids it does not open."""
    yield from by(case.event.role in STAFF)
    yield from lets_in(case, case.provider_id, "")


def covered(
    case: Case, consent_id: str, recipient: str, purposes: Collection[str] = SHARING, dimension: str | None = None
) -> Iterator[Problem]:
    """Nothing if this consent names the recipient for such a purpose, and was live on the day of the decision."""
    consent = case.pathway.consents.find(case.event.pathway_id, consent_id)
    yield from (
        _covers(case, consent, recipient, purposes, dimension)
        if consent
        else [so("consent_unknown", "data.consent_id")]
    )


def _covers(
    case: Case, consent: Consent, recipient: str, purposes: Collection[str], dimension: str | None
) -> Iterator[Problem]:
    if consent.fact.purpose not in purposes:
        yield so("consent_not_for_purpose", "data.consent_id")
    if recipient not in consent.recipients:
        yield so("consent_not_for_recipient", "data.consent_id")
    if dimension and consent.fact.dimensions and dimension not in consent.fact.dimensions:
        yield so("consent_not_for_dimension", "data.dimension")
    yield from live(case, consent)


def live(case: Case, consent: Consent) -> Iterator[Problem]:
    """Nothing if a consent had not run out on the day of the decision."""
    if case.event.occurred_on > consent.until:
        yield so("consent_not_live", "data.consent_id")


def _took_her_in(case: Case) -> bool:
    return case.provider_id == took_her_in(case.pathway) and not forbidden(case.pathway, case.provider_id)


def _in_a_year(on: date, until: date | None) -> Iterator[Problem]:
    if until and not on <= until <= _a_year_after(on):
        yield wrong("data.valid_until", "out_of_range", "from the day of the consent to 12 months later")


def _a_year_after(on: date) -> date:
    """The same day of the next year; of 29 February the 28th."""
    try:
        return on.replace(year=on.year + 1)
    except ValueError:
        return (on - DAY).replace(year=on.year + 1)


def _was_handed_her_code(case: Case, fact: ConsentGiven) -> bool:
    """Whoever presented her code may record her consent to itself, and to nobody else."""
    return fact.recipients == {case.provider_id} and asks_by_code(case.pathway, case.provider_id)
