"""Signing in and out: by the identity provider where there is one, else with a local token."""

from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from shared.access import Reader
from shared.errors import NotAllowed, NotSignedIn, UnknownAddress
from shared.sign_in import SignIn
from shared.web import forms
from shared.web.frame import HEADERS, Page, render

TEMPLATES = Path(__file__).parent / "templates"
HOME, FORM = "/pathway/", "/pathway/sign-in"
ReaderOf = Callable[[Request], Reader]


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


def signing_in(sign_in: SignIn, bearer: Callable[[str], Reader]) -> APIRouter:
    """Routes under /pathway; nobody is sent anywhere afterwards but to the list of pathways."""
    routes = APIRouter(prefix="/pathway", route_class=Page, include_in_schema=False)

    @routes.get("/sign-in")
    def form(request: Request) -> Response:
        return sign_in_page(request)

    @routes.post("/sign-in")
    def with_token(request: Request) -> Response:
        if sign_in.identity:
            raise NotAllowed()
        try:
            reader = bearer("".join(request.state.fields.get("token", "").split()))
            secret = sign_in.sessions.begin(reader)
        except NotSignedIn:
            return sign_in_page(request, refused=True)
        return begun(request, secret, RedirectResponse(HOME, status_code=303, headers=HEADERS))

    @routes.post("/sign-out")
    def sign_out(request: Request) -> Response:
        reader = sign_in.sessions.end(forms.cookie(request, forms.SESSION) or "")
        if reader:
            sign_in.revoke(reader.token_id)
        there = f"{FORM}/left" if sign_in.identity else FORM
        answer = RedirectResponse(there, status_code=303, headers=HEADERS)
        forms.drop(request, answer, forms.SESSION)
        return answer

    return routes


def by_provider(sign_in: SignIn) -> APIRouter:
    """The way to the identity provider and back; there is none where no provider is named."""
    routes = APIRouter(prefix=FORM, route_class=Page, include_in_schema=False)

    @routes.get("/start")
    def start(request: Request) -> Response:
        if sign_in.identity is None:
            raise UnknownAddress()
        coming = sign_in.identity.coming()
        answer = RedirectResponse(sign_in.identity.address(coming), status_code=303, headers=HEADERS)
        forms.put(request, answer, forms.COMING, coming, samesite="lax")  # it is sent along on the way back
        return answer

    @routes.get("/answer")
    def back(request: Request) -> Response:
        coming = forms.cookie(request, forms.COMING)
        if sign_in.identity is None or not coming:
            raise NotSignedIn()
        reader = sign_in.identity.arrived(coming, request.query_params.multi_items())
        # A redirect from here would still be the other site's, and a strict cookie not be sent: the page goes on.
        answer = begun(request, sign_in.sessions.begin(reader), render("signed_in.html", folder=TEMPLATES, home=HOME))
        forms.drop(request, answer, forms.COMING, samesite="lax")
        return answer

    @routes.get("/left")
    def left() -> Response:
        return render("signed_out.html", folder=TEMPLATES, there=f"{FORM}/leave" if sign_in.identity else None)

    @routes.get("/leave")
    def leave() -> Response:
        there = sign_in.identity.leaving() if sign_in.identity else None
        return RedirectResponse(there or FORM, status_code=303, headers=HEADERS)

    return routes


def begun(request: Request, secret: str, answer: Response) -> Response:
    """Lay the cookie of a session that has begun; forms from before it hold no longer."""
    forms.put(request, answer, forms.SESSION, secret)
    forms.drop(request, answer, forms.FORM)
    return answer


def sign_in_page(request: Request, *, refused: bool = False) -> Response:
    """The way in; with a word to who was in and is no more."""
    ended = refused or forms.cookie(request, forms.SESSION) is not None
    provider = getattr(request.app.state, "by_provider", False)
    return render(
        "sign_in.html",
        folder=TEMPLATES,
        status=401 if ended else 200,
        ended=ended,
        start=f"{FORM}/start" if provider else None,
    )
