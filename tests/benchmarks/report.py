"""The figures as a table for people and as JSON for whatever else reads them."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from importlib.metadata import version
from statistics import median
from typing import Any

import msgspec
from pysqlite3 import dbapi2 as our_sqlite
from rich.console import Console
from rich.table import Table

from tests.benchmarks.figures import Figure
from tests.benchmarks.sizes import Sizes

PACKAGES = ("eventsourcing", "fastapi", "uvicorn", "pydantic", "cryptography")
HOLDS = {True: "holds", False: "missed", None: ""}


def surroundings() -> dict[str, str]:
    """What the figures were measured with."""
    return {
        "cores": str(os.cpu_count()),
        "machine": platform.machine(),
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
    """Print the table and, beneath it, what it was measured with."""
    table = Table(title=f"Medians of {sizes.rounds} interleaved runs; less than 1.5 times is noise")
    for name in ("goal", "work", "unit", "Ariadna", "peer", "ratio", "wanted", ""):
        table.add_column(name, justify="right" if name in {"Ariadna", "peer", "ratio"} else "left")
    table.add_column("peer is")
    for figure in figures:
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        table.add_row(
            figure.goal, figure.work, figure.unit, _number(figure.ours), _number(figure.peer), ratio,
            figure.wanted, HOLDS[figure.holds], figure.peer_name,
        )  # fmt: skip
    console.print(table)
    console.print(", ".join(f"{name} {value}" for name, value in surroundings().items()))
    console.print(", ".join(f"{name} {value}" for name, value in msgspec.to_builtins(sizes).items()))
    console.print(f"{seconds:.0f} s in all")


def _number(runs: Sequence[float]) -> str:
    if not runs:
        return "-"
    value = median(runs)
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
