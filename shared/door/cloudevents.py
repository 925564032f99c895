"""The JSON binding of CloudEvents 1.0: the same event under that specification's names."""

from typing import Any

RENAMED = {
    "id": "event_id",
    "type": "type",
    "subject": "pathway_id",
    "time": "occurred_at",
    "occurredon": "occurred_on",
    "latenessreason": "lateness_reason",
    "data": "data",
}
DERIVED = {"specversion", "source", "datacontenttype", "dataschema", "schemaversion"}


def posted(event: Any) -> Any:
    """The posted form of a CloudEvent; what is not one is passed on as it is, to be refused by name.

    `subject` is the pathway, `time` the moment at which the fact occurred; the extension attribute
    `occurredon` takes its place where only the day is known. `source` is the sender's own word and is
    not kept: who posts is known by the credentials.
    """
    if not isinstance(event, dict) or event.get("specversion") != "1.0":
        return event
    known = {ours: event[theirs] for theirs, ours in RENAMED.items() if theirs in event}
    if "occurred_on" in known:
        known.pop("occurred_at", None)
    others = {f"ce-{key}": value for key, value in event.items() if key not in RENAMED and key not in DERIVED}
    version = event.get("schemaversion", 1)
    return {"schema_version": version, "pathway_id": None, **known, **others}
