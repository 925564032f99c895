"""A store that an earlier release wrote is restored, verified, read and folded as on the day it was frozen."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.databases import Servers
from deploy.rebuilding import rebuild
from deploy.recovery.restore import restore
from deploy.wiring import Embedded
from shared.contracts import FACTS
from shared.store.audit import verify
from tests.deploy.command import ariadna, row, written
from tests.stored.freeze import HERE, KEK, reads_as

RELEASES = sorted(path.parent for path in HERE.glob("*/expected.json"))
IN_ANOTHER_PROCESS = "import json, sys; from pathlib import Path; from deploy.wiring import Embedded; \
from tests.stored.freeze import reads_as; print(json.dumps(reads_as(Embedded(Path(sys.argv[1])))))"


@pytest.fixture(scope="module", params=RELEASES, ids=lambda path: path.name)
def release(request):
    return request.param


@pytest.fixture
def data(release, tmp_path):
    """The frozen store in a place of its own; a repository keeps no modes."""
    shutil.copy(release / "kek", tmp_path / "kek")
    os.chmod(tmp_path / "kek", 0o600)
    found = restore(release / "logs", release / "keys", tmp_path / "kek", tmp_path / "data")
    assert found.findings == {}
    return tmp_path / "data"


@pytest.fixture
def store(release, tmp_path, databases):
    """The same, over each database in turn: what SQLite held is restored into PostgreSQL too."""
    kek, new = tmp_path / "kek", tmp_path / "data"
    shutil.copy(release / "kek", kek)
    os.chmod(kek, 0o600)
    servers = databases if isinstance(databases, Servers) else None
    assert restore(release / "logs", release / "keys", kek, new, servers=servers).findings == {}
    if servers:
        shutil.copy(kek, new / "keys")
    found = Embedded(new, databases=databases)
    yield found
    found.close()


def expected(release):
    return json.loads((release / "expected.json").read_text())


def differing(found, wanted):
    """Each frozen figure that is another now; figures that came later are nobody's business.

    Rows of the overview are the program's own: another shape folds all of them afresh.
    """
    return [
        (pathway, kind, name)
        for pathway, kinds in wanted["pathways"].items()
        for kind, figures in kinds.items()
        if kind != "overview"
        for name, value in figures.items()
        if found["pathways"].get(pathway, {}).get(kind, {}).get(name) != value
    ]


def test_there_is_a_frozen_store():
    assert Path("0.1.0") in [path.relative_to(HERE) for path in RELEASES]


def test_the_frozen_key_encryption_key_says_that_it_is_made_up(release):
    assert bytes.fromhex((release / "kek").read_text()) == KEK


@pytest.mark.promise("R3")
def test_every_event_is_read_and_every_history_folds_as_it_did(store, release, tally):
    found, wanted = reads_as(store), expected(release)
    assert found["types"] == wanted["types"]
    assert found["events"] == wanted["events"]
    assert wanted["pathways"]
    counts = {name: len(wanted[name]) for name in ("types", "pathways")}
    tally(release.name, **counts, events=sum(wanted["events"].values()), differing=0)
    assert differing(found, wanted) == []


def test_the_first_release_knew_all_but_the_types_that_came_later(release):
    assert set(expected(release)["types"]) <= set(FACTS)
    assert len(expected(release)["types"]) > 80


def test_a_figure_that_is_another_is_named(store, release):
    wanted = expected(release)
    pathway = next(iter(wanted["pathways"]))
    wanted["pathways"][pathway]["views"]["counts"] = "another"
    assert differing(reads_as(store), wanted) == [(pathway, "views", "counts")]


def test_the_order_in_which_a_process_keeps_its_sets_changes_no_figure(data, release):
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", IN_ANOTHER_PROCESS, data],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(HERE.parents[1])},
            capture_output=True,
            text=True,
            check=True,
        )
        assert differing(json.loads(done.stdout), expected(release)) == []


def test_every_log_holds_and_the_overview_is_rebuilt_the_same(store):
    kept = store.checkpoints.kept()
    assert [verify(log, kept[name]) for name, log in store.logs.items()] == [None] * len(kept)
    store.pathways.overview.refresh()
    rows, differing_rows = rebuild(store, 1)
    assert rows
    assert differing_rows == 0


def test_the_store_goes_on(data, tmp_path):
    told = ariadna("import", written(tmp_path / "more.ndjson", [row()]), "--keep-recorded-at", "--data", data)
    assert told.code == 0
    assert ariadna("verify", "--data", data).code == 0
