"""A STUB that stands where the pathway service stands: invented answers, and one token that opens."""

from typing import Any

from fastapi import FastAPI, Request

from services.pathway.web.pages import pages
from shared.access import Reader
from shared.clocks import When
from shared.errors import NotSignedIn, UnknownPathway
from tests.services.pathway.web.invented import CASELOAD, HISTORY, PATHWAY_ID, PICTURE, VIEWS

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
