"""What wiring needs to know of a service, and what a service is given to work with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shared.keys import KeyRing
from shared.relay import Deliver
from shared.store.database import Database
from shared.store.log import Log

if TYPE_CHECKING:
    from fastapi import Request
    from starlette.types import ASGIApp

    from shared.access import Reader
    from shared.sign_in import SignIn
    from shared.store.writer import Writer


@dataclass(frozen=True)
class Setting:
    """What wiring hands to a service: the database of its log, the keys, and who is reading.

    `parts` is in how many parts it hears each other's log; `may_post` raises if its door must not take in more;
    `revoked` says of a reader, once told, whether that holds no longer; `sign_in` is for pages.
    """

    database: Database
    keys: KeyRing
    reader_of: "Callable[[Request], Reader]"
    bearer: "Callable[[str], Reader]"
    parts: int = 0
    may_post: Callable[[], None] = lambda: None
    revoked: "Callable[[Reader], bool]" = lambda reader: False
    sign_in: "SignIn | None" = None


@dataclass(frozen=True)
class Service:
    """A service that stands: its log, its HTTP application, and what it wants to hear from others.

    `behind` tells how many of its readings are out of date, and for how many seconds at most.
    """

    name: str
    log: Log
    writer: "Writer"
    app: "ASGIApp"
    subscriptions: Mapping[str, Deliver] = field(default_factory=dict)
    asked: Any = None
    refresh: Callable[[], object] = lambda: None
    behind: Callable[[], tuple[int, float]] | None = None
    start: Callable[[], None] = lambda: None
    stop: Callable[[], None] = lambda: None

    def close(self) -> None:
        """Write what waits and let go of the files."""
        self.stop()
        self.writer.close()
        self.log.close()
