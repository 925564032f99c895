"""Another key-encryption key: whatever kills the change, every key is opened all the while, and no event is touched.

The oracle is what stood there before: the streams' secrets, and the bytes of the log.
"""

import multiprocessing
import os
import signal
from contextlib import closing

import pytest

from deploy.databases import KEYS
from shared.errors import KeysUnreadable
from shared.keys import KeyRing
from shared.rewrapping import rewrap
from shared.wrapping import Changing, Kek, wrapping_of
from tests.shared.store.conftest import at_rest, some
from tests.shared.store.conftest import keys as keys
from tests.shared.store.conftest import open_log as open_log
from tests.vault import transit

SOAK = os.environ.get("ARIADNA_SOAK") == "1"
STREAMS = 1_000 if SOAK else 24
AT_ONCE = 7
OLD, NEW = Kek(b"o" * 32), Kek(b"n" * 32)
processes = multiprocessing.get_context("forkserver")


@pytest.fixture(params=["key", "vault"])
def change(request, tmp_path):
    """From a key in a file to another, or to one in a stand-in for Vault."""
    if request.param == "key":
        yield Changing(NEW, OLD)
        return
    with transit(tmp_path) as vault:
        yield Changing(wrapping_of(vault.environment()), OLD)


@pytest.fixture
def secrets(place):
    """The secret of each stream, by the key before."""
    with closing(KeyRing(place(KEYS), OLD)) as ring:
        streams = [number.to_bytes(2, "big") * 8 for number in range(1, STREAMS + 1)]
        return {stream: key.secret for stream, key in ring.of(streams).items()}


def opened(databases, wrapping, streams):
    """The secrets as a process reads them that starts now."""
    with closing(KeyRing(databases.of(KEYS), wrapping)) as ring:
        return {stream: ring.existing(stream).secret for stream in streams}


class Killed:
    """A key database; in its first write transaction the process dies, or just after it."""

    def __init__(self, database, before):
        self._database, self._before = database, before
        self.reading = database.reading

    def writing(self):
        self._transaction = self._database.writing()
        return self

    def __enter__(self):
        return self._transaction.__enter__()

    def __exit__(self, *raised):
        if not self._before:
            self._transaction.__exit__(*raised)
        os.kill(os.getpid(), signal.SIGKILL)


def dying(databases, change, before):
    rewrap(Killed(databases.of(KEYS), before), change, page=AT_ONCE)


@pytest.mark.promise("D2")
def test_a_change_of_the_key_that_is_killed_anywhere_is_gone_on_with_and_every_key_opens_meanwhile(
    databases, place, secrets, change, tally
):
    kills = 0
    for number in range(2 * STREAMS):
        process = processes.Process(target=dying, args=(databases, change, number % 2 == 0))
        process.start()
        process.join(60)
        if process.exitcode == 0:
            break
        kills += 1
        assert process.exitcode == -signal.SIGKILL
        assert opened(databases, change, secrets) == secrets
        if number == 0:
            assert opened(databases, OLD, secrets) == secrets
    assert kills == 2 * -(-(STREAMS + 1) // AT_ONCE)
    assert opened(databases, change.now, secrets) == secrets
    with pytest.raises(KeysUnreadable):
        KeyRing(place(KEYS), OLD)
    done = rewrap(place(KEYS), change)
    tally(kills=kills, keys=done.keys, lost=0)
    assert done == (STREAMS + 1, 0)


def test_what_is_stored_stays_to_the_byte_and_is_read_by_the_new_key_alone(open_log, place, change):
    log = open_log("intake")
    log.post(some(3, 5))
    before = at_rest(place("intake"))
    assert rewrap(place(KEYS), Changing(change.now, log.keys._wrapping)).anew >= 4
    assert at_rest(place("intake")) == before
    with closing(KeyRing(place(KEYS), change.now)) as ring:
        assert ring.index_key() == log.keys.index_key()


class Destroyed:
    """A key-encryption key; while it opens a stream's, somebody destroys that one."""

    def __init__(self, wrapping, stream, destroy):
        self._wrapping, self._stream, self._destroy = wrapping, stream, destroy

    def unwrap(self, wrapped, stream):
        if stream == self._stream:
            self._destroy(stream)
        return self._wrapping.unwrap(wrapped, stream)


@pytest.mark.parametrize("kept", [None, b"destroyed"])
def test_a_key_that_is_destroyed_meanwhile_stays_destroyed(place, secrets, kept):
    gone = next(iter(secrets))

    def destroy(stream):
        with place(KEYS).writing() as cursor:
            if kept is None:
                cursor.execute("DELETE FROM stream_keys WHERE stream = ?", (stream,))
            else:
                cursor.execute("UPDATE stream_keys SET wrapped = ? WHERE stream = ?", (kept, stream))

    rewrap(place(KEYS), Changing(NEW, Destroyed(OLD, gone, destroy)))
    with place(KEYS).reading() as cursor:
        cursor.execute("SELECT wrapped FROM stream_keys WHERE stream = ?", (gone,))
        assert [bytes(row[0]) for row in cursor.fetchall()] == ([kept] if kept else [])


def test_a_key_that_neither_opens_stops_the_change(place, secrets):
    with place(KEYS).writing() as cursor:
        cursor.execute("UPDATE stream_keys SET wrapped = ? WHERE stream = ?", (b"x" * 60, next(iter(secrets))))
    with pytest.raises(KeysUnreadable):
        rewrap(place(KEYS), Changing(NEW, OLD))


def test_no_secret_lies_there_in_clear_afterwards(place, secrets, change):
    rewrap(place(KEYS), change)
    found = at_rest(place(KEYS))
    assert next(iter(secrets)) in found
    assert not [secret for secret in secrets.values() if secret in found or secret.hex().encode() in found]
