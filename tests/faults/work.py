"""What a process does that is to die: open a store, post, carry, fold, sign; and say on paper what was acked."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import orjson

import shared.relay
from deploy.databases import Databases
from deploy.wiring import Embedded
from shared.access import Reader
from shared.door.admission import admit
from shared.facts import Door
from shared.store.entries import Draft
from tests.faults import faulty
from tests.faults.accounts import Account
from tests.faults.watched import connections, watched
from tests.journeys.running import TODAY, fact, forked

FAR = Reader("BCN-FAR", "worker", "st_1", "token", 0)
KILLED = -9
ROUNDS = 4


def draft(door: Door, event: Any, reader: Reader = FAR) -> Draft:
    admitted = admit(orjson.dumps(event), door, reader, datetime.now(UTC))
    assert isinstance(admitted, Draft), admitted
    return admitted


class Paper:
    """A file with a line for each event before it is sent, and one for each receipt; a kill -9 leaves it whole."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, *words: object) -> None:
        os.write(self._file, orjson.dumps(words) + b"\n")


def account_of(path: Path) -> Account:
    """What the processes that wrote on this paper sent, and what they were told."""
    account = Account()
    for line in path.read_bytes().splitlines() if path.exists() else ():
        kind, door, event_id, position = orjson.loads(line)
        if kind == "sent":
            account.send(door, [event_id])
        else:
            account.told(door, {"status": kind, "event_id": event_id, "position": position, "errors": []})
    return account


def rounds(data: Path, paper: Path, seed: int, databases: Databases | None = None) -> None:
    """Open the store and work for some rounds; every round meets every kind of write that there is."""
    random, book = Random(seed), Paper(paper)
    ariadna = Embedded(data, databases=databases)
    for _ in range(ROUNDS):
        pathways = [made_id(random) for _ in range(2)]
        post(ariadna, book, "intake", [fact("PathwayOpened", one, TODAY, basis="support_service") for one in pathways])
        for count in (1, 5, 12):
            post(ariadna, book, "intake", [need(random, random.choice(pathways)) for _ in range(count)])
        ariadna.drain()
        post(ariadna, book, "employment", [work(random, random.choice(pathways)) for _ in range(5)])
        given = {"recipients": ["BCN-ALBA"], "form": "written", "purpose": "coordination"}
        consent = fact("ConsentGiven", pathways[0], TODAY, consent_id="c1", **given)
        ariadna.services["pathway"].log.post([draft("pathway", consent)])
        ariadna.settle()
    ariadna.close()


def post(ariadna: Embedded, book: Paper, door: Door, events: list[Any]) -> None:
    drafts = [draft(door, event) for event in events]
    for event in events:
        book.write("sent", door, event["event_id"], None)
    for receipt in ariadna.services[door].log.post(drafts):
        book.write(receipt.status, door, receipt.event_id, receipt.position)


def need(random: Random, pathway_id: str) -> Any:
    number = random.getrandbits(40)
    return fact("NeedIdentified", pathway_id, TODAY, need_id=f"n{number}", dimension="health", voiced_by="her")


def work(random: Random, pathway_id: str) -> Any:
    return fact("StepStarted", pathway_id, TODAY, step_id=f"w{random.getrandbits(40)}", dimension="job_placement")


def made_id(random: Random) -> str:
    return str(UUID(int=random.getrandbits(128), version=4))


def in_a_process(run: Callable[..., None], *arguments: Any) -> int:
    """Run in a forked process; its exit code."""
    process = forked.Process(target=run, args=arguments)
    process.start()
    process.join(60)
    code = process.exitcode
    process.kill()
    assert code is not None, "the process did not end"
    return int(code)


def dying_at(point: faulty.Point, nth: int, data: Path, paper: Path, seed: int, databases: Databases) -> None:
    """Work until the n-th such moment; pages are short, so that a relay has several to carry."""
    with connections(), watched(faulty.dying_at(point, nth)):
        shared.relay.PAGE = 7
        rounds(data, paper, seed, databases)


def dying_in_a_file(name: str, when: str, nth: int, data: Path, paper: Path, seed: int) -> None:
    """Work until a file of the store is synced, linked or put in place for the n-th time."""
    owner: Any = {"fsync": os, "link": os, "replace": Path}[name]
    real, count = getattr(owner, name), 0

    def dying(*arguments: Any) -> Any:
        nonlocal count
        count += 1
        if count == nth and when == "before":
            faulty.die()
        answer = real(*arguments)
        if count == nth:
            faulty.die()
        return answer

    setattr(owner, name, dying)
    rounds(data, paper, seed)
