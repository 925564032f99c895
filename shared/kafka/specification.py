"""What a service publishes and hears over Kafka, as an AsyncAPI 3 document, made from the same FastStream parts."""

from collections.abc import Iterable
from typing import Any

from faststream.specification import AsyncAPI

from shared.kafka.inbound import broker_of, subscriber
from shared.kafka.records import MARK, POSITION, TOPIC, dead_topic_of, topic_of
from shared.kafka.settings import KafkaSettings
from shared.traces import HEADER

VERSION = "1"
SEALED = {"type": "string", "format": "binary", "description": "Bytes as they were stored or put aside, sealed."}
EVENT = {
    "ce_specversion": "CloudEvents in binary mode: 1.0.",
    "ce_id": "The event's id.",
    "ce_source": "The service that published it.",
    "ce_type": "The same for every event: what an event is lies inside the seal.",
    "ce_time": "When it was recorded.",
    "content-type": "application/octet-stream.",
    POSITION: "Its position in the log of the source.",
    HEADER: "W3C trace context of its publishing, where the source is traced; it tells nothing of the event.",
    MARK: "In a record without a value, instead of all others: up to where the source's log was published.",
    TOPIC: "With a mark: the id of the topic that it was written to.",
}
DEAD = {
    "ariadna_reason": "Why it could not be taken in, as a code.",
    "ariadna_source_topic": "Where it lay.",
    "ariadna_source_topic_id": "The id of that topic.",
    "ariadna_source_partition": "Its partition.",
    "ariadna_source_offset": "Its offset.",
    "ariadna_dead_at": "When it was put aside.",
}


def document(service: str, hears: Iterable[str], beside: Iterable[str] = ()) -> dict[str, Any]:
    """The AsyncAPI document of one service; `beside` are the logs beside its own that it publishes too."""
    broker = broker_of(KafkaSettings("localhost:9092"))
    for source in (service, *beside):
        broker.publisher(topic_of(source), title=f"publish {source}", description="Events, keyed by pathway.")
    broker.publisher(dead_topic_of(service), title=f"put aside {service}", description="What could not be taken in.")
    for source in sorted(hears):
        subscriber(broker, topic_of(source), service, None, title=f"hear {source}", description=HEARD)(_take)
    made: dict[str, Any] = (
        AsyncAPI(
            broker,
            title=f"Ariadna: {service}",
            version=VERSION,
            description="Events travel sealed, exactly as they were stored; only ids, times, positions are in clear.",
        )
        .to_specification()
        .to_jsonable()
    )
    return _completed(made)


HEARD = "Events of another service, in batches, each taken in once with its position in one transaction."


def _completed(made: dict[str, Any]) -> dict[str, Any]:
    """With what FastStream doesn't know: the headers, the key, and that a value is bytes."""
    made["defaultContentType"] = "application/octet-stream"
    for name, message in made["components"]["messages"].items():
        headers = DEAD if name.startswith("put aside") else EVENT
        said = {header: {"type": "string", "description": text} for header, text in headers.items()}
        message["headers"] = {"type": "object", "properties": said}
        del message["correlationId"]
        if headers is EVENT:
            message["bindings"] = {"kafka": {"key": {"type": "string", "format": "uuid"}, "bindingVersion": "0.4.0"}}
    for name in made["components"]["schemas"]:
        made["components"]["schemas"][name] = SEALED
    return made


async def _take(records: Any) -> None:
    """Stands for the careful wrapper, which needs a log."""
