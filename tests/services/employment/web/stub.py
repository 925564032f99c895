"""A STUB that stands where the employment service stands: invented answers, and one token that opens."""

from typing import Any
from uuid import UUID

from fastapi import FastAPI

from services.employment.web.asked import Looked
from services.employment.web.pages import pages
from shared.access import Reader
from shared.clocks import When
from shared.errors import UnknownPathway
from shared.sign_in import SignIn
from shared.web.signing_in import signed_in, ways_in
from tests.services.employment.web import invented
from tests.services.pathway.web.stub import SECRET, WORKER, Sessions, bearer
from tests.services.pathway.web.stub import Browser as Asking


class Stub:
    """Answers for one invented pathway, and keeps what was looked for."""

    def __init__(self) -> None:
        self.found: dict[str, Any] = invented.PLAN
        self.listed: list[dict[str, Any]] = invented.PLACEMENTS
        self.items: list[dict[str, Any]] = [invented.FOR_HER, invented.COURSE]
        self.next: str | None = None
        self.looked: list[Looked] = []
        self.whens: list[When] = []

    def plan(self, pathway_id: UUID, when: When, reader: Reader) -> dict[str, Any]:
        if str(pathway_id) != invented.PATHWAY_ID:
            raise UnknownPathway
        self.whens.append(when)
        return self.found

    def placements(self, when: When, reader: Reader) -> list[dict[str, Any]]:
        return self.listed

    def openings(self, looked: Looked, when: When, reader: Reader) -> dict[str, Any]:
        self.looked.append(looked)
        return {"items": self.items, "next": self.next}

    def openings_for_her(self, pathway_id: UUID, looked: Looked, when: When, reader: Reader) -> dict[str, Any]:
        self.plan(pathway_id, when, reader)
        return self.openings(looked, when, reader)

    def skill(self, code: str) -> str:
        return invented.SKILLS.get(code, "")


def app(stub: Stub) -> FastAPI:
    served = FastAPI()
    ways = SignIn(Sessions(), [].append)
    for router in [*ways_in("employment", ways, bearer), *pages(stub, signed_in(ways, lambda request: WORKER))]:
        served.include_router(router)
    return served


class Browser(Asking):
    """Signed in, unless it is told otherwise."""

    def __init__(self, stub: Stub, *, stranger: bool = False) -> None:
        self._app = app(stub)
        self._base_url = "http://ariadna.example"
        self.cookies = {} if stranger else {"ariadna": SECRET}
