"""Goes around whatever answers: no byte of an answer leaves before its record is on disk."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.edge import answer
from shared.errors import NotForeseen, Refusal
from shared.reads import telling
from shared.reads.book import ReadBook
from shared.reads.made import What, read_of
from shared.reads.record import Form
from shared.reads.telling import Telling
from shared.web.frame import problem

OF_NOBODY: Final = ("static/", "sign-", "language/", "openapi.json")
"""Under a service's own address, what tells of nobody: answered to anybody, and not recorded."""


class Recorded:
    """Writes a record of each answer to somebody who signed in; without one the answer is 503 and nothing else.

    What would be answered well to nobody known is not answered, but for the few addresses that tell of nobody.
    """

    def __init__(self, app: ASGIApp, book: ReadBook, service: str) -> None:
        self._app = app
        self._book = book
        self._home = f"/{service}/"  # who has not signed in is shown the form there
        self._for_machines = (f"/{service}/v1/", f"/{book.log.name}/v1/")
        self._of_nobody = tuple(self._home + each for each in OF_NOBODY)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        held = False

        async def once_recorded(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start":
                try:
                    await self._record(scope, told, message)
                except Refusal as refusal:
                    held = True
                    await self._instead(scope, refusal)(scope, receive, send)
            if not held:
                await send(message)

        with telling.under_way() as told:
            await self._app(scope, receive, once_recorded)

    async def _record(self, scope: Scope, told: Telling, start: Message) -> None:
        if told.reader:
            form: Form = "api" if scope["path"].startswith(self._for_machines) else "page"
            tried = _canonical(scope.get("path_params", {}).get("pathway_id"))
            what = What(_operation(scope), form, tried, _media(start))
            await self._book.keep(read_of(told, told.reader, what, start["status"], self._book.policy))
        elif start["status"] < 300 and scope["path"] != self._home and not scope["path"].startswith(self._of_nobody):
            raise NotForeseen()

    def _instead(self, scope: Scope, refusal: Refusal) -> ASGIApp:
        """The refusal as whoever asked reads it."""
        shown: Callable[[Refusal], ASGIApp] = answer if scope["path"].startswith(self._for_machines) else problem
        return shown(refusal)


def _operation(scope: Scope) -> str:
    route = scope.get("route")
    return str(getattr(route, "operation_id", None) or getattr(route, "name", "nothing"))


def _canonical(said: object) -> str | None:
    """The id in its one form; None for what is no id, of which nothing is kept."""
    try:
        return str(UUID(str(said))) if said else None
    except ValueError:
        return None


def _media(start: Message) -> str:
    found = next((value for name, value in start["headers"] if name.lower() == b"content-type"), b"")
    return str(found.decode("latin-1").partition(";")[0])
