"""Times and traces every request by the template of its address, its method and its answer's status."""

from collections.abc import Collection
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import metrics, traces


class Measured:
    """Goes around a whole application; `doors` are the addresses that are answered before the framework."""

    def __init__(self, app: ASGIApp, doors: Collection[str]) -> None:
        self._app = app
        self._doors = frozenset(doors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with traces.span("request") as span:
            try:
                await self._app(scope, receive, noted)
            finally:
                route, method = self._route(scope), metrics.allowed("method", scope["method"])
                traces.answered(span, route, method, status)
                if status:  # nothing was answered to one who went away
                    metrics.requests(route, method, status).observe(perf_counter() - started)

    def _route(self, scope: Scope) -> str:
        """The template that our code gave the address: never the path, which may hold an id."""
        if scope["path"] in self._doors:
            return str(scope["path"])
        return getattr(scope.get("route"), "path", metrics.OTHER)
