"""What holds on PostgreSQL alone: rights, settings, errors that tell nothing, and connections that die."""

import logging
import threading
import traceback
from contextlib import ExitStack, suppress
from itertools import count
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import PersistenceError
from psycopg.conninfo import make_conninfo

from deploy.databases import KEYS, NOTICES_KEYS, Servers
from deploy.rebuilding import rebuild
from deploy.wiring import SERVICES
from shared.errors import NoRoom, NotReady, RightMissing, UnsafeStore
from shared.keys import KeyRing
from shared.store import pool
from shared.store.audit import verify
from shared.store.database import each
from shared.store.log import Log
from shared.store.postgres import PostgresDatabase
from tests.services.pathway.test_overview import opened
from tests.services.stored import embedded, put
from tests.shared.store.conftest import posted, some

SECRET = b"SECRETSTEP"


@pytest.fixture
def databases(postgres):
    return Servers(postgres.schemas(KEYS, NOTICES_KEYS, *SERVICES))


@pytest.fixture
def url(databases):
    return databases.urls["intake"]


@pytest.fixture
def open_database():
    opened_here = []

    def open_one(url, owner=None, eraser=None):
        opened_here.append(PostgresDatabase(url, "intake", owner, eraser))
        return opened_here[-1]

    yield open_one
    for database in opened_here:
        database.close()


@pytest.fixture
def role(postgres, databases):
    """A role that may use the schemas and has no other right."""
    yield from a_role(postgres, databases, f"service_{uuid4().hex[:8]}")


def a_role(postgres, databases, name):
    postgres.tell(f"CREATE ROLE {name} LOGIN PASSWORD '{name}'")
    for url in databases.urls.values():
        schema = url.rpartition("=")[2].strip("'")
        postgres.tell(f"GRANT USAGE ON SCHEMA {schema} TO {name}", url)
    yield name
    postgres.tell(f"DROP OWNED BY {name}", url)
    postgres.tell(f"DROP ROLE {name}")


def as_role(url, role):
    return make_conninfo(url, user=role, password=role)


TAMPERING = (
    "UPDATE stored_events SET topic = 'own'",
    "UPDATE stored_events SET state = state WHERE position = 1",
    "DELETE FROM stored_events",
    "TRUNCATE stored_events",
    "DROP TABLE stored_events",
    "ALTER TABLE stored_events DROP COLUMN link",
    "SELECT * FROM stored_events FOR UPDATE",
    "UPDATE migrations SET number = 0",
    "CREATE TABLE another (one INTEGER)",
)


@pytest.mark.parametrize("statement", TAMPERING)
def test_the_services_role_can_not_change_what_is_stored(url, role, open_database, keys, statement):
    log = Log(open_database(as_role(url, role), url), keys)
    log.post(some(2, 2))
    with pytest.raises(RightMissing), log.writing() as cursor:
        cursor.execute(statement)
    assert (log.position(), verify(log)) == (4, None)
    assert [receipt.position for receipt in log.post(some(1, 1))] == [5]


def test_the_services_role_can_not_change_a_key(databases, role, open_database):
    url = databases.urls[KEYS]
    ring = KeyRing(open_database(as_role(url, role), url), bytes(32))
    ring.of([b"s" * 16])
    for statement in ("UPDATE stream_keys SET wrapped = stream", "DELETE FROM stream_keys"):
        with pytest.raises(RightMissing), ring._database.writing() as cursor:
            cursor.execute(statement)


def test_all_services_work_with_no_more_rights_than_they_have_to(tmp_path, databases, role):
    least = Servers({name: as_role(url, role) for name, url in databases.urls.items()}, databases.urls)
    with embedded(tmp_path / "data", least) as ariadna:
        pathway_id = str(uuid4())
        put(ariadna, *opened(pathway_id))
        assert [row["pathway_id"] for row in ariadna.pathways.overview.rows()] == [pathway_id]
        assert rebuild(ariadna, 1) == (1, 0)
        ariadna.settle()
        assert ariadna.ready() == []
    ready = Servers(least.urls)
    with embedded(tmp_path / "data", ready) as ariadna:
        assert len(list(ariadna.pathways.overview.rows())) == 1


def test_without_an_owner_a_role_that_may_make_no_table_is_refused(url, role, open_database, keys):
    with pytest.raises(RightMissing):
        Log(open_database(as_role(url, role)), keys)


@pytest.mark.parametrize("setting", ["synchronous_commit"])
def test_a_role_that_would_lose_commits_is_refused(postgres, url, role, setting):
    postgres.tell(f"ALTER ROLE {role} SET {setting} = off")
    with pytest.raises(UnsafeStore):
        PostgresDatabase(as_role(url, role), "intake")


def test_a_server_that_is_too_old_is_refused(url, monkeypatch):
    monkeypatch.setattr("shared.store.postgres.OLDEST", 990000)
    with pytest.raises(UnsafeStore):
        PostgresDatabase(url, "intake")


def test_an_error_repeats_nothing_of_what_was_sent(log, caplog):
    caplog.set_level(logging.DEBUG)
    log.post(some(1, 1))
    row = (1, SECRET, 1, "own", SECRET, SECRET, SECRET, SECRET)
    marks = ",".join("?" * len(row))
    told = []
    for statement in (f"INSERT INTO stored_events VALUES ({marks})", f"SELECT * FROM head WHERE one IN ({marks})"):
        with pytest.raises(PersistenceError) as raised, log.writing() as cursor:
            cursor.execute(statement, row)
        told += traceback.format_exception(raised.value)
    text = "".join([*told, caplog.text])
    assert "UniqueViolation" in text
    assert not any(form in text for form in (SECRET.decode(), SECRET.hex()))


def test_a_failed_statement_that_is_passed_over_commits_nothing(log):
    def write():
        with log.writing() as cursor:
            cursor.execute("UPDATE head SET position = 7")
            with suppress(psycopg.errors.UndefinedTable):
                cursor.execute("SELECT 1 FROM nowhere")

    with pytest.raises(NotReady):
        write()
    assert log.counted() == 0


@pytest.mark.parametrize(
    ("failure", "answer"),
    [
        (psycopg.errors.DiskFull, NoRoom),
        (psycopg.errors.IoError, NotReady),
        (psycopg.errors.AdminShutdown, NotReady),
        (psycopg.errors.QueryCanceled, NotReady),
        (psycopg.errors.TooManyConnections, NotReady),
        (psycopg.errors.ReadOnlySqlTransaction, NotReady),
    ],
)
def test_what_the_server_can_not_do_now_is_answered_by_come_again(log, failure, answer):
    for way in (log.reading, log.writing):
        with pytest.raises(answer) as raised, way():
            raise failure("SECRET")
        assert "SECRET" not in str(raised.value)
    assert log.writable()


def test_who_waits_too_long_for_the_writer_before_is_told_so(url, open_database, keys, monkeypatch):
    monkeypatch.setattr("shared.store.postgres.SESSION", b"SET lock_timeout = '50ms'")
    one, other = (Log(open_database(url), keys) for _ in range(2))
    with one.writing():
        with pytest.raises(NotReady):
            other.post(some(1, 1))
        assert not other.writable()
    assert other.writable()


def test_more_readers_than_connections_are_told_to_come_again(log, monkeypatch):
    monkeypatch.setattr(pool, "PATIENCE", 0.05)
    with ExitStack() as held:
        for _ in range(pool.MOST):
            held.enter_context(log.reading())
        assert not log.writable()
    assert log.writable()


def cut(postgres):
    """End all sessions of the log, as an administrator or a broken network does."""
    postgres.tell("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ariadna intake'")


def test_connections_that_died_while_nobody_used_them_are_replaced_unnoticed(postgres, log):
    for _ in range(3):
        with ExitStack() as held:
            for _ in range(5):
                held.enter_context(log.reading())
        cut(postgres)
        assert [receipt.status for receipt in log.post(some(1, 1))] == ["accepted"]
    assert verify(log) is None


def test_a_connection_that_dies_in_a_transaction_leaves_nothing_of_it(postgres, log):
    def write():
        with log.writing() as cursor:
            cursor.execute("UPDATE head SET position = 7")
            cut(postgres)
            cursor.execute("UPDATE head SET position = 8")

    with pytest.raises(NotReady):
        write()
    assert log.counted() == 0
    assert [receipt.position for receipt in log.post(some(1, 1))] == [1]


def test_a_reader_that_follows_sees_every_position_in_order(open_log):
    logs = [open_log("intake") for _ in range(4)]
    writers, turns = 16, 12
    threads = [
        threading.Thread(target=lambda one=one: [logs[one % 4].post(some(1, 1 + turn % 3)) for turn in range(turns)])
        for one in range(writers)
    ]
    for thread in threads:
        thread.start()
    reader, seen, expected = open_log("intake"), [], writers * turns * 2
    for _ in count():
        messages, upto = reader.messages(len(seen), 50)
        seen += [message.position for message in messages]
        if upto == len(seen) == expected:
            break
        assert seen == [*range(1, len(seen) + 1)]
    for thread in threads:
        thread.join()
    assert verify(reader) is None


def test_one_state_of_the_log_is_read_throughout(log):
    log.post(some(1, 2))
    with log.reading() as cursor:
        before = cursor.execute("SELECT count(*) FROM stored_events").fetchone()
        log.post(some(1, 2))
        assert cursor.execute("SELECT count(*) FROM stored_events").fetchone() == before == (2,)


def test_a_long_walk_is_brought_as_it_is_wanted(log):
    log.post(some(3, 5))
    with log.reading() as cursor:
        walk = each(cursor, "SELECT position FROM stored_events ORDER BY position")
        assert next(walk) == (1,)
        assert cursor.execute("SELECT count(*) FROM pg_cursors WHERE name LIKE 'each%'").fetchone() == (1,)
        assert [position for (position,) in walk] == [*range(2, 16)]


def test_the_same_event_through_two_replicas_is_stored_once(open_log):
    logs = [open_log("intake") for _ in range(2)]
    drafts = [posted(str(uuid4())) for _ in range(30)]
    answers: list[list[str]] = [[], []]

    def post(one):
        for draft in drafts:
            answers[one] += [receipt.status for receipt in logs[one].post([draft])]

    threads = [threading.Thread(target=post, args=(one,)) for one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers[0] + answers[1]) == ["accepted"] * 30 + ["duplicate"] * 30
    assert logs[0].position() == 30
