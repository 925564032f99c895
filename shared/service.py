"""What wiring needs to know of a service, and what a service is given to work with."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shared.keys import KeyRing
from shared.relay import Deliver
from shared.store.database import Database
from shared.store.log import Log

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from fastapi import Request
    from prometheus_client import Metric
    from starlette.types import ASGIApp

    from shared.access import Reader
    from shared.policies import Policies
    from shared.sign_in import SignIn
    from shared.store.writer import Writer


@dataclass(frozen=True)
class Setting:
    """What wiring hands to a service: the database of its log, the keys, and who is reading.

    `access` decides who may read what; `checkpoint_key` signs where the log stands. `parts` is in how many parts it
    hears each other's log; `may_post` raises if its door must not take in more, `take_events` if an organisation posts
    more of them than its share. `beside` opens a database of a name, for a log that a service keeps beside its own.
    `revoked` says of a reader, once told, whether that holds no longer; `sign_in` is for pages. `notices` are the keys
    of the feed to notifications, for who writes it; notifications has them as its `keys`, and no others. `scraped` is
    all that is measured of this process now, of which nothing tells of anybody.
    """

    database: Database
    keys: KeyRing
    reader_of: "Callable[[Request], Reader]"
    bearer: "Callable[[str], Reader]"
    access: "Policies"
    checkpoint_key: "Ed25519PrivateKey"
    parts: int = 0
    may_post: Callable[[], None] = lambda: None
    beside: "Callable[[str], Database] | None" = None
    take_events: Callable[[str, int], None] = lambda provider_id, count: None
    revoked: "Callable[[Reader], bool]" = lambda reader: False
    sign_in: "SignIn | None" = None
    notices: KeyRing | None = None
    scraped: "Callable[[], Iterable[Metric]]" = lambda: ()


@dataclass(frozen=True)
class Service:
    """A service that stands: its log, its HTTP application, and what it wants to hear from others.

    `app` makes the application when it is first served: a command that reads the store does without HTTP.
    `behind` tells how many of its readings are out of date, and for how many seconds at most. `reads` is the book of
    who read what, whose log is signed and verified as the service's own is; so is that of `feed`, which another
    service hears beside the service's own. `undelivered` tells by channel how many deliveries are due, and for how
    many seconds the oldest; `leave` ends what would keep a process from ending.
    """

    name: str
    log: Log
    writer: "Writer"
    app: "Callable[[], ASGIApp]"
    subscriptions: Mapping[str, Deliver] = field(default_factory=dict)
    asked: Any = None
    reads: Any = None
    feed: Any = None
    refresh: Callable[[], object] = lambda: None
    behind: Callable[[], tuple[int, float]] | None = None
    undelivered: Callable[[], Mapping[str, tuple[int, float]]] | None = None
    start: Callable[[], None] = lambda: None
    leave: Callable[[], None] = lambda: None
    stop: Callable[[], None] = lambda: None

    def close(self) -> None:
        """Write what waits and let go of the files."""
        self.stop()
        self.writer.close()
        for beside in filter(None, (self.reads, self.feed)):
            beside.close()
        self.log.close()

    @property
    def logs(self) -> list[Log]:
        """Its own log and those beside it."""
        return [self.log, *(beside.log for beside in (self.reads, self.feed) if beside)]


def together(*parts: Callable[[], None]) -> Callable[[], None]:
    """One after the other."""

    def all_of_them() -> None:
        for part in parts:
            part()

    return all_of_them
