"""What notifications keeps in step with its log: who may post about whom, and whatever is made of the feed's facts."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from shared.contracts.feed import FEED, ContactChanged, FeedFact, SubjectErased
from shared.errors import Problem
from shared.facts import Event
from shared.grants import Grants
from shared.keys import KeyRing
from shared.store.entries import Draft, NoRules
from shared.store.migrations import Steps
from shared.store.page import Page
from shared.store.sealed import OWN, SealingMapper


class Heard(Protocol):
    """What is done with each fact, in the transaction that stores it: `cursor` is that transaction's."""

    def tables(self) -> Mapping[str, Steps]:
        """Its own families of tables, and the steps that make them."""

    def taken(self, cursor: Any, fact: FeedFact) -> None:
        """A fact of the feed, once; `SubjectErased` before her rows go."""

    def posted(self, cursor: Any, event: Event) -> None:
        """An event of the door or of a policy here, once."""


class Bookkeeping(NoRules):
    """The rules of the notifications log; `heard` are told of each fact in this order."""

    def __init__(self, keys: KeyRing, heard: Sequence[Heard] = ()) -> None:
        self.grants = Grants(keys)
        self._mapper = SealingMapper(keys)
        self._heard = heard

    def tables(self) -> Mapping[str, Steps]:
        found = dict(self.grants.tables())
        for each in self._heard:
            found |= each.tables()
        return found

    def expect(self, page: Page, streams: Collection[bytes]) -> None:
        self.grants.expect(page, streams)

    def refuse(self, page: Page, draft: Draft) -> Problem | None:
        return self.grants.refuse(page, draft)

    def stored(self, page: Page) -> None:
        self.grants.stored(page)
        for row in page.rows:
            for event in self._mapper.open_each([row.state]):
                if row.topic == OWN:
                    self._posted(page.cursor, event)
                elif event.type in FEED:
                    self._taken(page.cursor, event.fact)

    def erased(self, cursor: Any, streams: Collection[bytes]) -> None:
        for stream in streams:
            self._tell(cursor, SubjectErased(pathway_id=UUID(bytes=stream)))

    def _posted(self, cursor: Any, event: Event) -> None:
        for each in self._heard:
            each.posted(cursor, event)

    def _taken(self, cursor: Any, fact: Any) -> None:
        if isinstance(fact, ContactChanged):
            self.grants.add_for(cursor, fact.pathway_id.bytes, fact.providers)
        self._tell(cursor, fact)

    def _tell(self, cursor: Any, fact: FeedFact) -> None:
        for each in self._heard:
            each.taken(cursor, fact)
