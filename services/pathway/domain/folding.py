"""The fold: stamped events in, one pathway out; the same for any order of arrival and any number of deliveries."""

from collections.abc import Iterable
from datetime import date, datetime

from services.pathway.domain import continuity, duplicates, referents, risk
from services.pathway.domain.amendments import Amended, amend, key_of
from services.pathway.domain.order import by_days, in_order
from services.pathway.domain.registrations import MERGING, group_of, merges
from services.pathway.domain.state import EventKey, Pathway
from services.pathway.domain.tables import CHECK, EVOLVE, FIRST, JUDGE, NOTICES, WINDOWS
from services.pathway.domain.windows import Windows, windows_of
from shared.facts import Event, Fact


def fold(
    pathway_id: str,
    events: Iterable[Event],
    as_of: date,
    known_at: datetime | None = None,
    windows: Windows | None = None,
) -> Pathway:
    """The pathway at the end of the day before `as_of`, as known at `known_at` (UTC; None: all that is known).

    `events` are those of every registration that was ever merged with this one, and provider-level
    ones, whose windows may be given ready made.
    """
    given = _once([event for event in events if known_at is None or event.recorded_at <= known_at])
    hers = [event for event in given if event.pathway_id is not None and type(event.fact) not in NOTICES]
    merged = _merged(hers, as_of)
    pathway = Pathway(pathway_id, as_of, known_at, group_of(pathway_id, merged))
    pathway.given = given
    pathway.windows = open_windows(given, as_of) if windows is None else windows
    for pair, merged_on in merged.items():
        for each in pair & set(pathway.group):
            pathway.merged_on[each] = min(merged_on, pathway.merged_on.get(each, merged_on))
    _take_in(pathway, amend([event for event in hers if event.pathway_id in pathway.group]))
    return pathway


def _once(events: list[Event]) -> list[Event]:
    """Each event once; of two that one provider gave the same id (at two doors) the one recorded first."""
    if len(set(map(key_of, events))) == len(events):
        return events
    known: dict[EventKey, Event] = {}
    for event in events:
        key = key_of(event)
        other = known.get(key)
        if other is None or (event.recorded_at, event.type) < (other.recorded_at, other.type):
            known[key] = event
    return list(known.values())


def provider_level(events: Iterable[Event], as_of: date) -> list[Event]:
    """Of known events the provider-level facts before `as_of`, each as corrected, in fold order."""
    theirs = amend([event for event in events if event.pathway_id is None and type(event.fact) not in NOTICES])
    return sorted((each for each in theirs.facts if each.occurred_on < as_of), key=in_order)


def open_windows(events: Iterable[Event], as_of: date) -> Windows:
    """The funding windows that known provider-level events leave at the end of the day before `as_of`."""
    return windows_of(provider_facts(events, WINDOWS, as_of))


def provider_facts(events: Iterable[Event], kinds: frozenset[type[Fact]], as_of: date) -> list[Event]:
    """Those of these kinds."""
    return [each for each in provider_level(events, as_of) if type(each.fact) in kinds]


def _merged(hers: list[Event], as_of: date) -> dict[frozenset[str], date]:
    """Pairs of merged registrations; a merge is amended from the registration that it was posted to."""
    homes = {event.pathway_id for event in hers if type(event.fact) in MERGING}
    if not homes:
        return {}
    facts = [fact for home in homes for fact in amend([each for each in hers if each.pathway_id == home]).facts]
    return merges(sorted((fact for fact in facts if fact.occurred_on < as_of), key=in_order))


def _take_in(pathway: Pathway, amended: Amended) -> None:
    pathway.amendments = amended.amendments
    pathway.corrections = amended.corrections
    pathway.set_aside = amended.set_aside
    days = list(by_days([event for event in amended.facts if event.occurred_on < pathway.as_of]))
    pathway.facts = [event for _, together in days for event in together]
    firsts = (event.provider_id for event in pathway.facts if type(event.fact) in FIRST)
    pathway.first_provider = next(firsts, None)
    for day, together in days:
        _live(pathway, day, together)
    _end(pathway)


def _live(pathway: Pathway, day: date, events: list[Event]) -> None:
    """One day: transitions, those that didn't fit again, then what only refers, then what is to be warned of."""
    waiting = []
    judged = []
    for event in events:
        kind = type(event.fact)
        if evolve := EVOLVE.get(kind):
            if evolve(pathway, event, event.fact):
                waiting.append(event)
        elif kind in JUDGE:
            judged.append(event)
    if waiting:
        _try_again(pathway, waiting)
    if len(judged) < len(events):
        _settle(pathway, day)
    for event in judged:
        if reason := JUDGE[type(event.fact)](pathway, event, event.fact):
            pathway.set_aside[key_of(event)] = reason
    for event in events:
        check = CHECK.get(type(event.fact))
        if check and not (pathway.set_aside and key_of(event) in pathway.set_aside):
            for reason in check(pathway, event, event.fact):
                pathway.warn(event, reason)


def _try_again(pathway: Pathway, waiting: list[Event]) -> None:
    """As long as one of them fits after the others; the rest is set aside with the reason of its last try."""
    left: list[tuple[Event, str]] = []
    while waiting:
        left = []
        for event in waiting:
            if reason := EVOLVE[type(event.fact)](pathway, event, event.fact):
                left.append((event, reason))
        if len(left) == len(waiting):
            break
        waiting = [event for event, _ in left]
    pathway.set_aside.update((key_of(event), reason) for event, reason in left)


def _settle(pathway: Pathway, day: date) -> None:
    """The end of a day on which something may have changed."""
    turned = pathway.open != (pathway.open_course.value is True)
    pathway.open_course.turn(day, pathway.open or None)
    pathway.answering.turn(day, referents.answering(pathway))
    pathway.risk_course.turn(day, pathway.risk_level)
    pathway.in_danger.turn(day, (pathway.open and pathway.risk_level in risk.DANGER) or None)
    for lane in pathway.lanes.values() if turned else pathway.touched:
        continuity.settle(pathway, lane, day)
    pathway.touched.clear()


def _end(pathway: Pathway) -> None:
    """Close what is still running at `as_of`."""
    for course in (pathway.open_course, pathway.answering, pathway.risk_course, pathway.in_danger):
        course.end(pathway.as_of)
    for lane in pathway.lanes.values():
        lane.needed.end(pathway.as_of)
        lane.gap.end(pathway.as_of)
        lane.broken.end(pathway.as_of)
        duplicates.count(lane, pathway.as_of)
    for recipient in pathway.recipients.values():
        recipient.end(pathway.as_of)
