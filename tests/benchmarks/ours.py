"""Our side of the benchmarks: the real door in a process of its own, the real import and the real rebuild."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from deploy.databases import KEYS
from deploy.ranges import ranges
from deploy.wiring import Embedded
from shared.access import Signer
from shared.door.admission import admit
from shared.store.entries import Draft
from tests.benchmarks import process
from tests.benchmarks.contract import Served
from tests.benchmarks.events import SEED, Events
from tests.benchmarks.our_network import absent, spread, tokens

__all__ = ["absent", "append", "fill", "readers", "rebuild", "schemas", "spread", "start_all", "start_server"]

PAGE = 1000


def start_server(data_dir: Path, database: str = "") -> Served:
    """`ariadna serve intake`: the door as it runs when each service has its own process."""
    return _served(data_dir, database, "intake")


def start_all(data_dir: Path) -> Served:
    """`ariadna serve`: all services in one process."""
    return _served(data_dir, "")


def _served(data_dir: Path, database: str, *services: str) -> Served:
    data_dir.mkdir(parents=True, exist_ok=True)
    token = Signer.load_or_create(data_dir / "keys").issue("BCN-FAR", "worker", "st_1", minutes=60)
    port = process.free_port()
    if database:
        command = ["-m", "tests.benchmarks.our_door", str(port), str(data_dir), json.dumps(schemas(database))]
    else:
        run = "from deploy.cli import main; main()"
        command = ["-c", run, "serve", *services, "--port", str(port), "--data", str(data_dir)]
    return process.start([sys.executable, *command], port), port, [token]


def readers(data_dir: Path, count: int) -> list[str]:
    """Tokens of several who look at what is served."""
    return tokens(Signer.load_or_create(data_dir / "keys"), count)


def append(data_dir: Path, database: str, lines: Path, batch: int, writers: int) -> dict[str, Any]:
    """The intake's log alone, in a process of its own."""
    work = "tests.benchmarks.our_store:append"
    return process.apart(work, str(data_dir), schemas(database), str(lines), batch, writers)


def schemas(database: str) -> dict[str, str]:
    """A schema of a database for the keys and one for the door: their URLs by name."""
    names = (KEYS, "intake")
    with psycopg.connect(database, autocommit=True) as connection:
        for name in names:
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
    return {name: make_conninfo(database, options=f"-csearch_path={name}") for name in names}


def fill(data_dir: Path, pathways: int, events_each: int) -> None:
    """Store the histories through the door's own checks, carry them to the pathway service and fold them."""
    ariadna = Embedded(data_dir)
    reader = ariadna.reader_for("BCN-FAR", "worker")
    now = datetime.now(UTC)
    page: list[Draft] = []
    for history in Events(SEED).histories(pathways, events_each):
        for event in history:
            draft = admit(orjson.dumps(event), "intake", reader, now)
            assert isinstance(draft, Draft), draft
            page.append(draft)
        if len(page) >= PAGE:
            ariadna.services["intake"].log.post(page)
            page = []
    ariadna.services["intake"].log.post(page)
    ariadna.settle()
    ariadna.close()


def rebuild(data_dir: Path, processes: int = 1) -> tuple[float, int]:
    """Each process takes a range of ids; the clock runs from the first start of work to the last end."""
    ariadna = Embedded(data_dir, only="pathway")
    upto = ariadna.pathways.overview.begin_rebuild()
    with ThreadPoolExecutor(processes) as pool:
        shares = [
            pool.submit(process.apart, "tests.benchmarks.our_share:share", str(data_dir), first.hex(), last.hex(), core)
            for core, (first, last) in enumerate(ranges(processes))
        ]
        done = [share.result() for share in shares]
    ariadna.pathways.overview.finish_rebuild(upto)
    ariadna.close()
    seconds = max(each["ended"] for each in done) - min(each["started"] for each in done)
    return sum(each["events"] for each in done) / seconds, sum(each["peak_rss"] for each in done)
