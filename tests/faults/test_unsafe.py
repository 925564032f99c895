"""A database that could lose what was acked is refused at the start, whichever it is."""

import pytest
from pysqlite3 import dbapi2 as sqlite3

from deploy.local.postgres import PostgresServer
from shared.errors import UnsafeStore
from shared.store.postgres import PostgresDatabase
from shared.store.sqlite import SETTINGS, check_version, connect, settle
from tests.journeys.running import eventually

LOSES_COMMITS = [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 46, 1), (3, 50, 6), (3, 51, 0), (3, 51, 2)]
LAX = ["PRAGMA synchronous=NORMAL", "PRAGMA synchronous=OFF", "PRAGMA journal_mode=DELETE"]
KEEPS_THEM = [(3, 44, 6), (3, 44, 9), (3, 50, 7), (3, 51, 3), (3, 53, 4), (4, 0, 0)]


@pytest.fixture(scope="module")
def own():
    """A server whose settings this module may change."""
    with PostgresServer() as server:
        yield server


@pytest.mark.promise("D4")
@pytest.mark.parametrize("version", LOSES_COMMITS, ids=str)
def test_a_sqlite_that_can_lose_commits_is_refused(version):
    with pytest.raises(UnsafeStore):
        check_version(version)


@pytest.mark.parametrize("version", KEEPS_THEM, ids=str)
def test_a_sqlite_that_keeps_them_is_not(version):
    check_version(version)


@pytest.mark.promise("D4")
@pytest.mark.parametrize("setting", LAX)
def test_a_file_that_does_not_take_the_safe_settings_is_refused(tmp_path, monkeypatch, setting):
    name = setting.partition("=")[0]
    settings = [setting if each.startswith(name) else each for each in SETTINGS]
    monkeypatch.setattr("shared.store.sqlite.SETTINGS", settings)
    with pytest.raises(UnsafeStore):
        connect(tmp_path / "intake.db")


@pytest.mark.promise("D4")
def test_a_database_that_can_keep_no_journal_is_refused():
    with pytest.raises(UnsafeStore):
        settle(sqlite3.connect(":memory:", isolation_level=None))


@pytest.mark.promise("D4")
@pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_server_that_could_lose_a_commit_is_refused(own, setting):
    url = own.database(f"unsafe_{setting}")
    own.tell(f"ALTER SYSTEM SET {setting} = off", "SELECT pg_reload_conf()")
    eventually(lambda: own.tell(f"SHOW {setting}") == "off")
    with pytest.raises(UnsafeStore):
        PostgresDatabase(url, "intake")
    own.tell(f"ALTER SYSTEM RESET {setting}", "SELECT pg_reload_conf()")
    eventually(lambda: own.tell(f"SHOW {setting}") == "on")
    PostgresDatabase(url, "intake").close()
