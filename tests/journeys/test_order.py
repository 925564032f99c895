"""What is delivered in any order, several times, to several stores, is stored once and told alike by all."""

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import orjson
import pytest

import shared.relay
from deploy.cli.common import LOCAL_ADMIN
from deploy.databases import Databases
from deploy.importing import Importer, as_register
from deploy.reading import Row
from deploy.rebuilding import rebuild
from deploy.wiring import Embedded
from shared.clocks import When
from shared.store.audit import verify
from shared.store.entries import Draft
from shared.store.log import Log
from shared.store.sealed import CARRIED, OWN
from tests.faults.work import draft
from tests.journeys.running import TODAY, fact
from tests.services.pathway.drawn_facts import BEGIN, ELSEWHERE, HERE, THERE
from tests.services.pathway.histories import story

SOAK = os.environ.get("ARIADNA_SOAK") == "1"
EVENTS = 100_000 if SOAK else 1_500
SEEDS = 10 if SOAK else 1
APPENDS = 10_000 if SOAK else 960
WRITERS = 16
NOW = datetime(2027, 6, 1, tzinfo=UTC)
DAYS = (BEGIN, BEGIN + timedelta(days=30), date(2027, 1, 1))

Event = dict[str, Any]


@pytest.fixture
def opened(tmp_path: Path, databases_at: Callable[[Path], Databases]) -> Iterator[Callable[[str], Embedded]]:
    """Opens the store of a name; the same name again is the same folder and the same databases."""
    all_opened: list[Embedded] = []

    def open_one(name: str) -> Embedded:
        all_opened.append(Embedded(tmp_path / name, databases=databases_at(tmp_path / name)))
        return all_opened[-1]

    yield open_one
    for one in all_opened:
        one.close()


def histories(random: Random, count: int) -> list[Event]:
    """Made-up histories, each with three registrations and providers of its own; `count` events in all."""
    made: list[Event] = []
    while len(made) < count:
        own = {old: str(UUID(int=random.getrandbits(128), version=4)) for old in (HERE, THERE, ELSEWHERE)}
        suffix = f"-{len(made)}"
        told = story(random.getrandbits(62), 40, 80).events
        text = orjson.dumps(told).decode()
        for old, new in own.items():
            text = text.replace(old, new)
        for provider in ("BCN-FAR", "BCN-ALBA", "MIL-ARTE"):
            text = text.replace(f'"{provider}"', f'"{provider}{suffix}"')
        made.extend(orjson.loads(text))
    return made[:count]


def delivered(random: Random, events: list[Event]) -> list[Event]:
    """Each of them one to five times, shuffled."""
    several = [event for event in events for _ in range(random.randint(1, 5))]
    random.shuffle(several)
    return several


def imported(ariadna: Embedded, events: list[Event]) -> Counter[str]:
    rows = (Row(number, event, None, "") for number, event in enumerate(events, start=1))
    totals = Importer(ariadna, as_register(NOW), ariadna.data / "refused.ndjson").run(rows)
    return Counter(accepted=totals.accepted, duplicates=totals.duplicates, refused=totals.refused + totals.conflicts)


def views_of(ariadna: Embedded, pathways: list[str]) -> dict[tuple[str, date], bytes]:
    return {
        (pathway, day): orjson.dumps(
            ariadna.pathways.views(pathway, When(day), LOCAL_ADMIN), option=orjson.OPT_SORT_KEYS
        )
        for pathway in pathways
        for day in DAYS
    }


def overview_of(ariadna: Embedded) -> list[bytes]:
    return [orjson.dumps(row, option=orjson.OPT_SORT_KEYS) for row in ariadna.pathways.overview.rows()]


def stored(log: Log) -> Counter[tuple[bytes, bytes]]:
    return Counter((row.event_id, row.author) for row in log.scan())


def assert_whole(ariadna: Embedded) -> None:
    assert [verify(service.log) for service in ariadna.services.values()] == [None] * 4
    assert rebuild(ariadna, 1)[1] == 0, "the overview differs from what the log alone says"


@pytest.mark.promise("X1")
@pytest.mark.parametrize("turn", range(SEEDS))
def test_two_stores_that_get_everything_in_other_orders_tell_the_same(opened, seed, tally, turn):
    random = Random(f"{seed} {turn}")
    events = histories(random, EVENTS)
    pathways = sorted({event["pathway_id"] for event in events if event["pathway_id"]})
    different = {(event["provider_id"], event["event_id"]) for event in events}
    assert len(different) == len(events), "made-up ids collide"
    told: list[Any] = []
    for name in ("one", "other"):
        ariadna = opened(name)
        deliveries = delivered(random, events)
        counts = imported(ariadna, deliveries)
        ariadna.settle()
        assert +counts == Counter(accepted=len(events), duplicates=len(deliveries) - len(events))
        at_the_doors = [
            row
            for name in ("intake", "employment", "pathway")
            for row in ariadna.services[name].log.scan()
            if row.topic == OWN
        ]
        assert len(at_the_doors) == len(events)
        assert set(stored(ariadna.services["pathway"].log).values()) == {1}
        assert ariadna.services["pathway"].log.position() == len(events)
        told.append((views_of(ariadna, pathways), overview_of(ariadna)))
        assert_whole(ariadna)
        tally(f"seed {seed}", events=len(events), deliveries=len(deliveries), pathways=len(pathways), lost=0, twice=0)
    assert told[0][0] == told[1][0]
    assert told[0][1] == told[1][1]


@pytest.mark.promise("X1")
def test_events_that_come_through_the_doors_in_any_order_with_retries_are_stored_once(server, seed, tally):
    random = Random(seed)
    pathways = [str(UUID(int=random.getrandbits(128), version=4)) for _ in range(5)]
    receipts = [server.post(fact("PathwayOpened", pathway, basis="support_service"), "BCN-FAR") for pathway in pathways]
    seen = {"Ariadna-After": f"intake={receipts[-1].json()['position']}"}
    events = [("intake", need_of(random, random.choice(pathways))) for _ in range(150)]
    events += [("employment", work_of(random, random.choice(pathways))) for _ in range(50)]
    several = [event for event in events for _ in range(random.randint(1, 5))]
    random.shuffle(several)
    told: dict[str, set[int]] = {}
    statuses: Counter[str] = Counter()
    for door, event in several:
        receipt = server.post(event, "BCN-FAR", door=door, **seen).json()
        told.setdefault(event["event_id"], set()).add(receipt["position"])
        statuses[receipt["status"]] += 1
    assert statuses == {"accepted": len(events), "duplicate": len(several) - len(events)}
    assert {len(positions) for positions in told.values()} == {1}, "one event has two positions"
    tally(f"seed {seed}", events=len(events), deliveries=len(several), lost=0, twice=0)


@pytest.mark.promise("X3")
@pytest.mark.parametrize("page", [1, 7, 1000])
def test_a_relay_stopped_after_any_page_goes_on_where_it_was(opened, seed, tally, monkeypatch, page):
    random = Random(seed)
    events = histories(random, 300)
    monkeypatch.setattr(shared.relay, "PAGE", page)
    first = opened("store")
    imported(first, events)
    stopped = 0
    while carried_a_page(first):
        stopped += 1
        if stopped % max(1, 40 // page) == 0:  # a new process now and then
            first.close()
            first = opened("store")
    first.settle()
    published = Counter(
        (row.event_id, row.author)
        for name in ("intake", "employment")
        for row in first.services[name].log.scan()
        if row.topic == OWN
    )
    carried = Counter(
        (row.event_id, row.author) for row in first.services["pathway"].log.scan() if row.topic == CARRIED
    )
    assert carried == published
    assert_whole(first)
    tally(f"seed {seed}", stops=stopped, carried=len(carried), lost=0, twice=0)
    assert stopped > 1


def carried_a_page(ariadna: Embedded) -> bool:
    """Let each relay deliver one page at most, and stop it there."""

    class Stopped(Exception):
        pass

    went = False
    for relay in ariadna.relays:
        deliver = relay._deliver

        def once(messages: Any, reached: Any, deliver: Any = deliver) -> None:
            deliver(messages, reached)
            raise Stopped

        relay._deliver = once
        try:
            relay.drain()
        except Stopped:
            went = True
        finally:
            relay._deliver = deliver
    return went


@pytest.mark.promise("X5")
def test_sixteen_writers_on_one_pathway_lose_no_update(opened, seed, tally):
    random = Random(seed)
    stores = [opened("store") for _ in range(4)]
    logs = [store.services["intake"].log for store in stores]
    pathway = str(UUID(int=random.getrandbits(128), version=4))
    drafts: list[list[Draft]] = [
        [draft("intake", need_of(random, pathway)) for _ in range(APPENDS // WRITERS)] for _ in range(WRITERS)
    ]
    failures: list[Exception] = []

    def write(number: int) -> None:
        try:
            for each in drafts[number]:
                (receipt,) = logs[number % 4].post([each])
                assert receipt.status == "accepted"
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert logs[0].position() == APPENDS
    assert [row.originator_version for row in logs[0].scan()] == list(range(1, APPENDS + 1))
    assert {row.event_id for row in logs[0].scan()} == {each.event_id for part in drafts for each in part}
    stores[0].settle()
    assert_whole(stores[0])
    tally(f"seed {seed}", appends=APPENDS, writers=WRITERS, lost=0)


def need_of(random: Random, pathway: str) -> Event:
    data = {"need_id": f"n{random.getrandbits(40)}", "dimension": "housing", "voiced_by": "her"}
    return fact("NeedIdentified", pathway, TODAY, **data)


def work_of(random: Random, pathway: str) -> Event:
    return fact("StepStarted", pathway, TODAY, step_id=f"w{random.getrandbits(40)}", dimension="job_placement")
