"""Who asks over HTTP, by the bearer token that came with the request."""

import re
from collections.abc import Callable

from starlette.requests import Request

from shared.access import MACHINE, Reader, Verifier
from shared.errors import NotAllowed, NotSignedIn

RECEIPT = re.compile(r"/(?:intake|employment|pathway|notifications)/v1/events/[^/]+(?:/receipt)?")


def holder_of(verifier: Verifier) -> Callable[[Request], Reader]:
    """Whose bearer token came with a request, whatever it is about."""

    def read(request: Request) -> Reader:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise NotSignedIn()
        return verifier.reader(token)

    return read


def bearer_of(verifier: Verifier) -> Callable[[Request], Reader]:
    """Who is asking, by the bearer token; a machine may ask for its own receipts and for nothing else."""
    holder = holder_of(verifier)

    def read(request: Request) -> Reader:
        reader = holder(request)
        if reader.role == MACHINE and not (request.method == "GET" and RECEIPT.fullmatch(request.url.path)):
            raise NotAllowed()
        return reader

    return read
