"""Signed checkpoints of every log: written beside the data, and meant to be kept elsewhere too."""

import logging
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from shared.chain import checkpoint
from shared.chain.checkpoint import Checkpoint
from shared.errors import AriadnaError, CheckpointBroken
from shared.files import put
from shared.logs import kind, said
from shared.signing import signing_key
from shared.store.audit import current
from shared.store.log import Log

EVERY_SECONDS = 300
EVERY_EVENTS = 1000
ENDING = ".checkpoint"
KEY = "checkpoints.pem"
logger = logging.getLogger(__name__)


class Checkpoints:
    """One file a service under `checkpoints/`, replaced as a whole; signed with a key of the installation.

    That key is in `key_at`, or else in the folder.
    """

    def __init__(self, data: Path, logs: Mapping[str, Log], key_at: Path | None = None) -> None:
        self._folder = data / "checkpoints"
        self._key = signing_key(key_at or data / "keys" / KEY)
        self._logs = logs
        self._signed = dict.fromkeys(logs, 0)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def write(self) -> None:
        """Sign where each log stands now."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for name, log in self._logs.items():
            size, root = current(log)
            put(self._folder / f"{name}{ENDING}", checkpoint.make(origin(name), size, root, self._key).encode())
            self._signed[name] = size

    def kept(self, place: Path | None = None) -> dict[str, list[Checkpoint]]:
        """The checkpoints in a folder or file, by service; `CheckpointBroken` if one is not ours to the letter."""
        found: dict[str, list[Checkpoint]] = {name: [] for name in self._logs}
        for text in self.texts(place):
            name = text.split("\n", 1)[0].rpartition("/")[2]
            if name not in found:
                raise CheckpointBroken()
            found[name].append(checkpoint.parse_and_verify(text, origin(name), self._key.public_key()))
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
            self.write()

    def _run(self) -> None:
        waited = 0
        while not self._stop.wait(1):
            waited += 1
            try:
                if waited >= EVERY_SECONDS or self._grown():
                    self.write()
                    waited = 0
            except (AriadnaError, OSError) as error:
                logger.warning(said("checkpoints_wait", error=kind(error)))

    def _grown(self) -> bool:
        return any(log.counted() >= self._signed[name] + EVERY_EVENTS for name, log in self._logs.items())


def origin(name: str) -> str:
    return f"ariadna/{name}"


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
