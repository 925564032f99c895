"""The door before the framework: routing and dependencies of FastAPI cost twice what storing an event does."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.door.routes import DoorRoutes
from shared.edge import answer
from shared.errors import Refusal


class Doorway:
    """Answers posts to a door itself and hands everything else to the service's application.

    The application has the same route, by the same function; it is there to be described by OpenAPI.
    """

    def __init__(self, door: DoorRoutes, app: ASGIApp) -> None:
        self._path = f"/{door.door}/v1/events"
        self._door = door
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] != self._path:
            await self._app(scope, receive, send)
            return
        try:
            response = await self._door.post(Request(scope, receive))
        except Refusal as refusal:
            response = answer(refusal)
        await response(scope, receive, send)
