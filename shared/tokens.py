"""`POST /access/v1/token`: a machine shows what it has signed and gets an access token (RFC 6749 4.4, RFC 7523 2.2)."""

from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field

from shared.access import Signer
from shared.edge import application
from shared.errors import NotSignedIn, NotSupportedType, NotWellFormed, Problem
from shared.machines import MINUTES, Machines
from shared.web.forms import fields_of

FORM = "application/x-www-form-urlencoded"
GRANT = "client_credentials"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASKED = {
    "grant_type": {"type": "string", "const": GRANT},
    "client_assertion_type": {"type": "string", "const": ASSERTION},
    "client_assertion": {"type": "string", "description": "A JWT by the machine's own key, EdDSA or ES256."},
}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "properties": ASKED,
                    "required": list(ASKED),
                    "additionalProperties": False,
                }
            }
        },
    }
}


class Token(BaseModel):
    """An access token, for use as `Authorization: Bearer`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"
    expires_in: int = Field(description="Seconds.", examples=[MINUTES * 60])


def app(machines: Machines, signer: Signer) -> FastAPI:
    """The application of the one place that makes tokens for machines."""
    made = application("access", __doc__ or "", [])

    @made.post("/access/v1/token", operation_id="token", openapi_extra=BODY)
    async def token(request: Request) -> Token:
        """A token of a quarter of an hour for the machine that signed the assertion; each assertion serves once."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != FORM:
            raise NotSupportedType()
        assertion = _assertion(await fields_of(request))
        given = await run_in_threadpool(machines.token, assertion, signer)
        return Token(access_token=given, expires_in=MINUTES * 60)

    return made


def _assertion(said: list[tuple[str, str]]) -> str:
    form = dict(said)
    if len(form) != len(said) or form.keys() - ASKED.keys():
        raise NotWellFormed(Problem("", "unknown_field", "each of the fields of the grant, once, and no other"))
    for name, wanted in (("grant_type", GRANT), ("client_assertion_type", ASSERTION)):
        if form.get(name) != wanted:
            raise NotWellFormed(Problem(name, "not_in_list", f"must be {wanted}"))
    if not form.get("client_assertion"):
        raise NotSignedIn()
    return form["client_assertion"]
