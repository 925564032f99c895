"""Tables change forwards, by numbered steps: each whole or not at all, once, by whoever is first."""

import os
import signal
import threading
from random import Random

import pytest
from eventsourcing.persistence import PersistenceError

from shared.errors import NewerThanThisProgram, NotReady
from shared.keys import KeyRing
from shared.store.audit import verify
from shared.store.log import Log
from shared.store.migrations import migrate
from shared.store.spelling import Cursor
from shared.store.sqlite import SqliteDatabase
from tests.faults.work import KILLED, in_a_process
from tests.shared.store.conftest import some

FIRST = ("CREATE TABLE taken (step INTEGER NOT NULL)", "INSERT INTO taken VALUES (1)")
SECOND = ("INSERT INTO taken VALUES (2)",)
BROKEN = ("INSERT INTO taken VALUES (3)", "INSERT INTO nowhere VALUES (3)")


def taken(database):
    with database.reading() as cursor:
        cursor.execute("SELECT step FROM taken ORDER BY step")
        return [row[0] for row in cursor.fetchall()]


def test_each_step_is_taken_once_whatever_the_start(place):
    migrate(place("intake"), {"some": (FIRST,)})
    for _ in range(2):
        migrate(place("intake"), {"some": (FIRST, SECOND)})
    assert taken(place("intake")) == [1, 2]


def test_families_have_numbers_of_their_own(place):
    migrate(place("intake"), {"some": (FIRST,)})
    migrate(place("intake"), {"some": (FIRST,), "other": (SECOND,)})
    assert taken(place("intake")) == [1, 2]


def test_replicas_that_start_at_once_take_each_step_once(place):
    databases = [place("intake") for _ in range(6)]
    steps = {"some": (FIRST, *[(f"INSERT INTO taken VALUES ({number})",) for number in range(2, 12)])}
    threads = [threading.Thread(target=migrate, args=(database, steps)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken(databases[0]) == [*range(1, 12)]


def test_a_step_that_fails_leaves_nothing_of_itself_and_is_tried_again(place):
    for _ in range(2):
        with pytest.raises((PersistenceError, NotReady)):
            migrate(place("intake"), {"some": (FIRST, BROKEN)})
        assert taken(place("intake")) == [1]
    migrate(place("intake"), {"some": (FIRST, SECOND)})
    assert taken(place("intake")) == [1, 2]


def test_a_database_of_a_newer_program_is_refused(place):
    migrate(place("intake"), {"some": (FIRST, SECOND)})
    with pytest.raises(NewerThanThisProgram):
        migrate(place("intake"), {"some": (FIRST,)})


def test_a_folder_from_before_there_were_numbers_opens(tmp_path, keys):
    log = Log(SqliteDatabase(tmp_path / "older.db"), keys)
    log.post(some(2, 5))
    with log.writing() as cursor:
        cursor.execute("DROP TABLE migrations")
        cursor.execute("PRAGMA user_version = 3")
    log.close()
    log = Log(SqliteDatabase(tmp_path / "older.db"), keys)
    assert (log.position(), verify(log)) == (10, None)
    log.close()


def dying_at(nth, place):
    """Open a log for the first time and die before its n-th statement."""
    left = nth
    execute = Cursor.execute

    def until(self, statement, parameters=()):
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(self, statement, parameters)

    Cursor.execute = until
    keys = KeyRing(place("keys"), bytes(32))
    Log(place("intake"), keys)


@pytest.mark.promise("D2")
@pytest.mark.parametrize("databases", ["postgres"], indirect=True)
def test_a_start_killed_at_any_statement_is_made_good_by_the_next(databases, place, seed):
    """On PostgreSQL; for SQLite the same is shown in tests/faults."""
    chance = Random(seed)
    for nth in [chance.randint(1, 12) for _ in range(6)]:
        assert in_a_process(dying_at, nth, databases.of) in (KILLED, 0)
    keys = KeyRing(place("keys"), bytes(32))
    log = Log(place("intake"), keys)
    log.post(some(1, 3))
    assert (log.position(), verify(log)) == (3, None)
