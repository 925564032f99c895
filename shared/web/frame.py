"""The frame of every page: templates that escape, headers that refuse the rest, our own style sheet."""

from collections.abc import Callable, Coroutine
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from shared.errors import NotSignedIn, NotWellFormed, Refusal, UnknownAddress
from shared.languages import ENGLISH, STAFF, elided, sentence
from shared.web import forms, shown
from shared.web.labels import label
from shared.web.said import Words, catalogue
from shared.web.sections import ROLES, sections

HERE: Final = Path(__file__).parent

HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # without any a form comes from the origin null, which is refused
    "Cache-Control": "no-store",
}

ASSETS: Final = {
    "ariadna.css": "text/css; charset=utf-8",
    "ariadna.svg": "image/svg+xml",
    "clocks.js": "text/javascript; charset=utf-8",
    "unsent.js": "text/javascript; charset=utf-8",
}

SAID: Final = {
    401: (
        sentence("Please sign in"),
        sentence("The token is not accepted, or its time is over. Sign in with a fresh one."),
    ),
    403: (sentence("Not for this role"), sentence("Ask your coordinator which role should do this.")),
    404: (
        sentence("Nothing here for you"),
        sentence("Check the address. What is not there and what is not open to you look alike."),
    ),
    409: (
        sentence("It has changed"),
        sentence("Go back, look at the page as it stands now, and decide again."),
    ),
    413: (sentence("Too much at once"), sentence("Send less at a time.")),
    422: (
        sentence("That can't be read"),
        sentence("Go back and check what was entered. Dates are written like 2026-10-31."),
    ),
    429: (sentence("Too many requests"), sentence("Wait a minute, then try again.")),
    501: (
        sentence("No PDF here"),
        sentence("This server can't make one yet: tell those who run it. Take the CSV or print the page instead."),
    ),
    503: (
        sentence("Not for the moment"),
        sentence("Wait a few seconds, then try again. Nothing that was confirmed is lost."),
    ),
}
"""What a person is told for each status, and what to do next."""

OTHERWISE: Final = (
    sentence("It could not be done"),
    sentence("Try again later, or tell those who run this service."),
)


@cache
def templates(folder: Path = HERE, lang: str = ENGLISH) -> Environment:
    """The templates of one service in one language, with the frame within reach."""
    loader = ChoiceLoader([FileSystemLoader(folder), FileSystemLoader(HERE)])
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    words = Words(catalogue(folder), lang)
    environment.globals.update(
        gettext=lambda message, **parts: _filled(words.gettext(message), parts, lang),
        ngettext=lambda one, many, n, **parts: _filled(words.ngettext(one, many, n), {"num": n, **parts}, lang),
        label=lambda key, its=lang: label(key, its),
        lang=lang,
        form_value=forms.value,
        roles=ROLES,
    )
    return environment


def _filled(sentence: str, parts: dict[str, Any], lang: str) -> Markup:
    """A sentence with its places filled in; what is filled in is text."""
    said = Markup(sentence) % parts
    return Markup(elided(said, lang)) if parts else said


def render(template: str, *, folder: Path = HERE, status: int = 200, **said: Any) -> HTMLResponse:
    """One page in the language that is wanted, with the headers that every page carries."""
    here = shown.current.get()
    reader = said.get("reader")
    html = (
        templates(folder, here.lang)
        .get_template(template)
        .render(
            **{
                "reader": None,
                "here": here,
                "languages": STAFF,
                "sections": list(sections(reader, here.address)) if reader else [],
                "content_lang": here.lang if catalogue(folder) or folder == HERE else ENGLISH,
                **said,
            }
        )
    )
    return HTMLResponse(html, status_code=status, headers=HEADERS)


def onward(address: str, status: int = 303) -> Response:
    """On to a page that shows what became of it."""
    return RedirectResponse(address, status_code=status, headers=HEADERS)


def problem(refusal: Refusal) -> HTMLResponse:
    """A refusal as a page: what is so, and what to do next."""
    title, next_step = SAID.get(refusal.status, OTHERWISE)
    here = shown.current.get()._replace(address="")  # what is refused is not repeated
    page = render("problem.html", status=refusal.status, here=here, refusal=refusal, title=title, next_step=next_step)
    page.headers.update({key: value for key, value in refusal.headers.items() if key != "WWW-Authenticate"})
    return page


def entrance(request: Request, *, refused: bool = False, asked: bool = False, there: str = "") -> Response:
    """The way in; with a word to who was in and is no more, or who `asked` for a page that is not for everybody."""
    ended = refused or forms.cookie(request, forms.SESSION) is not None
    return render(
        "sign_in.html",
        status=401 if ended or asked else 200,
        ended=ended,
        asked=asked,
        there=there or shown.ours(request.query_params.get("next", "")) or shown.current.get().address,
        by_provider=getattr(request.app.state, "by_provider", False),
    )


def asset(name: str) -> Response:
    """One of our own files, which hold nothing of anybody."""
    if name not in ASSETS:
        raise UnknownAddress
    kept = {**HEADERS, "Cache-Control": "public, max-age=3600"}
    return Response((HERE / "static" / name).read_bytes(), media_type=ASSETS[name], headers=kept)


class Page(APIRoute):
    """A route for people: only our own forms are taken, a refusal is answered with a page, never with what was sent."""

    fields_of = staticmethod(forms.fields_of)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def page(request: Request) -> Response:
            form = forms.Form(forms.cookie(request, forms.FORM))
            forms.current.set(form)
            shown.current.set(shown.of(request))
            try:
                if request.method not in forms.SAFE:
                    request.state.fields = await forms.taken(request, self.fields_of)
                return forms.finish(request, await answer(request), form)
            except NotSignedIn:
                return forms.finish(request, entrance(request, asked=True), form)
            except Refusal as refusal:
                return problem(refusal)
            except RequestValidationError:
                return problem(NotWellFormed())

        return page
