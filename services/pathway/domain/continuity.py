"""Continuity of a dimension: on which days an open need was covered by nobody, and why."""

from datetime import date

from services.pathway.domain.duplicates import compare
from services.pathway.domain.state import Pathway
from shared.contracts import NeedIdentified, NeedMet, NeedWithdrawn
from shared.facts import Event
from shared.folding.rules import Rules
from shared.folding.things import Absence, Broken, Lane, Thing


def identified(pathway: Pathway, event: Event, fact: NeedIdentified) -> str | None:
    key = (event.pathway_id, fact.need_id)
    if key in pathway.needs:
        return "need_already_known"
    pathway.needs[key] = Thing(event, fact)
    lane = pathway.lane(fact.dimension)
    lane.was_needed = True
    lane.needs += 1
    return None


def answered(pathway: Pathway, event: Event, fact: NeedMet | NeedWithdrawn) -> str | None:
    need = pathway.needs.find(event.pathway_id, fact.need_id)
    if need is None:
        return "need_unknown"
    if need.ended_on is not None:
        return "need_not_open"
    need.ended_on = event.occurred_on
    pathway.lane(need.fact.dimension).needs -= 1
    return None


def uncovered(pathway: Pathway, lane: Lane) -> Absence | None:
    """Why nobody covers this dimension now; None if somebody does, or nobody need."""
    if not pathway.open or not lane.needs or lane.active:
        return None
    return lane.absence


def settle(pathway: Pathway, lane: Lane, on: date) -> None:
    """The end of a day on which something of this dimension changed."""
    lane.needed.turn(on, lane.needs > 0 or None)
    absence = uncovered(pathway, lane)
    lane.gap.turn(on, absence)
    lane.broken.turn(on, _broken(lane, absence))
    if len(lane.active) > 1 or lane.overlaps:
        compare(pathway, lane, on)


def _broken(lane: Lane, absence: Absence | None) -> Broken | None:
    """Whose step left her without support, if she is interrupted."""
    if absence is None or absence[0] != "interruption" or lane.left is None:
        return None
    return lane.left.provider_id, lane.left.window_id, absence[1]


EVOLVE: Rules = {NeedIdentified: identified, NeedMet: answered, NeedWithdrawn: answered}
