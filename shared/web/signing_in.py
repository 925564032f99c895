"""Signing in and out, for the pages of every service: by the identity provider where there is one, else with a token.

Each service has these addresses below its own; the session that begins at one holds at all, its cookie being the
host's. The identity provider sends everybody back to one address (`IdentitySettings.redirect_uri`).
"""

from collections.abc import Callable

from fastapi import APIRouter, FastAPI, Request, Response

from shared.access import Reader
from shared.errors import NotAllowed, NotSignedIn, UnknownAddress
from shared.languages import STAFF
from shared.sign_in import SignIn
from shared.web import forms, shown
from shared.web.frame import Page, asset, entrance, onward, render
from shared.web.sections import begins

ReaderOf = Callable[[Request], Reader]
LEFT = '"cache", "storage"'
"""What a browser is told to forget at the end: pages that its back button would show, and what scripts have kept."""


def ways_in(service: str, sign_in: SignIn, bearer: Callable[[str], Reader]) -> list[APIRouter]:
    """What the pages of a service stand on: the ways in and out, the choice of a language, our own files."""
    return [around(service), signing_in(service, sign_in, bearer), by_provider(service, sign_in)]


def told(app: FastAPI, sign_in: SignIn) -> None:
    """Tell an application how people come to its pages."""
    app.state.by_provider, app.state.over_tls = sign_in.identity is not None, sign_in.over_tls
    app.state.unsent_key = sign_in.key


def signed_in(sign_in: SignIn, bearer_of: ReaderOf) -> ReaderOf:
    """Who asks for a page: by the session in a cookie, or as a program does, by a bearer token."""

    def read(request: Request) -> Reader:
        if "authorization" in request.headers:
            return bearer_of(request)
        if not (secret := forms.cookie(request, forms.SESSION)):
            raise NotSignedIn()
        reader, request.state.renewed = sign_in.sessions.read(secret)
        return reader

    return read


def around(service: str) -> APIRouter:
    """What tells of nobody: files, and the language that somebody chose."""
    routes = APIRouter(prefix=f"/{service}", route_class=Page, include_in_schema=False)

    @routes.get("/static/{name}")
    def static(name: str) -> Response:
        return asset(name)

    @routes.get("")
    def home() -> Response:
        return onward(f"/{service}/", 308)

    @routes.get("/language/{lang}")
    def language(request: Request, lang: str) -> Response:
        if lang not in STAFF:
            raise UnknownAddress()
        answer = onward(shown.ours(request.query_params.get("next", "")) or f"/{service}/")
        forms.put(request, answer, forms.LANGUAGE, lang, samesite="lax")  # it tells of nobody: links from mails keep it
        return answer

    return routes


def signing_in(service: str, sign_in: SignIn, bearer: Callable[[str], Reader]) -> APIRouter:
    """In by a token, and out; nobody is sent anywhere afterwards but to a page of ours."""
    routes = APIRouter(prefix=f"/{service}", route_class=Page, include_in_schema=False)

    @routes.get("/sign-in")
    def form(request: Request) -> Response:
        return entrance(request)

    @routes.post("/sign-in")
    def with_token(request: Request) -> Response:
        if sign_in.identity:
            raise NotAllowed()
        there = shown.ours(request.state.fields.get("next", ""))
        try:
            reader = bearer("".join(request.state.fields.get("token", "").split()))
            secret = sign_in.sessions.begin(reader)
        except NotSignedIn:
            return entrance(request, refused=True, there=there)
        return begun(request, secret, onward(begins(reader, there or f"/{service}/")))

    @routes.post("/sign-out")
    def sign_out(request: Request) -> Response:
        reader = sign_in.sessions.end(forms.cookie(request, forms.SESSION) or "")
        if reader:
            sign_in.revoke(reader.token_id)
        answer = onward(f"/{service}/sign-in{'/left' if sign_in.identity else ''}")
        for name in (forms.SESSION, forms.CHECKED):
            forms.drop(request, answer, name)
        answer.headers["Clear-Site-Data"] = LEFT
        return answer

    return routes


def by_provider(service: str, sign_in: SignIn) -> APIRouter:
    """The way to the identity provider and back; there is none where no provider is named."""
    form = f"/{service}/sign-in"
    routes = APIRouter(prefix=form, route_class=Page, include_in_schema=False)

    @routes.get("/start")
    def start(request: Request) -> Response:
        if sign_in.identity is None:
            raise UnknownAddress()
        coming = sign_in.identity.coming()
        answer = onward(sign_in.identity.address(coming))
        there = shown.ours(request.query_params.get("next", "")) or f"/{service}/"
        for name, value in ((forms.COMING, coming), (forms.THERE, there)):
            forms.put(request, answer, name, value, samesite="lax")  # it is sent along on the way back
        return answer

    @routes.get("/answer")
    def back(request: Request) -> Response:
        coming = forms.cookie(request, forms.COMING)
        if sign_in.identity is None or not coming:
            raise NotSignedIn()
        reader = sign_in.identity.arrived(coming, request.query_params.multi_items())
        there = begins(reader, shown.ours(forms.cookie(request, forms.THERE) or "") or f"/{service}/")
        # A redirect from here would still be the other site's, and a strict cookie not be sent: the page goes on.
        answer = begun(request, sign_in.sessions.begin(reader), render("signed_in.html", there=there))
        for name in (forms.COMING, forms.THERE):
            forms.drop(request, answer, name, samesite="lax")
        return answer

    @routes.get("/left")
    def left() -> Response:
        return render("signed_out.html", leave=f"{form}/leave" if sign_in.identity else None)

    @routes.get("/leave")
    def leave() -> Response:
        return onward((sign_in.identity.leaving() if sign_in.identity else None) or form)

    return routes


def begun(request: Request, secret: str, answer: Response) -> Response:
    """Lay the cookie of a session that has begun; forms from before it hold no longer."""
    forms.put(request, answer, forms.SESSION, secret)
    forms.drop(request, answer, forms.FORM)
    return answer
