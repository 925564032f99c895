"""The overview of a folder rebuilt from its log, by one process or by several with a range of ids each."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from deploy.databases import Databases
from deploy.wiring import Embedded, Installation
from services.pathway.overview import FIRST, LAST
from shared.settings import Settings

Progress = Callable[[int], None]


def rebuild(ariadna: Installation, processes: int, progress: Progress = lambda done: None) -> tuple[int, int]:
    """Rebuild and put in place; returns (pathways, rows that differed from the live overview)."""
    overview = ariadna.pathways.overview
    upto = overview.begin_rebuild()
    if processes == 1:
        overview.rebuild(progress=progress)
    else:
        with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
            ranges = [(ariadna.data, ariadna.databases, ariadna.settings, *bounds) for bounds in _ranges(processes)]
            for _ in pool.map(rebuild_range, ranges):
                pass
    return overview.finish_rebuild(upto)


def rebuild_range(range_of: tuple[Path, Databases, Settings, bytes, bytes]) -> int:
    """One process's share: the pathways of a range of ids; returns how many events that took."""
    data, databases, settings, first, last = range_of
    ariadna = Embedded(data, "pathway", databases, settings)
    try:
        return ariadna.pathways.overview.rebuild(first, last)
    finally:
        ariadna.close()


def _ranges(count: int) -> list[tuple[bytes, bytes]]:
    """The ids from 00... to ff... in `count` parts; [first, last] both belong to a part."""
    edges = [int.from_bytes(LAST, "big") * at // count for at in range(count + 1)]
    return [
        (FIRST if at == 0 else (edges[at] + 1).to_bytes(16, "big"), edges[at + 1].to_bytes(16, "big"))
        for at in range(count)
    ]
