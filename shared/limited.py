"""Goes around all services: who asks for more than a share is told to wait."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from shared import metrics
from shared.access import Reader
from shared.edge import answer
from shared.errors import Refusal
from shared.rates import Rates

UNCOUNTED = ("/health/", "/metrics")
LASTING = "/v1/live"
"""Ends what stays open for as long as a page does: asked for as a request is, under way as none."""


class Limited:
    """Goes around an application: who asks for more than a share is told to wait, before anything is read."""

    def __init__(self, app: ASGIApp, rates: Rates, reader_of: Callable[[Request], Reader]) -> None:
        self._app = app
        self._rates = rates
        self._reader_of = reader_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(UNCOUNTED):
            await self._app(scope, receive, send)
            return
        who = self._who(scope)
        try:
            self._rates.begin(who)
        except Refusal as refusal:
            metrics.limited(scope["path"].lstrip("/").partition("/")[0])
            await answer(refusal)(scope, receive, send)
            return
        lasting = scope["path"].endswith(LASTING)
        if lasting:
            self._rates.end(who)
        try:
            await self._app(scope, receive, send)
        finally:
            if not lasting:
                self._rates.end(who)

    def _who(self, scope: Scope) -> str:
        try:
            return f"of {self._reader_of(Request(scope)).provider_id}"
        except Refusal:  # answered as it should be by whom it asks
            return f"at {(scope.get('client') or ('',))[0]}"
