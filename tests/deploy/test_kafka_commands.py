"""`ariadna kafka`: what it makes, shows and redrives, and its exit codes."""

from collections.abc import Iterator
from importlib import import_module

import orjson
import pytest
from kafka import KafkaProducer

from deploy.asyncapi import FOLDER, documents
from deploy.kafka.declared import Declared
from deploy.kafka.local.cluster import new_cluster_id
from deploy.wiring import SERVICES, Embedded
from shared.kafka.carriage import Carriage
from shared.kafka.records import dead_topic_of, topic_of
from shared.kafka.settings import KafkaMissettled
from shared.kafka.topics import KafkaAway
from tests.brokers import delete_topics
from tests.deploy.command import ariadna, rows, written
from tests.kafka_services import eventually

DECLARED = Declared.read()


@pytest.fixture
def brokers(kafka, monkeypatch) -> Iterator[None]:
    """The brokers, named as on a command line; the declared topics are not there before nor after."""
    monkeypatch.setenv("ARIADNA_KAFKA_BOOTSTRAP", kafka.bootstrap)
    yield
    delete_topics(kafka, *DECLARED.topics)


def test_what_is_declared_is_made_once_and_shown(brokers):
    missing = ariadna("kafka", "topics", "--json")
    assert missing.code == 1
    assert {row["state"] for row in missing.json if row["declared"]} == {"missing"}
    made, again = ariadna("kafka", "apply", "--json"), ariadna("kafka", "apply", "--json")
    assert (made.code, sorted(made.json["topics_made"])) == (0, sorted(DECLARED.topics))
    assert (again.code, again.json) == (0, {"topics_made": [], "rules_made": [], "guarded": False})
    shown = ariadna("kafka", "topics", "--json")
    assert shown.code == 0
    assert {row["state"] for row in shown.json if row["declared"]} == {"ok"}


def test_lag_is_counted_from_the_service_s_own_position_and_a_dead_letter_is_redriven_once(brokers, kafka, tmp_path):
    assert ariadna("kafka", "apply").code == 0
    data = tmp_path / "data"
    imported = ariadna("import", written(tmp_path / "rows", rows()), "--keep-recorded-at", "--data", data)
    assert imported.code == 0, imported.err
    store = Embedded(data)
    intake, pathway = store.services["intake"], store.services["pathway"]
    with KafkaProducer(**kafka.client()) as producer:
        producer.send(topic_of("intake"), value=b"poison", partition=0).get(10)
    carriages = [
        Carriage(intake.log, {}, store.keys, kafka),
        Carriage(pathway.log, {"intake": pathway.subscriptions["intake"]}, store.keys, kafka),
    ]
    assert lag_of(data, "pathway", "intake") == 1
    for each in carriages:
        each.start()
    eventually(lambda: intake.log.position_of("kafka") == intake.log.position())
    eventually(lambda: lag_of(data, "pathway", "intake") == 0)
    for each in carriages:
        each.stop()
    store.close()

    assert ariadna("kafka", "redrive", "nobody", "--data", data).code == 2
    nothing, still_dead = (ariadna("kafka", "redrive", one, "--json", "--data", data) for one in ("intake", "pathway"))
    assert (nothing.code, nothing.json) == (0, {"taken": 0, "still_dead": {}})
    assert (still_dead.code, still_dead.json) == (1, {"taken": 0, "still_dead": {"not_a_record": 1}})


def lag_of(data, service, source):
    told = ariadna("kafka", "lag", "--json", "--data", data)
    assert told.code == 0, told.err
    return sum(row["lag"] for row in told.json if (row["service"], row["topic"]) == (service, topic_of(source)))


def test_without_brokers_or_settings_a_command_fails_and_says_what_to_look_at(monkeypatch):
    monkeypatch.delenv("ARIADNA_KAFKA_BOOTSTRAP", raising=False)
    with pytest.raises(KafkaMissettled, match="ARIADNA_KAFKA"):
        ariadna("kafka", "topics")
    monkeypatch.setenv("ARIADNA_KAFKA_BOOTSTRAP", "127.0.0.1:1")
    for command in ("apply", "topics", "lag"):
        with pytest.raises(KafkaAway, match="address"):
            ariadna("kafka", command)


def test_the_declared_rules_are_what_the_services_do():
    assert set(DECLARED.access) == set(SERVICES)
    for name, may in DECLARED.access.items():
        hears = import_module(f"services.{name}.subscribers").HEARS
        feed = {topic_of("notices")} if name == "pathway" else set()
        assert set(may.write) == {topic_of(name), dead_topic_of(name)} | feed
        assert set(may.read) == {dead_topic_of(name), *map(topic_of, hears)}
        assert {*may.write, *may.read} <= set(DECLARED.topics)


@pytest.mark.parametrize("name", SERVICES)
def test_the_asyncapi_documents_are_current(name):
    assert (FOLDER / f"{name}.json").read_bytes() == documents()[name], "run `make asyncapi`"


@pytest.mark.parametrize("name", SERVICES)
def test_a_document_says_what_a_service_publishes_and_hears(name):
    document = orjson.loads(documents()[name])
    by_action = {"send": set(), "receive": set()}
    for operation in document["operations"].values():
        channel = operation["channel"]["$ref"].removeprefix("#/channels/").replace("%20", " ")
        by_action[operation["action"]].add(document["channels"][channel]["address"])
    may = DECLARED.access[name]
    assert by_action == {"send": set(may.write), "receive": set(may.read) - set(may.write)}


def test_no_cluster_has_an_id_that_reads_as_an_option():
    assert not any(new_cluster_id().startswith("-") for _ in range(2000))
