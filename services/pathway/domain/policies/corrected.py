"""P-11: what came late, or was corrected, turns a gap, a deadline or a flag of risk of the days before."""

from collections.abc import Iterator
from datetime import date, timedelta

from services.pathway.domain.policies.ask import Ask, answering
from services.pathway.domain.state import Pathway

SHOWN_FOR = timedelta(days=7)
NEAR = timedelta(days=60)
FLAGGED = frozenset({"medium", "high", "extreme"})
Flags = set[tuple[str, str, str]]


def corrective(before: Pathway, after: Pathway, on: date) -> Iterator[Ask]:
    """Both are folded up to the day before `on`: as known at its end, and with what was learned on `on`."""
    turned = _flags(before) ^ _flags(after)
    for what, subject in sorted({(what, subject) for what, subject, _ in turned}):
        for to in answering(after):
            yield Ask("P-11", what, subject, on, to, on + SHOWN_FOR, kind="notice", pathway_id=after.pathway_id)


def _flags(pathway: Pathway) -> Flags:
    """What stood out on its last day: which dimensions nobody covered, which deadlines were near or missed, danger."""
    found: Flags = set()
    for lane in pathway.lanes.values():
        if lane.gap.value and lane.gap.run_since():
            found.add(("gap_corrected", _first_step(pathway, lane.dimension), lane.gap.value[0]))
    for deadline in pathway.open_deadlines():
        if deadline.due_on - pathway.today <= NEAR:
            how = "missed" if deadline.due_on < pathway.today else "near"
            found.add(("deadline_corrected", deadline.deadline_id, how))
    if pathway.risk_level in FLAGGED:
        found.add(("risk_corrected", "risk", pathway.risk_level))
    return found


def _first_step(pathway: Pathway, dimension: str) -> str:
    """A step to tell the dimension by, for a notice names none."""
    steps = (step for step in pathway.steps.values() if step.dimension == dimension)
    return min((step.step_id for step in steps), default="-")
