"""The frame of every page: templates that escape, headers that refuse the rest, our own style sheet."""

from collections.abc import Callable, Coroutine
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from shared.errors import NotWellFormed, Refusal, UnknownAddress
from shared.web import forms
from shared.web.labels import label

HERE: Final = Path(__file__).parent

HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

ASSETS: Final = {"ariadna.css": "text/css; charset=utf-8", "ariadna.svg": "image/svg+xml"}

SAID: Final = {
    401: ("Please sign in", "The token is not accepted, or its time is over. Sign in with a fresh one."),
    403: ("Not for this role", "Ask your coordinator which role should do this."),
    404: ("Nothing here for you", "Check the address. What is not there and what is not open to you look alike."),
    409: ("It has changed", "Go back, look at the page as it stands now, and decide again."),
    413: ("Too much at once", "Send less at a time."),
    422: ("That can't be read", "Go back and check what was entered. Dates are written like 2026-10-31."),
    429: ("Too many requests", "Wait a minute, then try again."),
    501: (
        "No PDF here",
        "This server can't make one yet: tell those who run it. Take the CSV or print the page instead.",
    ),
    503: ("Not for the moment", "Wait a few seconds, then try again. Nothing that was confirmed is lost."),
}
"""What a person is told for each status, and what to do next."""

OTHERWISE: Final = ("It could not be done", "Try again later, or tell those who run this service.")


@cache
def templates(folder: Path = HERE) -> Environment:
    """The templates of one service, with the frame within reach."""
    loader = ChoiceLoader([FileSystemLoader(folder), FileSystemLoader(HERE)])
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(label=label, lang="en", form_value=forms.value)
    return environment


def render(template: str, *, folder: Path = HERE, status: int = 200, **said: Any) -> HTMLResponse:
    """One page, with the headers that every page carries."""
    html = templates(folder).get_template(template).render(**{"reader": None, **said})
    return HTMLResponse(html, status_code=status, headers=HEADERS)


def problem(refusal: Refusal) -> HTMLResponse:
    """A refusal as a page: what is so, and what to do next."""
    title, next_step = SAID.get(refusal.status, OTHERWISE)
    page = render("problem.html", status=refusal.status, refusal=refusal, title=title, next_step=next_step)
    page.headers.update({key: value for key, value in refusal.headers.items() if key != "WWW-Authenticate"})
    return page


def asset(name: str) -> Response:
    """One of our own files, which hold nothing of anybody."""
    if name not in ASSETS:
        raise UnknownAddress
    kept = {**HEADERS, "Cache-Control": "public, max-age=3600"}
    return Response((HERE / "static" / name).read_bytes(), media_type=ASSETS[name], headers=kept)


class Page(APIRoute):
    """A route for people: only our own forms are taken, a refusal is answered with a page, never with what was sent."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def shown(request: Request) -> Response:
            form = forms.Form(forms.cookie(request, forms.FORM))
            forms.current.set(form)
            try:
                if request.method not in forms.SAFE:
                    request.state.fields = await forms.taken(request)
                return forms.finish(request, await answer(request), form)
            except Refusal as refusal:
                return problem(refusal)
            except RequestValidationError:
                return problem(NotWellFormed())

        return shown
