"""Random well-formed histories, dense enough that facts collide, contradict and correct each other often.

A history is a list of events as JSON: of three registrations of one woman, and of her providers' funding
windows. Everything is made up. One seed makes one history, so that a run of a thousand meets a thousand of
them; `smallest` then leaves out of a counterexample what doesn't matter.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from hypothesis import strategies as st

from services.pathway.domain import Pathway, at_risk, overview
from services.pathway.paging import BY_LAST_DAY, ordered
from shared.clocks import civil_day
from shared.contracts import FACTS
from shared.facts import Event
from tests.services.pathway.drawn_facts import (
    BEGIN,
    DIMENSIONS,
    ELSEWHERE,
    FIELDS,
    HERE,
    PROVIDERS,
    REGISTRATIONS,
    STEPS,
    THEMES,
    THERE,
    codes,
    data_of,
    days,
)

JsonEvent = dict[str, Any]
POLICY = frozenset(name for name, fact in FACTS.items() if fact.door == "policy")
OPENING = (
    "PathwayOpened",
    "NeedIdentified",
    "FundingWindowOpened",
    "StepStarted",
    "ReferentAssigned",
    "StepStarted",
    "NeedIdentified",
    "FundingWindowOpened",
    "ConsentGiven",
)
IDS = {"step_id", "need_id", "handover_id", "pact_id", "procedure_id", "deadline_id", "referral_id", "goal_id"}
HOMES = ((HERE,), (HERE,), (HERE,) * 5 + (THERE,), (HERE, HERE, THERE), (HERE, HERE, THERE, ELSEWHERE))
BAD_CHANGES: tuple[dict[str, Any], ...] = (
    {"colour": "red"},
    {"occurred_on": "2026-02-30"},
    {"occurred_on": None},
    {"reason": "no_such_code"},
    {"step_id": 7},
    {"dimension": None},
    {"last_day": "2026-2-1"},
)


class Clocks(NamedTuple):
    """Which registration is asked for, as of which day, as known at which moment."""

    pathway_id: str
    as_of: date
    known_at: datetime | None


class Story(NamedTuple):
    """A history and a question about it."""

    events: list[JsonEvent]
    clocks: Clocks


seeds = st.integers(0, 2**63)


def event_id(random: Random) -> str:
    return str(UUID(int=random.getrandbits(32)))


def story(seed: int, fewest: int = 10, most: int = 80) -> Story:
    """A history of `fewest` to `most` events, crowded on few days or spread over weeks, and a question about it."""
    random = Random(seed)
    spread = random.choice((0, 1, 1, 2, 2, 2, 5))
    themes = [random.choice(THEMES[:3]), *random.sample(THEMES, random.randint(1, 3))]
    homes = random.choice(HOMES)
    themes += [REGISTRATIONS] * (len(set(homes)) - 1)
    events: list[JsonEvent] = []
    day = 0
    for place in range(random.randint(fewest, most)):
        day += random.choice((0, random.randint(0, spread)))
        if place < len(OPENING) and random.random() < 0.8:
            events.append(a_fact(random, OPENING[place], day, HERE, events))
        elif events and random.random() < 0.15:
            events.append(an_amendment(random, day, events))
        else:
            events.append(a_fact(random, random.choice(random.choice(themes)), day, random.choice(homes), events))
    return Story(events, clocks(random, day, homes, events))


def a_fact(random: Random, type_name: str, day: int, home: str, events: list[JsonEvent]) -> JsonEvent:
    """One fact, mostly by the provider whose step it is, sometimes days earlier."""
    data = data_of(random, type_name)
    known = {**data, **{name: value for event in events[-8:] for name, value in event["data"].items() if name in IDS}}
    again = 0.1 if type_name.endswith(("Started", "Identified", "Proposed", "Agreed", "Set", "Sent")) else 0.6
    data |= {name: known[name] for name in sorted(IDS & data.keys()) if random.random() < again}
    step_id = data.get("step_id")
    if "dimension" in data and step_id and random.random() < 0.9:
        data["dimension"] = DIMENSIONS[step_id]
    if type_name == "GrievanceAnswered":
        raised = [event["event_id"] for event in events if event["type"] == "GrievanceRaised"]
        data["grievance_event_id"] = random.choice([*raised, *raised, event_id(random)])
    provider_id = STEPS.get(step_id, PROVIDERS[0]) if random.random() < 0.8 else random.choice(PROVIDERS)
    pathway_id = None if FACTS[type_name].stream == "provider" else home
    event = stamped(random, type_name, pathway_id, provider_id, data)
    shared = shared_id(random, event, events)
    times = {} if "recorded_at" in shared else clocks_of(random, day - random.choice((0,) * 7 + (1, 4)))
    return event | times | shared


def shared_id(random: Random, event: JsonEvent, events: list[JsonEvent]) -> JsonEvent:
    """Sometimes the id that another provider has just used: an id is its provider's own."""
    other = events[-1] if events else event
    taken = {earlier["event_id"] for earlier in events if earlier["provider_id"] == event["provider_id"]}
    if random.random() < 0.95 or other["event_id"] in taken or event["type"] == "GrievanceRaised":
        return {}
    times = ("occurred_on", "occurred_at", "recorded_at") if random.random() < 0.5 else ()
    return {name: other[name] for name in ("event_id", *times) if name in other}


def clocks_of(random: Random, day: int) -> JsonEvent:
    """When it occurred, by the day or to the minute, and when it was recorded."""
    on = BEGIN + timedelta(days=day)
    hour = random.choice((9, 9, 12, 23))
    recorded = datetime.combine(on, time(hour, random.randint(0, 2)), UTC)
    recorded += timedelta(days=random.choice((0, 0, 0, 1, 3, 9)))
    zone = random.choice(("", "", "", "Z", "+02:00"))
    occurred = {"occurred_at": f"{on}T{hour:02}:30:00{zone}"} if zone else {"occurred_on": on.isoformat()}
    return {**occurred, "recorded_at": rfc3339(recorded)}


def an_amendment(random: Random, day: int, events: list[JsonEvent]) -> JsonEvent:
    """A correction or a voiding, mostly of an event that is there and by who may."""
    target = random.choice(events)
    known = random.random() < 0.93
    data = {"target_event_id": target["event_id"] if known else event_id(random)}
    if random.random() < 0.65:
        type_name = "EventCorrected"
        data |= {"reason": "wrong_code", "changes": changes(random, target)}
    else:
        type_name = "EventVoided"
        data |= {"reason": "not_happened"}
    home = target["pathway_id"] if random.random() < 0.85 else random.choice((HERE, THERE, None))
    author = target["provider_id"] if random.random() < 0.85 else random.choice(PROVIDERS)
    role = "supervisor" if random.random() < 0.2 else "worker"
    event = stamped(random, type_name, home, author, data)
    return event | {"role": role} | clocks_of(random, day + random.randint(-6, 3))


def changes(random: Random, target: JsonEvent) -> dict[str, Any]:
    """One or two changed fields of the target, well-formed or not."""
    if random.random() < 0.1:
        return random.choice(BAD_CHANGES)
    fields = {"occurred_on": days(-3, 20), **FIELDS.get(target["type"], {})}
    if target["type"] == "EventCorrected":
        fields["changes"] = codes(7)
    names = {*random.sample(sorted(fields), random.randint(1, min(2, len(fields)))), random.choice(sorted(fields))}
    if random.random() < 0.3:
        names.add("occurred_on")
    return {
        name.rstrip("?"): None if name.endswith("?") and random.random() < 0.3 else fields[name](random)
        for name in sorted(names)
    }


def stamped(
    random: Random, type_name: str, pathway_id: str | None, provider_id: str, data: dict[str, Any]
) -> JsonEvent:
    return {
        "event_id": event_id(random),
        "type": type_name,
        "schema_version": 1,
        "pathway_id": pathway_id,
        "provider_id": provider_id,
        "role": "worker",
        "data": data,
    }


def clocks(random: Random, day: int, homes: tuple[str, ...], events: list[JsonEvent]) -> Clocks:
    """A question: as of any day up to some weeks later, known at a moment of recording, or all."""
    pathway_id = random.choice(homes)
    as_of = BEGIN + timedelta(days=random.choice((day + 20, day + 9, day + 1, random.randint(-1, day + 10))))
    moments = [moment(event["recorded_at"]) for event in events]
    known_at = random.choice((None, None, None, random.choice(moments)))
    return Clocks(pathway_id, as_of, known_at)


def smallest(events: list[JsonEvent], fails: Callable[[list[JsonEvent]], bool]) -> list[JsonEvent]:
    """The events without which the failure would be another or none."""
    for event in events:
        fewer = [other for other in events if other is not event]
        if fails(fewer):
            return smallest(fewer, fails)
    return events


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def rfc3339(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def event_of(event: JsonEvent) -> Event:
    """The event as the fold takes it."""
    occurred_at = moment(event["occurred_at"]) if "occurred_at" in event else None
    return Event(
        event_id=event["event_id"],
        type=event["type"],
        pathway_id=event["pathway_id"],
        provider_id=event["provider_id"],
        actor=event.get("actor", "st_made_up"),
        role=event.get("role", "worker"),
        occurred_on=civil_day(occurred_at) if occurred_at else date.fromisoformat(event["occurred_on"]),
        occurred_at=occurred_at,
        recorded_at=moment(event["recorded_at"]),
        lateness_reason=event.get("lateness_reason"),
        fact=msgspec.convert(event["data"], FACTS[event["type"]]),
    )


def events_of(events: Iterable[JsonEvent]) -> list[Event]:
    return [event_of(event) for event in events]


def funding_at_risk(pathway: Pathway, horizon: int) -> list[dict[str, Any]]:
    """What the list says of one pathway on its `today`, without a store."""
    return ordered(at_risk(overview(pathway), pathway.windows, pathway.today, horizon), BY_LAST_DAY)
