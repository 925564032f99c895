"""A distributed store restored from a backup made under load: what was acked before is there, once, and all goes on."""

from collections import Counter
from uuid import UUID, uuid4

import pytest

from deploy.databases import KEYS, NOTICES_KEYS, Servers
from deploy.recovery.backup import backup
from deploy.recovery.places import opened
from deploy.recovery.restore import restore
from deploy.wiring import SERVICES
from shared.signing import signing_key
from shared.wrapping import Kek
from tests.brokers import delete_topics, make_topics
from tests.deploy.command import ariadna
from tests.deploy.over_kafka import KEK, OF_NOTICES, TOPICS, Posting, need, over_kafka
from tests.kafka_services import eventually
from tests.services.stored import put

ONCE = {1}


@pytest.fixture
def topics(kafka):
    make_topics(kafka, *TOPICS, partitions=1)
    yield
    delete_topics(kafka, *TOPICS)


@pytest.fixture
def kek(tmp_path):
    path = tmp_path / "kek"
    path.touch(mode=0o600)
    path.write_text(KEK.hex())
    return path


def test_after_a_restore_all_goes_on_over_topics_made_anew_and_over_none_that_hold_what_came_later(
    kafka, topics, postgres, kek, tmp_path, monkeypatch
):
    """Another Kafka is the same to a service as topics made anew: it knows them by their ids."""
    urls, fresh = (postgres.schemas(KEYS, NOTICES_KEYS, *SERVICES) for _ in range(2))
    signing = tmp_path / "secrets" / "checkpoints.pem"
    signing_key(signing)
    with over_kafka(kafka, urls, tmp_path / "data", signing) as before:
        with Posting(before) as acked:
            eventually(lambda: before.services["pathway"].log.position() > 20)
            by_then = len(acked)
            with opened(tmp_path / "backing", Servers(urls), Kek(KEK), signing) as store:
                backup(store, tmp_path / "backup", tmp_path / "keys")
            eventually(lambda: len(acked) > by_then + 20)
        eventually(lambda: held(before, "pathway").keys() >= ids(acked))
    found = restore(
        tmp_path / "backup",
        tmp_path / "keys",
        kek,
        tmp_path / "new",
        servers=Servers(fresh),
        notices_wrapping=OF_NOTICES,
    )
    assert not found.findings

    assert (tmp_path / "new" / "keys" / "checkpoints.pem").read_bytes() == signing.read_bytes()
    with over_kafka(kafka, fresh, tmp_path / "new") as after:
        assert held(after, "intake").keys() >= ids(acked[:by_then])
        lost = [each for each in acked if each["event_id"] not in held(after, "intake")]
        assert lost
        eventually(lambda: all(each.ready() == ["kafka"] for each in after.carriages.values()))
        put(after, *lost, need(str(uuid4())), need(acked[0]["pathway_id"]), carry=False)
        eventually(lambda: after.carriages["intake"].waiting().events)
        assert held(after, "pathway").keys() <= ids(acked) - ids(lost)

        monkeypatch.setenv("ARIADNA_KAFKA_BOOTSTRAP", kafka.bootstrap)
        monkeypatch.setenv("ARIADNA_KAFKA_PARTITIONS", "1")
        assert ariadna("kafka", "apply", "--anew").code == 0
        eventually(lambda: held(after, "pathway").keys() == held(after, "intake").keys())
        eventually(lambda: after.ready() == [])
        assert len(held(after, "intake")) == len(acked) + 2
        assert set(held(after, "pathway").values()) == set(held(after, "intake").values()) == ONCE
        after.settle()
        assert after.services["pathway"].behind() == (0, 0.0)
    print(f"{len(acked)} acked, {by_then} of them before the backup, {len(lost)} posted again")


def held(ariadna, service):
    """How often each event lies in a service's log."""
    return Counter(str(UUID(bytes=bytes(row.event_id))) for row in ariadna.services[service].log.scan())


def ids(events):
    return {each["event_id"] for each in events}
