"""What `tests/benchmarks/ours.py` offers, so that our side can be run beside the peers."""

import subprocess
from collections.abc import Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

DOOR = "/intake/v1/events"

Served = tuple[subprocess.Popen[bytes], int, Sequence[str]]


class Spread(Protocol):
    """Services over PostgreSQL and Kafka, each a process; the port of the door, and that of the views."""

    door: int
    views: int
    token: str

    def readers(self, count: int) -> Sequence[str]:
        """The tokens of so many workers."""

    def start_views(self) -> None:
        """Let the service that shows the views begin; until then what is posted waits in Kafka."""

    def published(self) -> int:
        """How many events lie in Kafka."""

    def taken_in(self) -> int:
        """How many of them the store of the views holds."""


class Ours(Protocol):
    """The functions of `tests.benchmarks.ours`, with everything on: validation, keys, chain, de-duplication."""

    def start_server(self, data_dir: Path, database: str = "") -> Served:
        """Serve the (absent or empty) store in `data_dir` on loopback: the process, its port, and the tokens.

        With the URL of an empty PostgreSQL database the store is there instead.

        Returns once it accepts. Each token is a provider's worker who may open pathways and post at `DOOR`;
        no rate limit stands in the way. The caller stops the process by SIGTERM.
        """

    def start_all(self, data_dir: Path) -> Served:
        """The same, with every service in that process: what is posted at `DOOR` comes to be seen in the views."""

    def readers(self, data_dir: Path, count: int) -> Sequence[str]:
        """The tokens of so many workers of the provider that posts, who look at what `start_all` serves."""

    def append(self, data_dir: Path, database: str, lines: Path, batch: int, writers: int) -> dict[str, Any]:
        """Append a file of events to the store in an empty PostgreSQL database, without a door: events and seconds."""

    def spread(self, folder: Path) -> AbstractContextManager["Spread"]:
        """The distributed form in an empty folder, for as long as the context lasts."""

    def absent(self) -> str:
        """Why that can't be run on this machine; empty if it can."""

    def fill(self, data_dir: Path, pathways: int, events_each: int) -> None:
        """Store `Events(SEED).histories(pathways, events_each)` in the empty `data_dir`, by a door or an import."""

    def rebuild(self, data_dir: Path, processes: int = 1) -> tuple[float, int]:
        """Rebuild all views in fresh processes, each held to one core: events a second and peak memory.

        Memory in bytes, summed over the processes; `process.apart(..., cores=1)` runs and measures one.
        """


def ours() -> Ours:
    return cast(Ours, import_module("tests.benchmarks.ours"))
