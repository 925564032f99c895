"""Forms of pages: only our own are taken. A value that stands in a cookie and in the form, and whence it was sent."""

import secrets
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from fastapi import Request, Response

from shared.body import body_of
from shared.errors import NotAllowed, NotWellFormed

LONGEST = 16 * 1024
MOST = 100
FIELD = "form"
SESSION, FORM, COMING = "ariadna", "ariadna-form", "ariadna-coming"
THERE, LANGUAGE, CHECKED = "ariadna-there", "ariadna-lang", "ariadna-checked"
SAFE = ("GET", "HEAD")
Fields = list[tuple[str, str]]


class Form:
    """The value that this browser's forms carry; one is made if a page shows a form and the browser has none."""

    def __init__(self, value: str | None) -> None:
        self._value = value
        self.made: str | None = None

    def __str__(self) -> str:
        if not self._value:
            self._value = self.made = secrets.token_urlsafe(24)
        return self._value


current: ContextVar[Form | None] = ContextVar("form", default=None)


def value() -> str:
    """What the form of the page being shown is to carry."""
    return str(current.get() or "")


def same_site(request: Request) -> None:
    """Refuse what a browser says another site has sent."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise NotAllowed()
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise NotAllowed()


async def fields_of(request: Request) -> Fields:
    """The fields of a posted form, in order; `NotWellFormed` beyond so many."""
    return parsed(await body_of(request, LONGEST))


def parsed(body: bytes) -> Fields:
    """The fields of a form's body as most forms send it."""
    try:
        return parse_qsl(body.decode("utf-8", "replace"), max_num_fields=MOST)
    except ValueError:
        raise NotWellFormed() from None


async def taken(request: Request, read: Callable[[Request], Awaitable[Fields]] = fields_of) -> dict[str, str]:
    """The fields of a form that our own page sent; `NotAllowed` for any other."""
    same_site(request)
    form = dict(await read(request))
    known = cookie(request, FORM)
    if not known or not secrets.compare_digest(form.pop(FIELD, "").encode(), known.encode()):
        raise NotAllowed()
    return form


def cookie(request: Request, name: str) -> str | None:
    return request.cookies.get(_named(request, name))


def put(
    request: Request, answer: Response, name: str, content: str, samesite: Literal["strict", "lax"] = "strict"
) -> None:
    """Lay a cookie that no script and no other site reads, until the browser is closed."""
    answer.set_cookie(_named(request, name), content, path="/", httponly=True, samesite=samesite, secure=_tls(request))


def drop(request: Request, answer: Response, name: str, samesite: Literal["strict", "lax"] = "strict") -> None:
    answer.delete_cookie(_named(request, name), path="/", httponly=True, samesite=samesite, secure=_tls(request))


def finish(request: Request, answer: Response, form: Form) -> Response:
    """Lay the cookies that a page's form and a renewed session ask for."""
    if form.made:
        put(request, answer, FORM, form.made)
    if renewed := getattr(request.state, "renewed", None):
        put(request, answer, SESSION, renewed)
    return answer


def _named(request: Request, name: str) -> str:
    """Over TLS a name that no neighbouring host can lay a cookie under."""
    return f"__Host-{name}" if _tls(request) else name


def _tls(request: Request) -> bool:
    return request.url.scheme == "https" or getattr(request.app.state, "over_tls", False)
