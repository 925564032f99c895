"""The erasure ledger as a file, to be kept apart and brought to a store that is made again from a backup."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from shared.erasures import Entry
from shared.errors import LedgerBroken
from shared.files import put


def write(path: Path, entries: Iterable[Entry]) -> None:
    """A line of JSON for each entry; it tells nothing without the keys of this installation."""
    put(path, msgspec.json.Encoder().encode_lines(list(entries)))


def read(path: Path) -> list[Entry]:
    """What `write` wrote; `LedgerBroken` for anything else."""
    try:
        return msgspec.json.Decoder(Entry).decode_lines(path.read_bytes())
    except msgspec.DecodeError:
        raise LedgerBroken() from None
