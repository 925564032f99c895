"""While Kafka is away a door takes in no more than a bound; all of it is published once Kafka is there."""

import asyncio
from functools import partial
from uuid import uuid4

import httpx
import pytest
from kafka import KafkaAdminClient

from deploy.databases import KEYS
from deploy.wiring.distributed import Distributed
from shared.kafka.outbound import ANYWHERE, MOST_WAITING, refuse_beyond
from shared.kafka.records import dead_topic_of, topic_of
from shared.kafka.settings import KafkaSettings
from shared.settings import Settings
from tests.brokers import make_topics, read_all
from tests.faults.accounts import SOAK
from tests.journeys.running import need
from tests.kafka_services import eventually
from tests.shared.store.conftest import some

BOUND = MOST_WAITING if SOAK else 500
AT_ONCE = 100
TOPICS = (topic_of("intake"), topic_of("pathway"), dead_topic_of("intake"))


@pytest.fixture
def intake(postgres, tmp_path):
    """Opens the intake service over its databases, with brokers at an address."""
    urls, opened = postgres.schemas(KEYS, "intake"), []
    settings = Settings(urls["intake"], None, urls[KEYS], None, bytes(32))

    def open_with(kafka):
        opened.append(Distributed(tmp_path / "data", settings, kafka, "intake"))
        opened[-1].start()
        return opened[-1]

    yield open_with
    opened[-1].close()


def post(ariadna):
    """Through the door, as a client does."""
    headers = {"authorization": f"Bearer {ariadna.signer.issue('BCN-FAR', 'worker')}"}

    async def ask():
        transport = httpx.ASGITransport(ariadna.app())
        async with httpx.AsyncClient(transport=transport, base_url="http://here", headers=headers) as client:
            return await client.post("/intake/v1/events", json=need(str(uuid4())))

    return asyncio.run(ask())


@pytest.mark.promise("L3")
def test_beyond_a_bound_a_door_says_so_until_kafka_is_there(intake, kafka, monkeypatch, tally):
    monkeypatch.setattr("deploy.wiring.distributed.refuse_beyond", partial(refuse_beyond, events=BOUND))
    ariadna = intake(KafkaSettings("127.0.0.1:1"))
    log = ariadna.services["intake"].log
    assert post(ariadna).status_code == 201
    while log.position() <= BOUND:
        log.post(some(AT_ONCE, 10))
    eventually(lambda: ariadna.carriages["intake"].waiting().events > BOUND)
    answer = post(ariadna)
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/not_published")
    assert int(answer.headers["retry-after"]) > 0
    stored = [row.event_id for row in log.scan()]
    ariadna.close()

    make_topics(kafka, *absent(kafka))
    ariadna = intake(kafka)
    eventually(lambda: ariadna.services["intake"].log.position_of(ANYWHERE) >= len(stored), within=120)
    eventually(lambda: post(ariadna).status_code == 201)
    published = published_in_order(kafka, set(stored))
    figures = {"lost": len(set(stored) - set(published)), "twice": len(published) - len(set(published))}
    tally(accepted_up_to_the_bound=len(stored), published=len(published), **figures)
    assert sorted(published) == sorted(stored)


def absent(kafka):
    with KafkaAdminClient(**kafka.client()) as admin:
        return set(TOPICS) - set(admin.list_topics())


def published_in_order(kafka, of):
    """The ids of these events as they stand in the topic; each pathway's are in the order of their positions."""
    ids, last = [], {}
    for record in read_all(kafka, TOPICS[0]):
        said = dict(record.headers)
        if not record.value or (event_id := bytes.fromhex(said["ce_id"].decode().replace("-", ""))) not in of:
            continue
        position = int(said["ariadna_position"])
        assert position > last.get(record.key, 0), "out of order in a pathway"
        last[record.key] = position
        ids.append(event_id)
    return ids
