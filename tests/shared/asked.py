"""Asks an ASGI application in this process, without a server."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
from starlette.types import ASGIApp


class Asked:
    """Each request runs in an event loop of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def request(self, method: str, path: str, **said: Any) -> httpx.Response:
        async def answered() -> httpx.Response:
            transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://made-up") as client:
                return await client.request(method, path, **said)

        return asyncio.run(answered())

    def get(self, path: str, **said: Any) -> httpx.Response:
        return self.request("GET", path, **said)

    def post(self, path: str, **said: Any) -> httpx.Response:
        return self.request("POST", path, **said)


def routes(app: Any) -> Iterator[tuple[str, str]]:
    """Method and template of every address of a service, the pages' too."""

    def walk(found: Any) -> Iterator[tuple[str, str]]:
        for each in found:
            if hasattr(each, "original_router"):
                yield from walk(each.original_router.routes)
            else:
                yield from ((method, each.path) for method in sorted(each.methods - {"HEAD"}))

    while not hasattr(app, "routes"):
        app = app._app
    return walk(app.routes)
