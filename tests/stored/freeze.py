"""Freezes a store of this program for ever: `python -m tests.stored.freeze` at a release, once.

It is kept as a backup of the logs, a copy of the keys, and a key-encryption key that protects nothing: every
woman, organisation and key in it is made up. `expected.json` says what the store must read as, whatever is
released later. What lies there is never written again.
"""

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import orjson

from deploy.importing import Importer, as_register
from deploy.reading.lines import Row
from deploy.recovery.backup import backup
from deploy.recovery.places import opened
from deploy.wiring import Embedded
from services.pathway import domain
from services.pathway.bookkeeping import Bookkeeping
from shared.contracts import FACTS
from shared.store.sealed import uuid_text
from tests.faults.work import rounds
from tests.journeys.story import register, story

HERE = Path(__file__).parent
KEK = b"made up for tests; protects none"
PATHWAYS = [str(UUID(int=0x5EED << 112 | number, version=4)) for number in range(6)]
FIRST_DAY = date(2026, 1, 5)
AS_OF = date(2027, 6, 1)


def samples() -> Iterable[dict[str, Any]]:
    """Every line of `1.ndjson` as a register's row, over some pathways and two years."""
    for number, line in enumerate((HERE / "1.ndjson").read_text("utf-8").splitlines()):
        sample = json.loads(line)
        day = FIRST_DAY - timedelta(days=600) + timedelta(days=number)
        yield sample | {
            "event_id": str(UUID(int=number + 1, version=4)),
            "pathway_id": None if FACTS[sample["type"]].stream == "provider" else PATHWAYS[number % len(PATHWAYS)],
            "provider_id": ("BCN-FAR", "MIL-ARTE")[number % 2],
            "occurred_on": day.isoformat(),
            "recorded_at": f"{day.isoformat()}T18:00:00Z",
        }


def fill(data: Path) -> None:
    """A register of all samples and of one woman's hundred days, and posts at every door."""
    (data / "keys").mkdir(parents=True, mode=0o700)
    (data / "keys" / "kek").touch(mode=0o600)
    (data / "keys" / "kek").write_text(KEK.hex() + "\n")
    ariadna = Embedded(data)
    importer = Importer(ariadna, as_register(datetime.now(UTC)), data / "refused.ndjson")
    rows = [*samples(), *register(story(PATHWAYS[0]))]
    totals = importer.run(Row(0, row, None, "") for row in rows)
    assert totals.accepted == len(rows), totals
    ariadna.settle()
    ariadna.close()
    rounds(data, data / "paper", Random("frozen").getrandbits(64))


def reads_as(ariadna: Embedded) -> dict[str, Any]:
    """What a store holds and what its histories say: types, events, and a hash for each figure of each pathway.

    An event that is put under another ring of keys is there twice and is still one.
    """
    log = ariadna.services["pathway"].log
    books = Bookkeeping(ariadna.keys)
    found: dict[str, Any] = {"types": types_in(ariadna), "pathways": {}}
    for stream in ariadna.pathways.overview.streams():
        with log.reading() as cursor:
            events = [*books.provider_level(cursor), *books.her_events(cursor, stream)]
        pathway = domain.fold(uuid_text(stream), events, AS_OF)
        rows = [plain(row) for row in domain.history(pathway)]
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        found["pathways"][uuid_text(stream)] = {
            "views": hashes(domain.views(pathway)),
            "history": hashes(columns),
            "overview": hashes(domain.overview(pathway)),
        }
    found["events"] = {
        name: len({row.event_id for row in service.log.scan()}) for name, service in sorted(ariadna.services.items())
    }
    return found


def types_in(ariadna: Embedded) -> list[str]:
    """Every type that any log holds; each event is opened."""
    logs = [service.log for service in ariadna.services.values()]
    return sorted({log.mapper.open(row.state).type for log in logs for row in log.scan()})


def plain(value: Any) -> Any:
    return json.loads(orjson.dumps(value, default=json.loads))


def hashes(figures: Mapping[str, Any]) -> dict[str, str]:
    """Each figure's hash by its name, so that a figure may be added later, and a changed one is named."""
    canonical = {
        name: orjson.dumps(value, default=bytes, option=orjson.OPT_SORT_KEYS) for name, value in figures.items()
    }
    return {name: sha256(text).hexdigest()[:16] for name, text in sorted(canonical.items())}


def main() -> None:
    folder = HERE / version("ariadna")
    folder.mkdir()
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch) / "data"
        fill(data)
        with opened(data) as store:
            made = backup(store, folder / "logs", folder / "copies")
        made.keys.rename(folder / "keys")
        shutil.rmtree(folder / "copies")
        shutil.copy(data / "keys" / "kek", folder / "kek")
        ariadna = Embedded(data)
        expected = reads_as(ariadna)
        ariadna.close()
    assert set(expected["types"]) == set(FACTS), set(FACTS) - set(expected["types"])
    (folder / "expected.json").write_text(json.dumps(expected, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
