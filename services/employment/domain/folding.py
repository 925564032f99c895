"""The fold of a plan: the events that employment holds in, one plan out, by the same rules as the pathway's."""

from collections.abc import Iterable
from datetime import date, datetime

from services.employment.domain.heard import AMENDING, WORK
from services.employment.domain.state import Plan
from services.employment.domain.tables import FOLDED, TABLES
from shared.contracts import EventCorrected, EventVoided
from shared.facts import Event
from shared.folding.amendments import amend
from shared.folding.days import days_of, live
from shared.folding.gathering import known, merged, remember
from shared.folding.registrations import group_of


def fold(pathway_id: str, events: Iterable[Event], as_of: date, known_at: datetime | None = None) -> Plan:
    """The plan at the end of the day before `as_of`, as known at `known_at` (UTC; None: all that is known).

    `events` are those of every registration that was ever merged with this one.
    """
    given = known([event for event in events if event.pathway_id and is_of_work(event)], known_at)
    pairs = merged(given, as_of)
    plan = Plan(pathway_id, as_of, known_at, group_of(pathway_id, pairs))
    remember(plan, pairs)
    plan.given = meant([event for event in given if event.pathway_id in plan.group])
    live(plan, TABLES, days_of(plan, amend(plan.given)))
    return plan


def is_of_work(event: Event) -> bool:
    """Whether a plan takes notice of it: of steps those of the work dimensions."""
    dimension = getattr(event.fact, "dimension", None)
    return type(event.fact) in FOLDED and (dimension is None or dimension in WORK)


def meant(events: list[Event]) -> list[Event]:
    """These without the corrections of what is not among them: employment hears those of others' facts too."""
    there = {event.event_id for event in events if type(event.fact) not in AMENDING}
    waiting = [event for event in events if type(event.fact) in AMENDING]
    while found := [each for each in waiting if _target(each) in there and each.event_id not in there]:
        there.update(each.event_id for each in found)
    return [event for event in events if event.event_id in there]


def _target(event: Event) -> str | None:
    return event.fact.target_event_id if isinstance(event.fact, EventCorrected | EventVoided) else None
