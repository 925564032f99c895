"""Which registrations fold as one, and whether the pathway is open."""

from collections.abc import Iterable
from datetime import date

from shared.contracts import (
    PathwayClosed,
    PathwayOpened,
    PathwayReopened,
    RegistrationsMerged,
    RegistrationsSplit,
)
from shared.facts import Event, Fact
from shared.folding.rules import Rules
from shared.folding.state import Folded

MERGING: frozenset[type[Fact]] = frozenset((RegistrationsMerged, RegistrationsSplit))
Pair = frozenset[str]


def merges(facts: Iterable[Event]) -> dict[Pair, date]:
    """Pairs whose last merge or split, in fold order, is a merge, with its day."""
    merged: dict[Pair, date] = {}
    for event in facts:
        match event.fact:
            case RegistrationsMerged(survivor=one, absorbed=other):
                merged[frozenset({one, other})] = event.occurred_on
            case RegistrationsSplit(survivor=one, restored=other):
                merged.pop(frozenset({one, other}), None)
    return merged


def group_of(pathway_id: str, merged: Iterable[Pair]) -> set[str]:
    """Every registration that is merged with this one, be it through others."""
    group = {pathway_id}
    while reached := {each for pair in merged if pair & group for each in pair} - group:
        group |= reached
    return group


def opened(pathway: Folded, event: Event, fact: PathwayOpened) -> str | None:
    is_open = pathway.registrations.get(event.pathway_id)
    if is_open is not None:
        return "pathway_already_open" if is_open else "pathway_closed"
    pathway.opened_on = pathway.opened_on or event.occurred_on
    _turn(pathway, [event.pathway_id], True)
    return None


def closed(pathway: Folded, event: Event, fact: PathwayClosed) -> str | None:
    if not pathway.registrations.get(event.pathway_id):
        return "pathway_not_open"
    merged_on = pathway.merged_on.get(event.pathway_id or "", date.max)
    together = pathway.registrations if merged_on <= event.occurred_on else [event.pathway_id]
    _turn(pathway, list(together), False)
    return None


def reopened(pathway: Folded, event: Event, fact: PathwayReopened) -> str | None:
    if pathway.registrations.get(event.pathway_id) is not False:
        return "pathway_not_closed"
    _turn(pathway, [event.pathway_id], True)
    return None


def _turn(pathway: Folded, registrations: list[str | None], is_open: bool) -> None:
    pathway.registrations.update(dict.fromkeys(registrations, is_open))
    pathway.open = any(pathway.registrations.values())


EVOLVE: Rules = {PathwayOpened: opened, PathwayClosed: closed, PathwayReopened: reopened}
