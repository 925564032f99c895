"""F3: events ingested by hundreds into PostgreSQL, beside three event stores on the same server, in interleaved runs.

The peers are handed events that are ready to store, by a call in their own process; nobody posts to them. So two lines
are ours: the door, to which events are posted over HTTP while their sender has its share of the machine, and the store
alone, which is handed them as the peers are.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from tests.benchmarks import peer_node, postgres, process, streams
from tests.benchmarks.contract import Ours
from tests.benchmarks.figures import Figure
from tests.benchmarks.posting import STREAMS, streamed
from tests.benchmarks.sizes import Sizes
from tests.postgres import Postgres

BATCH = 100
WRITERS = STREAMS


class Peer(NamedTuple):
    """An event store on PostgreSQL: the ratio wanted, its table, why it is left out (empty: it is not), its append."""

    name: str
    least: float
    table: str
    absent: str
    append: Callable[[str, Path], dict[str, Any]]

    @property
    def title(self) -> str:
        return f"{self.name}: left out, {self.absent}" if self.absent else self.name


def peers() -> list[Peer]:
    """The three, each with its version or with the reason why it can't be run here."""
    on_node, no_node = peer_node.versions(), peer_node.absent()
    emmett = f"Emmett {on_node['@event-driven-io/emmett-postgresql']}"
    message_db = f"message-db {on_node['@eventide/message-db']}"
    return [
        Peer(emmett, 2.5, "emt_messages", no_node, partial(_on_node, "emmett")),
        Peer(message_db, 8, "message_store.messages", no_node, partial(_on_node, "message_db")),
        Peer(f"eventsourcing {version('eventsourcing')} recorder", 4, "bench_events", pool_absent(), _in_python),
    ]


def pool_absent() -> str:
    """Why eventsourcing can't be run on PostgreSQL here; empty if it can."""
    return "" if find_spec("psycopg_pool") else "no psycopg-pool here"


def ingests(sizes: Sizes, ours: Ours | None) -> list[Figure]:
    """For the door and for the store alone one line for each peer, and one for plain rows, which is the ceiling."""
    beside = peers()
    runs: dict[str, list[float]] = {peer.name: [] for peer in beside}
    mine, alone, rows = [], [], []
    with postgres.measured() as server:
        for at in range(sizes.rounds):
            with _lines(sizes, f"{sizes.seed}:appended:{at}") as (lines, count):
                for peer in beside:
                    if not peer.absent:
                        runs[peer.name].append(appended(server, peer, lines, count))
                if ours:
                    alone.append(stored(server, ours, lines, count))
            rows.append(_rows(server, sizes, at))
            if ours:
                mine.append(posted(server, ours, sizes, at))
    ceiling = partial(Figure, peer=rows, peer_name=f"bare PostgreSQL {server.version}, plain rows")
    figures = []
    for name, side in ((f"NDJSON ingest by {BATCH}, PostgreSQL", mine), (f"store alone by {BATCH}, PostgreSQL", alone)):
        work = {"goal": "F3", "work": name, "unit": "events/s", "ours": side}
        figures += [Figure(peer=runs[peer.name], peer_name=peer.title, least=peer.least, **work) for peer in beside]
        figures.append(ceiling(**work))
    return figures


def posted(server: Postgres, ours: Ours, sizes: Sizes, at: int) -> float:
    """Events a second that our door takes in, with everything on."""
    with postgres.fresh(server) as url, TemporaryDirectory() as directory:
        serving, port, tokens = ours.start_server(Path(directory), url)
        try:
            return streamed(sizes, port, tokens, BATCH, at, sizes.appended).rate
        finally:
            process.stop(serving)


def stored(server: Postgres, ours: Ours, lines: Path, count: int) -> float:
    """Events a second that our store takes in when it is handed them, with everything on."""
    with postgres.fresh(server) as url, TemporaryDirectory() as directory:
        done = ours.append(Path(directory), url, lines, BATCH, WRITERS)
        kept = postgres.counted(server, url, "intake.stored_events")
    if not kept >= count == done["events"]:
        raise RuntimeError(f"of {count} events {kept} were kept")
    return float(done["events"] / done["seconds"])


def appended(server: Postgres, peer: Peer, lines: Path, count: int) -> float:
    """Events a second, if the peer kept them all."""
    with postgres.fresh(server) as url:
        done = peer.append(url, lines)
        kept = postgres.counted(server, url, peer.table)
    if kept != count:
        raise RuntimeError(f"{peer.name} kept {kept} of {count} events")
    return float(done["events"] / done["seconds"])


@contextmanager
def _lines(sizes: Sizes, seed: str) -> Iterator[tuple[Path, int]]:
    with TemporaryDirectory() as directory:
        lines = Path(directory) / "events.ndjson"
        yield lines, streams.write(lines, sizes.appended, BATCH, sizes.pathways, seed)


def _rows(server: Postgres, sizes: Sizes, at: int) -> float:
    with postgres.fresh(server) as url:
        work = "tests.benchmarks.ceiling_postgres:append"
        done = process.apart(work, url, sizes.appended, BATCH, f"{sizes.seed}:rows:{at}")
    return float(done["events"] / done["seconds"])


def _on_node(script: str, url: str, lines: Path) -> dict[str, Any]:
    return peer_node.append(script, postgres.for_node(url), lines, BATCH, WRITERS)


def _in_python(url: str, lines: Path) -> dict[str, Any]:
    work = "tests.benchmarks.peer_postgres:append"
    return process.apart(work, postgres.settings(url), str(lines), BATCH, WRITERS)
