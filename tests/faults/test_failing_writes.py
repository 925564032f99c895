"""A disk that fails at the n-th statement of a transaction: 503, nothing half done, and the next write succeeds.

On SQLite its own error is raised in place of the statement, on PostgreSQL that of a server whose disk fails.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from deploy.databases import KEYS, Databases
from deploy.wiring import Embedded
from shared.errors import NotReady
from shared.store import reaching
from shared.store.audit import verify
from shared.store.database import Database
from shared.store.postgres import PostgresDatabase
from tests.faults.accounts import SOAK, Account, compared
from tests.faults.faulty import FailingAt, contents_of, failing
from tests.faults.watched import connections, watched
from tests.faults.work import draft
from tests.journeys.running import NDJSON, TODAY, eventually, fact, need

LAST = 200 if SOAK else 12
HERS = "3f0c2f0e-6a53-4b8e-9d5e-1d1f3c7a9b10"
CONSENT = {"form": "written", "purpose": "coordination"}

Act = Callable[[Embedded], object]


@pytest.fixture
def ariadna(tmp_path: Path, databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Iterator[Embedded]:
    """A store with some history, whose connections can be made to fail; nothing in it is written by a clock."""
    monkeypatch.setattr(reaching, "KEPT_WITHIN", 3600.0)
    with connections():
        opened = Embedded(tmp_path / "data", databases=databases)
        opened.services["intake"].log.post([draft("intake", need(HERS, number)) for number in range(3)])
        opened.settle()
        yield opened
        opened.close()


def posts(ariadna: Embedded) -> None:
    ariadna.services["intake"].log.post([draft("intake", need(HERS)) for _ in range(3)])


def posts_of_new_pathways(ariadna: Embedded) -> None:
    ariadna.services["intake"].log.post([draft("intake", need(str(uuid4()))) for _ in range(3)])


def decides(ariadna: Embedded) -> None:
    once = uuid4().hex[:12].upper()  # to somebody who had none before: there is a right to post to be written
    consent = fact("ConsentGiven", HERS, TODAY, consent_id=f"c{once}", recipients=[f"BCN-{once}"], **CONSENT)
    ariadna.services["pathway"].log.post([draft("pathway", consent)])


def carries(ariadna: Embedded) -> None:
    for relay in ariadna.relays:
        relay.drain()


def folds(ariadna: Embedded) -> None:
    ariadna.pathways.overview.refresh()


def signs(ariadna: Embedded) -> None:
    ariadna.checkpoints.write()


WRITES: list[tuple[str, Act, tuple[Act, ...]]] = [
    ("intake", posts, ()),
    ("intake", posts_of_new_pathways, ()),
    ("keys", posts_of_new_pathways, ()),
    ("pathway", decides, ()),
    ("pathway", carries, (posts,)),
    ("employment", carries, (posts_of_new_pathways,)),
    ("intake", carries, (decides,)),
    ("pathway", folds, (posts, carries)),
    ("pathway", signs, (decides,)),
]


@pytest.mark.promise("D3")
@pytest.mark.parametrize(("store", "act", "before"), WRITES, ids=lambda value: getattr(value, "__name__", None))
def test_a_write_that_fails_at_any_statement_leaves_the_store_as_it_was(ariadna, tally, store, act, before):
    failed: list[str] = []
    for nth in range(1, LAST + 1):
        for earlier in before:
            earlier(ariadna)
        fault = FailingAt(store, nth)
        then = contents_of(database_of(ariadna, store))
        told = outcome(act, ariadna, fault)
        if not fault.failed:
            break
        failed.append(fault.failed.split("(")[0][:40])
        if told is None:  # nothing was done yet, and it was begun once more on another connection
            assert (failed[-1], type(database_of(ariadna, store))) == ("BEGIN IMMEDIATE", PostgresDatabase)
            continue
        assert isinstance(told, NotReady), (nth, failed[-1], told)
        assert contents_of(database_of(ariadna, store)) == then, (nth, failed[-1])
        act(ariadna)
        assert_sound(ariadna)
    tally(failures=len(failed), half_done=0)
    print(f"{act.__name__} in {store}, failed one after another, nothing half done: {failed}")
    assert failed[0] == "BEGIN IMMEDIATE"
    assert len(failed) == LAST or "COMMIT" in failed, "not every statement failed once"


def database_of(ariadna: Embedded, store: str) -> Database:
    return ariadna.keys._database if store == KEYS else ariadna.services[store].log.database


def outcome(act: Act, ariadna: Embedded, fault: FailingAt) -> Exception | None:
    with watched(fault):
        try:
            act(ariadna)
        except Exception as error:
            return error
    return None


def assert_sound(ariadna: Embedded) -> None:
    """All is carried, once, in order, and every log verifies."""
    ariadna.settle()
    figures = compared(Account(), ariadna)
    assert not any((figures.twice, figures.gaps, figures.not_carried, figures.carried_twice)), figures
    assert [verify(service.log) for service in ariadna.services.values()] == [None] * 4


@pytest.mark.parametrize("statement", ["BEGIN IMMEDIATE", "INSERT INTO stored_events", "UPDATE head", "COMMIT"])
def test_everybody_in_a_group_that_fails_is_told_to_come_back(ariadna, statement):
    door = Door(ariadna)
    events = [need(HERS, number) for number in range(6)]
    with watched(failing("intake", statement)):
        answers = door.post_together(events)
    assert [(answer.status_code, answer.headers["content-type"]) for answer in answers] == [
        (503, "application/problem+json")
    ] * 6
    assert {(answer.json()["type"], answer.headers["retry-after"]) for answer in answers} == {
        ("/problems/not_ready", "2")
    }
    assert ariadna.services["intake"].log.position() == 3
    assert [answer.status_code for answer in door.post_together(events)] == [201] * 6
    assert_sound(ariadna)


def test_a_commit_that_held_but_was_reported_as_failed_is_a_duplicate_when_sent_again(ariadna):
    door = Door(ariadna)
    events = [need(HERS, number) for number in range(6)]
    with watched(failing("intake", "COMMIT", "after")):
        assert {answer.status_code for answer in door.post_together(events)} == {503}
    again = door.post_together(events)
    assert {(answer.status_code, answer.json()["status"]) for answer in again} == {(200, "duplicate")}
    assert sorted(answer.json()["position"] for answer in again) == [4, 5, 6, 7, 8, 9]
    assert_sound(ariadna)


def test_lines_that_could_not_be_stored_are_not_answered_as_if_they_were(ariadna):
    door = Door(ariadna)
    text = "\n".join(json.dumps(need(HERS, number)) for number in range(600))
    with watched(FailingAt("intake", 12)):
        answer = door.post_lines(text)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    again = door.post_lines(text)
    assert again.status_code == 200
    assert again.text.count('"accepted"') + again.text.count('"duplicate"') == 600
    assert_sound(ariadna)


def test_the_signing_of_checkpoints_outlives_a_failing_disk(ariadna):
    ariadna.checkpoints.start()
    thread: Any = ariadna.checkpoints._thread
    with watched(failing("pathway", "")):
        thread.join(2.5)
    assert thread.is_alive(), "no checkpoint will be signed until the next start"


def test_the_relays_and_the_overview_outlive_a_failing_disk(ariadna):
    ariadna.start()
    with watched(failing("pathway", "")):
        posts(ariadna)
        threading.Event().wait(0.6)
    eventually(lambda: ariadna.services["pathway"].log.position_of("intake") == 6)
    eventually(lambda: contents_of(ariadna.services["pathway"].log.database)["stale"] == [])


@pytest.mark.parametrize("write", [False, True])
def test_after_a_transaction_that_could_not_be_rolled_back_nobody_goes_on_in_it(ariadna, write):
    database = ariadna.services["pathway"].log.database
    for _ in range(3):
        begun = database.writing if write else database.reading
        with watched(failing("pathway", "ROLLBACK")), suppress(NotReady), begun() as cursor:
            cursor.execute("SELECT 1")
            raise NotReady()
        with database.reading() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchall() == [(1,)]


@pytest.mark.parametrize("path", ["/health/ready", f"/intake/v1/events/{HERS}", "/pathway/v1/gaps"])
def test_what_needs_a_failing_disk_is_answered_as_not_ready(ariadna, path):
    door = Door(ariadna)
    with watched(failing("intake", "")), watched(failing("pathway", "")):
        assert door.get(path).status_code == 503
    assert door.get(path).status_code in (200, 404)


class Door:
    """The door of intake of a store that no server serves."""

    def __init__(self, ariadna: Embedded) -> None:
        self._app: Any = ariadna.app()
        self._service = ariadna.services["intake"]
        self._token = {"authorization": f"Bearer {ariadna.signer.issue('BCN-FAR', 'supervisor')}"}

    def get(self, path: str) -> httpx.Response:
        return asyncio.run(self._asked("GET", path))

    def post_lines(self, text: str) -> httpx.Response:
        return asyncio.run(self._asked("POST", content=text, headers=NDJSON))

    def post_together(self, events: list[Any]) -> list[httpx.Response]:
        """Post the first, and the others while it is being written, so that they make one group."""
        return asyncio.run(self._together(events))

    async def _together(self, events: list[Any]) -> list[httpx.Response]:
        with self._service.log._turns:
            posts = [asyncio.create_task(self._asked("POST", json=event)) for event in events]
            for _ in range(300):
                await asyncio.sleep(0.001)
                if self._service.writer._count == len(events) - 1:
                    break
        return await asyncio.gather(*posts)

    async def _asked(self, method: str, path: str = "/intake/v1/events", **sent: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://here", headers=self._token) as client:
            return await client.request(method, path, **sent)
