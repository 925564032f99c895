"""A STUB that stands where the pathway service stands: invented answers, and one token that opens."""

import asyncio
from typing import Any

import httpx
from fastapi import FastAPI, Request

from services.pathway.web.pages import pages
from shared.access import Reader
from shared.clocks import When
from shared.errors import NotSignedIn, UnknownPathway
from tests.services.pathway.web.invented import PATHWAY_ID, PICTURE
from tests.services.pathway.web.invented_views import CASELOAD, HISTORY, VIEWS

TOKEN = "a.stub.token"
WORKER = Reader("MIL-PONTE", "worker", "st_1", "t1", 2**40)


class Stub:
    """Answers for one invented pathway and keeps the clocks it was asked with."""

    def __init__(self) -> None:
        self.asked: list[When] = []
        self.rows: list[dict[str, Any]] = CASELOAD
        self.items: list[dict[str, Any]] = HISTORY["items"]

    def caseload(self, reader: Reader) -> list[dict[str, Any]]:
        return self.rows

    def picture(self, pathway_id: str, when: When, reader: Reader) -> dict[str, Any]:
        if pathway_id != PATHWAY_ID:
            raise UnknownPathway
        self.asked.append(when)
        return PICTURE

    def views(self, pathway_id: str, when: When, reader: Reader) -> dict[str, Any]:
        return VIEWS

    def history(self, pathway_id: str, when: When, reader: Reader) -> dict[str, Any]:
        return {"items": self.items}


def reader_of(request: Request) -> Reader:
    if request.cookies.get("ariadna") != TOKEN:
        raise NotSignedIn
    return WORKER


def app(stub: Stub) -> FastAPI:
    served = FastAPI()
    served.include_router(pages(stub, reader_of))
    return served


class Browser:
    """Asks the application directly, keeps its cookies, follows nothing by itself."""

    def __init__(self, stub: Stub, base_url: str = "http://ariadna.example") -> None:
        self._app = app(stub)
        self._base_url = base_url
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **said: Any) -> httpx.Response:
        return asyncio.run(self._ask("GET", path, **said))

    def post(self, path: str, **said: Any) -> httpx.Response:
        return asyncio.run(self._ask("POST", path, **said))

    async def _ask(self, method: str, path: str, **said: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url=self._base_url, cookies=self.cookies) as client:
            answer = await client.request(method, path, **said)
        self.cookies |= dict(answer.cookies)
        return answer
