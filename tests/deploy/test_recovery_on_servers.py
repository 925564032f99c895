"""A distributed store is backed up and restored as an embedded one is, and either can be made from the other's backup."""

import os
import shutil

import pytest

from deploy.rebuilding import rebuild
from deploy.recovery.backup import backup
from deploy.recovery.copying import cut, fixed
from deploy.recovery.places import opened
from deploy.recovery.refusals import NotTold, PlaceTaken
from deploy.recovery.restore import restore, verified
from deploy.recovery.rows import FAMILIES
from deploy.recovery.servers import told
from deploy.wiring import KEYS, SERVICES, Embedded, Servers
from shared.errors import KeysExposed
from tests.deploy.command import ariadna
from tests.faults.accounts import settled
from tests.faults.faulty import contents
from tests.faults.work import account_of, rounds
from tests.stored.freeze import reads_as


@pytest.fixture
def servers(postgres):
    return Servers(postgres.schemas(KEYS, *SERVICES))


@pytest.fixture
def worked_on(servers, tmp_path):
    """A distributed store in which every kind of write has happened."""
    rounds(tmp_path / "data", tmp_path / "paper", 1, servers)
    return tmp_path / "data"


def tables(databases, name):
    """Every row of every table of ours, in order."""
    found = {}
    database = databases.of(name)
    with fixed(database) as view:
        for table in contents(view_file(view)):
            if table != "sqlite_sequence":
                view.cursor.execute(f"SELECT * FROM {table}")
                found[table] = sorted(view.cursor.fetchall(), key=repr)
    database.close()
    return found


def view_file(view):
    raise NotImplementedError


def test_a_restored_distributed_store_is_the_one_that_was_copied(worked_on, servers, postgres, tmp_path):
    with opened(worked_on, servers) as store:
        made = backup(store, tmp_path / "backup", tmp_path / "copies")
    fresh = Servers(postgres.schemas(KEYS, *SERVICES))
    kek = worked_on / "keys" / "kek"
    found = restore(tmp_path / "backup", tmp_path / "copies", kek, tmp_path / "new", servers=fresh)
    assert found.findings == {}
    assert made.manifest.logs["pathway"].position > 100
    for name in (KEYS, *SERVICES):
        assert rows_of(fresh, name) == rows_of(servers, name)
    before, after = Embedded(worked_on, databases=servers), Embedded(tmp_path / "new", databases=fresh)
    try:
        after.settle()
        assert reads_as(after) == reads_as(before)
        assert rebuild(after, 1)[1] == 0
        kept = after.checkpoints.kept()
        assert verified(fresh, bytes.fromhex(kek.read_text()), {name: one for name, (one,) in kept.items()}) == {}
    finally:
        before.close()
        after.close()
