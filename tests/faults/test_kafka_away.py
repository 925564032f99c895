"""Brokers that restart, members that come and go, consumers that die between commit and ack: all arrives, once."""

import os
import signal
import threading
import time
from pathlib import Path
from random import Random

import pytest

from deploy.databases import KEYS, Databases
from shared.kafka.carriage import Carriage
from shared.kafka.settings import KafkaSettings
from shared.keys import KeyRing, key_encryption_key
from shared.store.log import Log
from tests.faults.accounts import SOAK
from tests.journeys.running import forked
from tests.kafka_services import eventually
from tests.shared.store.conftest import some

RESTARTS, REBALANCES, KILLS = (20, 50, 50) if SOAK else (1, 3, 2)
AWAY_FOR = 600 if SOAK else 3
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # clients whose broker went away under them
GOOD = {"lost": 0, "twice": 0, "never_stored": 0, "out_of_order": 0}


class Load:
    """Posts to a log from a thread until it is told to stop."""

    def __init__(self, log: Log, pause: float = 0.02) -> None:
        self._log, self._pause, self._stopped = log, pause, threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *failure: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(self._pause):
            self._log.post(some(5, 4))


def hear_and_die(
    databases: Databases, kek: Path, source: str, target: str, settings: KafkaSettings, batches: int
) -> None:
    """Hear until so many batches are committed, then end as a power cut would, with none of the last one acked."""
    log = Log(databases.of(target), KeyRing(databases.of(KEYS), key_encryption_key(kek)))
    left = batches

    def deliver(messages, reached):
        nonlocal left
        left -= 1
        log.join(messages, reached)
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    Carriage(log, {source: deliver}, log.keys, settings).start()
    time.sleep(120)


@pytest.mark.promise("X3")
def test_restarts_rebalances_and_kills_between_commit_and_ack_lose_nothing(
    services, cluster, databases, tmp_path, seed, tally
):
    random = Random(seed)
    services.publish()
    turns = ["restart"] * RESTARTS + ["rebalance"] * REBALANCES + ["kill"] * KILLS
    random.shuffle(turns)
    with Load(services.source):
        services.hear()
        for turn in turns:
            before = services.target.position()
            if turn == "restart":
                cluster.stop_node(1)
                cluster.start_node(1)
                cluster.wait()
            elif turn == "rebalance":
                second = services.hear(log=services.open_log(services.target.name))
                time.sleep(random.uniform(0, 0.5))
                second.stop()
            else:
                names = (services.source.name, services.target.name)
                dying = (databases, tmp_path / "kek", *names, services.settings, random.randint(1, 4))
                process = forked.Process(target=hear_and_die, args=dying)
                process.start()
                process.join(120)
                assert process.exitcode == -signal.SIGKILL
            eventually(lambda before=before: services.target.position() > before, within=120)
    eventually(lambda: services.target.position() >= services.source.position(), within=120)
    figures = services.once_and_whole()
    tally(f"seed {seed}", restarts=RESTARTS, rebalances=REBALANCES, kills=KILLS, **figures)
    assert figures == {"events": services.source.position(), **GOOD}


@pytest.mark.promise("L3")
def test_with_kafka_away_doors_go_on_and_all_is_delivered_in_order_afterwards(services, cluster, tally):
    publishing, hearing = services.publish(), services.hear()
    services.source.post(some(10, 5))
    eventually(lambda: services.target.position() == 50)
    cluster.stop_node(1)
    with Load(services.source):
        eventually(lambda: publishing.ready() == ["kafka"] == hearing.ready())
        time.sleep(AWAY_FOR)
        eventually(lambda: publishing.waiting().events > 100 and publishing.waiting().seconds > 0)
        stored_meanwhile = services.source.position() - 50
        cluster.start_node(1)
        cluster.wait()
    eventually(lambda: services.target.position() == services.source.position(), within=120)
    eventually(lambda: publishing.ready() == [] == hearing.ready())
    eventually(lambda: publishing.waiting().events == 0)
    figures = services.once_and_whole()
    tally(seconds_away=AWAY_FOR, accepted_meanwhile=stored_meanwhile, **figures)
    assert figures == {"events": services.source.position(), **GOOD}
