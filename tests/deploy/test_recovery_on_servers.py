"""A distributed store is copied and restored as an embedded one is, and each can be made from the other's backup."""

import json
import os
import shutil
from contextlib import closing, contextmanager
from typing import ClassVar
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from deploy.databases import ACCESS, BESIDE, KEYS, NOTICES_KEYS, Servers
from deploy.rebuilding import rebuild
from deploy.recovery.backup import backup
from deploy.recovery.copying import cut, fixed
from deploy.recovery.places import opened
from deploy.recovery.refusals import NotTold, PlaceTaken
from deploy.recovery.restore import restore
from deploy.recovery.rows import FAMILIES
from deploy.recovery.servers import NAMES, told
from deploy.wiring import SERVICES, Embedded
from shared.errors import KeysExposed
from shared.store.postgres import PostgresDatabase
from tests.deploy.command import ariadna
from tests.faults.accounts import settled
from tests.faults.faulty import contents
from tests.faults.work import account_of, rounds
from tests.stored.freeze import HERE, reads_as


@pytest.fixture(scope="module")
def servers(postgres):
    return Servers(postgres.schemas(*NAMES))


@pytest.fixture(scope="module")
def worked_on(servers, tmp_path_factory):
    """A distributed store in which every kind of write has happened; beside it the paper of what was acked."""
    data = tmp_path_factory.mktemp("worked_on") / "data"
    rounds(data, paper_of(data), 1, servers)
    return data


def paper_of(data):
    return data.with_name("paper")


@pytest.fixture
def fresh(postgres):
    return Servers(postgres.schemas(*NAMES))


def rows_of(databases, name, folder):
    """Every row of every table of ours, as a copy of it holds them."""
    folder.mkdir(exist_ok=True)
    with closing(databases.of(name)) as database, fixed(database) as view:
        view.copy(folder)
    found = contents(folder / f"{name}.db")
    (folder / f"{name}.db").unlink()
    return {table: sorted(rows, key=repr) for table, rows in found.items() if table != "sqlite_sequence"}


@contextmanager
def running(data, databases=None):
    with closing(Embedded(data, databases=databases)) as store:
        yield store


def copied(data, servers, folder):
    with opened(data, servers) as store:
        return backup(store, folder / "backup", folder / "copies")


def again(data, folder, servers=None, new="new"):
    found = restore(folder / "backup", folder / "copies", data / "keys" / "kek", folder / new, servers=servers)
    assert found.findings == {}
    if servers:
        assert not (folder / new / "keys" / "kek").exists()
        shutil.copy(data / "keys" / "kek", folder / new / "keys")
    return folder / new


def test_a_restored_distributed_store_is_the_one_that_was_copied(worked_on, servers, fresh, tmp_path):
    assert copied(worked_on, servers, tmp_path).manifest.logs["pathway"].position > 100
    new = again(worked_on, tmp_path, fresh)
    for name in (*NAMES, *BESIDE):
        assert rows_of(fresh, name, tmp_path / "a") == rows_of(servers, name, tmp_path / "b")
    with running(worked_on, servers) as before, running(new, fresh) as after:
        after.settle()
        assert reads_as(after) == reads_as(before)
        assert rebuild(after, 1)[1] == 0
    assert sorted(path.name for path in new.rglob("*.db")) == []


def test_a_restored_distributed_store_goes_on(worked_on, servers, fresh, tmp_path):
    copied(worked_on, servers, tmp_path)
    new = again(worked_on, tmp_path, fresh)
    shutil.copy(paper_of(worked_on), paper_of(new))
    before = len(account_of(paper_of(new)).acked)
    rounds(new, paper_of(new), 2, fresh)
    assert settled(new, account_of(paper_of(new)), fresh).acked > before > 0


def test_the_backup_of_a_distributed_store_is_tried_out_in_a_folder(worked_on, servers, tmp_path):
    copied(worked_on, servers, tmp_path)
    new = again(worked_on, tmp_path)
    with running(worked_on, servers) as before, running(new) as after:
        assert reads_as(after) == reads_as(before)
        assert rebuild(after, 1)[1] == 0
    assert ariadna("verify", "--kept", worked_on / "checkpoints", "--data", new).code == 0


def test_an_embedded_store_moves_to_servers(fresh, tmp_path):
    rounds(tmp_path / "data", tmp_path / "paper", 3)
    copied(tmp_path / "data", None, tmp_path)
    new = again(tmp_path / "data", tmp_path, fresh)
    with running(tmp_path / "data") as before, running(new, fresh) as after:
        assert reads_as(after) == reads_as(before)
        assert rebuild(after, 1)[1] == 0


def test_what_ended_stays_ended_wherever_it_is_kept(worked_on, servers, postgres, tmp_path):
    """Beside the keys or by itself, and each restored as the other."""
    apart = Servers(dict(servers.urls) | postgres.schemas(ACCESS))
    with running(worked_on, apart) as store:
        store.revocations.add("gone")
    copied(worked_on, apart, tmp_path)
    fresh = Servers(postgres.schemas(*NAMES, ACCESS))
    for number, databases in enumerate((None, Servers(postgres.schemas(*NAMES)), fresh)):
        new = again(worked_on, tmp_path, databases, f"new{number}")
        with running(new, databases) as store, store.admissions.reading() as cursor:
            cursor.execute("SELECT count(*) FROM revoked")
            assert cursor.fetchall() == [(1,)]


def test_the_store_of_the_first_release_moves_to_servers(fresh, tmp_path):
    frozen = HERE / "0.1.0"
    shutil.copy(frozen / "kek", tmp_path / "kek")
    os.chmod(tmp_path / "kek", 0o600)
    found = restore(frozen / "logs", frozen / "keys", tmp_path / "kek", tmp_path / "new", servers=fresh)
    assert found.findings == {}
    shutil.copy(tmp_path / "kek", tmp_path / "new" / "keys")
    with running(tmp_path / "new", fresh) as after:
        assert reads_as(after)["types"] == json.loads((frozen / "expected.json").read_text())["types"]


def test_what_is_written_while_a_distributed_store_is_copied_is_not_in_it(worked_on, servers, tmp_path):
    before = {name: rows_of(servers, name, tmp_path / "a") for name in SERVICES}
    databases = [servers.of(name) for name in SERVICES]
    (tmp_path / "b").mkdir()
    with cut(databases) as views:
        rounds(worked_on, paper_of(worked_on), 4, servers)
        for view in views:
            view.copy(tmp_path / "b")
    for database in databases:
        database.close()
    for name in SERVICES:
        found = contents(tmp_path / "b" / f"{name}.db")
        assert {table: sorted(rows, key=repr) for table, rows in found.items()} == before[name]
    assert rows_of(servers, "intake", tmp_path / "a") != before["intake"]


def test_no_log_is_written_while_the_moment_of_servers_is_fixed(worked_on, servers):
    databases = [Looking(servers.urls[name], name) for name in SERVICES]
    with cut(databases):
        assert [each.found for each in databases] == [[True] * len(SERVICES)] * len(SERVICES)
    for each in databases:
        each.close()


class Looking(PostgresDatabase):
    """Looks, while its moment is fixed, at how many logs of the server are held by somebody."""

    found: ClassVar[list[bool]] = []

    def reading(self):
        with psycopg.connect(self._url) as beside:
            held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            self.found = [beside.execute(held).fetchone()[0] >= len(SERVICES)] * len(SERVICES)
        return super().reading()


def test_databases_that_hold_anything_are_not_filled(worked_on, servers, tmp_path):
    copied(worked_on, servers, tmp_path)
    before = rows_of(servers, "intake", tmp_path / "a")
    with pytest.raises(PlaceTaken):
        again(worked_on, tmp_path, servers)
    assert rows_of(servers, "intake", tmp_path / "a") == before
    assert not any((tmp_path / "new").iterdir())


def test_one_database_that_holds_anything_keeps_all_from_being_filled(worked_on, servers, postgres, tmp_path):
    copied(worked_on, servers, tmp_path)
    empty = postgres.schemas(*NAMES)
    mixed = Servers(empty | {KEYS: servers.urls[KEYS]})
    with pytest.raises(PlaceTaken):
        again(worked_on, tmp_path, mixed)
    assert not any(has(Servers(empty), name) for name in NAMES)


def has(databases, name):
    with closing(databases.of(name)) as database:
        return database.has("migrations")


def test_every_family_of_tables_can_be_made_again(tmp_path):
    with running(tmp_path / "data") as store:
        databases = [*(log.database for log in store.logs.values()), *map(store.databases.of, (KEYS, NOTICES_KEYS))]
        found = {}
        for database in databases:
            with database.reading() as cursor:
                cursor.execute("SELECT family, max(number) FROM migrations GROUP BY family")
                found |= dict(cursor.fetchall())
    assert found == {family: len(steps) for family, steps in FAMILIES.items()}


GIVEN = "".join(f'[{name}]\nurl = "postgresql:///{name}"\n' for name in NAMES)


def servers_file(path, text, mode=0o600):
    path.write_text(text)
    path.chmod(mode)
    return path


def test_the_servers_are_told_in_a_file(tmp_path):
    found = told(servers_file(tmp_path / "servers.toml", GIVEN + 'owner = "postgresql:///owner"\n'))
    assert found.urls == {name: f"postgresql:///{name}" for name in NAMES}
    assert found.owners == {NAMES[-1]: "postgresql:///owner"}


def test_sessions_may_lie_in_a_database_of_their_own(tmp_path):
    found = told(servers_file(tmp_path / "servers.toml", f'{GIVEN}[access]\nurl = "postgresql:///access"\n'))
    assert found.urls.keys() == {*NAMES, "access"}


@pytest.mark.parametrize("text", ["", GIVEN[20:], "[intake]\nurl = 7", GIVEN + "[more]\nurl = ''", "\0", "url"])
def test_a_file_that_does_not_tell_all_servers_is_refused_without_a_word_of_it(tmp_path, text):
    with pytest.raises(NotTold) as refused:
        told(servers_file(tmp_path / "servers.toml", text))
    assert "postgresql://" not in str(refused.value)


def test_a_file_of_servers_that_others_can_read_is_refused(tmp_path):
    with pytest.raises(KeysExposed):
        told(servers_file(tmp_path / "servers.toml", GIVEN, 0o640))


def test_the_commands_take_that_file(worked_on, servers, fresh, tmp_path):
    kek, places = worked_on / "keys" / "kek", (tmp_path / "backup", "--keys", tmp_path / "copies")
    urls = ((tmp_path / "old.toml", servers), (tmp_path / "new.toml", fresh))
    old, new = (
        servers_file(path, "".join(f'[{name}]\nurl = "{url}"\n' for name, url in each.urls.items()))
        for path, each in urls
    )
    told = ariadna("backup", *places, "--servers", old, "--data", worked_on)
    assert told.code == 0, told.err
    told = ariadna("restore", *places, "--kek", kek, "--servers", new, "--data", tmp_path / "new", "--json")
    assert told.code == 0, told.err
    assert told.json["findings"] == []
    assert rows_of(fresh, "pathway", tmp_path / "a") == rows_of(servers, "pathway", tmp_path / "b")


@pytest.fixture
def reading_only(servers, postgres):
    """The same databases, by a role that may read them and no more."""
    role = f"backup_{uuid4().hex[:8]}"
    postgres.tell(f"CREATE ROLE {role} LOGIN PASSWORD '{role}'")
    for url in servers.urls.values():
        ((schema,),) = postgres.tell("SELECT current_schema()", url)
        postgres.tell(f"GRANT USAGE ON SCHEMA {schema} TO {role}", url)
        postgres.tell(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}", url)
    yield Servers({name: make_conninfo(url, user=role, password=role) for name, url in servers.urls.items()})
    for url in servers.urls.values():
        postgres.tell(f"DROP OWNED BY {role}", url)
    postgres.tell(f"DROP ROLE {role}")


def test_a_role_that_may_only_read_makes_a_backup(worked_on, servers, reading_only, tmp_path):
    copied(worked_on, reading_only, tmp_path)
    with running(worked_on, servers) as before, running(again(worked_on, tmp_path)) as after:
        assert reads_as(after) == reads_as(before)
