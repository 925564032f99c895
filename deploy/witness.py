"""A partner's own watch over logs that others keep: each checkpoint must follow from the one that was kept before."""

import time
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec

from deploy.checkpoints import ENDING
from shared.chain import note
from shared.chain.checkpoint import Checkpoint, parse_and_verify
from shared.chain.proofs import verify_consistency
from shared.errors import AriadnaError, CheckpointBroken
from shared.files import put, put_once
from shared.signing import signing_key

EVIDENCE = ".evidence.json"
KEY = "witness.pem"
NOTHING: Mapping[str, int] = {}
BROKEN = "its checkpoint is not signed by the key that was agreed on"
FORKED = "two trees of one size"
CUT = "it is shorter than what was kept: cut off, or put back to an older copy"
CHANGED = "it does not grow out of what was kept"
SAID_SO = "it says itself that its history was changed"
ITS_WORD = "/problems/history_changed"


class Away(AriadnaError):
    """The log does not answer now."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why

    @property
    def title(self) -> str:
        return f"the log does not answer now ({self.why})"


class KeptBroken(AriadnaError):
    """A kept checkpoint is not as this witness kept it; it must not be taken for what was seen before."""


class Answer(NamedTuple):
    """What a log answered: its status, and the JSON of its body."""

    status: int
    said: Any


class Ask(Protocol):
    """Asks a log's server; `Away` where it can't answer."""

    def __call__(self, path: str, query: Mapping[str, int]) -> Answer: ...


class Finding(NamedTuple):
    """What is wrong with a log, and where the evidence of it lies."""

    what: str
    evidence: Path


class Looked(NamedTuple):
    """A log as it was seen: how many events it has, and what is wrong with it."""

    size: int
    finding: Finding | None = None


class Witness:
    """Keeps in a folder the last checkpoint of each log that follows from all before, and signs it too.

    `keys` are the logs' verifier keys as they were agreed on out of band; a log's name ends in its service's.
    """

    def __init__(
        self, ask: Ask, folder: Path, keys: Sequence[str], name: str, now: Callable[[], float] = time.time
    ) -> None:
        self._ask = ask
        self._folder = folder
        self._logs = dict(map(note.read_vkey, keys))
        self._name = name
        self._key = signing_key(folder / KEY)
        self._now = now

    @property
    def logs(self) -> list[str]:
        """The names of the logs that are watched."""
        return list(self._logs)

    @property
    def vkey(self) -> str:
        """What others check this witness's signatures with."""
        return note.vkey(self._name, self._key.public_key(), note.COSIGNATURE)

    def look(self, log: str) -> Looked:
        """Hold a log to what was kept of it; what follows is kept in its place, what does not is put down as evidence.

        A log of which there is evidence is not looked at again: a new watch begins in a new folder.
        """
        evidence = self._folder / f"{_service(log)}{EVIDENCE}"
        if evidence.exists():
            return Looked(0, Finding("there is evidence already", evidence))
        kept = self._kept(log)
        answer = self._asked(log, "checkpoint")
        text = str(answer.said.get("checkpoint", ""))
        try:
            seen = parse_and_verify(text, log, self._logs[log])
        except CheckpointBroken:
            seen = Checkpoint(log, 0, b"")
        what, proof = self._judged(log, kept, seen, answer)
        if what:
            told = {"what": what, "at": int(self._now()), "kept": self._text(log), "seen": text}
            put_once(evidence, msgspec.json.format(msgspec.json.encode(told | {"answer": answer.said, "proof": proof})))
            return Looked(seen.size, Finding(what, evidence))
        if kept is None or seen.size > kept.size:
            put(self._place(log), note.cosign(text, self._name, self._key, int(self._now())).encode())
        return Looked(seen.size)

    def _judged(self, log: str, kept: Checkpoint | None, seen: Checkpoint, answer: Answer) -> tuple[str | None, Any]:
        """What is wrong, if anything is, and the proof that the log gave."""
        if answer.status == 500:
            return SAID_SO, None
        if not seen.root:
            return BROKEN, None
        if kept is None or kept == seen:
            return None, None
        if kept.size == seen.size:
            return FORKED, None
        old, new = sorted((kept, seen), key=lambda each: each.size)
        grown = self._asked(log, "consistency", {"from": old.size, "to": new.size})
        if grown.status != 200:
            return (CUT if seen is old else CHANGED), grown.said
        held = verify_consistency(old.size, old.root, new.size, new.root, _hashes(grown.said))
        return (None if held else CHANGED), grown.said

    def _asked(self, log: str, what: str, query: Mapping[str, int] = NOTHING) -> Answer:
        answer = self._ask(f"/{_service(log)}/v1/audit/{what}", query)
        if answer.status == 500 and answer.said.get("type") != ITS_WORD:
            raise Away("an error of its own")
        return answer

    def _kept(self, log: str) -> Checkpoint | None:
        """The last that was kept: `KeptBroken` unless the log and this witness signed every character of it."""
        if not (text := self._text(log)):
            return None
        try:
            note.cosigned_at(text, self._name, self._key.public_key())
            return parse_and_verify(text, log, self._logs[log])
        except CheckpointBroken:
            raise KeptBroken() from None

    def _text(self, log: str) -> str | None:
        place = self._place(log)
        return place.read_text() if place.exists() else None

    def _place(self, log: str) -> Path:
        return self._folder / f"{_service(log)}{ENDING}"


def _service(log: str) -> str:
    return log.rpartition("/")[2]


def _hashes(said: Any) -> list[bytes]:
    """The proof in an answer; one that can't be read is one that does not hold."""
    try:
        return [b64decode(each, validate=True) for each in said["proof"]]
    except (KeyError, TypeError, ValueError):
        return [b""]
