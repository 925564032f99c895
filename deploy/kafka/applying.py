"""Brings the brokers to what is declared, and waits until all of them show it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from kafka import KafkaAdminClient
from kafka.admin import (
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePatternFilter,
    ResourceType,
)
from kafka.errors import KafkaError, SecurityDisabledError

from deploy.kafka.declared import Declared, described
from shared.errors import AriadnaError
from shared.kafka.settings import KafkaSettings
from shared.kafka.topics import AdminClient, KafkaAway, answers

WITHIN = 30.0
LOOK_AGAIN = 0.1
ALL = ACLFilter(
    None,
    None,
    ACLOperation.ANY,
    ACLPermissionType.ANY,
    ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY),
)


class NotShownByAll(AriadnaError):
    """Not every broker shows yet what was applied; apply it again in a moment."""


class Applied(NamedTuple):
    """What was not there before; `guarded` is False where the brokers keep nobody out, so rules make no sense."""

    topics: list[str]
    rules: list[str]
    guarded: bool


class TopicState(NamedTuple):
    """One topic as it is: `partitions` and `copies` are 0 if it is missing."""

    name: str
    declared: bool
    partitions: int
    copies: int
    topic_id: str | None


@contextmanager
def admin(settings: KafkaSettings) -> Iterator[KafkaAdminClient]:
    """A connection for administration; `KafkaAway` if there is none to be had."""
    if not answers(settings.servers):
        raise KafkaAway()
    try:
        client = AdminClient(**settings.client(), bootstrap_timeout_ms=8000)
    except KafkaError:
        raise KafkaAway() from None
    try:
        yield client
    finally:
        client.close()


def apply(client: KafkaAdminClient, declared: Declared, settings: KafkaSettings) -> Applied:
    """Make the topics and rules that are missing; what is there stays as it is."""
    new = [name for name in declared.topics if name not in client.list_topics()]
    if new:
        client.create_topics({name: declared.to_make(name, settings) for name in new})
    _until(client, lambda: _made(client, declared))
    rules = _missing_rules(client, declared)
    if rules is None:
        return Applied(new, [], False)
    if rules:
        client.create_acls(rules)
    _until(client, lambda: not _missing_rules(client, declared))
    return Applied(new, [described(rule) for rule in rules], True)


def remove(client: KafkaAdminClient, declared: Declared) -> None:
    """Delete the topics that are declared, with all that lies in them, and wait until no broker shows them."""
    client.delete_topics([name for name in client.list_topics() if name in declared.topics])
    _until(client, lambda: not set(declared.topics) & set(client.list_topics()))


def states(client: KafkaAdminClient, declared: Declared) -> list[TopicState]:
    """Each topic that is declared, or there under our name, as it is."""
    there = [name for name in client.list_topics() if name.startswith("ariadna.")]
    found = {each["name"]: each for each in client.describe_topics(there)} if there else {}
    return [_state(name, name in declared.topics, found.get(name)) for name in sorted({*declared.topics, *there})]


def _state(name: str, is_declared: bool, found: Any) -> TopicState:
    partitions = found["partitions"] if found else []
    copies = min((len(each["replica_nodes"]) for each in partitions), default=0)
    return TopicState(name, is_declared, len(partitions), copies, str(found["topic_id"]) if found else None)


def _made(client: KafkaAdminClient, declared: Declared) -> bool:
    return all(state.partitions for state in states(client, declared) if state.declared)


def _missing_rules(client: KafkaAdminClient, declared: Declared) -> list[Any] | None:
    """Rules that are not there; None if the brokers have no authorizer."""
    try:
        there, _ = client.describe_acls(ALL)
    except SecurityDisabledError:
        return None
    known = {described(rule) for rule in there}
    return [rule for rule in declared.acls() if described(rule) not in known]


def _until(client: KafkaAdminClient, holds: Callable[[], bool]) -> None:
    """Each question goes to some broker: so often in a row that each will have been asked."""
    wanted = 3 * len(client.describe_cluster()["brokers"])
    until, in_a_row = time.monotonic() + WITHIN, 0
    while in_a_row < wanted:
        in_a_row = in_a_row + 1 if holds() else 0
        if time.monotonic() > until:
            raise NotShownByAll()
        if not in_a_row:
            time.sleep(LOOK_AGAIN)
