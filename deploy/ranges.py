"""One process's share of a rebuild: a range of pathways, by log and overview alone, without doors and pages."""

import pickle
import sys
from typing import NamedTuple

from deploy.databases import KEYS, Databases
from services.pathway import NAME
from services.pathway.bookkeeping import Bookkeeping
from services.pathway.overview import FIRST, LAST, Overview
from shared.errors import AriadnaError
from shared.keys import KeyRing
from shared.store.log import Log
from shared.wrapping import Wrapping


class Range(NamedTuple):
    """The pathways from `first` to `last`, both among them, and what it takes to read them."""

    databases: Databases
    wrapping: Wrapping
    first: bytes
    last: bytes


def rebuild_range(share: Range) -> int:
    """Fold these pathways into the table beside the live one; returns how many events that took."""
    keys = KeyRing(share.databases.of(KEYS), share.wrapping)
    books = Bookkeeping(keys)
    log = Log(share.databases.of(NAME), keys, books)
    try:
        return Overview(log, books).rebuild(share.first, share.last)
    finally:
        log.close()
        keys.close()


def ranges(count: int) -> list[tuple[bytes, bytes]]:
    """The ids from 00... to ff... in `count` parts; [first, last] both belong to a part."""
    edges = [int.from_bytes(LAST, "big") * at // count for at in range(count + 1)]
    return [
        (FIRST if at == 0 else (edges[at] + 1).to_bytes(16, "big"), edges[at + 1].to_bytes(16, "big"))
        for at in range(count)
    ]


if __name__ == "__main__":
    try:
        rebuild_range(Range(*pickle.load(sys.stdin.buffer)))
    except AriadnaError as error:
        sys.exit(f"ariadna: {error.title}.")
