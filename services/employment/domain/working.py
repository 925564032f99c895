"""Her orientation, courses and placements: their states with dates, who goes on with them, terms and reviews."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final, Literal, get_args

from services.employment.domain.state import Plan
from shared.contracts import CertificateAwarded, PlacementReviewed, PlacementTermsRecorded
from shared.contracts.codes import PlacementDay
from shared.folding.things import Handover, Step

Row = dict[str, Any]
Review = Literal["done", "due", "overdue", "not_yet", "over"]
REVIEWED: Final[tuple[PlacementDay, ...]] = get_args(PlacementDay)
LEFT: Final = frozenset({"dropped", "transferred"})
ANSWERS: Final = ("still_in_work", "conditions_ok", "said_by_her")
PLACEMENT, COURSE, ORIENTATION = "job_placement", "vocational_training", "job_orientation"


def orientation(plan: Plan) -> list[Row]:
    """Her steps of job orientation."""
    return [_step(plan, step) for step in _steps(plan, ORIENTATION)]


def courses(plan: Plan) -> list[Row]:
    """Her courses, with the certificates that they ended with."""
    return [
        {
            **_step(plan, step),
            "certificates": [
                {"on": event.occurred_on.isoformat(), "eqf_level": fact.eqf_level}
                for event, fact in plan.of_step(step.key, CertificateAwarded)
            ],
        }
        for step in _steps(plan, COURSE)
    ]


def placements(plan: Plan) -> list[Row]:
    """Her placements, with the terms that hold and the reviews that are done, due, or not yet."""
    return [
        {**_step(plan, step), "terms": _terms(plan, step), "reviews": list(reviews(plan, step))}
        for step in _steps(plan, PLACEMENT)
    ]


def reviews(plan: Plan, step: Step) -> Iterator[Row]:
    """The reviews of a placement that has begun, so many days after its first day; none of one that has not."""
    if step.started_on is None:
        return
    done = {fact.at_day: (event, fact) for event, fact in plan.of_step(step.key, PlacementReviewed)}
    for at_day in REVIEWED:
        due_on = step.started_on + timedelta(days=int(at_day))
        row: Row = {"at_day": at_day, "due_on": due_on.isoformat(), "done_on": None, **dict.fromkeys(ANSWERS)}
        if found := done.get(at_day):
            event, fact = found
            row |= {"done_on": event.occurred_on.isoformat(), **{each: getattr(fact, each) for each in ANSWERS}}
        yield {**row, "state": "done" if found else _review(step, due_on, plan.today)}


def _review(step: Step, due_on: date, today: date) -> Review:
    """Of one that is not done: none is wanted of what she left before; what she completed goes on as a job."""
    if step.state in LEFT and step.ended_on is not None and step.ended_on < due_on:
        return "over"
    if today < due_on:
        return "not_yet"
    return "due" if today == due_on else "overdue"


def _terms(plan: Plan, step: Step) -> Row | None:
    found = plan.of_step(step.key, PlacementTermsRecorded)
    if not found:
        return None
    event, fact = found[-1]
    return {
        "since": event.occurred_on.isoformat(),
        "contract_type": fact.contract_type,
        "hours_week": fact.hours_week,
    }


def _steps(plan: Plan, dimension: str) -> list[Step]:
    found = [step for step in plan.steps.values() if step.dimension == dimension]
    return sorted(found, key=lambda step: (step.first_on, step.step_id, step.pathway_id or ""))


def _step(plan: Plan, step: Step) -> Row:
    handover = _handover(plan, step)
    return {
        "step_id": step.step_id,
        "dimension": step.dimension,
        "provider_id": step.provider_id,
        "state": step.state,
        "known_on": step.known_on.isoformat(),
        "started_on": step.started_on and step.started_on.isoformat(),
        "ended_on": step.ended_on and step.ended_on.isoformat(),
        "last_fact_on": step.last_fact_on.isoformat(),
        "continues_step_id": step.continues,
        "paused": _paused(step),
        "handover": handover and _told(handover),
        "responsible": _responsible(step, handover),
    }


def _responsible(step: Step, handover: Handover | None) -> Row:
    """Its provider, until another accepted to go on with it."""
    if handover and handover.accepted_on:
        return {"provider_id": handover.fact.to_provider, "since": handover.accepted_on.isoformat()}
    return {"provider_id": step.provider_id, "since": step.first_on.isoformat()}


def _paused(step: Step) -> Row | None:
    if step.state != "suspended":
        return None
    on, _, reason = step.moves[-1]
    return {"since": on.isoformat(), "reason": reason}


def _handover(plan: Plan, step: Step) -> Handover | None:
    """The latest handover of this step that goes on or was completed; an accepted one before one merely proposed."""
    found = [
        each
        for each in plan.handovers.values()
        if each.outcome in ("open", "completed") and step.key in plan.steps_in(each)
    ]
    return max(found, key=lambda each: (each.accepted_on or date.min, each.proposed_on), default=None)


def _told(handover: Handover) -> Row:
    state = "completed" if handover.outcome == "completed" else "accepted" if handover.accepted_on else "proposed"
    on = handover.ended_on or handover.accepted_on or handover.proposed_on
    return {
        "handover_id": handover.fact.handover_id,
        "to_provider": handover.fact.to_provider,
        "state": state,
        "on": on.isoformat(),
    }
