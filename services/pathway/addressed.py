"""Where what the policies ask stands in the lists of those whom it is for: days in clear, for whom as keyed tags.

Written in the transaction that writes a pathway's row of asks, so that a page opens the rows of its own asks alone.
What not everybody who has a list may see stands in none: of it only the pathways are known, and no day.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from services.pathway.domain import Ask
from services.pathway.entries import changed
from services.pathway.notices import EVERYBODY, PRIVACY, STAFF
from shared.access import Reader
from shared.keys import KeyRing
from shared.store.database import Cursor
from shared.store.sealed import uuid_bytes

MADE: Final = (
    "CREATE TABLE IF NOT EXISTS addressed (whose BLOB NOT NULL, rank INTEGER NOT NULL, due TEXT NOT NULL, "
    "since TEXT NOT NULL, about BLOB NOT NULL, stream BLOB NOT NULL, until TEXT NOT NULL, many INTEGER NOT NULL, "
    "PRIMARY KEY (whose, rank, due, since, about, stream, until)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS addressed_of ON addressed (stream)",
)
COLUMNS: Final = ("whose", "rank", "due", "since", "about", "stream", "until", "many")
OPEN: Final = "whose = ? AND since <= ? AND until > ?"
SPOT: Final = "rank, due, since, about, stream"
NEXT: Final = (
    f"SELECT {SPOT}, (SELECT sealed FROM tasks WHERE tasks.stream = found.stream) FROM (SELECT DISTINCT {SPOT} "
    f"FROM addressed WHERE {OPEN} AND rank <= ? AND ({SPOT}) {{0}} (?, ?, ?, ?, ?) ORDER BY {SPOT} LIMIT ?) AS found "
    f"ORDER BY {SPOT}"
)
STREAMS: Final = f"SELECT DISTINCT stream FROM addressed WHERE {OPEN} ORDER BY stream"
URGENT: Final = f"SELECT coalesce(sum(many), 0) FROM addressed WHERE {OPEN} AND rank = 0"
WHOLE_NETWORK: Final = "network"
APART: Final = "apart"
NO_DAY: Final = "none"
"""Where nothing is due: after every day, in the order of any database."""
ANY_DAY: Final = ("", NO_DAY)
"""From before every day until after it."""


class Spot(NamedTuple):
    """Where an ask stands in a list: the urgent first (0), then by the day on which it is due and that of its start.

    `about` is the registration that it is about, `stream` that under which all of hers are asked about.
    """

    rank: int = 0
    due: str = ""
    since: str = ""
    about: bytes = b""
    stream: bytes = b""
    after: bool = False


BEGIN: Final = Spot()


class Addressed:
    """The table of one pathway log."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    def put(self, cursor: Cursor, asked: Mapping[bytes, Sequence[Ask]]) -> None:
        """Write where the asks of these pathways stand now: of what is so already nothing is touched."""
        rows = Counter(
            (self._whose(name), *spot[:5], until)
            for stream, asks in asked.items()
            for name, spot, until in places(stream, asks)
        )
        changed(cursor, "addressed", COLUMNS, list(asked), {(*row, many) for row, many in rows.items()})

    def next(self, cursor: Cursor, name: str, day: date, spot: Spot, last: int, limit: int) -> list[tuple[Spot, bytes]]:
        """The next spots of a list, up to a rank, at which something is open on a day; each with its pathway's row."""
        statement = NEXT.format(">" if spot.after else ">=")
        cursor.execute(statement, (*self._open(name, day), last, *spot[:5], limit))
        return [(Spot(*found[:5]), found[5]) for found in cursor.fetchall()]

    def streams(self, cursor: Cursor, name: str, day: date) -> list[bytes]:
        """The pathways about which anything in a list is open on a day."""
        cursor.execute(STREAMS, self._open(name, day))
        return [stream for (stream,) in cursor.fetchall()]

    def urgent(self, cursor: Cursor, name: str, day: date) -> int:
        """How much of what is open in a list on a day is urgent."""
        cursor.execute(URGENT, self._open(name, day))
        return int(cursor.fetchone()[0])

    def _open(self, name: str, day: date) -> tuple[bytes, str, str]:
        return self._whose(name), day.isoformat(), day.isoformat()

    def _whose(self, name: str) -> bytes:
        return self._keys.author(f"asked of {name}")


def places(stream: bytes, asks: Sequence[Ask]) -> Iterator[tuple[str, Spot, str]]:
    """The lists under which a pathway stands for what is asked, where in each, and until when."""
    for ask in asks:
        yield from ((name, spot_of(stream, ask), ask.until.isoformat()) for name in lists_of(ask))
    if any(is_apart(ask) for ask in asks):
        since, until = ANY_DAY
        yield APART, Spot(0, "", since, stream, stream), until


def spot_of(stream: bytes, ask: Ask) -> Spot:
    """Where an ask of a pathway stands in every list that has it."""
    about = uuid_bytes(ask.pathway_id) if ask.pathway_id else stream
    return Spot(int(not ask.urgent), ask.due.isoformat() if ask.due else NO_DAY, ask.since.isoformat(), about, stream)


def is_apart(ask: Ask) -> bool:
    """Whether not everybody may see it who may see what else is asked of the same organisation."""
    return ask.not_for is not None or ask.to.duty == PRIVACY


def lists_of(ask: Ask) -> Sequence[str]:
    """The lists in which an ask stands, but for what is `apart`."""
    if is_apart(ask):
        return ()
    return (WHOLE_NETWORK, _of(ask.to.provider_id)) if ask.to.provider_id else (WHOLE_NETWORK,)


def list_for(reader: Reader, provider_id: str | None = None) -> str | None:
    """The list of all that a reader may see and that is not `apart`; or what of it is asked of one organisation."""
    everything = reader is EVERYBODY or reader.role == "supervisor"
    if everything:
        return _of(provider_id) if provider_id else WHOLE_NETWORK
    own = reader.role in STAFF and provider_id in (None, reader.provider_id)
    return _of(reader.provider_id) if own else None


def _of(provider_id: str) -> str:
    return f"organisation {provider_id}"
