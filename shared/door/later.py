"""The answer to what was tried too often: the receipt, and when to come again."""

from starlette.types import Receive, Scope, Send

from shared.errors import TooManyTries


class Later:
    """A refusing receipt with the status and the headers of its problem."""

    __slots__ = ("_body", "_headers", "_status")

    def __init__(self, problem: TooManyTries, body: bytes) -> None:
        self._status = problem.status
        self._body = body
        told = {"content-type": "application/json", "content-length": str(len(body)), **problem.headers}
        self._headers = [(name.lower().encode(), value.encode()) for name, value in told.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self._status, "headers": self._headers})
        await send({"type": "http.response.body", "body": self._body})
