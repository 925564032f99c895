"""Which tokens no longer hold, though they have not expired."""

import fcntl
import json
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from shared.errors import NotReady
from shared.files import put


class Revocations:
    """Ids of tokens that no longer hold: a JSON list in a file that several processes share.

    A change made by another process is seen within a second. A file that can't be read stops everything
    (`NotReady`), for nobody could then be told from somebody whose token was revoked.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._clock = clock
        self._looked = float("-inf")
        self._stamp: tuple[int, ...] = ()
        self._ids: frozenset[str] = frozenset()

    def __contains__(self, token_id: str) -> bool:
        if self._clock() - self._looked >= 1:
            self._look()
        return token_id in self._ids

    def add(self, token_id: str) -> None:
        """Revoke a token, for all processes that share the file."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(self._path.with_suffix(".lock"), "w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            put(self._path, json.dumps(sorted({*self._read(), token_id})).encode())
        self._look()

    def _look(self) -> None:
        stamp = _stamp(self._path)
        if stamp != self._stamp:
            self._ids = self._read()
            self._stamp = stamp
        self._looked = self._clock()

    def _read(self) -> frozenset[str]:
        try:
            return frozenset(msgspec.json.decode(self._path.read_bytes(), type=list[str]))
        except FileNotFoundError:
            return frozenset()
        except (OSError, msgspec.DecodeError):
            raise NotReady() from None


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino
