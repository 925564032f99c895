"""Every stream's key wrapped anew under another key-encryption key; no event is touched.

Whatever stops it, what was done is kept and the rest is still opened by the key before: running it again goes on.
"""

from collections.abc import Callable
from typing import NamedTuple

from shared.errors import KeysUnreadable
from shared.store.database import Database
from shared.wrapping import Changing

PAGE = 100
Progress = Callable[[int, int], None]


class Rewrapped(NamedTuple):
    """How many keys there are, and how many of them were wrapped anew now."""

    keys: int
    anew: int


def quiet(done: int, of: int) -> None:
    """Tell nobody."""


def rewrap(database: Database, wrapping: Changing, progress: Progress = quiet, page: int = PAGE) -> Rewrapped:
    """Wrap anew, by some at a time, what only the one before opens; `KeysUnreadable` if neither opens a key."""
    with database.reading() as cursor:
        cursor.execute("SELECT COUNT(*) FROM stream_keys")
        (of,) = cursor.fetchone()
    done = anew = last = 0
    while rows := _page(database, last, page):
        changed = [change for row in rows if (change := _change(wrapping, *row))]
        if changed:
            _store(database, changed)
        last, done, anew = rows[-1][0], done + len(rows), anew + len(changed)
        progress(done, max(of, done))
    return Rewrapped(done, anew)


def _store(database: Database, changed: list[tuple[bytes, int, bytes]]) -> None:
    """Only what is as it was read: a key that was destroyed meanwhile stays so."""
    with database.writing() as cursor:
        cursor.executemany("UPDATE stream_keys SET wrapped = ? WHERE key_id = ? AND wrapped = ?", changed)


def _page(database: Database, last: int, size: int) -> list[tuple[int, bytes, bytes]]:
    with database.reading() as cursor:
        cursor.execute(
            "SELECT key_id, stream, wrapped FROM stream_keys WHERE key_id > ? AND wrapped IS NOT NULL "
            "ORDER BY key_id LIMIT ?",
            (last, size),
        )
        return [(key_id, bytes(stream), bytes(wrapped)) for key_id, stream, wrapped in cursor.fetchall()]


def _change(wrapping: Changing, key_id: int, stream: bytes, wrapped: bytes) -> tuple[bytes, int, bytes] | None:
    try:
        wrapping.now.unwrap(wrapped, stream)
    except KeysUnreadable:
        return wrapping.now.wrap(wrapping.old.unwrap(wrapped, stream), stream), key_id, wrapped
    return None
