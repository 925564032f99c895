"""What the lists over pathways need of one: dates and codes that stay true as days pass, no counts of days."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from services.pathway.domain.funding import outlined
from services.pathway.domain.grievances import open_grievances, unspoken
from services.pathway.domain.readers import readers, shut_out
from services.pathway.domain.relations import open_needs
from services.pathway.domain.rosters import aliases
from services.pathway.domain.state import Pathway
from services.pathway.domain.views import iso, moment, steps_in_order
from shared.contracts import RegistrationsMerged
from shared.folding.amendments import key_of
from shared.folding.consents import SHARING, sealed_dimensions
from shared.folding.things import Consent, Lane, Step


def overview(pathway: Pathway) -> dict[str, Any]:
    """The present of a pathway folded on all its facts; dates ISO, lists in a fixed order."""
    days = {key_of(event): event.occurred_on.isoformat() for event in pathway.given} if pathway.set_aside else {}
    silent = unspoken(pathway) if pathway.set_aside else frozenset()
    known_as = {key: {"alias": alias} for key, alias in aliases(pathway).items()} if pathway.set_aside else {}
    nobody = pathway.open and not pathway.referents
    lanes = [pathway.lanes[dimension] for dimension in sorted(pathway.lanes)]
    return {
        "pathway_id": pathway.pathway_id,
        "listed_as": listed_as(pathway),
        "open": pathway.open,
        "readers": {provider_id: until.isoformat() for provider_id, until in readers(pathway).items()},
        "shut_out": shut_out(pathway),
        "kept": sorted(sealed_dimensions(pathway)),
        "consents": [_consent(each) for each in pathway.consents.values() if each.fact.purpose in SHARING],
        "referents": sorted({each.provider_id for each in pathway.referents}),
        "opened_on": iso(pathway.opened_on),
        "referent": pathway.referents[0].provider_id if pathway.referents else None,
        "without_referent_since": iso(pathway.answering.since) if nobody else None,
        "gaps": [gap for lane in lanes if (gap := _gap(pathway, lane))],
        "needs": [lane.dimension for lane in lanes if lane.needs],
        "needs_by": sorted({(each.event.provider_id, each.fact.dimension) for each in open_needs(pathway)}),
        "unpaid": [span for lane in lanes for span in _unpaid(pathway, lane)],
        "steps": [_step(step) | outlined(pathway, step) for step in steps_in_order(pathway) if not step.ended],
        "windows": sorted({f"{step.provider_id}/{name}" for step in pathway.steps.values() for _, name in step.named}),
        "deadlines": [
            {"deadline_id": each.deadline_id, "rule": each.rule, "due_on": each.due_on.isoformat()}
            for each in sorted(pathway.deadlines.values(), key=lambda each: (each.due_on, each.deadline_id))
            if not each.met
        ],
        "duplicates": [pair for lane in lanes for pair in _duplicates(lane)],
        "grievances": list(open_grievances(pathway)),
        "set_aside": [
            {
                "event_id": event_id,
                "reason": reason,
                "provider_id": provider_id,
                "since": days[provider_id, event_id],
                **known_as.get((provider_id, event_id), {}),
            }
            for (provider_id, event_id), reason in sorted(pathway.set_aside.items(), key=lambda each: each[0][::-1])
            if (provider_id, event_id) not in silent
        ],
        "occurred_to": iso(pathway.facts[-1].occurred_on if pathway.facts else None),
        "recorded_to": moment(max((event.recorded_at for event in pathway.given), default=None)),
    }


def stands(row: dict[str, Any], as_of: date, known_at: datetime | None) -> bool:
    """Whether a pathway's present outline is also that of these clocks: nothing occurred or was recorded since."""
    occurred_to, recorded_to = row["occurred_to"], row["recorded_to"]
    return (occurred_to is None or occurred_to < as_of.isoformat()) and (
        known_at is None or recorded_to is None or datetime.fromisoformat(recorded_to) <= known_at
    )


def listed_as(pathway: Pathway) -> str:
    """The registration under which lists show a merged pathway: the survivor of its last merge."""
    if len(pathway.group) == 1:
        return pathway.pathway_id
    merged = (event.fact.survivor for event in reversed(pathway.facts) if isinstance(event.fact, RegistrationsMerged))
    return next(merged, pathway.pathway_id)


def _consent(consent: Consent) -> dict[str, Any]:
    return {
        "recipients": sorted(consent.recipients),
        "until": consent.until.isoformat(),
        "dimensions": sorted(consent.fact.dimensions or ()),
    }


def _gap(pathway: Pathway, lane: Lane) -> dict[str, Any] | None:
    since = lane.gap.run_since()
    if since is None or lane.gap.value is None:
        return None
    kind, cause = lane.gap.value
    delivered = [step for step in pathway.steps.values() if step.dimension == lane.dimension and step.started_on]
    last = max(delivered, key=lambda step: (step.last_fact_on, step.step_id), default=None)
    return {
        "dimension": lane.dimension,
        "since": since.isoformat(),
        "kind": kind,
        "cause": cause,
        "provider_id": last and last.provider_id,
    }


def _unpaid(pathway: Pathway, lane: Lane) -> Iterator[dict[str, Any]]:
    """Interruptions for want of funding, with the window that had ended; one that still lasts has no end."""
    for since, to, (provider_id, window_id, cause) in lane.broken.spans:
        if cause == "funding_ended":
            yield {
                "dimension": lane.dimension,
                "provider_id": provider_id,
                "window": window_id,
                "since": since.isoformat(),
                "to": to.isoformat() if to < pathway.as_of else None,
            }


def _step(step: Step) -> dict[str, Any]:
    return {
        "step_id": step.step_id,
        "dimension": step.dimension,
        "provider_id": step.provider_id,
        "state": step.state,
        "last_fact_on": step.last_fact_on.isoformat(),
    }


def _duplicates(lane: Lane) -> list[dict[str, Any]]:
    return [
        {"dimension": lane.dimension, "step_ids": sorted(name for _, name in pair), "since": since.isoformat()}
        for pair, since in sorted(lane.overlaps.items(), key=lambda each: (each[1], sorted(each[0])))
    ]
