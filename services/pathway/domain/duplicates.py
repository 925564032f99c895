"""Two providers active with her in one dimension on the same days, without having agreed to it."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

from services.pathway.domain.state import Pathway
from shared.contracts import CooperationAgreed, DuplicateResolved, PossibleDuplicateDetected
from shared.facts import Event
from shared.folding.keyed import Key
from shared.folding.rules import Rules
from shared.folding.things import Lane, Step

HANDOVER_OVERLAP = timedelta(days=14)
NEVER = frozenset({"protection", "rights_information", "legal_status"})


def agreed(pathway: Pathway, event: Event, fact: CooperationAgreed) -> str | None:
    pathway.agreements.append((event.pathway_id, fact.step_ids))
    pathway.touched.update(pathway.lanes.values())
    return flagged(pathway, event, fact)


def flagged(
    pathway: Pathway, event: Event, fact: CooperationAgreed | DuplicateResolved | PossibleDuplicateDetected
) -> str | None:
    pathway.flagged_on.append(event.occurred_on)
    return None


def compare(pathway: Pathway, lane: Lane, on: date) -> None:
    """The end of a day on which the steps of this dimension changed: who overlaps with whom, and since when."""
    count(lane, on)
    running = {pair: since for pair, since in lane.overlaps.items() if since < on}
    lane.overlaps = {pair: running.get(pair, since) for pair, since in _overlaps(pathway, lane, on)}


def count(lane: Lane, on: date) -> None:
    """Take in the duplicate days before `on`; any number of pairs count once a day."""
    if lane.overlaps:
        first = max(lane.checked_on, min(lane.overlaps.values()))
        if first < on:
            lane.duplicates.append((first, on, None))
    lane.checked_on = on


def _overlaps(pathway: Pathway, lane: Lane, on: date) -> Iterator[tuple[frozenset[Key], date]]:
    if not pathway.open or lane.dimension in NEVER:
        return
    for one, other in combinations(lane.active.values(), 2):
        if one.provider_id != other.provider_id and not _agreed(pathway, one, other):
            handed_over = max(_handed_over(pathway, one, other), _handed_over(pathway, other, one))
            yield frozenset({one.key, other.key}), max(on, handed_over)


def _agreed(pathway: Pathway, one: Step, other: Step) -> bool:
    steps = pathway.steps
    return any({one.key, other.key} <= steps.resolve_all(home, step_ids) for home, step_ids in pathway.agreements)


def _handed_over(pathway: Pathway, before: Step, after: Step) -> date:
    """The day from which `after` no longer counts as taking over from `before`."""
    if after.continues is None or after.started_on is None:
        return date.min
    continued = pathway.steps.resolve(after.pathway_id, after.continues)
    return after.started_on + HANDOVER_OVERLAP if continued == before.key else date.min


EVOLVE: Rules = {CooperationAgreed: agreed, DuplicateResolved: flagged, PossibleDuplicateDetected: flagged}
