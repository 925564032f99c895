"""An export for an auditor: of each event its place, its clear header and hashes, never content; and what signs it."""

import json
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from deploy.checkpoints import ENDING, Checkpoints
from shared.chain.checkpoint import Checkpoint, parse_and_verify
from shared.chain.note import read_vkey
from shared.errors import HistoryChanged, UnknownPathway
from shared.files import put
from shared.store.database import each
from shared.store.log import Log
from shared.store.recorder import COLUMNS, StoredRow
from shared.store.sealed import CARRIED, HEADER, OWN
from shared.store.tree import Tree

ROWS, VKEYS = ".rows.ndjson", "vkeys.txt"
HASH = 32
Progress = Callable[[str, int, int], None]


def export(
    folder: Path, logs: Mapping[str, Log], checkpoints: Checkpoints, progress: Progress, stream: bytes | None = None
) -> dict[str, int]:
    """Write all logs up to where they are signed now, or the events of one pathway with a proof of each.

    Returns how many rows there are of each; `UnknownPathway` if there are none of that one.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = checkpoints.vkeys()
    counts = {}
    for name, text in checkpoints.write().items():
        signed = parse_and_verify(text, *read_vkey(keys[name]))
        counts[name] = _rows(folder / f"{name}{ROWS}", logs[name], signed, progress, stream)
        put(folder / f"{name}{ENDING}", text.encode())
    if stream and not any(counts.values()):
        raise UnknownPathway()
    put(folder / VKEYS, "".join(f"{key}\n" for key in keys.values()).encode())
    return counts


def _rows(path: Path, log: Log, signed: Checkpoint, progress: Progress, stream: bytes | None) -> int:
    found = f"SELECT {COLUMNS} FROM stored_events WHERE position <= ?"
    wanted: tuple[Any, ...] = (signed.size,)
    if stream:
        found, wanted = f"{found} AND originator_id = ?", (signed.size, stream)
    count = 0
    with path.open("wb") as file, log.walking() as cursor:
        tree = Tree(cursor)
        for row in map(StoredRow._make, each(cursor, f"{found} ORDER BY position", wanted)):
            proof = tree.inclusion(row.position - 1, signed.size) if stream else None
            file.write(line(row, proof))
            count += 1
            if count % 1000 == 0:
                progress(log.name, count, signed.size)
    return count


def line(row: StoredRow, proof: list[bytes] | None = None) -> bytes:
    """A row as an export has it: sorted keys, hashes in hex. Of an erased one only hashes are left."""
    told: dict[str, Any] = {"position": row.position, "topic": row.topic, "link": row.link.hex()}
    if row.topic in (OWN, CARRIED):
        told["header"] = row.state[: HEADER.size].hex()
        told["ciphertext"] = sha256(row.state[HEADER.size :]).hexdigest()
    else:
        told["stream"] = row.originator_id.hex()
        told["clear"], told["ciphertext"] = (part.hex() for part in _hashes(row.state))
    if proof is not None:
        told["proof"] = [each.hex() for each in proof]
    return json.dumps(told, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def _hashes(state: bytes) -> Iterator[bytes]:
    """The two that stand at the end of an erased row: of what was clear of it, and of its ciphertext."""
    if len(state) < 2 * HASH:
        raise HistoryChanged()
    yield from (state[-2 * HASH : -HASH], state[-HASH:])
