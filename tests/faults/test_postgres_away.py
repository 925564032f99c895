"""PostgreSQL stopped or crashed under writes, and started again: what was acked is there once, and all goes on."""

import asyncio
import threading
import time
from random import Random
from uuid import uuid4

import httpx
import pytest

from deploy.databases import KEYS, NOTICES_KEYS, Servers
from deploy.local.postgres import PostgresServer
from deploy.wiring import SERVICES
from shared.errors import NotReady
from shared.keys import KeyRing
from shared.store.audit import verify
from shared.store.log import Log
from shared.store.postgres import PostgresDatabase
from tests.faults.accounts import SOAK
from tests.journeys.running import fact
from tests.services.stored import embedded
from tests.shared.store.conftest import some

STOPS = 20 if SOAK else 2


@pytest.fixture(scope="module")
def own():
    """A server that this module may stop."""
    with PostgresServer() as server:
        yield server


@pytest.mark.promise("D1")
def test_what_was_acked_is_there_once_after_every_stop(own, seed, tally):
    chance = Random(seed)
    url = own.database("stopped")
    keys = KeyRing(PostgresDatabase(own.database("its_keys"), "keys"), bytes(32))
    logs = [Log(PostgresDatabase(url, "intake"), keys) for _ in range(4)]
    acked: dict[int, bytes] = {}
    refused, done = [], threading.Event()

    def write(log):
        while not done.is_set():
            drafts = some(1, chance.randint(1, 5))
            while not done.is_set():  # until it is told, as a client does
                try:
                    receipts = log.post(drafts)
                except NotReady as error:
                    refused.append(type(error).__name__)
                    done.wait(0.02)
                    continue
                assert {receipt.status for receipt in receipts} <= {"accepted", "duplicate"}
                acked.update({r.position: d.event_id for r, d in zip(receipts, drafts, strict=True)})
                break

    threads = [threading.Thread(target=write, args=(log,)) for log in logs]
    for thread in threads:
        thread.start()
    for _ in range(STOPS):
        before = len(acked)
        wait_until(lambda: len(acked) > before + 50)  # noqa: B023
        own.stop(chance.choice(["fast", "immediate"]))
        assert not logs[0].writable()
        own.start()
        wait_until(logs[0].writable)
    before = len(acked)
    wait_until(lambda: len(acked) > before + 50)
    done.set()
    for thread in threads:
        thread.join()
    stored = {row.position: row.event_id for row in logs[0].scan()}
    assert acked.items() <= stored.items()
    assert len(set(stored.values())) == len(stored)
    assert verify(logs[0]) is None
    assert refused
    tally(f"seed {seed}", stops=STOPS, acked=len(acked), refused=len(refused), lost=0, twice=0)
    for log in logs:
        log.close()
    keys.close()


def test_doors_and_readiness_say_so_and_are_back_by_themselves(own, tmp_path):
    servers = Servers({name: own.database(f"door_{name}") for name in (KEYS, NOTICES_KEYS, *SERVICES)})
    with embedded(tmp_path / "data", servers) as ariadna:
        headers = {"Authorization": f"Bearer {ariadna.signer.issue('BCN-FAR', 'worker')}"}

        async def ask(method, path, body=None):
            transport = httpx.ASGITransport(ariadna.app())
            async with httpx.AsyncClient(transport=transport, base_url="http://ariadna") as client:
                return await client.request(method, path, json=body, headers=headers)

        def post():
            event = fact("PathwayOpened", str(uuid4()), basis="support_service")
            return asyncio.run(ask("POST", "/intake/v1/events", event))

        assert post().status_code == 201
        own.stop()
        answer = post()
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        ready = asyncio.run(ask("GET", "/health/ready"))
        assert (ready.status_code, set(ready.json()["reasons"])) == (503, set(SERVICES))
        own.start()
        assert asyncio.run(ask("GET", "/health/ready")).status_code == 200
        assert post().status_code == 201


def wait_until(holds, within=60.0):
    until = time.monotonic() + within
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)
