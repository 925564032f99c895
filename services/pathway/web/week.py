"""The coordinator's week: grants that end and whom they carry, places not held, steps not confirmed, tasks."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Annotated, Any, Final, NamedTuple, Protocol
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.pathway.web import told
from services.pathway.web.asked_words import DUTIES, TASKS, words
from services.pathway.web.words import is_date
from shared.access import Reader
from shared.reads import telling
from shared.web.frame import Page

RIGHTS: Final = "rights"
MOST: Final = 25
"""Rows of a table here; the list itself has all."""
Row = dict[str, Any]


class Weekly(Protocol):
    """What the page asks of the service."""

    def week(self, reader: Reader, today: date) -> Row: ...


def week_page(application: Weekly, reader_of: Callable[[Request], Reader]) -> APIRouter:
    """The route; what it shows is what the reader's own lists may hold."""
    routes = APIRouter(prefix="/pathway", route_class=Page, include_in_schema=False)

    @routes.get("/week")
    def week(reader: Annotated[Reader, Depends(reader_of)]) -> Response:
        found = application.week(reader, told.today())
        steps = [step for grant in found["grants"] for step in grant["carried"]]
        groups = by_duty(found["tasks"], reader.provider_id)
        shown = [*steps, *found["unconfirmed"][:MOST], *(task for each in groups for task in each.tasks[:MOST])]
        telling.of(each["pathway_id"] for each in shown if each["pathway_id"])
        counts = {
            "women": len({step["pathway_id"] for step in steps}),
            "unheld": sum(not step["held"] for step in steps),
            "urgent": sum(task["urgent"] for task in found["tasks"]),
        }
        return told.page("week.html", reader, **found, **counts, groups=groups, most=MOST)

    return routes


class Group(NamedTuple):
    """The tasks of one duty at one organisation; `duty` is a sentence to translate, `provider_id` empty for all."""

    duty: str
    provider_id: str
    tasks: list[Row]


def by_duty(tasks: Iterable[Row], own: str) -> list[Group]:
    """Those of one's own organisation first; in each the order in which they came."""
    found: dict[tuple[str, str], list[Row]] = {}
    for task in tasks:
        found.setdefault((task["provider_id"] or "", task["duty"]), []).append(in_words(task))
    order = sorted(found, key=lambda each: (each[0] != own, *each))
    return [Group(DUTIES[duty], provider_id, found[provider_id, duty]) for provider_id, duty in order]


def in_words(task: Row) -> Row:
    """A task as it is read; what it is about is named where that is a name, and no random id."""
    return {**task, "said": words(TASKS, task["what"]), "about": task["subject"] if is_name(task["subject"]) else ""}


def is_name(subject: str) -> bool:
    """Whether people call it so: no random id, no day, and not what the task itself says."""
    if subject == RIGHTS or is_date(subject):
        return False
    try:
        return not UUID(subject)
    except ValueError:
        return True
