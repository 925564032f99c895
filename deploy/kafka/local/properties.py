"""What a broker of a local cluster is told: small, in KRaft mode, each node broker and controller at once."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

HOST = "127.0.0.1"
MECHANISM = "SCRAM-SHA-512"


class Security(StrEnum):
    """How clients reach the brokers."""

    plain = "PLAINTEXT"
    scram = "SASL_PLAINTEXT"
    scram_tls = "SASL_SSL"


class Ports(NamedTuple):
    """Where one node listens."""

    broker: int
    controller: int


def properties(
    node: int, home: Path, ports: Sequence[Ports], security: Security, password: str
) -> Mapping[str, object]:
    """All settings of one node, counted from 1; `password` is that of the user `broker`."""
    copies, in_sync = min(len(ports), 3), min(len(ports), 2)
    own = ports[node - 1]
    voters = (f"{number}@{HOST}:{each.controller}" for number, each in enumerate(ports, start=1))
    said: dict[str, object] = {
        "process.roles": "broker,controller",
        "node.id": node,
        "controller.quorum.voters": ",".join(voters),
        "listeners": f"BROKER://{HOST}:{own.broker},CONTROLLER://{HOST}:{own.controller}",
        "advertised.listeners": f"BROKER://{HOST}:{own.broker}",
        "inter.broker.listener.name": "BROKER",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": f"CONTROLLER:PLAINTEXT,BROKER:{security.value}",
        "log.dirs": home / "data",
        "auto.create.topics.enable": "false",
        "default.replication.factor": copies,
        "min.insync.replicas": in_sync,
        "offsets.topic.num.partitions": 4,
        "offsets.topic.replication.factor": copies,
        "transaction.state.log.num.partitions": 4,
        "transaction.state.log.replication.factor": copies,
        "transaction.state.log.min.isr": in_sync,
        "share.coordinator.state.topic.replication.factor": copies,
        "share.coordinator.state.topic.min.isr": in_sync,
        "group.initial.rebalance.delay.ms": 0,
        "group.min.session.timeout.ms": 1000,
        "num.network.threads": 2,
        "num.io.threads": 4,
        "log.cleaner.dedupe.buffer.size": 33554432,
    }
    if security is not Security.plain:
        said |= _signed_in(password)
    if security is Security.scram_tls:
        said |= _encrypted(home.parent / "tls")
    return said


def _signed_in(password: str) -> Mapping[str, object]:
    module = "org.apache.kafka.common.security.scram.ScramLoginModule"
    return {
        "sasl.enabled.mechanisms": MECHANISM,
        "sasl.mechanism.inter.broker.protocol": MECHANISM,
        f"listener.name.broker.{MECHANISM.lower()}.sasl.jaas.config": (
            f'{module} required username="broker" password="{password}";'
        ),
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        # The controllers speak to each other in clear on loopback, so to each other they have no name.
        "super.users": "User:broker;User:ANONYMOUS",
        "allow.everyone.if.no.acl.found": "false",
    }


def _encrypted(certificates: Path) -> Mapping[str, object]:
    return {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": certificates / "broker.pem",
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": certificates / "ca.pem",
    }
