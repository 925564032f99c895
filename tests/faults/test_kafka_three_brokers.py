"""Three brokers, two replicas, copies in any order, the leader killed under load: each event is stored once."""

import threading
from collections.abc import Iterator
from random import Random
from uuid import uuid4

import pytest
from kafka import KafkaAdminClient, KafkaProducer

from deploy.kafka.local.cluster import Cluster
from shared.kafka.records import record_of
from shared.kafka.settings import KafkaSettings
from tests.brokers import make_topics, needed, sweep
from tests.faults.accounts import SOAK
from tests.kafka_services import Services, eventually
from tests.shared.store.conftest import some

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # clients whose broker went away under them
EVENTS, SEEDS = (100_000, 10) if SOAK else (1_000, 1)
PAGE = 1000


@pytest.fixture
def three(request, tmp_path) -> Iterator[Cluster]:
    needed(request.node.name)
    cluster = Cluster(tmp_path / "three", brokers=3)
    try:
        yield cluster.start()
    finally:
        cluster.stop()
        sweep()


def leader_of(settings: KafkaSettings, topic: str) -> int:
    with KafkaAdminClient(**settings.client()) as admin:
        (found,) = admin.describe_topics([topic])
    return int(found["partitions"][0]["leader_id"])


def send_several_times(services: Services, random: Random) -> int:
    """Put every stored event into the topic one to five times, shuffled; returns how many records that made."""
    sent, after = 0, 0
    with KafkaProducer(acks="all", **services.settings.client()) as producer:
        while True:
            messages, upto = services.source.messages(after, PAGE)
            if upto == after:
                return sent
            copies = [record_of(services.source.name, one) for one in messages for _ in range(random.randint(1, 5))]
            random.shuffle(copies)
            for key, value, headers in copies:
                producer.send(services.topics[0], key=key, value=value, headers=headers)
            producer.flush()
            sent, after = sent + len(copies), upto


@pytest.mark.promise("X1", "X3")
def test_copies_in_any_order_through_two_replicas_and_a_dead_leader_are_stored_once(three, open_log, seed, tally):
    settings = KafkaSettings(three.bootstrap, copies=3)
    for number in range(SEEDS):
        random = Random(seed + number)
        mark = uuid4().hex[:8]
        services = Services(settings, open_log, f"intake-{mark}", f"pathway-{mark}")
        make_topics(settings, *services.topics, copies=3)
        for _ in range(EVENTS // 1000):
            services.source.post(some(100, 10))
        services.hear()
        services.hear(log=services.open_log(services.target.name))
        eventually(lambda services=services: all(not each.ready() for each in services.carriages))
        sending = threading.Thread(target=send_several_times, args=(services, random))
        sending.start()
        services.publish()
        eventually(lambda services=services: services.target.position() > EVENTS // 10)
        dead = leader_of(settings, services.topics[0])
        three.kill_node(dead)
        sending.join()
        eventually(lambda services=services: services.target.position() == EVENTS, within=120)
        three.start_node(dead)
        three.wait()
        services.source.post(some(10, 2))
        eventually(lambda services=services: services.target.position() == EVENTS + 20, within=120)
        services.stop()
        figures = services.once_and_whole()
        tally(f"seeds from {seed}", seeds=1, leaders_killed=1, **figures)
        assert figures["events"] == EVENTS + 20
        assert not figures["lost"] + figures["twice"] + figures["never_stored"]
