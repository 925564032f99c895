"""A topic that was deleted and made again has its old name and offsets from nought: no event is taken as old."""

import pytest

from shared.kafka.topics import Topics
from tests.brokers import delete_topics, make_topics
from tests.faults.accounts import SOAK
from tests.kafka_services import eventually
from tests.shared.store.conftest import some

TIMES = 10 if SOAK else 2


@pytest.mark.promise("X7")
def test_a_topic_made_again_is_filled_and_read_anew(services, tally):
    topics, topic = Topics(services.settings), services.topics[0]
    services.target.hears, services.target.parts = frozenset({services.source.name}), 3
    services.publish()
    services.hear()
    services.source.post(some(10, 10))
    eventually(lambda: services.target.position() == 100)
    ids = [topics.ids([topic])[topic]]
    for _ in range(TIMES):
        delete_topics(services.settings, topic)
        services.source.post(some(2, 2))
        eventually(lambda: topic not in topics.ids([topic]))
        make_topics(services.settings, topic)
        services.source.post(some(2, 2))
        eventually(lambda: services.target.position() == services.source.position())
        ids.append(topics.ids([topic])[topic])
        eventually(lambda: services.source.position_of(f"kafka {ids[-1]}") == services.source.position())
        eventually(lambda: services.target.reached(services.source.name) == services.source.position())
    topics.close()
    figures = services.once_and_whole()
    tally(f"offsets by id {offsets(services.target, ids)}", made_again=TIMES, **figures)
    assert len(set(ids)) == TIMES + 1
    assert figures["events"] == 100 + 8 * TIMES
    assert not figures["lost"] + figures["twice"] + figures["never_stored"]


def offsets(log, ids):
    return [sum(log.position_of(f"{one}:{part}") for part in range(3)) for one in ids]
