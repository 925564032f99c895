"""What goes into a log and what comes back: drafts, receipts, messages, and the rules of a service."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import msgspec

from shared.errors import Problem
from shared.store.migrations import Steps
from shared.store.sealed import EPOCH, PUBLISHED

if TYPE_CHECKING:
    from shared.store.page import Page

Reading = Callable[[], AbstractContextManager[Any]]


class Draft(msgspec.Struct, frozen=True, gc=False):
    """A well-formed event on its way in; `problem` refuses it unless it is a duplicate.

    `content` is what must be equal in a retry. `trusted` drafts are the installation's own, from a
    migration or a policy: no service's rule refuses them; `recorded_at` (microseconds) is a migration's.
    `match` are the versions of the pathway, as in `If-Match`, on which alone it is to be stored.
    """

    event_id: bytes
    stream: bytes
    provider_id: str
    body: bytes
    content: bytes
    role: str = "worker"
    flags: int = PUBLISHED
    problem: Problem | None = None
    trusted: bool = False
    recorded_at: int | None = None
    match: str | None = None


class Receipt(msgspec.Struct, frozen=True, gc=False):
    """What became of one posted event; `position` and `recorded_at` are those of its first storing."""

    event_id: str | None
    status: str
    position: int | None = None
    recorded_at: datetime | None = None
    errors: list[Problem] = []


class Message(NamedTuple):
    """A stored event on its way from one service's log to another's."""

    position: int
    state: bytes


class Rules(Protocol):
    """What a service adds to the writing of its log, inside the same transaction."""

    def placed(self, drafts: Sequence[Draft], reading: Reading) -> Sequence[Draft]:
        """The drafts as they are to be taken, each in its stream; `reading` begins a read transaction."""

    def expect(self, page: "Page", streams: Collection[bytes]) -> None:
        """Look up at once what will be asked of these streams."""

    def refuse(self, page: "Page", draft: Draft) -> Problem | None:
        """Why this new event can't be taken now, given what the page holds so far."""

    def aside(self, page: "Page", draft: Draft) -> Receipt | None:
        """The answer to what is taken in, but not into the log; None for all that is to be stored."""

    def stored(self, page: "Page") -> None:
        """Keep the service's own tables in step with the rows that are about to be committed."""

    def erased(self, cursor: Any, streams: Collection[bytes]) -> None:
        """Of these pathways nothing is to be left: called before their rows go, in the transaction that takes them."""

    def tables(self) -> Mapping[str, Steps]:
        """The service's own families of tables, and the steps that make them."""


class NoRules:
    """A log without rules of its own."""

    def placed(self, drafts: Sequence[Draft], reading: Reading) -> Sequence[Draft]:
        return drafts

    def expect(self, page: "Page", streams: Collection[bytes]) -> None:
        return None

    def refuse(self, page: "Page", draft: Draft) -> Problem | None:
        return None

    def aside(self, page: "Page", draft: Draft) -> Receipt | None:
        return None

    def stored(self, page: "Page") -> None:
        return None

    def erased(self, cursor: Any, streams: Collection[bytes]) -> None:
        return None

    def tables(self) -> Mapping[str, Steps]:
        return {}


UNKNOWN = Problem("pathway_id", "unknown_pathway", "no such pathway, or none that you may post to")
CONFLICT = Problem("event_id", "other_content", "an event with this id and other content is stored already")


def moment(microseconds: int) -> datetime:
    """A stored stamp as a moment in UTC."""
    return EPOCH + timedelta(0, *divmod(microseconds, 1_000_000))
