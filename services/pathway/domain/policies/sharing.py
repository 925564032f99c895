"""P-2: what she shares ends. Whoever may read no more is told to stop; services go on."""

from collections.abc import Iterator
from datetime import date

from services.pathway.domain.policies.ask import Ask, Known, To, answering, over, shifted
from services.pathway.domain.state import Pathway
from shared.contracts import ConsentWithdrawn, HandoverCancelled
from shared.folding.things import Consent, Handover, Recipient

REMINDED = (30, 14, 7)
SHOWN_FOR = 7
POLICY_ROLE = "policy"


def ending(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """A consent runs out, and nothing that lasts longer names the same providers for the same purpose."""
    if over(pathway):
        return
    for consent in pathway.consents.values():
        until = consent.fact.valid_until
        if until is None or not consent.recipients or _renewed(pathway, consent):
            continue
        name, ended = consent.fact.consent_id, shifted(until, 1)
        since, *again = (shifted(until, -left) for left in REMINDED)
        for to in answering(pathway):
            yield Ask("P-2", "consent_ending", name, since, to, ended, until, again=tuple(again))
            yield Ask(
                "P-2",
                "consent_expired",
                name,
                ended,
                to,
                shifted(ended, SHOWN_FOR),
                kind="notice",
                type="ConsentExpired",
                data={"consent_id": name},
            )


def _renewed(pathway: Pathway, consent: Consent) -> bool:
    longer = [each for each in pathway.consents.values() if each.until > consent.until]
    named = {to for each in longer if each.fact.purpose == consent.fact.purpose for to in each.recipients}
    return consent.recipients <= named


def stopped(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """Of the day on which no consent to share names a provider any more, that provider is told."""
    for provider_id, recipient in sorted(pathway.recipients.items()):
        on = recipient.lost_on or _runs_out(recipient)
        if on:
            to = To("coordinator", provider_id)
            yield Ask("P-2", "sharing_ended", on.isoformat(), on, to, shifted(on, SHOWN_FOR), own=True, kind="notice")


def _runs_out(recipient: Recipient) -> date | None:
    """The day after the last one of the consent that lasts longest; None if that one has no end."""
    last = max(recipient.until.values())
    return shifted(last, 1) if last < date.max else None


def cancelled(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """She took back the consent that let the asked provider in: its open handovers are cancelled."""
    for handover in pathway.handovers.values():
        on = _taken_back(pathway, handover)
        if on and (handover.outcome == "open" or _by_policy(pathway, handover)):
            name = handover.fact.handover_id
            data = {"handover_id": name, "reason": "consent_withdrawn"}
            until = date.max if handover.outcome == "open" else shifted(on, SHOWN_FOR)
            for to in answering(pathway):
                yield Ask(
                    "P-2",
                    "handover_cancelled",
                    name,
                    on,
                    to,
                    until,
                    kind="notice",
                    pathway_id=handover.event.pathway_id,
                    type="HandoverCancelled",
                    data=data,
                )


def _taken_back(pathway: Pathway, handover: Handover) -> date | None:
    """The day of the last withdrawal, after it was proposed, that leaves the asked provider without any consent."""
    asked = handover.fact.to_provider
    recipient = pathway.recipients.get(asked)
    if recipient is None or recipient.lost_on is None:
        return None
    for event in reversed(pathway.facts):
        if isinstance(event.fact, ConsentWithdrawn) and event.occurred_on == recipient.lost_on:
            named = event.fact.recipients
            if (not named or asked in named) and event.occurred_on >= handover.proposed_on:
                return event.occurred_on
    return None


def _by_policy(pathway: Pathway, handover: Handover) -> bool:
    """Whether it was this policy that cancelled it: a day that is run again says the same."""
    return any(
        event.role == POLICY_ROLE
        and isinstance(event.fact, HandoverCancelled)
        and pathway.handovers.find(event.pathway_id, event.fact.handover_id) is handover
        for event in pathway.facts
    )
