"""Records of an erased pathway that come again over Kafka are passed over: not stored, and not put aside either."""

from datetime import date

import pytest
from kafka import KafkaProducer

from shared.erasures import Decision
from shared.grants import Grants, learn_decisions
from shared.kafka.records import record_of
from shared.store.erasing import erase
from tests.brokers import read_all
from tests.faults.accounts import SOAK
from tests.kafka_services import eventually
from tests.shared.store.conftest import some

AGAIN = 1_000 if SOAK else 60
DECIDED = Decision("executed", date(2026, 11, 26), ("A/a", "B/b"))


@pytest.mark.promise("P2")
@pytest.mark.parametrize("how", ["joins", "learns"])
def test_redelivered_records_of_an_erased_pathway_store_nothing_and_fill_no_dead_letters(services, tally, how):
    """To a service that stores what it hears, and to one that learns from it who may post."""
    source, target = services.source, services.target
    source.post(some(2, 10))
    published, _ = source.messages(0, 100)
    hers = next(source.scan()).originator_id
    grants = Grants(target.keys)
    if how == "learns":
        for step in grants.tables()["grants"]:
            with target.database.making() as cursor:
                cursor.execute(step[0])
    services.hear(learn_decisions(target, grants) if how == "learns" else None)
    services.publish()
    way = f"{source.name}/0"
    eventually(lambda: target.position_of(way) >= source.position())
    target.keys.decide([hers], DECIDED)
    for log in (source, target):
        erase(log, log.keys.ledger.tags(), {"grants": ("stream",)})
    before = len(list(target.scan())), held(target, how)
    old = [record_of(source.name, each) for each in published if each.state[10:26] == hers]
    with KafkaProducer(acks="all", **services.settings.client()) as producer:
        for number in range(AGAIN):
            key, value, headers = old[number % len(old)]
            producer.send(services.topics[0], key=key, value=value, headers=headers)
        producer.flush()
    source.post(some(1, 1))
    eventually(lambda: target.position_of(way) >= source.position())
    after = len(list(target.scan())), held(target, how)
    grown = 1
    assert (after[0] - before[0], after[1] - before[1]) == ((0, grown) if how == "learns" else (grown, 0))
    assert read_all(services.settings, services.topics[2]) == []
    tally("", redelivered=AGAIN, stored=0, dead_letters=0)


def held(target, how):
    """How many grants it knows of."""
    if how != "learns":
        return 0
    with target.reading() as cursor:
        cursor.execute("SELECT count(*) FROM grants")
        return cursor.fetchone()[0]
