"""What one service publishes reaches the other once and in order, byte for byte."""

import logging

from shared.errors import NotReady
from shared.kafka.carriage import Carriage
from shared.kafka.records import MARK, topic_of
from shared.kafka.settings import KafkaSettings
from shared.store.sealed import uuid_text
from tests.brokers import delete_topics, make_topics, read_all
from tests.kafka_services import eventually
from tests.shared.store.conftest import some

GOOD = {"lost": 0, "twice": 0, "never_stored": 0, "out_of_order": 0}


def test_all_that_is_stored_is_carried_once_unchanged_and_in_order(services):
    services.source.post(some(20, 50))
    services.publish()
    services.hear()
    eventually(lambda: services.target.position() == 1000)
    services.source.post(some(3, 2))
    eventually(lambda: services.target.position() == 1006)
    assert services.once_and_whole() == {"events": 1006, **GOOD}


def test_who_hears_it_knows_how_far_the_source_was_published_even_where_nothing_of_it_came(services):
    services.target.hears, services.target.parts = frozenset({services.source.name}), 3
    services.source.post(some(1, 5))
    services.publish()
    services.hear()
    eventually(lambda: services.target.reached(services.source.name) == 5)
    services.source.join([], {"elsewhere": 1})
    services.source.post(some(1, 1))
    eventually(lambda: services.target.reached(services.source.name) == 6)


def test_a_record_is_the_stored_bytes_and_tells_nothing_of_them(services):
    services.source.post(some(2, 2))
    services.publish()
    eventually(lambda: services.source.position_of("kafka") == 4)
    rows = {row.event_id: row for row in services.source.scan()}
    records = [record for record in read_all(services.settings, topic_of(services.source.name)) if record.value]
    assert sorted(record.value for record in records) == sorted(row.state for row in rows.values())
    for record in records:
        said = {name: value.decode() for name, value in record.headers}
        row = rows[bytes.fromhex(said.pop("ce_id").replace("-", ""))]
        assert record.key.decode() == uuid_text(row.originator_id)
        assert int(said.pop("ariadna_position")) == row.position
        assert said.pop("ce_time").endswith("+00:00")
        assert said == {
            "ce_specversion": "1.0",
            "ce_source": f"/{services.source.name}",
            "ce_type": "ariadna.event",
            "content-type": "application/octet-stream",
        }


def test_nothing_is_published_twice_by_a_service_that_starts_again(services):
    services.source.post(some(2, 5))
    services.publish()
    eventually(lambda: services.source.position_of("kafka") == 10)
    services.stop()
    services.source.post(some(1, 1))
    services.publish()
    eventually(lambda: services.source.position_of("kafka") == 11)
    records = read_all(services.settings, topic_of(services.source.name))
    assert sum(bool(record.value) for record in records) == 11
    assert all(dict(record.headers).get(MARK) for record in records if not record.value)


def test_two_replicas_share_the_partitions_and_store_nothing_twice(services):
    taken = {"one": 0, "two": 0}

    def counting(name):
        def deliver(messages, reached):
            taken[name] += len(messages)
            services.target.join(messages, reached)

        return deliver

    services.hear(counting("one"))
    services.hear(counting("two"), services.open_log(services.target.name))
    services.publish()
    for _ in range(40):
        services.source.post(some(30, 1))
        if all(taken.values()):
            break
        eventually(lambda: services.target.position() == services.source.position())
    eventually(lambda: services.target.position() == services.source.position())
    assert all(taken.values()), "both must have had a part"
    assert services.once_and_whole() == {"events": services.source.position(), **GOOD}


def test_while_the_database_is_away_nothing_is_passed_and_the_service_is_not_ready(services):
    away = True

    def deliver(messages, reached):
        if away:
            raise NotReady()
        services.target.join(messages, reached)

    services.source.post(some(3, 3))
    services.publish()
    hearing = services.hear(deliver)
    eventually(lambda: hearing.ready() == ["database"])
    assert services.target.position() == 0
    away = False
    eventually(lambda: services.target.position() == 9)
    eventually(lambda: hearing.ready() == [])


def test_a_topic_that_is_not_there_is_named_and_waited_for(services, kafka, caplog):
    delete_topics(kafka, services.topics[0])
    services.source.post(some(1, 3))
    publishing = services.publish()
    eventually(lambda: "ariadna kafka apply" in caplog.text)
    assert publishing.ready() == ["kafka"]
    make_topics(kafka, services.topics[0])
    eventually(lambda: publishing.ready() == [] and publishing.waiting().events == 0)
    assert services.source.position_of("kafka") == 3


def test_a_carriage_may_be_stopped_as_soon_as_it_is_started(services):
    for _ in range(5):
        services.publish()
        services.stop()


def test_brokers_that_are_not_there_are_no_reason_to_fall_over(open_log, caplog):
    log = open_log("intake")
    carriage = Carriage(log, {}, log.keys, KafkaSettings("127.0.0.1:1"))
    carriage.start()
    log.post(some(1, 7))
    eventually(lambda: carriage.waiting().events == 7)
    assert carriage.ready() == ["kafka"]
    carriage.stop()
    said = [each.getMessage() for each in caplog.records if each.name.startswith("shared.kafka")]
    assert all(cause in said[0] for cause in ("address", "password", "certificate"))
    assert not [each for each in caplog.records if each.exc_info and each.levelno > logging.INFO]
