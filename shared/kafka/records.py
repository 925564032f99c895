"""One stored event as a Kafka record (CloudEvents 1.0, binary mode), and the mark that says how far a log was sent."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from shared.errors import AriadnaError
from shared.store.entries import Message, moment
from shared.store.sealed import header_of, uuid_text

POSITION = "ariadna_position"
MARK = "ariadna_mark"
TOPIC = "ariadna_topic"

Headers = list[tuple[str, bytes]]


class Record(Protocol):
    """What a consumer gets, as far as we look at it."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]


class NotARecord(AriadnaError):
    """What lies in the topic is no record of an event."""


class Mark(NamedTuple):
    """Up to which position of its log a source has sent all that it publishes into the topic of this id."""

    topic_id: str
    position: int


def topic_of(service: str) -> str:
    """Where a service publishes."""
    return f"ariadna.{service}.v1"


def service_of(topic: str) -> str:
    """Who publishes there."""
    return topic.split(".")[1]


def dead_topic_of(service: str) -> str:
    """Where a service puts what it could not take in."""
    return f"ariadna.{service}.dead.v1"


def record_of(source: str, message: Message) -> tuple[bytes, bytes, Headers]:
    """Key, value and headers; the value is what was stored, the type that is told is the same for every event."""
    header = header_of(message.state)
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", uuid_text(header.event_id).encode()),
        ("ce_source", f"/{source}".encode()),
        ("ce_type", b"ariadna.event"),
        ("ce_time", moment(header.recorded_at).isoformat().encode()),
        ("content-type", b"application/octet-stream"),
        (POSITION, b"%d" % message.position),
    ]
    return uuid_text(header.stream).encode(), message.state, headers


def mark_of(mark: Mark) -> Headers:
    """The headers of a record that has nothing else."""
    return [(MARK, b"%d" % mark.position), (TOPIC, mark.topic_id.encode())]


def read(value: bytes | None, headers: Iterable[tuple[str, Any]]) -> Message | Mark:
    """What a record is; anybody may have written it, so nothing in it is taken for granted."""
    said = dict(headers)
    try:
        if MARK in said and not value:
            return Mark(said[TOPIC].decode(), int(said[MARK]))
        return Message(int(said[POSITION]), bytes(value or b""))
    except (KeyError, ValueError, TypeError, AttributeError):
        raise NotARecord() from None
