"""A STUB that stands where the pathway service stands: invented answers, and one token that opens."""

import asyncio
import re
from datetime import date
from typing import Any

import httpx
from fastapi import FastAPI

from services.pathway.asking import Narrowed
from services.pathway.web.pages import pages
from shared.access import Reader
from shared.clocks import When
from shared.errors import NotSignedIn, UnknownPathway
from shared.sign_in import SignIn
from shared.web.signing_in import signed_in, ways_in
from tests.services.pathway.web.invented import PATHWAY_ID, PICTURE
from tests.services.pathway.web.invented_views import CASELOAD, HISTORY, TASKS, VIEWS

TOKEN, SECRET = "a.stub.token", "a-secret"
WORKER = Reader("MIL-PONTE", "worker", "st_1", "t1", 2**40)


class Stub:
    """Answers for one invented pathway and keeps the clocks it was asked with."""

    def __init__(self) -> None:
        self.asked: list[When] = []
        self.revoked: list[str] = []
        self.rows: list[dict[str, Any]] = CASELOAD
        self.items: list[dict[str, Any]] = HISTORY["items"]
        self.tasks_of_her: list[dict[str, Any]] = TASKS

    def cases(self, reader: Reader, after: str | None) -> dict[str, Any]:
        return {"items": self.rows, "next": None, "whole": True}

    def before(self, pathway_id: str, reader: Reader) -> "Stub":
        if pathway_id != PATHWAY_ID:
            raise UnknownPathway
        return self

    def picture(self, when: When) -> dict[str, Any]:
        self.asked.append(when)
        return PICTURE

    def views(self, when: When) -> dict[str, Any]:
        return VIEWS

    def tasks(self, reader: Reader, on: date, wanted: Narrowed) -> list[dict[str, Any]]:
        return self.tasks_of_her

    def history(self, when: When) -> dict[str, Any]:
        return {"items": self.items}


def bearer(token: str) -> Reader:
    if token != TOKEN:
        raise NotSignedIn
    return WORKER


class Sessions:
    """The secret of a session is `SECRET`, whoever begins one."""

    def __init__(self) -> None:
        self.ended: list[str] = []

    def begin(self, reader: Reader) -> str:
        return SECRET

    def read(self, secret: str) -> tuple[Reader, str | None]:
        if secret != SECRET or self.ended:
            raise NotSignedIn
        return WORKER, None

    def end(self, secret: str) -> Reader | None:
        self.ended.append(secret)
        return WORKER if secret == SECRET else None


def app(stub: Stub) -> FastAPI:
    served = FastAPI()
    ways = SignIn(Sessions(), stub.revoked.append)
    for router in ways_in("pathway", ways, bearer):
        served.include_router(router)
    served.include_router(pages(stub, signed_in(ways, lambda request: WORKER)))
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

    def send(self, path: str, **fields: str) -> httpx.Response:
        """A form of ours, with the value that the page before put into it."""
        found = re.search(r'name="form" value="([^"]+)"', self.get("/pathway/").text)
        assert found
        return self.post(path, data={**fields, "form": found[1]})

    async def _ask(self, method: str, path: str, **said: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url=self._base_url, cookies=self.cookies) as client:
            answer = await client.request(method, path, **said)
        self.cookies |= dict(answer.cookies)
        self.cookies = {name: value for name, value in self.cookies.items() if value}
        return answer
