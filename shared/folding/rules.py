"""The one mechanism of the fold: a table from the type of a fact to the function that takes it in."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from shared.facts import Event, Fact
from shared.folding.keyed import Keyed
from shared.folding.state import Folded
from shared.folding.things import Thing

Evolve = Callable[[Any, Event, Any], str | None]
"""Takes a fact in to what is folded, or says why it doesn't fit and leaves that as it was."""
Rules = dict[type[Fact], Evolve]
Check = Callable[[Any, Event, Any], Iterable[str]]
"""What a kept fact is warned of, at the end of its day."""
Book = Callable[[Folded], Keyed[Any]]


def opens(book: str, name: str, already: str) -> Evolve:
    """A fact that opens a thing under an id of its own, once."""
    book_of: Book = attrgetter(book)
    name_of = attrgetter(name)

    def opened(pathway: Folded, event: Event, fact: Fact) -> str | None:
        things, key = book_of(pathway), (event.pathway_id, name_of(fact))
        if key in things:
            return already
        things[key] = Thing(event, fact)
        return None

    return opened


def ends(book: str, name: str, unknown: str, not_open: str) -> Evolve:
    """A fact that ends such a thing, once."""
    book_of: Book = attrgetter(book)
    name_of = attrgetter(name)

    def ended(pathway: Folded, event: Event, fact: Fact) -> str | None:
        thing = book_of(pathway).find(event.pathway_id, name_of(fact))
        if thing is None:
            return unknown
        if thing.ended_on is not None:
            return not_open
        thing.ended_on = event.occurred_on
        return None

    return ended
