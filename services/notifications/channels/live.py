"""Live updates: rows that a person's open pages read, in the order in which they were shown, from any replica."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from services.notifications.channels import Holds, Results, Texts
from services.notifications.deliveries import DONE, Claimed, Deliveries
from services.notifications.deliveries.tables import SENT
from shared.store.log import Log

AT_ONCE = 100


class Update(NamedTuple):
    """One notice as it is shown; `position` is where to go on from."""

    position: int
    notice_id: UUID | None
    line: str
    link: str
    urgent: bool


class Live:
    """Shows deliveries by writing that they are shown: no connection is needed, nor the same process."""

    def __init__(self, log: Log, deliveries: Deliveries, texts: Texts) -> None:
        self._log = log
        self._deliveries = deliveries
        self._texts = texts

    def send(self, batch: Sequence[Claimed], holds: Holds) -> Iterator[Results]:
        yield [(each, DONE) for each in batch]

    def last(self) -> int:
        """The position of what was shown last, to anybody."""
        with self._log.reading() as cursor:
            cursor.execute("SELECT last FROM live_shown")
            return int(cursor.fetchone()[0])

    def since(self, provider_id: str, actor: str, position: int) -> list[Update]:
        """What was shown to a person after a position, in order, a hundred at most."""
        whose = self._deliveries.person(provider_id, actor)
        with self._log.reading() as cursor:
            cursor.execute(
                "SELECT shown, delivery_id, owner, notice, urgency, sealed FROM deliveries "
                "WHERE person = ? AND shown > ? AND state = ? ORDER BY shown LIMIT ?",
                (whose, position, SENT, AT_ONCE),
            )
            rows = cursor.fetchall()
        return [self._update(*row) for row in rows]

    def _update(self, shown: int, delivery_id: bytes, owner: bytes, notice: bytes, urgency: int, raw: bytes) -> Update:
        said = self._deliveries.letter_of(delivery_id, owner, raw)
        _, line = self._texts(said.template, said.lang, said.values)
        return Update(shown, UUID(bytes=notice) if notice else None, line, said.link, urgency > 0)
