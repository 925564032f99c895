"""Logs are copied as they stood at one moment, because services hear each other."""

import shutil
from random import Random

import pytest
from pysqlite3 import dbapi2 as sqlite3

from deploy.recovery.copying import cut
from deploy.wiring import Embedded
from shared.store.sqlite import SqliteDatabase
from tests.deploy.command import ariadna, row, written
from tests.deploy.kept import LOGS
from tests.faults.faulty import contents
from tests.faults.work import made_id, need, post
from tests.journeys.running import TODAY, fact


def sources(data):
    return [SqliteDatabase(data / f"{name}.db") for name in LOGS]


def writable(path):
    connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True


class Looking(SqliteDatabase):
    """Looks, while its moment is fixed, at which logs of the folder could be written."""

    def reading(self):
        self.found = [path.name for path in self.path.parent.glob("*.db") if writable(path)]
        return super().reading()


def test_no_log_is_written_while_the_moment_is_fixed_and_every_log_after_that(store):
    looking = [Looking(store / f"{name}.db") for name in LOGS]
    with cut(looking):
        assert [source.found for source in looking] == [[]] * len(LOGS)
        assert all(writable(path) for path in store.glob("*.db"))


def test_a_view_is_of_its_moment_whatever_is_written_meanwhile(store, tmp_path):
    before = {name: contents(store / f"{name}.db") for name in LOGS}
    with cut(sources(store)) as views:
        ariadna("import", written(tmp_path / "more.ndjson", [row()]), "--keep-recorded-at", "--data", store)
        for view in views:
            view.copy(tmp_path)
    assert {name: contents(tmp_path / f"{name}.db") for name in LOGS} == before
    assert contents(store / "intake.db") != before["intake"]


class Nowhere:
    """A paper on which nothing is written."""

    def write(self, *words):
        pass


@pytest.mark.parametrize("at_once", [True, False])
def test_only_copies_of_one_moment_let_a_subscriber_hear_what_comes_after(store, tmp_path, at_once, random):
    """The reason for the cut: copied one after another, a subscriber passes over what its source stores next."""
    copy = tmp_path / "copy"
    copy.mkdir()
    live = Embedded(store)
    if at_once:
        with cut(sources(store)) as views:
            work_on(live, random)
            for view in views:
                view.copy(copy)
    else:
        for name in LOGS:
            with cut([SqliteDatabase(store / f"{name}.db")]) as (view,):
                view.copy(copy)
            work_on(live, random)
    live.close()
    shutil.copytree(store / "keys", copy / "keys")

    restored = Embedded(copy)
    before = len(stored(restored, "pathway"))
    work_on(restored, random)
    heard = len(stored(restored, "pathway")) - before
    restored.close()
    assert (heard == 5) is at_once


@pytest.fixture
def random(seed):
    return Random(seed)


def work_on(store, random):
    pathway = made_id(random)
    post(store, Nowhere(), "intake", [fact("PathwayOpened", pathway, TODAY, basis="support_service")])
    post(store, Nowhere(), "intake", [need(random, pathway) for _ in range(4)])
    store.drain()


def stored(store, name):
    return list(store.services[name].log.scan())
