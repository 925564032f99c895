"""Corrections and voidings: knowledge about earlier events, in force from the moment when they were recorded."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import msgspec
from pydantic import TypeAdapter, ValidationError

from shared.contracts import EventCorrected, EventVoided
from shared.contracts.public import model_of
from shared.facts import Day, Event, Fact
from shared.folding.state import Correction, EventKey

AMENDING: frozenset[type[Fact]] = frozenset({EventCorrected, EventVoided})
DAY = TypeAdapter(Day)


@dataclass(slots=True)
class Amended:
    """Facts as corrected, without the voided; amendments that were not voided themselves, and those set aside."""

    facts: list[Event]
    amendments: list[Event] = field(default_factory=list)
    corrections: dict[EventKey, list[Correction]] = field(default_factory=dict)
    set_aside: dict[EventKey, str] = field(default_factory=dict)


def key_of(event: Event) -> EventKey:
    """An event's id is unique within its provider."""
    return event.provider_id, event.event_id


def amend(events: list[Event]) -> Amended:
    """What is left of known events when those among them that amend others are taken in."""
    if AMENDING.isdisjoint([type(event.fact) for event in events]):
        return Amended(events)
    amendments = _amendments(events)
    amended = Amended([])
    voided = _voided(amendments, amended.set_aside)
    facts = {key_of(event): event for event in events if type(event.fact) not in AMENDING}
    for each in amendments:
        if each.key not in voided:
            amended.amendments.append(each.event)
            _take_in(each, facts, amended)
    amended.facts = [event for key, event in facts.items() if key not in voided]
    return amended


@dataclass(slots=True)
class _Amendment:
    """An amendment and the event that it means."""

    event: Event
    fact: EventCorrected | EventVoided
    target: Event | None

    @property
    def key(self) -> EventKey:
        return key_of(self.event)


def _amendments(events: list[Event]) -> list[_Amendment]:
    """In the order in which they were recorded."""
    named: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        named[event.event_id].append(event)
    found = [
        _Amendment(event, fact, _target(event, named.get(fact.target_event_id, [])))
        for event in events
        if isinstance(fact := event.fact, EventCorrected | EventVoided)
    ]
    return sorted(found, key=lambda each: _posted(each.event))


def _posted(event: Event) -> tuple[datetime, str, str]:
    return event.recorded_at, event.event_id, event.provider_id


def _target(amendment: Event, named: list[Event]) -> Event | None:
    """The author's own event of that id, else the only one that has it."""
    own = [event for event in named if event.provider_id == amendment.provider_id]
    if own:
        return own[0]
    return named[0] if len(named) == 1 else None


def _voided(amendments: list[_Amendment], set_aside: dict[EventKey, str]) -> set[EventKey]:
    """What is voided, amendments included; the latest first, for a voided amendment is as if never made."""
    voided: set[EventKey] = set()
    for each in reversed(amendments):
        if each.key in voided:
            continue
        if reason := _refused(each):
            set_aside[each.key] = reason
        elif isinstance(each.fact, EventVoided) and each.target:
            voided.add(key_of(each.target))
    return voided


def _refused(amendment: _Amendment) -> str | None:
    event, target = amendment.event, amendment.target
    if target is None:
        return "target_unknown"
    if type(target.fact) in AMENDING:
        if isinstance(amendment.fact, EventCorrected):
            return "target_not_correctable"
        if _posted(target) >= _posted(event):
            return "target_unknown"
    if event.provider_id != target.provider_id and event.role != "supervisor":
        return "target_of_another_provider"
    return None


def _take_in(amendment: _Amendment, facts: dict[EventKey, Event], amended: Amended) -> None:
    """Correct the target, as corrected so far; nothing to do for a void or what is set aside."""
    if not isinstance(amendment.fact, EventCorrected) or amendment.key in amended.set_aside or not amendment.target:
        return
    target = key_of(amendment.target)
    corrected = _corrected(facts[target], amendment.fact.changes)
    if corrected is None:
        amended.set_aside[amendment.key] = "target_malformed"
        return
    facts[target] = corrected
    correction = Correction(amendment.event.event_id, sorted(amendment.fact.changes))
    amended.corrections.setdefault(target, []).append(correction)


def _corrected(event: Event, changes: dict[str, Any]) -> Event | None:
    """The event with these fields changed, null taking one away; None if that is no well-formed fact."""
    try:
        fact = _with(event.fact, {name: value for name, value in changes.items() if name != "occurred_on"})
        if "occurred_on" not in changes:
            return msgspec.structs.replace(event, fact=fact)
        day: date = DAY.validate_python(changes["occurred_on"])
    except ValidationError:
        return None
    return msgspec.structs.replace(event, fact=fact, occurred_on=day, occurred_at=None)


def _with(fact: Fact, changes: dict[str, Any]) -> Fact:
    data = msgspec.to_builtins(fact) | changes
    written = msgspec.json.encode({name: value for name, value in data.items() if value is not None})
    model_of(type(fact)).model_validate_json(written)
    return msgspec.json.decode(written, type=type(fact))
