"""Events out of JSON: a scenario document, a list, or one event a line."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO
from uuid import NAMESPACE_URL, uuid5

import orjson

from deploy.reading.dimensions import StepDimensions
from deploy.reading.lines import LONGEST, Row, as_text, lines
from shared.strict_json import Malformed, loads

DIRECTORY = uuid5(NAMESPACE_URL, "ariadna:directory")


def rows(stream: BinaryIO, name: str, *, by_line: bool = False) -> Iterator[Row]:
    """The rows of a stream of JSON; a document is read whole, lines one at a time."""
    source = lines(stream)
    begun = _to_first_text(source)
    if not by_line and begun and _begins_document(begun[-1]):
        yield from _elements(b"".join([*begun, stream.read()]), name)
    else:
        yield from _by_line(chain(begun, source), name)


def providers(stream: BinaryIO) -> list[dict[str, Any]]:
    """The providers of a scenario document, registered on the day of its first event, with ids that stay the same."""
    begun = _to_first_text(lines(stream))
    if not begun or not _begins_document(begun[-1]):
        return []
    try:
        document = loads(b"".join([*begun, stream.read()]))
    except Malformed:
        return []
    if not _is_scenario(document) or not isinstance(document.get("providers"), list):
        return []
    clocks = _first_clocks(document["events"])
    return [_registered(entry, clocks) for entry in document["providers"] if isinstance(entry, dict)]


def _to_first_text(source: Iterator[bytes]) -> list[bytes]:
    begun = []
    for line in source:
        begun.append(line)
        if line.strip():
            break
    return begun


def _begins_document(line: bytes) -> bool:
    """Is this the first line of a list or of an object that holds events, rather than an event?"""
    text = line.strip()
    if text.startswith(b"[") or len(line) == LONGEST:
        return True
    if not text.endswith(b"}"):
        return text.startswith(b"{") and text.endswith((b"{", b"[", b","))
    try:
        return _is_scenario(loads(text))
    except Malformed:
        return False


def _is_scenario(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("events"), list)


def _elements(raw: bytes, name: str) -> Iterator[Row]:
    try:
        document = loads(raw)
    except Malformed as error:
        yield Row(1, None, _not_json(name, _line_at(raw, error.offset), error), "")
        return
    events = document["events"] if _is_scenario(document) else document
    if not isinstance(events, list):
        yield Row(1, None, f"{name}: neither a list of events nor an object with `events`", "")
        return
    dimensions = StepDimensions(events)
    for number, value in enumerate(events, start=1):
        yield _row(number, value, dimensions, f"{name}, event {number}", orjson.dumps(value).decode())


def _by_line(given: Iterator[bytes], name: str) -> Iterator[Row]:
    dimensions = StepDimensions()
    for number, raw in enumerate(given, start=1):
        if not raw.strip():
            continue
        try:
            value = loads(raw)
        except Malformed as error:
            yield Row(number, None, _not_json(name, number, error), as_text(raw))
        else:
            yield _row(number, value, dimensions, f"{name}, line {number}", as_text(raw))


def _row(number: int, value: Any, dimensions: StepDimensions, place: str, raw: str) -> Row:
    if not isinstance(value, dict):
        return Row(number, None, f"{place}: not an object", raw)
    event = {key: part for key, part in value.items() if key != "service"}
    dimensions.learn(event)
    return Row(number, dimensions.filled(event), None, raw)


def _not_json(name: str, line: int, error: Malformed) -> str:
    at = f", {error.detail}" if error.detail else ""
    return f"{name}, line {line}: not the JSON that is read here ({error.code}{at})"


def _line_at(raw: bytes, offset: int | None) -> int:
    return raw.decode(errors="replace").count("\n", 0, offset or 0) + 1


def _first_clocks(events: list[Any]) -> dict[str, str]:
    """The earliest of each clock; none of a clock that no event has."""
    held = [event for event in events if isinstance(event, dict)]
    days = [str(event.get("occurred_on") or event.get("occurred_at"))[:10] for event in held]
    recorded = [event["recorded_at"] for event in held if isinstance(event.get("recorded_at"), str)]
    clocks = {"occurred_on": min(days)} if days else {}
    return clocks | ({"recorded_at": min(recorded)} if recorded else {})


def _registered(entry: dict[str, Any], clocks: dict[str, str]) -> dict[str, Any]:
    data = {"name": entry.get("name"), "city": entry.get("city"), "kind": entry.get("kind", "other")}
    said = orjson.dumps([entry.get("id"), clocks, data]).decode()
    return {
        "event_id": str(uuid5(DIRECTORY, said)),
        "type": "ProviderRegistered",
        "schema_version": 1,
        "pathway_id": None,
        "provider_id": entry.get("id"),
        **clocks,
        "data": data,
    }
