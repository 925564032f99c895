"""Who only keeps the machines running is let to no data, whatever a service would answer."""

import re
from collections.abc import Callable

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.access import Reader
from shared.edge import answer
from shared.errors import NotAllowed, Refusal

WATCHES = "ops"
NO_DATA = re.compile(r"/(health/[a-z.]+|metrics|[a-z]+/(openapi\.json|static/.*|sign-.*)|pathway/status)")


class Watching:
    """Goes around an application: whoever has the role `ops` gets 403 on every address that may hold data."""

    def __init__(self, app: ASGIApp, reader_of: Callable[[Request], Reader]) -> None:
        self._app = app
        self._reader_of = reader_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not NO_DATA.fullmatch(scope["path"]) and self._only_watches(Request(scope)):
            await answer(NotAllowed())(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _only_watches(self, request: Request) -> bool:
        try:
            return self._reader_of(request).role == WATCHES
        except Refusal:  # answered as it should be by whom it asks
            return False
