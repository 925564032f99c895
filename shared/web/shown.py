"""What is so of the page being shown: whose it is, its language, and where it stands."""

import re
from contextvars import ContextVar
from hashlib import blake2b
from typing import Final, NamedTuple

from fastapi import Request

from shared.access import Reader
from shared.languages import ENGLISH, STAFF, preferred
from shared.web import forms

SERVICES: Final = ("pathway", "employment", "intake", "notifications")
LONGEST: Final = 300
PATH: Final = re.compile(
    rf"/(?:{'|'.join(SERVICES)})/(?:(?:[a-z][a-z-]*|[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})/?)*"
)
QUERY: Final = re.compile(r"[a-z_]+=[\w.:+-]*(?:&[a-z_]+=[\w.:+-]*)*", re.ASCII)


class Shown(NamedTuple):
    """`address` is the page's own, with its query; empty where it is not to be come back to."""

    service: str = SERVICES[0]
    lang: str = ENGLISH
    address: str = ""
    key: bytes = b""

    @property
    def home(self) -> str:
        return f"/{self.service}/"

    def owner(self, reader: Reader) -> str:
        """What tells this person's unsent forms from another's in the same browser, and nothing else of her."""
        whose = f"{reader.provider_id}|{reader.actor}".encode()
        return blake2b(whose, key=self.key, digest_size=8, person=b"unsent").hexdigest()


current: ContextVar[Shown] = ContextVar("shown", default=Shown())  # noqa: B039 (frozen)


def of(request: Request) -> Shown:
    """By the address, and by the language that was chosen here or else the one that the browser asks for."""
    path, query = request.url.path, request.url.query
    service = path.lstrip("/").partition("/")[0]
    chosen = forms.cookie(request, forms.LANGUAGE)
    lang = chosen if chosen in STAFF else preferred(request.headers.get("accept-language"))
    back = request.method in forms.SAFE and path if not query else f"{path}?{query}"
    key = getattr(request.app.state, "unsent_key", b"")
    return Shown(service if service in SERVICES else SERVICES[0], lang, ours(back or ""), key)


def ours(address: str) -> str:
    """The address if it is one of our pages, of words and random ids; else empty: nobody is sent elsewhere."""
    path, asked, query = address.partition("?")
    if len(address) > LONGEST or not PATH.fullmatch(path) or "/sign-" in path or "/language/" in path:
        return ""
    return address if not asked or QUERY.fullmatch(query) else path
