"""A log that is signed: where it stands, that it only grew, and for whom posted an event that it holds it."""

from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.chain import GENESIS, checkpoint
from shared.chain.merkle import leaf_hash
from shared.errors import ChainBroken, CheckpointBroken, HistoryChanged, NotWellFormed, Problem
from shared.store.database import Cursor
from shared.store.entries import moment
from shared.store.log import Log
from shared.store.page import clear_of
from shared.store.sealed import HEADER, header_of
from shared.store.tree import Tree, current

KEPT = (
    "INSERT INTO signed VALUES (1, ?, ?, ?) ON CONFLICT (one) DO UPDATE SET "
    "size = excluded.size, root = excluded.root, note = excluded.note WHERE signed.size <= excluded.size"
)
BEYOND = Problem("to", "beyond", "more events than this log holds")
BACKWARDS = Problem("from", "beyond", "more events than `to`")


class SignedReceipt(msgspec.Struct, frozen=True):
    """What became of an event, and all that shows it: hashes are in base64.

    link = SHA256(0x02 | previous | SHA256(envelope) | ciphertext_hash); leaf = SHA256(0x00 | link); the proof leads
    from the leaf, number `position` - 1, to the root of the checkpoint. The envelope holds the event's id and stamp.
    """

    event_id: UUID
    status: str
    position: int
    recorded_at: datetime
    envelope: str
    ciphertext_hash: str
    previous: str
    leaf: str
    proof: list[str]
    checkpoint: str


class _Signed(NamedTuple):
    """What was signed last."""

    size: int
    root: bytes
    note: str


class SignedLog:
    """A log, and the key that signs it. What several processes sign of one log follows in all of them."""

    def __init__(self, log: Log, key: Ed25519PrivateKey) -> None:
        self.log = log
        self.origin = origin(log.name)
        self._key = key

    @property
    def public_key(self) -> Ed25519PublicKey:
        """What its checkpoints are verified with."""
        return self._key.public_key()

    def checkpoint(self) -> str:
        """The log as it stands, signed; `HistoryChanged` if it is not the one that was signed before."""
        size, root, last = self._standing()
        if last and last.size == size and self._is_ours(last.note):
            return last.note
        note = checkpoint.make(self.origin, size, root, self._key)
        with self.log.writing() as cursor:
            cursor.execute(KEPT, (size, root, note))
        return note

    def consistency(self, old_size: int, size: int) -> list[bytes]:
        """The proof that the log of the old size grew into that of the new."""
        with self.log.reading() as cursor:
            tree = Tree(cursor)
            if wrong := [*([BEYOND] if size > tree.size else []), *([BACKWARDS] if old_size > size else [])]:
                raise NotWellFormed(*wrong)
            return tree.consistency(old_size, size)

    def receipt(self, event_id: UUID, provider_id: str) -> SignedReceipt | None:
        """That this provider's event is in the log, under a checkpoint; None where it has no receipt."""
        given = self.log.receipt(event_id, provider_id)
        if given is None or given.position is None:
            return None
        note = self._covering(given.position)
        size = checkpoint.parse_and_verify(note, self.origin, self.public_key).size
        with self.log.reading() as cursor:
            (row,) = self.log.recorder.rows(given.position, given.position)
            proof = Tree(cursor).inclusion(given.position - 1, size)
            previous = _link_before(cursor, row.originator_id, row.originator_version)
        return SignedReceipt(
            event_id,
            given.status,
            given.position,
            moment(header_of(row.state).recorded_at),
            text(clear_of(row.position, row.topic, row.state)),
            text(sha256(row.state[HEADER.size :]).digest()),
            text(previous),
            text(leaf_hash(row.link)),
            [text(each) for each in proof],
            note,
        )

    def _standing(self) -> tuple[int, bytes, _Signed | None]:
        """Size and root of a log that holds all that was signed last, and that."""
        try:
            current(self.log)
            with self.log.reading() as cursor:
                tree, last = Tree(cursor), self._last(cursor)
                if last and (last.size > tree.size or tree.root(last.size) != last.root):
                    raise HistoryChanged()
                return tree.size, tree.root(), last
        except ChainBroken:
            raise HistoryChanged() from None

    def _covering(self, position: int) -> str:
        """The last checkpoint if it counts this position, else one signed now."""
        with self.log.reading() as cursor:
            last = self._last(cursor)
        return last.note if last and last.size >= position and self._is_ours(last.note) else self.checkpoint()

    def _last(self, cursor: Cursor) -> _Signed | None:
        cursor.execute("SELECT size, root, note FROM signed")
        row = cursor.fetchone()
        return _Signed(*row) if row else None

    def _is_ours(self, note: str) -> bool:
        """False where the key was replaced since."""
        try:
            checkpoint.parse_and_verify(note, self.origin, self.public_key)
        except CheckpointBroken:
            return False
        return True


def origin(name: str) -> str:
    """The name of a service's log in checkpoints."""
    return f"ariadna/{name}"


def text(raw: bytes) -> str:
    return b64encode(raw).decode()


def _link_before(cursor: Any, stream: bytes, version: int) -> bytes:
    cursor.execute(
        "SELECT link FROM stored_events WHERE originator_id = ? AND originator_version = ?", (stream, version - 1)
    )
    row = cursor.fetchone()
    return bytes(row[0]) if row else GENESIS
