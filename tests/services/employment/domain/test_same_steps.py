"""Employment judges steps exactly as the pathway does, whatever was posted in whatever order."""

from datetime import timedelta
from random import Random
from typing import Any

from services.employment.domain.folding import fold as planned
from services.employment.domain.working import ORIENTATION, PLACEMENT
from services.pathway.domain import fold
from shared.clocks import end_of_day
from tests.services.pathway.drawn_facts import BEGIN, HERE
from tests.services.pathway.histories import events_of, story

DRAWN = 300
AS_WORK = {"artistic_therapy": "vocational_training", "housing": PLACEMENT, "protection": ORIENTATION}


def as_work(said: Any) -> Any:
    """The same, with every dimension one of work."""
    if isinstance(said, dict):
        return {name: as_work(value) for name, value in said.items()}
    if isinstance(said, list):
        return [as_work(each) for each in said]
    return AS_WORK.get(said, said) if isinstance(said, str) else said


def standing(folded: Any) -> dict[str, Any]:
    """What both folds must agree on."""
    return {
        "steps": {
            key: (step.dimension, step.provider_id, step.state, step.started_on, step.ended_on, step.moves)
            for key, step in folded.steps.items()
        },
        "continues": {key: step.continues for key, step in folded.steps.items()},
        "sessions": {key: (step.attended, step.missed, step.cancelled) for key, step in folded.steps.items()},
        "handovers": {key: (each.outcome, each.accepted_on, each.ended_on) for key, each in folded.handovers.items()},
        "consents": {key: (each.recipients, each.until) for key, each in folded.consents.items()},
        "restrictions": {key: each.ended_on for key, each in folded.restrictions.items()},
        "referents": [(each.provider_id, each.since) for each in folded.referents],
        "open": folded.open,
        "group": folded.group,
        "not entitled": sorted(event.event_id for event, said in folded.warnings if said == "no_work_entitlement"),
    }


def test_the_steps_of_a_plan_are_those_of_the_pathways_fold(seed, tally):
    random, states, set_aside = Random(seed), set[str](), 0
    for _ in range(DRAWN):
        drawn = as_work(story(random.getrandbits(64)).events)
        events = events_of(list({event["event_id"]: event for event in drawn}.values()))  # ids are unlike, as UUIDs are
        as_of = BEGIN + timedelta(days=random.randint(5, 60))
        known_at = random.choice([None, None, end_of_day(as_of - timedelta(days=random.randint(0, 5)))])
        whole, plan = fold(HERE, events, as_of, known_at), planned(HERE, events, as_of, known_at)
        assert standing(plan) == standing(whole)
        assert plan.set_aside.items() <= whole.set_aside.items()
        states |= {step.state for step in plan.steps.values()}
        set_aside += len(plan.set_aside)
    assert states == {"planned", "active", "suspended", "transferred", "completed", "dropped"}
    tally(histories=DRAWN, set_aside=set_aside)
