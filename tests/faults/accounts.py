"""What senders sent, what they were told, and whether a store kept its word: each acked event once, none twice."""

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from deploy.databases import Databases
from deploy.rebuilding import rebuild
from deploy.wiring import Embedded, Installation
from shared.store.audit import verify
from shared.store.log import Log
from shared.store.recorder import StoredRow
from shared.store.sealed import CARRIED, OWN, PUBLISHED

SOAK = os.environ.get("ARIADNA_SOAK") == "1"
SOURCES = ("intake", "employment")
KEPT = {"accepted", "duplicate"}


class Account:
    """By door: the ids that were sent, and the positions in the receipts that came back. Any thread may add."""

    def __init__(self) -> None:
        self.sent: set[tuple[str, str]] = set()
        self.acked: dict[tuple[str, str], int] = {}
        self.refused: Counter[str] = Counter()

    def send(self, door: str, event_ids: Iterable[str]) -> None:
        self.sent.update((door, event_id) for event_id in event_ids)

    def told(self, door: str, receipt: Any) -> None:
        """Take down one receipt, as JSON; a second one must tell the same position as the first."""
        if receipt["status"] in KEPT:
            first = self.acked.setdefault((door, receipt["event_id"]), receipt["position"])
            assert first == receipt["position"], "two receipts of one event tell two positions"
        else:
            self.refused[receipt["errors"][0]["code"] if receipt["errors"] else receipt["status"]] += 1


class Figures(NamedTuple):
    """A comparison of an account with the logs; all but the first three must be 0."""

    sent: int
    acked: int
    stored: int
    lost: int
    twice: int
    elsewhere: int
    never_sent: int
    gaps: int
    not_carried: int
    carried_twice: int

    @property
    def good(self) -> bool:
        return not any(self[3:])


def compared(account: Account, ariadna: Installation) -> Figures:
    """How the logs of this store stand to what was sent and acked; everything must have been carried before."""
    rows = {name: list(service.log.scan()) for name, service in ariadna.services.items()}
    own = Counter((name, str(UUID(bytes=row.event_id))) for name in SOURCES for row in rows[name] if row.topic == OWN)
    places = {
        (name, str(UUID(bytes=row.event_id))): row.position
        for name in SOURCES
        for row in rows[name]
        if row.topic == OWN
    }
    posted = [row for name in SOURCES for row in rows[name] if row.topic == OWN]
    published = Counter(row.state for row in posted if row.state[1] & PUBLISHED)
    carried = Counter(row.state for row in rows["pathway"] if row.topic == CARRIED)
    return Figures(
        sent=len(account.sent),
        acked=len(account.acked),
        stored=sum(own.values()),
        lost=sum(key not in own for key in account.acked),
        twice=sum(count > 1 for count in own.values()),
        elsewhere=sum(places.get(key, position) != position for key, position in account.acked.items()),
        never_sent=sum(key not in account.sent for key in own),
        gaps=sum(_gaps(log) for log in rows.values()),
        not_carried=sum(not carried[state] for state in published),
        carried_twice=sum(count > 1 for count in carried.values()) + sum(state not in published for state in carried),
    )


def settled(data: Path, account: Account, databases: Databases | None = None) -> Figures:
    """Open the folder anew, let everything that waits happen, compare, verify every log and rebuild the overview."""
    ariadna = Embedded(data, databases=databases)
    try:
        return sound(ariadna, account)
    finally:
        ariadna.close()


def sound(ariadna: Installation, account: Account) -> Figures:
    """The same of one that is open."""
    ariadna.settle()
    figures = compared(account, ariadna)
    assert figures.acked, figures
    assert figures.good, figures
    assert [verify(log) for log in ariadna.logs.values()] == [None] * len(ariadna.logs)
    kept = ariadna.checkpoints.kept()
    assert [verify(log, kept[name]) for name, log in ariadna.logs.items()] == [None] * len(kept)
    assert rebuild(ariadna, 1)[1] == 0, "the overview differs from what the log alone says"
    return figures


def ids_of(log: Log) -> list[str]:
    return [str(UUID(bytes=row.event_id)) for row in log.scan()]


def _gaps(rows: list[StoredRow]) -> int:
    return sum(row.position != place for place, row in enumerate(rows, start=1))
