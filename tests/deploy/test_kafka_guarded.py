"""Kafka as it is guarded: users with passwords, rules for each, TLS; and what is said when somebody is not let in."""

from collections.abc import Iterator

import pytest
from kafka import KafkaProducer
from kafka.errors import KafkaError

from deploy.kafka.applying import admin, apply
from deploy.kafka.declared import Declared
from deploy.kafka.local.cluster import Cluster
from deploy.kafka.local.properties import Security
from shared.kafka.carriage import Carriage
from shared.kafka.records import topic_of
from shared.kafka.settings import KafkaSettings
from shared.kafka.topics import KafkaAway, Topics
from tests.brokers import needed, sweep
from tests.kafka_services import eventually
from tests.shared.store.conftest import keys as keys
from tests.shared.store.conftest import open_log as open_log
from tests.shared.store.conftest import some

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # clients that were not let in
PASSWORDS = {"intake": "only intake knows", "pathway": "only pathway knows"}


@pytest.fixture(scope="module", params=[Security.scram, Security.scram_tls], ids=lambda security: security.name)
def guarded(request, tmp_path_factory) -> Iterator[Cluster]:
    """A broker that lets nobody do anything without a rule; over TLS, one whose authority nobody knows yet."""
    needed(request.node.name)
    cluster = Cluster(tmp_path_factory.mktemp("guarded"), security=request.param, users=PASSWORDS)
    try:
        yield cluster.start()
    finally:
        cluster.stop()
        sweep()


def as_user(cluster: Cluster, user: str, password: str | None = None, **changed: object) -> KafkaSettings:
    known = {"broker": cluster.password, **PASSWORDS}
    said = {"protocol": cluster.security.value, "user": user, "password": password or known[user]}
    return KafkaSettings(cluster.bootstrap, **{"authority": cluster.authority, **said, **changed})


def test_each_service_may_do_what_is_declared_and_nothing_else(guarded, open_log):
    declared, owner = Declared.read(), as_user(guarded, "broker")
    with admin(owner) as client:
        first, second = (apply(client, declared, owner) for _ in range(2))
    assert (len(first.topics), len(first.rules), first.guarded) == (9, len(declared.acls()), True)
    assert (second.topics, second.rules) == ([], [])

    intake, pathway = open_log("intake"), open_log("pathway")
    carriages = [
        Carriage(intake, {}, intake.keys, as_user(guarded, "intake")),
        Carriage(pathway, {"intake": pathway.join}, pathway.keys, as_user(guarded, "pathway")),
    ]
    for each in carriages:
        each.start()
    intake.post(some(4, 5))
    eventually(lambda: pathway.position() == 20)
    assert [each.ready() for each in carriages] == [[], []]
    for each in carriages:
        each.stop()

    with KafkaProducer(**as_user(guarded, "pathway").client()) as producer:
        refused = producer.send(topic_of("intake"), value=b"not from intake")
        with pytest.raises(KafkaError, match="Authorization"):
            refused.get(10)
    topics = Topics(as_user(guarded, "intake"))
    assert topics.ids([topic_of("employment"), topic_of("notices")]) == {}
    topics.close()


def test_who_is_not_let_in_is_told_all_three_causes_and_no_password(guarded, caplog):
    wrong = [as_user(guarded, "intake", "not this")]
    if guarded.security is Security.scram_tls:
        wrong.append(as_user(guarded, "intake", authority=None))
    for settings in wrong:
        with pytest.raises(KafkaAway) as said:
            Topics(settings).ids([topic_of("intake")])
        assert all(cause in str(said.value) for cause in ("address", "password", "certificate"))
        assert settings.password not in repr(settings) + caplog.text
