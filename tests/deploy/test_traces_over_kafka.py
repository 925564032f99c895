"""One event's way over a real broker is one trace, from the door to the overview, and nothing of it tells of her."""

import pytest

from deploy.databases import KEYS, NOTICES_KEYS
from deploy.wiring import SERVICES
from shared import traces
from shared.kafka.records import topic_of
from tests.brokers import delete_topics, make_topics, read_all
from tests.deploy.over_kafka import TOPICS, over_kafka
from tests.journeys.running import eventually
from tests.shared.test_traces import CANARY, FAR, post, spans

__all__ = ["spans"]
PUBLISH = ("publish", "intake")
WAY = [("POST /intake/v1/events", None), ("commit", "intake"), PUBLISH, ("take in", "pathway"), ("refresh", "pathway")]


@pytest.fixture
def network(kafka, postgres, tmp_path):
    """In one process, so that one exporter sees all of it."""
    make_topics(kafka, *TOPICS, partitions=1)
    with over_kafka(kafka, postgres.schemas(KEYS, NOTICES_KEYS, *SERVICES), tmp_path / "data") as ariadna:
        yield ariadna
    delete_topics(kafka, *TOPICS)


def test_from_the_door_to_the_overview_it_is_one_trace_that_holds_nothing_of_her(network, spans, kafka):
    eventually(lambda: network.ready() == [], within=30)
    said, answer = post(network)
    assert answer.status_code == 201, answer.text
    eventually(lambda: set(WAY) <= followed(spans).keys(), within=30)
    way = followed(spans)
    assert {way[name].context.trace_id for name in WAY} == {way[WAY[0]].context.trace_id}
    assert [way[after].parent.span_id for after in WAY[1:]] == [way[name].context.span_id for name in WAY[:-1]]

    (record,) = [record for record in read_all(kafka, topic_of("intake")) if record.value]
    told = {name: value.decode() for name, value in record.headers}
    context = way[PUBLISH].context
    assert told.pop(traces.HEADER).startswith(f"00-{context.trace_id:032x}-{context.span_id:016x}-")
    everything = "".join(span.to_json() for span in spans()).lower() + str(told)
    assert not [secret for secret in (CANARY, FAR.lower(), said["pathway_id"]) if secret in everything]
    assert all(set(span.attributes) <= traces.ATTRIBUTES for span in spans())


def test_without_being_asked_a_record_names_no_trace(network, kafka):
    eventually(lambda: network.ready() == [], within=30)
    assert post(network)[1].status_code == 201
    eventually(lambda: network.services["intake"].log.position_of("kafka") == 1, within=30)
    (record,) = [record for record in read_all(kafka, topic_of("intake")) if record.value]
    assert traces.HEADER not in dict(record.headers)


def followed(spans):
    """Spans by name and service; others hear the same, and a task's notice is published too."""
    return {(span.name, span.attributes.get("ariadna.service")): span for span in spans()}
