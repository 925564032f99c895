"""P-8 at work: an entitlement that comes to its end, and placements that are to be looked back on."""

from collections.abc import Iterator
from datetime import timedelta
from typing import get_args

from services.pathway.domain.policies.ask import Ask, Known, To, answering, over, shifted
from services.pathway.domain.policies.dates import REMINDED
from services.pathway.domain.state import Pathway
from shared.contracts import PlacementReviewed
from shared.contracts.codes import PlacementDay
from shared.folding.amendments import key_of
from shared.folding.keyed import Key

REVIEWED: tuple[PlacementDay, ...] = get_args(PlacementDay)
LEFT = frozenset({"dropped", "transferred"})


def entitlement_ending(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """Reminders before the last day of the entitlement that was recorded last."""
    said = pathway.entitlement
    if over(pathway) or said is None or not said.entitled or said.until is None:
        return
    since, *again = (shifted(said.until, -left) for left in REMINDED)
    for to in answering(pathway):
        yield Ask(
            "P-8",
            "entitlement_ending",
            said.until.isoformat(),
            since,
            to,
            shifted(said.until, 1),
            said.until,
            again=tuple(again),
        )


def placements(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """The four reviews of a placement, asked of its provider's worker from their day until each is done."""
    if over(pathway):
        return
    done = _reviewed(pathway)
    for step in pathway.steps.values():
        if step.dimension != "job_placement" or step.started_on is None or step.state in LEFT:
            continue
        for at_day in REVIEWED:
            if (step.key, at_day) not in done:
                due = step.started_on + timedelta(days=int(at_day))
                subject = f"{step.step_id}/{at_day}"
                to = To("worker", step.provider_id)
                yield Ask("P-8", "placement_review_due", subject, due, to, due=due, own=True)


def _reviewed(pathway: Pathway) -> set[tuple[Key, PlacementDay]]:
    return {
        (pathway.steps.resolve(event.pathway_id, event.fact.step_id), event.fact.at_day)
        for event in pathway.facts
        if isinstance(event.fact, PlacementReviewed) and key_of(event) not in pathway.set_aside
    }
