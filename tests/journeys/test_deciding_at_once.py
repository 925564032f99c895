"""Sixteen people decide at once on one pathway: one wins, each of the others is told what is so, nothing is lost."""

import os
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from deploy.local.network import ready
from tests.journeys.network import NetworkServer
from tests.journeys.running import COMMAND, ROOT, Json, Server, eventually, fact, free_port, need

FAR = "BCN-FAR"
PEOPLE = 16


@pytest.fixture(scope="module")
def doors(server: Server) -> Iterator[list[str]]:
    """The addresses of the pathway door: one, or those of two processes over the same database."""
    here = server.address("pathway")
    if not isinstance(server, NetworkServer):
        yield [here]
        return
    port, network = free_port(), server.network
    with (network.folder / "pathway-beside.log").open("ab") as told:
        process = subprocess.Popen(
            [*COMMAND, "serve", "pathway", "--port", str(port), "--data", str(network.data)],
            cwd=ROOT,
            env={**os.environ, **network.environment("pathway")},
            stdout=told,
            stderr=subprocess.STDOUT,
        )
    beside = f"http://127.0.0.1:{port}"
    try:
        eventually(lambda: ready(beside), within=60)
        yield [here, beside]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@pytest.fixture
def opened(server: Server, pathway: str) -> str:
    """A pathway without a referent, as the pathway service has it; the version that it has then."""
    event = fact("PathwayOpened", pathway, basis="support_service")
    position = server.post([event, need(pathway)], FAR).json()[-1]["position"]
    seen = {**server.token(FAR), "Ariadna-After": f"intake={position}"}
    read = eventually(
        lambda: (answer := server.client.get(views_of(pathway), headers=seen)).status_code == 200 and answer
    )
    return str(read.headers["etag"])


def views_of(pathway: str) -> str:
    return f"/pathway/v1/pathways/{pathway}/views"


def at_once(server: Server, doors: list[str], event_of: Callable[[int], Json], **headers: str) -> list[httpx.Response]:
    """What each of sixteen clients is answered that post at the same moment, at every door in turn."""
    start = threading.Barrier(PEOPLE)
    signed = {**server.token(FAR), **headers}

    def decide(number: int) -> httpx.Response:
        event = event_of(number)
        with httpx.Client(base_url=doors[number % len(doors)], headers=signed, timeout=60) as client:
            start.wait()
            return client.post("/pathway/v1/events", json=event)

    with ThreadPoolExecutor(PEOPLE) as people:
        return list(people.map(decide, range(PEOPLE)))


def codes(answers: list[httpx.Response]) -> Counter[tuple[int, str | None]]:
    told = [(answer.status_code, answer.json()["errors"]) for answer in answers]
    return Counter((status, errors[0]["code"] if errors else None) for status, errors in told)


def items(server: Server, pathway: str, type_name: str) -> list[Any]:
    rows = server.get(f"/pathway/v1/pathways/{pathway}/history", FAR).json()["items"]
    return [row for row in rows if row["type"] == type_name]


def test_of_sixteen_referents_one_is_assigned_and_every_other_is_told_so(server, doors, pathway, opened):
    def assigned(number: int) -> Json:
        return fact("ReferentAssigned", pathway, referent_provider=FAR, staff_ref=f"st_{number}", chosen_with_her=True)

    answers = at_once(server, doors, assigned)
    assert codes(answers) == {(201, None): 1, (409, "referent_already_active"): PEOPLE - 1}
    (winner,) = (answer.json()["event_id"] for answer in answers if answer.status_code == 201)
    assert [row["event_id"] for row in items(server, pathway, "ReferentAssigned")] == [winner]
    views = server.get(views_of(pathway), FAR)
    assert (views.json()["referent"]["provider_id"], views.json()["referent_conflict_days"]) == (FAR, 0)
    told = {answer.headers["etag"] for answer in answers if answer.status_code == 409}
    assert told == {views.headers["etag"]}


def test_of_sixteen_decisions_on_one_version_one_is_taken(server, doors, pathway, opened):
    answers = at_once(server, doors, lambda number: restriction(pathway, number), **{"If-Match": opened})
    assert codes(answers) == {(201, None): 1, (412, "not_that_version"): PEOPLE - 1}
    assert len(items(server, pathway, "RestrictionSet")) == 1


def test_of_sixteen_decisions_that_do_not_concern_each_other_none_is_lost(server, doors, pathway, opened):
    answers = at_once(server, doors, lambda number: restriction(pathway, number))
    assert codes(answers) == {(201, None): PEOPLE}
    told = {answer.json()["event_id"] for answer in answers}
    assert {row["event_id"] for row in items(server, pathway, "RestrictionSet")} == told


def restriction(pathway: str, number: int) -> Json:
    return fact("RestrictionSet", pathway, restriction_id=f"r{number}", providers=[f"BCN-{number}"])
