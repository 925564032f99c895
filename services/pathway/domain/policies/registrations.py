"""Who answers for her, and whether she is known or served twice: P-3, P-4, P-5."""

from collections.abc import Iterator
from datetime import date, timedelta

from services.pathway.domain.policies.ask import Ask, Known, To, answering
from services.pathway.domain.state import Pathway
from shared.contracts import (
    ConsentRefused,
    PossibleDuplicateDetected,
    RegistrationsMerged,
    RegistrationsSplit,
)
from shared.facts import Event
from shared.folding.order import in_order

SUPERVISED_AFTER = timedelta(days=2)  # which is the third day


def nobody_answers(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """P-3: a task the same day for those who answered last or took her in; on the third day the supervisors'."""
    since = pathway.without_referent_since
    if since and pathway.open:
        name = since.isoformat()
        yield Ask("P-3", "no_referent", name, since, To("coordinator", _answered_last(pathway)))
        yield Ask("P-3", "no_referent_for_three_days", name, since + SUPERVISED_AFTER, To("supervisor"), urgent=True)


def _answered_last(pathway: Pathway) -> str:
    if pathway.past_referents:
        return max(pathway.past_referents, key=lambda each: (each.until or date.max, each.since)).provider_id
    return pathway.first_provider or pathway.facts[0].provider_id


def registered_twice(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """P-4: privacy officers alone are told; they have her asked, and merge with her consent and a second person."""
    for event in pathway.facts:
        if isinstance(event.fact, PossibleDuplicateDetected) and not _settled(pathway, event, event.fact):
            yield Ask("P-4", "possible_duplicate", event.event_id, event.occurred_on, To("privacy_officer"))


def _settled(pathway: Pathway, event: Event, found: PossibleDuplicateDetected) -> bool:
    """Merged, split again, or she said no."""
    pair = {event.pathway_id, found.other_pathway_id}
    for later in pathway.facts:
        match later.fact:
            case RegistrationsMerged(survivor=one, absorbed=other) | RegistrationsSplit(survivor=one, restored=other):
                if {one, other} == pair:
                    return True
            case ConsentRefused(purpose="merge_registrations"):
                if in_order(later) > in_order(event):
                    return True
    return False


def served_twice(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """P-5: on the first overlapping day of two providers."""
    for lane in pathway.lanes.values():
        for pair, since in lane.overlaps.items():
            names = sorted(name for _, name in pair)
            data = {"dimension": lane.dimension, "step_ids": names}
            for to in answering(pathway):
                yield Ask("P-5", "duplicate", "/".join(names), since, to, type="DuplicateFlagged", data=data)
