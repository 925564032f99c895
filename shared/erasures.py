"""The erasure ledger: what was decided of whom, by whom and when; beside the keys, never under the one it destroys.

A pathway is named by a keyed hash, so that whoever holds its id and the keys can ask, and nobody can read who it was.
Its id is kept, sealed, only until every service has said that nothing is left.
"""

import os
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.errors import LedgerBroken
from shared.store.database import Database, among
from shared.store.migrations import Steps

EXECUTED = "executed"
NONCE = 12
MIGRATIONS: Steps = (
    (
        "CREATE TABLE IF NOT EXISTS erasures (number INTEGER PRIMARY KEY, tag BLOB NOT NULL, "
        "executed INTEGER NOT NULL, sealed BLOB NOT NULL)",
        "CREATE TABLE IF NOT EXISTS erasing (tag BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS erased_in (tag BLOB NOT NULL, service TEXT NOT NULL, sealed BLOB NOT NULL, "
        "PRIMARY KEY (tag, service)) WITHOUT ROWID",
    ),
)


class Decision(msgspec.Struct, frozen=True):
    """What two people decided; `by` are references, the organisation's and the person's: `BCN-FAR/st_7`."""

    decision: str
    decided_on: date
    by: tuple[str, ...]
    ground: str | None = None
    recorded_at: datetime = msgspec.field(default_factory=lambda: datetime.now(UTC))


class Entry(msgspec.Struct, frozen=True):
    """One decision as it is kept, and as it is carried to another place: only these keys open it."""

    number: int
    tag: bytes
    executed: bool
    sealed: bytes


class Result(msgspec.Struct, frozen=True):
    """What was looked through after an erasure, by whom, and for what; it is kept once nothing was found."""

    service: str
    at: datetime
    rows: int
    files: int
    looked_for: tuple[str, ...]


class Ledger:
    """The ledger in a key database. Methods block; several processes may share it."""

    def __init__(self, database: Database, index_key: bytes) -> None:
        self._database = database
        self._tag_key = blake2b(b"erasure tag", key=index_key, digest_size=32).digest()
        self._cipher = AESGCM(blake2b(b"erasure ledger", key=index_key, digest_size=32).digest())
        self._read = 0
        self._tags: frozenset[bytes] = frozenset()

    def tag(self, stream: bytes) -> bytes:
        """16 bytes that stand for an erased pathway and tell nothing without the key database."""
        return blake2b(stream, key=self._tag_key, digest_size=16).digest()

    def tags(self) -> frozenset[bytes]:
        """Of all that were erased, as it stands now; `LedgerBroken` if an entry is not as it was written."""
        with self._database.reading() as cursor:
            cursor.execute("SELECT max(number) FROM erasures")
            last = cursor.fetchone()[0] or 0
            entries = self._entries(cursor, self._read) if last != self._read else []
        for entry in entries:
            self.decision(entry)
        if entries:
            self._tags |= {entry.tag for entry in entries if entry.executed}
            self._read = last
        return self._tags

    def erased(self, streams: Iterable[bytes]) -> set[bytes]:
        """Which of these pathways were erased."""
        tags = self.tags()
        return {stream for stream in streams if self.tag(stream) in tags} if tags else set()

    def among(self, cursor: Any, streams: Collection[bytes]) -> set[bytes]:
        """The same, as seen from inside a transaction."""
        by_tag = {self.tag(stream): stream for stream in streams}
        asked = "SELECT tag FROM erasures WHERE executed = 1 AND tag IN ({})"
        return {by_tag[tag] for (tag,) in among(cursor, asked, list(by_tag))}

    def record(self, cursor: Any, streams: Collection[bytes], decision: Decision) -> None:
        """Write a decision about these registrations; one that is erased already stays as it is."""
        executed = decision.decision == EXECUTED
        done = self.among(cursor, streams)
        for stream in sorted(set(streams) - done):
            tag = self.tag(stream)
            entry = Entry(0, tag, executed, self._seal(msgspec.json.encode(decision), _about(tag, executed)))
            self._append(cursor, entry)
            if executed:
                cursor.execute("INSERT INTO erasing VALUES (?, ?)", (tag, self._seal(stream, b"pathway" + tag)))

    def entries(self) -> list[Entry]:
        """All that was decided, in order."""
        with self._database.reading() as cursor:
            return self._entries(cursor)

    def executed(self) -> Mapping[bytes, Decision]:
        """By tag what was decided of all that were erased."""
        return {entry.tag: self.decision(entry) for entry in self.entries() if entry.executed}

    def decision(self, entry: Entry) -> Decision:
        """What an entry says; `LedgerBroken` if it is not as it was written, or another installation's."""
        opened = self._open(entry.sealed, _about(entry.tag, entry.executed))
        return msgspec.json.decode(opened, type=Decision)

    def bring(self, entries: Iterable[Entry]) -> frozenset[bytes]:
        """Take in what another copy of the ledger holds and this one lacks; the tags that are erased now."""
        given = list(entries)
        for entry in given:
            self.decision(entry)
        with self._database.writing() as cursor:
            known = {entry.sealed for entry in self._entries(cursor)}
            for entry in given:
                if entry.sealed not in known:
                    self._append(cursor, entry)
        return self.tags()

    def waiting(self, services: Collection[str]) -> Mapping[bytes, bytes]:
        """By tag the ids of the pathways of which one of these services has not said yet that nothing is left."""
        with self._database.reading() as cursor:
            cursor.execute("SELECT tag, sealed FROM erasing")
            pending = cursor.fetchall()
            cursor.execute("SELECT tag, service FROM erased_in WHERE tag IN (SELECT tag FROM erasing)")
            said = set(cursor.fetchall())
        return {
            tag: self._open(sealed, b"pathway" + tag)
            for tag, sealed in pending
            if any((tag, service) not in said for service in services)
        }

    def begun(self) -> list[bytes]:
        """The ids of the pathways of which not every service has said yet that nothing is left."""
        with self._database.reading() as cursor:
            cursor.execute("SELECT tag, sealed FROM erasing")
            pending = cursor.fetchall()
        return [self._open(sealed, b"pathway" + tag) for tag, sealed in pending]

    def done(self, tags: Iterable[bytes], results: Iterable[Result], everywhere: Collection[str]) -> None:
        """Keep what was found of these; where every service has said so, forget the pathway's id."""
        said = list(results)
        with self._database.writing() as cursor:
            for tag in tags:
                rows = [(tag, each.service, self._seal(msgspec.json.encode(each), b"result" + tag)) for each in said]
                cursor.executemany("INSERT INTO erased_in VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rows)
                cursor.execute("SELECT service FROM erased_in WHERE tag = ?", (tag,))
                if {service for (service,) in cursor.fetchall()} >= set(everywhere):
                    cursor.execute("DELETE FROM erasing WHERE tag = ?", (tag,))

    def results(self, tag: bytes) -> list[Result]:
        """What each service looked through, and when."""
        with self._database.reading() as cursor:
            cursor.execute("SELECT sealed FROM erased_in WHERE tag = ? ORDER BY service", (tag,))
            found = cursor.fetchall()
        return [msgspec.json.decode(self._open(sealed, b"result" + tag), type=Result) for (sealed,) in found]

    def _entries(self, cursor: Any, after: int = 0) -> list[Entry]:
        asked = "SELECT number, tag, executed, sealed FROM erasures WHERE number > ? ORDER BY number"
        cursor.execute(asked, (after,))
        return [Entry(number, tag, bool(executed), sealed) for number, tag, executed, sealed in cursor.fetchall()]

    def _append(self, cursor: Any, entry: Entry) -> None:
        cursor.execute("SELECT max(number) FROM erasures")
        number = (cursor.fetchone()[0] or 0) + 1
        row = (number, entry.tag, int(entry.executed), entry.sealed)
        cursor.execute("INSERT INTO erasures VALUES (?, ?, ?, ?)", row)

    def _seal(self, plain: bytes, about: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, about)

    def _open(self, sealed: bytes, about: bytes) -> bytes:
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], about)
        except (InvalidTag, ValueError):
            raise LedgerBroken() from None


def _about(tag: bytes, executed: bool) -> bytes:
    return b"decision" + tag + (b"1" if executed else b"0")
