"""The fold of one organisation's own facts of a pathway: its steps and needs, and which of its facts were set aside.

A step is moved by the provider that delivers it alone, so its own facts are all that it takes to know where it
stands. Of needs others may speak too: what is said of a need that is not its own is not judged here.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from shared.contracts import EventCorrected, EventVoided, NeedIdentified, NeedMet, NeedWithdrawn, SessionRecorded
from shared.facts import Event
from shared.folding import sessions, steps
from shared.folding.amendments import amend, key_of
from shared.folding.days import Tables, days_of, live
from shared.folding.gathering import known
from shared.folding.keyed import Key, Keyed
from shared.folding.rules import opens
from shared.folding.state import Folded
from shared.folding.things import Step, Thing


class OwnWork(Folded):
    """What one organisation does with her, at the end of the day before `as_of`; `voided` are ids of its facts."""

    def __init__(self, pathway_id: str, as_of: date) -> None:
        super().__init__(pathway_id, as_of, None)
        self.needs: Keyed[Thing[NeedIdentified]] = Keyed(self.group)
        self.meetings: dict[Key, list[Event]] = {}
        self.voided: frozenset[str] = frozenset()

    @property
    def going_on(self) -> list[Step]:
        """Steps that have not ended: those that run first, each as it was named last."""
        rank = {"active": 0, "suspended": 1, "planned": 2}
        found = [step for step in self.steps.values() if not step.ended]
        return sorted(found, key=lambda step: (rank[step.state], -step.last_fact_on.toordinal(), step.step_id))

    @property
    def open_needs(self) -> list[Thing[NeedIdentified]]:
        return [need for need in self.needs.values() if need.ended_on is None]

    def last_meeting(self, step: Step) -> SessionRecorded | None:
        """The latest session of a step."""
        held = self.meetings.get(step.key)
        found = held[-1].fact if held else None
        return found if isinstance(found, SessionRecorded) else None

    def as_corrected(self, event: Event) -> Event:
        """The same fact as it stands now."""
        return next((each for each in self.facts if key_of(each) == key_of(event)), event)

    def why_aside(self, event: Event) -> str | None:
        """The reason for which a fact was set aside."""
        return self.set_aside.get(key_of(event))


def fold(pathway_id: str, events: Iterable[Event], provider_id: str, as_of: date) -> OwnWork:
    """The own work of one organisation; `events` may be those of others as well."""
    work = OwnWork(pathway_id, as_of)
    work.given = list(own(known(events, None), provider_id))
    amended = amend(work.given)
    left = {key_of(event) for event in (*amended.facts, *amended.amendments)} | amended.set_aside.keys()
    work.voided = frozenset(event.event_id for event in work.given if key_of(event) not in left)
    live(work, TABLES, days_of(work, amended))
    return work


def own(events: list[Event], provider_id: str) -> Iterator[Event]:
    """What this organisation posted, and what others (a supervisor) amended of that."""
    posted = {event.event_id for event in events if event.provider_id == provider_id}
    for event in events:
        fact = event.fact
        meant = isinstance(fact, EventCorrected | EventVoided) and fact.target_event_id in posted
        if event.provider_id == provider_id or meant:
            yield event


def met(work: OwnWork, event: Event, fact: NeedMet | NeedWithdrawn) -> str | None:
    need = work.needs.find(event.pathway_id, fact.need_id)
    if need is not None and need.ended_on is not None:
        return "need_not_open"
    if need is not None:
        need.ended_on = event.occurred_on
    return None


def session(work: OwnWork, event: Event, fact: SessionRecorded) -> str | None:
    reason = sessions.session(work, event, fact)
    if reason is None:
        work.meetings.setdefault(work.steps.resolve(event.pathway_id, fact.step_id), []).append(event)
    return reason


def settle(work: Any, day: date) -> None:
    """Gaps are not counted here."""
    work.touched.clear()


TABLES = Tables(
    evolve={
        **steps.EVOLVE,
        NeedIdentified: opens("needs", "need_id", "need_already_known"),
        NeedMet: met,
        NeedWithdrawn: met,
    },
    judge={SessionRecorded: session},
    check={},
    settle=settle,
)
