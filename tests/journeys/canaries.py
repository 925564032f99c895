"""Texts that must never be readable anywhere: each is planted once, in one of four forms, and looked for in all."""

import base64
import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import msgspec
from pydantic import ValidationError

from shared.contracts import FACTS
from shared.contracts.public import validator_for
from tests.journeys.running import Server, asked_once, fact

STEM = "qzxkwvjqyz"
POSTER = "QZXKWVJQYZ-FAR"
CLEAR = {"referent_provider"}  # provider ids are clear in the overview's index columns: she is told by nobody's name
SERVICES = ("intake", "employment", "pathway", "notifications")
UNTOUCHED = {"/health/live", "/health/ready", "/metrics"}


class Canaries:
    """Makes them, each another, and counts them."""

    def __init__(self) -> None:
        self._numbers = count(1000)
        self.planted: set[str] = set()

    def some(self) -> list[str]:
        """Texts of which one fits wherever a text does; each in the forms in turn: plain, hex, base64, UTF-16."""
        number = next(self._numbers)
        text = f"{STEM}{number}"
        coded = [
            text,
            text.encode().hex(),
            base64.urlsafe_b64encode(text.encode() + b"\0\0").decode().rstrip("="),
            base64.urlsafe_b64encode(text.encode("utf-16-le")).decode().rstrip("="),
        ]
        turned = coded[number % 4 :] + coded[: number % 4]
        return [*turned, f"{STEM.upper()}-{number}", f"hmac:{STEM}{number}", f"K7QM-{STEM.upper()}", f"{STEM} {number}"]

    def one(self) -> str:
        """One for where anything goes."""
        return self.plant(self.some()[0])

    def header(self) -> str:
        """One for a header."""
        return self.one()

    def plant(self, text: str) -> str:
        self.planted.add(text)
        return text


def needles() -> list[bytes]:
    """The stem in every form in which it could lie about."""
    found = []
    for text in (STEM, STEM.upper()):
        for raw in (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")):
            found += [raw, raw.hex().encode(), raw.hex().upper().encode()]
            for shift in range(3):  # of a base64 text only the middle is the same whatever stands around it
                found.append(base64.b64encode(b"\0" * shift + raw)[4:-4])
    return found


NEEDLES = needles()


def hits(content: bytes) -> list[bytes]:
    return [needle for needle in NEEDLES if needle in content]


def hits_in(answer: httpx.Response) -> list[bytes]:
    return hits(answer.content) + hits(str(answer.headers).encode())


def files(*places: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file that is there, with what is in it; one that vanishes meanwhile is another's scratch."""
    for place in places:
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            try:
                if path.is_file():
                    yield path, path.read_bytes().rstrip(b"\0")  # logs and indexes are laid out ahead
            except FileNotFoundError:
                continue


def with_canaries(type_name: str, pathway_id: str, canaries: Canaries) -> tuple[Any, set[str]]:
    """A well-formed event of a type with a canary in every field that takes a text, and the names of those fields."""
    given = dict(FACTS[type_name].example)
    if "dimension" in FACTS[type_name].__struct_fields__:
        given.setdefault("dimension", "health")
    event = fact(type_name, None if FACTS[type_name].stream == "provider" else pathway_id, **given)
    put: set[str] = set()
    for field in msgspec.structs.fields(FACTS[type_name]):
        if field.name in CLEAR:
            continue
        for canary in canaries.some():
            tries = [
                event | {"data": event["data"] | {field.name: value}} for value in (canary, [canary], {STEM: canary})
            ]
            if fitting := next(filter(fits, tries), None):
                canaries.plant(canary)
                event, put = fitting, put | {field.name}
                break
    return event, put


def fits(event: Any) -> bool:
    try:
        validator_for(event["type"]).validate_json(json.dumps(event))
    except ValidationError:
        return False
    return True


def badly(event: Any, canaries: Canaries) -> Iterator[Any]:
    """The same event made wrong with a canary at each place, its own members and new ones."""
    for member in event:
        yield {**event, "event_id": str(uuid4()), member: canaries.one()}
    for name in event["data"]:
        wrong = {**event["data"], name: [canaries.one() * 30, {canaries.one(): canaries.one()}]}
        yield {**event, "event_id": str(uuid4()), "data": wrong}
    yield {**event, "data": {**event["data"], canaries.one(): canaries.one()}}
    yield {**event, canaries.one(): canaries.one()}


def everywhere(server: Server, canaries: Canaries, known: dict[str, str]) -> Iterator[httpx.Response]:
    """Each operation that OpenAPI tells of, with a canary in each place that a client fills, one after the other.

    `known` are parameters that open something, so that a request comes as far as the place at which it is wrong.
    """
    for service in SERVICES:
        document = server.client.get(f"/{service}/openapi.json").json()
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                if path not in UNTOUCHED:
                    yield from filled(server, canaries, known, path, method, operation)


def filled(
    server: Server, canaries: Canaries, known: dict[str, str], path: str, method: str, operation: Any
) -> Iterator[httpx.Response]:
    taken = [(each["in"], each["name"]) for each in operation.get("parameters", ()) if "name" in each]
    places = [*taken, ("query", canaries.one()), ("header", "x-request-id"), ("header", "user-agent")]
    places += [("body", kind) for kind in operation.get("requestBody", {}).get("content", {})]
    for at, name in places:
        canary = canaries.one()
        there = {inner: known.get(inner, str(uuid4())) for where, inner in taken if where == "path"}
        if at == "path":
            there[name] = quote(canary, safe="")
        headers = server.token(POSTER, "supervisor") | ({name: canaries.header()} if at == "header" else {})
        content = None
        if at == "body":
            content, headers = json.dumps({canary: [canaries.one(), None]}), headers | {"content-type": name}
        query = {name: canary} if at == "query" else {}
        yield asked_once(server.client, method, path.format(**there), params=query, content=content, headers=headers)
