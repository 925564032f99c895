"""Before a fold: which events count at a moment, and which registrations they make one."""

from collections.abc import Iterable
from datetime import date, datetime

from shared.facts import Event
from shared.folding.amendments import amend, key_of
from shared.folding.order import in_order
from shared.folding.registrations import MERGING, Pair, merges
from shared.folding.state import EventKey, Folded


def known(events: Iterable[Event], known_at: datetime | None) -> list[Event]:
    """Those known at a moment (None: all), each once.

    Of two that one provider gave the same id (at two doors) the one recorded first.
    """
    events = [event for event in events if known_at is None or event.recorded_at <= known_at]
    if len(set(map(key_of, events))) == len(events):
        return events
    once: dict[EventKey, Event] = {}
    for event in events:
        key = key_of(event)
        other = once.get(key)
        if other is None or (event.recorded_at, event.type) < (other.recorded_at, other.type):
            once[key] = event
    return list(once.values())


def merged(hers: Iterable[Event], as_of: date) -> dict[Pair, date]:
    """Pairs of merged registrations; a merge is amended from the registration that it was posted to."""
    hers = list(hers)
    homes = {event.pathway_id for event in hers if type(event.fact) in MERGING}
    if not homes:
        return {}
    facts = [fact for home in homes for fact in amend([each for each in hers if each.pathway_id == home]).facts]
    return merges(sorted((fact for fact in facts if fact.occurred_on < as_of), key=in_order))


def remember(folded: Folded, pairs: dict[Pair, date]) -> None:
    """Since when each registration of the group is merged with any of them."""
    for pair, merged_on in pairs.items():
        for each in pair & set(folded.group):
            folded.merged_on[each] = min(merged_on, folded.merged_on.get(each, merged_on))
