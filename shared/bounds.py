"""What is asked of a request's frame before anybody reads it: one host, a short head, a body that keeps coming."""

import re
from asyncio import timeout
from collections.abc import Collection, Mapping
from time import monotonic
from typing import ClassVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.edge import answer
from shared.errors import Refusal

LONGEST_HEAD = 16 * 1024
MOST_HEADERS = 64
GRACE = 20.0
SLOWEST = 1024
CLOSING: Mapping[str, str] = {"Connection": "close"}
HOST = re.compile(rb"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(:[0-9]{1,5})?")


class HeadTooLarge(Refusal):
    """The address and the headers together are longer than is taken."""

    status, code = 431, "head_too_large"
    headers: ClassVar[Mapping[str, str]] = CLOSING


class NotOneHost(Refusal):
    """A request names one host."""

    status, code = 400, "not_one_host"


class OtherHost(Refusal):
    """This is another host than the one that is asked for."""

    status, code = 421, "other_host"


class BodyTooSlow(Refusal):
    """The body comes too slowly to be waited for."""

    status, code = 408, "body_too_slow"
    headers: ClassVar[Mapping[str, str]] = CLOSING


class Bounded:
    """Goes around an application; `hosts` are the names that it answers to, any if there are none."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] = (), grace: float = GRACE) -> None:
        self._app = app
        self._hosts = frozenset(host.lower().encode() for host in hosts)
        self._grace = grace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            self._check(scope)
        except Refusal as refusal:
            await answer(refusal)(scope, receive, send)
            return
        await self._app(scope, Steady(receive, self._grace), send)

    def _check(self, scope: Scope) -> None:
        headers = scope["headers"]
        size = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        hosts = []
        for name, value in headers:
            size += len(name) + len(value)
            if name == b"host":
                hosts.append(value)
        if size > LONGEST_HEAD or len(headers) > MOST_HEADERS:
            raise HeadTooLarge()
        named = HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        if named is None and (hosts or scope.get("http_version") != "1.0"):
            raise NotOneHost()
        if self._hosts and (named is None or named[1].lower() not in self._hosts):
            raise OtherHost()


class Steady:
    """A request's body as it comes; `BodyTooSlow` once it was waited for longer than its size so far earns.

    Only waiting counts: a body that we are slow to read is not a slow one.
    """

    __slots__ = ("_done", "_left", "_receive")

    def __init__(self, receive: Receive, grace: float) -> None:
        self._receive = receive
        self._left = grace
        self._done = False

    async def __call__(self) -> Message:
        if self._done:
            return await self._receive()
        asked = monotonic()
        try:
            async with timeout(max(self._left, 0)):
                message = await self._receive()
        except TimeoutError:
            raise BodyTooSlow() from None
        self._left += len(message.get("body", b"")) / SLOWEST - (monotonic() - asked)
        self._done = message["type"] != "http.request" or not message.get("more_body", False)
        return message
