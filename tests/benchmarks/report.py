"""The figures in lines of 80 characters for people, and as JSON for whatever else reads them."""

import os
import platform
import sqlite3
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from statistics import median
from textwrap import wrap
from typing import Any

import msgspec
from pysqlite3 import dbapi2 as our_sqlite
from rich.console import Console

from tests.benchmarks.figures import Figure
from tests.benchmarks.sizes import Sizes

PACKAGES = ("eventsourcing", "fastapi", "uvicorn", "pydantic", "cryptography")
HOLDS = {True: "holds", False: "missed", None: ""}
WIDTH = 80


def surroundings() -> dict[str, str]:
    """What the figures were measured with; `load` are the last 1, 5 and 15 minutes, our own part in it included."""
    return {
        "cores": str(os.cpu_count()),
        "machine": platform.machine(),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.release()}",
        "load": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "Python": platform.python_version(),
        "SQLite (ours, bare rows)": our_sqlite.sqlite_version,
        "SQLite (eventsourcing)": sqlite3.sqlite_version,
        **{package: version(package) for package in PACKAGES},
    }


def as_json(figures: Sequence[Figure], sizes: Sizes, seconds: float) -> dict[str, Any]:
    return {
        "with": surroundings(),
        "sizes": msgspec.to_builtins(sizes),
        "seconds": round(seconds, 1),
        "figures": [figure.as_json() for figure in figures],
    }


def show(figures: Sequence[Figure], sizes: Sizes, seconds: float, console: Console) -> None:
    """Print the figures by goal and peer and, beneath them, what they were measured with."""
    for line in lines(figures, sizes, seconds):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def lines(figures: Sequence[Figure], sizes: Sizes, seconds: float) -> Iterator[str]:
    """The report: the figures of a peer beneath its name, two lines each."""
    yield f"Medians of {sizes.rounds} interleaved runs, seed {sizes.seed}; a difference under 1.5 times is noise."
    for (goal, peer), group in groupby(figures, key=lambda figure: (figure.goal, figure.peer_name)):
        yield ""
        yield f"{goal} beside {peer}".strip() if peer else goal
        for figure in group:
            yield f"  {figure.work}, {figure.unit}"
            yield _figures(figure)
    yield ""
    for title, told in (("with", surroundings()), ("sizes", msgspec.to_builtins(sizes))):
        yield from wrap(f"{title}: {', '.join(f'{name} {value}' for name, value in told.items())}", WIDTH)
    yield f"{seconds:.0f} s in all"


def _figures(figure: Figure) -> str:
    ratio = "-" if figure.ratio is None else f"{figure.ratio:.2f}"
    sides = f"Ariadna {_number(figure.ours):>9}   peer {_number(figure.peer):>9}   ratio {ratio:>5}"
    wanted = f"wanted {figure.wanted}" if figure.wanted else ""
    return f"    {sides}   {wanted:<16} {HOLDS[figure.holds]}".rstrip()


def _number(runs: Sequence[float]) -> str:
    if not runs:
        return "-"
    value = median(runs)
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def _processor() -> str:
    """The processor's name, where the system tells it."""
    told = Path("/proc/cpuinfo")
    named = [line for line in told.read_text().splitlines() if line.startswith("model name")] if told.exists() else []
    return named[0].partition(":")[2].strip() if named else platform.processor() or "unknown"
