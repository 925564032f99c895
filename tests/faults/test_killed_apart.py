"""Services over PostgreSQL and Kafka, killed again and again under load, lose nothing and store nothing twice."""

import time
from random import Random

from deploy.wiring.distributed import Distributed
from shared.kafka.settings import KafkaSettings
from shared.settings import Settings
from tests.brokers import needed
from tests.faults.accounts import SOAK, Account, sound
from tests.faults.senders import Sender
from tests.journeys.network import NetworkServer, network
from tests.journeys.running import eventually

KILLS = 200 if SOAK else 4
SENDERS = 2
ACKED_AT_LEAST = 100_000 if SOAK else 300
LONGEST_ROUND = 3.0


def test_services_killed_at_random_keep_every_acked_event_once(seed):
    needed("services killed at random")
    random = Random(seed)
    account = Account()
    with network() as server:
        senders = [Sender(server, account, Random(random.random())) for _ in range(SENDERS)]
        for sender in senders:
            sender.start()
        killed = [kill_one(server, random) for _ in range(KILLS)]
        eventually(lambda: len(account.acked) >= ACKED_AT_LEAST, within=60 + ACKED_AT_LEAST / 50)
        for sender in senders:
            sender.end()
        environment = server.environment
        ariadna = Distributed(server.data, Settings.read(environment), KafkaSettings.read(environment))
        try:
            figures = sound(ariadna, account)
        finally:
            ariadna.close()
    kills = {service: killed.count(service) for service in sorted(set(killed))}
    print(f"seed {seed}; kill -9 of {kills}; {figures}; refused meanwhile: {dict(account.refused)}")
    assert set(account.refused) <= {"unknown_pathway"}, "employment may not have heard of a pathway yet; nothing else"


def kill_one(server: NetworkServer, random: Random) -> str:
    """Kill one service after a while, start it again, and wait until all are ready."""
    time.sleep(random.uniform(0.1, LONGEST_ROUND))
    service = random.choice(["intake", "employment", "pathway"])
    server.network.kill(service)
    server.network.launch(service)
    server.network.wait()
    return service
