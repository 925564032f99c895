"""The HTTP side of posting, before the framework: its routing costs twice what storing an event does."""

from collections.abc import AsyncIterator
from typing import Protocol

from starlette.types import ASGIApp, Receive, Scope, Send

from shared.edge import answer
from shared.errors import BodyTooLarge, MethodNotOffered, Refusal


class Posting:
    """A request as a door reads it: a few headers, and the body as it comes."""

    __slots__ = ("_headers", "_receive")

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._headers: dict[bytes, bytes] = dict(scope["headers"])
        self._receive = receive

    def header(self, name: bytes, otherwise: str = "") -> str:
        value = self._headers.get(name)
        return otherwise if value is None else value.decode("latin-1")

    async def body(self, most: int) -> bytes:
        """The whole body, `BodyTooLarge` beyond so many bytes; it comes as one piece more often than not."""
        message = await self._receive()
        parts: list[bytes] = [message.get("body", b"")]
        size = len(parts[0])
        while message.get("more_body", False) and size <= most:
            message = await self._receive()
            parts.append(message.get("body", b""))
            size += len(parts[-1])
        if size > most:
            raise BodyTooLarge()
        return b"".join(parts)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body; ends early, and stores nothing more, when the sender goes away."""
        more = True
        while more:
            message = await self._receive()
            if message["type"] != "http.request":
                return
            more = message.get("more_body", False)
            yield message["body"]


class Answer:
    """A short JSON answer, with the version of what it is about if there is one to tell."""

    __slots__ = ("body", "status", "version")

    def __init__(self, status: int, body: bytes, version: str = "") -> None:
        self.status = status
        self.body = body
        self.version = version

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(self.body))]
        if self.version:
            headers.append((b"etag", self.version.encode()))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


class Door(Protocol):
    """What takes in posts."""

    path: str

    async def post(self, posting: Posting) -> ASGIApp:
        """Take in what is posted; the answer to give."""


class Doorway:
    """Answers what goes to a door's address and hands everything else to the service's application."""

    def __init__(self, door: Door, app: ASGIApp) -> None:
        self._door = door
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != self._door.path:
            await self._app(scope, receive, send)
            return
        try:
            if scope["method"] != "POST":
                raise MethodNotOffered()
            response = await self._door.post(Posting(scope, receive))
        except Refusal as refusal:
            response = answer(refusal)
        await response(scope, receive, send)
