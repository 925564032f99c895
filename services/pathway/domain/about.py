"""Events of some types together with what corrects or voids them, however long the chain."""

from services.pathway.domain.state import Pathway
from shared.contracts import EventCorrected, EventVoided
from shared.facts import Event, Fact
from shared.folding.amendments import key_of
from shared.folding.state import EventKey


def with_amendments(pathway: Pathway, types: tuple[type[Fact], ...]) -> dict[EventKey, Event]:
    """By key, all given events of these types, and those that are about any of them."""
    found = {key_of(event): event for event in pathway.given if isinstance(event.fact, types)}
    left = [event for event in pathway.given if isinstance(event.fact, EventCorrected | EventVoided)] if found else []
    while more := [event for event in left if _target(event) in {event_id for _, event_id in found}]:
        found.update((key_of(event), event) for event in more)
        left = [event for event in left if event not in more]
    return found


def _target(event: Event) -> str:
    assert isinstance(event.fact, EventCorrected | EventVoided)
    return event.fact.target_event_id
