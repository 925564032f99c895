"""Asks an ASGI application in this process, without a server."""

import asyncio
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
