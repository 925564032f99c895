"""Signed checkpoints of every log: written beside the data, and meant to be kept elsewhere too."""

import logging
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from eventsourcing.persistence import PersistenceError

from shared.chain import checkpoint
from shared.chain.checkpoint import Checkpoint
from shared.chain.note import vkey
from shared.errors import AriadnaError, CheckpointBroken, HistoryChanged
from shared.files import put
from shared.logs import kind, said
from shared.store.log import Log
from shared.store.signed import SignedLog, origin

__all__ = ["ENDING", "KEY", "Checkpoints", "origin"]

EVERY_SECONDS = 300
EVERY_EVENTS = 1000
ENDING = ".checkpoint"
KEY = "checkpoints.pem"
logger = logging.getLogger(__name__)


class Checkpoints:
    """One file a service under `checkpoints/`, replaced as a whole; signed with a key of the installation."""

    def __init__(self, data: Path, logs: Mapping[str, Log], key: Ed25519PrivateKey) -> None:
        self._folder = data / "checkpoints"
        self._public = key.public_key()
        self._logs = {name: SignedLog(log, key) for name, log in logs.items()}
        self._signed = dict.fromkeys(logs, 0)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def write(self) -> dict[str, str]:
        """Sign where each log stands now; the checkpoints, by service.

        `HistoryChanged`, after the others were signed, if one is not what was signed before.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        notes, changed = {}, []
        for name, signed in self._logs.items():
            try:
                note = notes[name] = signed.checkpoint()
            except HistoryChanged as error:
                changed.append(error)
                continue
            put(self._folder / f"{name}{ENDING}", note.encode())
            self._signed[name] = checkpoint.parse_and_verify(note, signed.origin, self._public).size
        if changed:
            raise changed[0]
        return notes

    def vkeys(self) -> dict[str, str]:
        """What others check these checkpoints with, by service (C2SP signed-note)."""
        return {name: vkey(signed.origin, self._public) for name, signed in self._logs.items()}

    def kept(self, place: Path | None = None) -> dict[str, list[Checkpoint]]:
        """The checkpoints in a folder or file, by service; `CheckpointBroken` if one is not ours to the letter."""
        found: dict[str, list[Checkpoint]] = {name: [] for name in self._logs}
        for text in self.texts(place):
            name = text.split("\n", 1)[0].rpartition("/")[2]
            if name not in found:
                raise CheckpointBroken()
            found[name].append(checkpoint.parse_and_verify(text, origin(name), self._public))
        return found

    def texts(self, place: Path | None = None) -> Iterator[str]:
        """The signed notes in a folder or file; those of this installation unless another is named."""
        where = place or self._folder
        files = sorted(where.glob(f"*{ENDING}")) if where.is_dir() else [where] if where.exists() else []
        for file in files:
            yield from _notes(file.read_text())

    def start(self) -> None:
        """Sign every five minutes or thousand events, and once more at the end."""
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join()
            self._try()

    def _run(self) -> None:
        waited = 0
        while not self._stop.wait(1):
            waited += 1
            if (waited >= EVERY_SECONDS or self._grown()) and self._try():
                waited = 0

    def _try(self) -> bool:
        try:
            self.write()
        except (AriadnaError, PersistenceError, OSError) as error:
            logger.warning(said("checkpoints_wait", error=kind(error)))
            return False
        return True

    def _grown(self) -> bool:
        try:
            return any(each.log.counted() >= self._signed[name] + EVERY_EVENTS for name, each in self._logs.items())
        except (AriadnaError, PersistenceError):
            return False


def _notes(text: str) -> Iterator[str]:
    """Signed notes that stand one after another: body, empty line, signatures."""
    found: list[str] = []
    for line in text.splitlines(keepends=True):
        if found and found[-1].startswith("— ") and not line.startswith("— "):
            yield "".join(found)
            found = []
        if found or line.strip():
            found.append(line)
    if found:
        yield "".join(found)
