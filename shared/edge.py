"""The HTTP frame that every service has: errors by RFC 9457, security headers, nothing of the input in any answer."""

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.access import Reader
from shared.errors import (
    MethodNotOffered,
    NotForeseen,
    NotWellFormed,
    Problem,
    Refusal,
    UnknownAddress,
    problem_details,
)
from shared.logs import kind, place, said

logger = logging.getLogger(__name__)
PROBLEM = "application/problem+json"
PARAMETERS = {"missing": "missing", "uuid_parsing": "not_a_uuid", "int_parsing": "not_a_number"}
# The framework's own traces and logs tell whole addresses, queries and messages of errors: ours are shared/traces.py.
SILENT: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
SAFE = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
    (
        b"content-security-policy",
        b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (b"permissions-policy", b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
"""Of every answer that does not say otherwise."""
ONLY_TLS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


def application(name: str, summary: str, routers: Sequence[APIRouter]) -> FastAPI:
    """A service's application, with one error handler for everything; its OpenAPI is at `/<name>/openapi.json`."""
    app = FastAPI(
        title=f"Ariadna {name}",
        summary=summary,
        version="1",
        openapi_url=f"/{name}/openapi.json",
        docs_url=None,
        redoc_url=None,
        telemetry=SILENT,
    )
    app.router.redirect_slashes = False
    for router in routers:
        app.include_router(router)
    app.add_exception_handler(Refusal, _answer_refusal)
    app.add_exception_handler(RequestValidationError, _answer_parameters)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(Exception, _answer_unforeseen)
    return app


def reader_of(request: Request) -> Reader:
    """Who asks, by what the service was given to tell readers by; `NotSignedIn` for nobody."""
    reader = request.app.state.reader_of(request)
    assert isinstance(reader, Reader)
    return reader


def answer(refusal: Refusal) -> Response:
    """A refusal as problem details."""
    return JSONResponse(problem_details(refusal), refusal.status, dict(refusal.headers), media_type=PROBLEM)


def body_of_problem(refusal: Refusal) -> tuple[bytes, bytes]:
    """The same where there is no application to give it: its media type and its body."""
    return PROBLEM.encode(), bytes(answer(refusal).body)


async def _answer_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return answer(error)


async def _answer_parameters(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return answer(NotWellFormed(*(_parameter(one) for one in error.errors())))


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    refusal: Refusal = {404: UnknownAddress, 405: MethodNotOffered}.get(error.status_code, NotForeseen)()
    return answer(refusal)


async def _answer_unforeseen(request: Request, error: Exception) -> Response:
    return answer(NotForeseen())


def _parameter(error: Any) -> Problem:
    """Where a path or query parameter is wrong; its name is ours, its value is not repeated."""
    place = [str(part) for part in error["loc"] if part not in ("path", "query", "header", "body")]
    return Problem(".".join(place), PARAMETERS.get(error["type"], "malformed"), "not what this parameter takes")


class Edge:
    """Adds the security headers, and answers what nobody foresaw without telling anything of it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = finished = False
        safe = (*SAFE, ONLY_TLS) if scope.get("scheme") == "https" else SAFE

        async def send_with_headers(message: Message) -> None:
            nonlocal started, finished
            finished = message["type"] == "http.response.body" and not message.get("more_body", False)
            if message["type"] == "http.response.start":
                started = True
                there = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in safe if pair[0] not in there)]
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception as error:
            logger.error(said("not_foreseen", error=kind(error), at=place(error.__traceback__)))
            if finished:
                return
            if started:
                raise NotForeseen() from None
            await answer(NotForeseen())(scope, receive, send_with_headers)
