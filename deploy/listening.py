"""How a process listens: one socket, a strict parser, and nobody who keeps it waiting for a request's head."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from shared.bounds import LONGEST_HEAD, HeadTooLarge
from shared.edge import SAFE, body_of_problem
from shared.errors import MalformedBody, Refusal

HEAD_WITHIN = 10.0


class MalformedRequest(MalformedBody):
    """This is not HTTP as it is taken here."""

    code = "malformed_request"


class Impatient(HttpToolsProtocol):
    """A connection; closed when a request's head, once awaited, is not there in time or has no end."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._head_size = 0
        self._in_head = False
        self._watch: asyncio.TimerHandle | None = None
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_head or self.cycle is None or self.cycle.response_complete:
            self._await_head()
            self._head_size += len(data)
            if self._head_size > 2 * LONGEST_HEAD and not self.transport.is_closing():
                self._refuse(HeadTooLarge())

    def on_message_begin(self) -> None:
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._head_size = 0
        self._stop_waiting()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        self._refuse(MalformedRequest())

    def _await_head(self) -> None:
        if self._watch is None:
            self._watch = self.loop.call_later(HEAD_WITHIN, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._watch:
            self._watch.cancel()
            self._watch = None

    def _refuse(self, refusal: Refusal) -> None:
        """Answer what never came to the application, as the application would."""
        kind, body = body_of_problem(refusal)
        told = [(b"content-type", kind), (b"content-length", b"%d" % len(body)), (b"connection", b"close"), *SAFE]
        head = b"".join(b"%s: %s\r\n" % pair for pair in told)
        self.transport.write(STATUS_LINE[refusal.status] + head + b"\r\n" + body)
        self.transport.close()


def config(app: ASGIApp) -> uvicorn.Config:
    """As all services are served: no access log, no other protocols, the logs as the process has them."""
    protocol: Any = Impatient
    return uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=10,
    )


class Leaving(uvicorn.Server):
    """Serves until it is told to stop, and says so before it waits for the requests under way."""

    def __init__(self, config: uvicorn.Config, leave: Callable[[], None]) -> None:
        super().__init__(config)
        self._leave = leave

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._leave()
        await super().shutdown(sockets)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; `OSError` if it can't."""
    return socket.create_server((host, port), backlog=2048, family=socket.getaddrinfo(host, port)[0][0])
