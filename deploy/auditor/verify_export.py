"""Checks an export of audit logs. Needs Python 3.11 and the package `cryptography`, and believes nobody.

    python -I verify_export.py EXPORT --key 'ariadna/intake+1a2b3c4d+AbCd...' --kept my-checkpoints/

What is in an export (made by `ariadna export-audit`), for each log:

    intake.rows.ndjson    a line for each event: its place, its clear header, the hash of what is sealed, its link
    intake.checkpoint     how many events the log has, and the root of the tree over them, signed
    vkeys.txt             the keys to check that with; say yours with --key, as you were given them by another way

What is checked:

    link = SHA256(0x02 | link before of the same pathway | SHA256(header | place | topic) | SHA256(sealed))
    leaf = SHA256(0x00 | link), node = SHA256(0x01 | left | right): the tree of RFC 6962 over all leaves in order
    the root at the size of every checkpoint, the export's, those you kept and those of receipts, and its signature

Part of a log, one pathway, has a proof for each row instead of all others. It can't show that none was left out at
its end: for that ask for the whole log. Exit code 0: all holds. 4: not, and the first bad row of each log is named.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HEADER, STREAM, EVENT, STAMP = 74, slice(10, 26), slice(26, 42), slice(50, 58)
ZEROS = bytes(32)
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
HELD, TAMPERED, ROWS = 0, 4, ".rows.ndjson"
UNREADABLE = (KeyError, TypeError, ValueError, IndexError, AttributeError)
OPTIONS = (
    ("--key", str, "a log's verifier key (name+hash+key), for each log; the export's own if there is none"),
    ("--kept", Path, "checkpoints that you kept: a file or a folder; repeatable"),
    ("--receipt", Path, "a signed receipt, as JSON; repeatable"),
)
Tree = tuple[str, int, bytes]
Keys = Mapping[str, tuple[bytes, Ed25519PublicKey]]


class Bad(Exception):
    """What does not hold."""


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def main() -> int:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("export", type=Path, help="the folder of the export")
    for name, kind, text in OPTIONS:
        told.add_argument(name, action="append", type=kind, default=[], help=text)
    told.add_argument("--quiet", action="store_true", help="no progress")
    said = told.parse_args()
    files = sorted(said.export.glob(f"*{ROWS}"))
    missing = [path for path in (*said.kept, *said.receipt) if not path.exists()]
    if not files or missing:
        told.error(f"{missing[0]} is not there" if missing else "there is no export in this folder")
    if not said.key:
        warn("No --key: the keys are taken from the export itself, which proves nothing about who signed it.")
    try:
        keys = dict(map(read_vkey, said.key or (said.export / "vkeys.txt").read_text().split()))
    except (Bad, OSError):
        told.error("a key can't be read")
    findings = list(check(said, files, keys))
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    return TAMPERED if findings else HELD


def check(said: argparse.Namespace, files: list[Path], keys: Keys) -> Iterator[str]:
    """Every finding, one for each log, receipt or checkpoint at most."""
    kept: dict[str, list[tuple[int, bytes]]] = {name: [] for name in keys}
    for what, source in [*notes(said), *((path.name, path) for path in said.receipt)]:
        try:
            name, size, root = opened(source, keys) if isinstance(source, str) else receipt(source, keys)
            kept[name].append((size, root))
        except (Bad, *UNREADABLE) as error:
            yield f"{what}: {words(error)}"
    names = {name.rpartition("/")[2]: name for name in keys}
    for log in sorted(names.keys() | {path.name.removesuffix(ROWS) for path in files}):
        path = said.export / f"{log}{ROWS}"
        try:
            if log not in names or not path.exists() or not kept[names[log]]:
                raise Bad("its rows, its key or a signed checkpoint of it is not there")
            sys.stdout.write(f"{log}: {Log(path, kept[names[log]], said.quiet).check()}\n")
        except Bad as error:
            yield f"{log}: {error}"


class Log:
    """One log of an export, held against checkpoints whose signatures hold."""

    def __init__(self, path: Path, checkpoints: list[tuple[int, bytes]], quiet: bool) -> None:
        self.path = path
        self.heads: dict[bytes, bytes] = {}
        self.checkpoints = checkpoints
        self.largest = max(checkpoints)
        self.quiet = quiet
        self.peaks: list[tuple[int, bytes]] = []
        self.is_part: bool | None = None
        self.last, self.expected = 0, 1
        self.rows = 0
        self.erased = 0

    def check(self) -> str:
        started = time.monotonic()
        with self.path.open("rb") as lines:
            for line in lines:
                try:
                    self.take(line)
                except (Bad, *UNREADABLE) as error:
                    raise Bad(f"position {self.expected}: {words(error)}") from None
                if not self.quiet and self.rows % 50_000 == 0:
                    rate = self.rows / (time.monotonic() - started)
                    warn(f"{self.path.name}: {self.rows:,} of {self.largest[0]:,} rows, {rate:,.0f}/s")
        return self.part() if self.is_part else self.whole()

    def take(self, line: bytes) -> None:
        """The next row: written as it must be, in its place, its link following, its leaf in the tree."""
        self.expected = self.last + 1
        row = json.loads(line)
        if json.dumps(row, separators=(",", ":"), sort_keys=True).encode() + b"\n" != line:
            raise Bad("it is not written as an export writes it")
        if self.is_part is None:
            self.is_part = "proof" in row
        if not self.is_part and row["position"] > self.expected:
            raise Bad("missing")
        if row["position"] <= self.last or self.is_part != ("proof" in row):
            raise Bad("it is not in its place")
        self.expected = self.last = row["position"]
        stream, clear = self.cleared(row)
        link = sha256(b"\x02", self.heads.get(stream, ZEROS), clear, hexed(row["ciphertext"]))
        if link != hexed(row["link"]):
            raise Bad("its link does not follow from the one before")
        self.heads[stream] = link
        self.rows += 1
        self.count(sha256(b"\x00", link), row.get("proof"))

    def cleared(self, row: dict[str, Any]) -> tuple[bytes, bytes]:
        """The pathway of a row, and the hash of what is clear of it, of which an erased row has no more."""
        if row["topic"] == "erased":
            self.erased += 1
            return hexed(row["stream"], 16), hexed(row["clear"])
        header = hexed(row["header"], HEADER)
        if header[0] != 1 or row["topic"] not in ("own", "carried"):
            raise Bad("its format is unknown")
        return header[STREAM], sha256(header, row["position"].to_bytes(8, "big"), row["topic"].encode())

    def count(self, leaf: bytes, proof: list[str] | None) -> None:
        """Add a leaf to the tree, and compare the tree with what was signed of it; or follow its proof."""
        if proof is not None:
            size, root = self.largest
            if not included(leaf, self.last - 1, size, [hexed(each) for each in proof], root):
                raise Bad("it is not in the tree that was signed")
            return
        self.peaks.append((0, leaf))
        while len(self.peaks) > 1 and self.peaks[-1][0] == self.peaks[-2][0]:
            (level, left), (_, right) = self.peaks[-2:]
            self.peaks[-2:] = [(level + 1, sha256(b"\x01", left, right))]
        signed = {root for size, root in self.checkpoints if size == self.rows}
        if len(signed) > 1:
            raise Bad("two trees of this size were signed")
        if signed and signed != {self.root()}:
            raise Bad("the log up to here is not the one that was signed")

    def root(self) -> bytes:
        if not self.peaks:
            return sha256()
        root = self.peaks[-1][1]
        for _, peak in reversed(self.peaks[:-1]):
            root = sha256(b"\x01", peak, root)
        return root

    def whole(self) -> str:
        size, root = self.largest
        if self.rows < size:
            raise Bad(f"position {self.rows + 1}: missing: a checkpoint counts {size} events")
        if self.rows > size:
            raise Bad(f"position {size + 1}: beyond what was signed")
        if self.rows == 0 and root != self.root():
            raise Bad("it is empty, and something else was signed")
        told = f", {self.erased:,} of them erased" if self.erased else ""
        return f"{self.rows:,} events{told} hold, up to {len(set(self.checkpoints))} signed checkpoints"

    def part(self) -> str:
        others = {size for size, _ in self.checkpoints} - {self.largest[0]}
        if len({root for size, root in self.checkpoints if size == self.largest[0]}) > 1:
            raise Bad(f"two trees of {self.largest[0]} events were signed")
        for size in sorted(others):
            warn(f"{self.path.name}: a checkpoint of {size:,} events can't be compared with a part of the log")
        return f"{self.rows:,} events of a part hold, in a log of {self.largest[0]:,}"


def included(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """Whether a leaf is number `index` in the tree of this size and root (RFC 9162, section 2.1.3.2)."""
    last = size - 1
    if index > last:
        return False
    for sibling in proof:
        if last == 0:
            return False
        if index & 1 or index == last:
            leaf = sha256(b"\x01", sibling, leaf)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            leaf = sha256(b"\x01", leaf, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and leaf == root


def receipt(path: Path, keys: Keys) -> Tree:
    """The checkpoint of a signed receipt, which shows that its event is in the tree."""
    said = json.loads(path.read_text())
    envelope = unbased(said["envelope"])
    link = sha256(b"\x02", unbased(said["previous"]), sha256(envelope), unbased(said["ciphertext_hash"]))
    leaf, position = sha256(b"\x00", link), said["position"]
    stamp = EPOCH + timedelta(microseconds=int.from_bytes(envelope[STAMP], "big", signed=True))
    shown = (envelope[EVENT].hex(), int.from_bytes(envelope[HEADER : HEADER + 8], "big"), stamp)
    if shown != (said["event_id"].replace("-", ""), position, datetime.fromisoformat(said["recorded_at"])):
        raise Bad("it is of another event")
    name, size, root = opened(said["checkpoint"], keys)
    if not included(leaf, position - 1, size, [unbased(each) for each in said["proof"]], root):
        raise Bad("its event is not in the tree that was signed")
    return name, size, root


def notes(said: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """The signed notes of the export, and those that were kept: which file, and the text."""
    for place in (said.export, *said.kept):
        for path in sorted(place.glob("*.checkpoint")) if place.is_dir() else [place]:
            found = re.findall(r"\S[^—]*(?:— .*\n)+", path.read_text())
            yield from ((path.name, note) for note in found or [""])


def opened(note: str, keys: Keys) -> Tree:
    """Name, size and root of a checkpoint that its log's key signed."""
    body, gap, signatures = note.rpartition("\n\n")
    text = body + "\n"
    name, size, root = text.split("\n")[:3]
    if name not in keys or not gap or not size.isascii() or not size.isdigit():
        raise Bad("it is no checkpoint of a log whose key was given")
    key_id, key = keys[name]
    ours = [line for line in signatures.splitlines() if line.startswith(f"— {name} ")]
    signed = [raw[4:] for line in ours if (raw := unbased(line.rpartition(" ")[2]))[:4] == key_id]
    if not signed:
        raise Bad("it is not signed by the log's key")
    try:
        for signature in signed:
            key.verify(signature, text.encode())
    except InvalidSignature:
        raise Bad("its signature does not hold") from None
    return name, int(size), unbased(root)


def read_vkey(text: str) -> tuple[str, tuple[bytes, Ed25519PublicKey]]:
    """The name in a verifier key, and what is needed to check by it."""
    name, _, rest = text.partition("+")
    key_id, _, key = rest.partition("+")
    raw = unbased(key)
    if raw[:1] != b"\x01" or len(raw) != 33 or sha256(name.encode(), b"\n", raw)[:4].hex() != key_id:
        raise Bad("it is no verifier key")
    return name, (bytes.fromhex(key_id), Ed25519PublicKey.from_public_bytes(raw[1:]))


def hexed(text: str, width: int = 32) -> bytes:
    raw = bytes.fromhex(text)
    if len(raw) != width or raw.hex() != text:
        raise Bad("it is not written as an export writes it")
    return raw


def unbased(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (TypeError, ValueError):
        raise Bad("it can't be read") from None


def words(error: Exception) -> str:
    return str(error) if isinstance(error, Bad) else "it can't be read"


def warn(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
