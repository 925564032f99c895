"""A notifications service over an empty store, with a clock that tests set, and what its people are told."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from services.notifications.bookkeeping import Bookkeeping
from services.notifications.deciding import NIGHT, deciding, kept
from services.notifications.deliveries import Deliveries, Outgoing
from services.notifications.deliveries.tables import MIGRATIONS
from services.notifications.domain import Wishes
from shared.access import Reader
from shared.contracts.feed import ContactChanged, FeedFact, NoticeClosed, NoticeRaised
from shared.door.admission import draft
from shared.facts import Event, Fact, Role
from shared.keys import KeyRing
from shared.store.database import Cursor, Database
from shared.store.entries import Receipt
from shared.store.log import Log

MONDAY = datetime(2026, 2, 2, 10, tzinfo=UTC)  # 11 in Madrid and Rome
FAR, PSI, NET = "BCN-FAR", "BCN-PSI", "NET"
HER = UUID(int=7, version=4)


class Carried(Deliveries):
    """Deliveries, with an account of what was asked for."""

    def __init__(self, keys: KeyRing) -> None:
        super().__init__(keys)
        self.asked: list[Outgoing] = []
        self.cancelled: list[UUID] = []

    def enqueue(self, cursor: Cursor, asked: Any) -> None:
        self.asked += (found := list(asked))
        super().enqueue(cursor, found)

    def cancel(self, cursor: Cursor, notice_ids: Any) -> None:
        self.cancelled += notice_ids
        super().cancel(cursor, notice_ids)

    def tables(self) -> Mapping[str, Any]:
        return {"deliveries": MIGRATIONS}

    def taken(self, cursor: Any, fact: FeedFact) -> None:
        """Nothing: what it is to do is told by others."""

    def posted(self, cursor: Any, event: Event) -> None:
        """Nothing either."""


class Network:
    """What there is of notifications, put together as `build` does."""

    def __init__(self, database: Database, keys: KeyRing, environment: Mapping[str, str]) -> None:
        self.now = MONDAY
        self.carried = Carried(keys)
        self.kept = kept(keys, self.carried, lambda: self.now)
        self.log = Log(database, keys, Bookkeeping(keys, [self.carried, self.kept.inbox]))
        self.notices, self.rounds, self.daily, self.recheck = deciding(self.log, self.kept, self.carried, environment)

    def hear(self, *facts: Fact) -> None:
        """Take facts of the feed in, as the log does."""
        with self.log.writing() as cursor:
            for fact in facts:
                self.kept.inbox.taken(cursor, fact)

    def raised(self, what: str = "risk_act", **said: Any) -> UUID:
        notice = notice_of(what, **said)
        self.hear(notice)
        return notice.notice_id

    def closed(self, notice_id: UUID) -> None:
        self.hear(NoticeClosed(notice_id=notice_id))

    def quiet(self, quiet: bool = True, providers: frozenset[str] = frozenset({FAR}), **rules: Any) -> None:
        self.hear(ContactChanged(pathway_id=HER, quiet=quiet, providers=providers, **rules))

    def person(self, role: Role = "worker", provider: str = FAR, actor: str = "st_1", **wishes: Any) -> Reader:
        """Somebody who has asked for something, with these wishes."""
        who = Reader(provider, role, actor, "token", 0)
        self.notices.seen(who)
        self.notices.wish(Wishes(**{"mail": f"{actor}@example.org", **wishes}), who)
        return who

    def post(self, who: Reader, name: str, **data: Any) -> Receipt:
        said = {"event_id": str(uuid4()), "type": name, "schema_version": 1, "pathway_id": None}
        (receipt,) = self.log.post([draft({**said, "occurred_on": "2026-02-02", "data": data}, who, self.now)])
        return receipt

    def acknowledge(self, notice_id: UUID, who: Reader) -> None:
        made = self.notices.acknowledgement(notice_id, who)
        if made is not None:
            self.log.post([made])  # type: ignore[list-item]

    def round(self, later: timedelta = timedelta(0)) -> list[Outgoing]:
        """Some time passes, then one round; what is asked for by it."""
        self.now += later
        before = len(self.carried.asked)
        self.daily.run(self.now)
        return self.carried.asked[before:]

    def still(self, outgoing: Outgoing) -> bool | datetime:
        with self.log.writing() as cursor:
            return self.recheck.still_wanted(outgoing.delivery_id, cursor, self.now)

    def events(self) -> Counter[str]:
        return Counter(self.log.mapper.open(row.state).type for row in self.log.scan())


def notice_of(what: str, **said: Any) -> NoticeRaised:
    """A made-up fact of the feed."""
    told = {"duty": "worker", "provider_id": FAR, "pathway_id": HER, "since": date(2026, 2, 2), **said}
    return NoticeRaised(**{"notice_id": uuid4(), "what": what, **told})


def told(asked: list[Outgoing]) -> set[tuple[str | None, str]]:
    """Whom, by which channel."""
    return {(each.actor, each.channel) for each in asked}


@contextmanager
def network(place: Any, environment: Mapping[str, str] = {NIGHT: "duty@example.org"}) -> Iterator[Network]:
    """`place` opens the database of a name."""
    found = Network(place("notifications"), KeyRing(place("keys"), bytes(32)), environment)
    try:
        yield found
    finally:
        found.log.close()


def folder(path: Path) -> Any:
    """The databases of an embedded store in a folder."""
    from deploy.databases import Files

    (path / "keys").mkdir(parents=True, exist_ok=True)
    return Files(path).of
