"""What a service shows of its log to who watches over it: checkpoints, proofs, and signed receipts; never content."""

from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from shared.access import Reader
from shared.chain.checkpoint import LARGEST
from shared.door.examples import ACCEPTED
from shared.errors import NotAllowed, UnknownEvent
from shared.openapi import as_text
from shared.seen import SOURCES
from shared.store.log import Log
from shared.store.signed import SignedLog

AUDITING = frozenset({"auditor", "supervisor"})
ROLES = {"x-roles": sorted(AUDITING)}
FORBID = ConfigDict(extra="forbid", frozen=True)
HASH = b64encode(bytes(range(32))).decode()
NOTE = f"ariadna/intake\n123\n{HASH}\n\n— ariadna/intake {b64encode(bytes(68)).decode()}\n"
EXAMPLES: dict[str, dict[str, Any]] = {
    "SignedCheckpoint": {"checkpoint": NOTE},
    "ConsistencyProof": {"from": 64, "to": 123, "proof": [HASH]},
    "SignedReceipt": {key: ACCEPTED[key] for key in ("event_id", "status", "position", "recorded_at")}
    | {"envelope": b64encode(bytes(85)).decode(), "ciphertext_hash": HASH, "previous": HASH, "leaf": HASH}
    | {"proof": [HASH], "checkpoint": NOTE},
}

Hash = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{43}=$", description="32 bytes in base64.")]
Size = Annotated[int, Query(ge=0, le=LARGEST, description="A number of events.", examples=[123])]


class SignedCheckpoint(BaseModel):
    """Where the log stands now, signed (C2SP tlog-checkpoint): keep it where nobody of this machine can write."""

    model_config = FORBID

    checkpoint: str


class ConsistencyProof(BaseModel):
    """That the log of the first size grew into that of the second (RFC 9162, section 2.1.4)."""

    model_config = FORBID

    old_size: int = Field(alias="from")
    size: int = Field(alias="to")
    proof: list[Hash]


class SignedReceipt(BaseModel):
    """What became of an event one posted, and all that shows it without asking again."""

    model_config = FORBID

    event_id: UUID
    status: Literal["accepted"]
    position: int
    recorded_at: datetime
    envelope: str = Field(description="Base64: the row's clear header (event id, stamp), its position, how it came.")
    ciphertext_hash: Hash = Field(description="SHA256 of what is stored sealed.")
    previous: Hash = Field(description="The link before, of the same pathway; zeros for its first event.")
    leaf: Hash = Field(description="SHA256(0x00 | SHA256(0x02 | previous | SHA256(envelope) | ciphertext_hash)).")
    proof: list[Hash] = Field(description="From leaf `position` - 1 to the checkpoint's root (RFC 9162, 2.1.3).")
    checkpoint: str = Field(description="Signed (C2SP tlog-checkpoint).")


def audit_router(log: Log, key: Ed25519PrivateKey, reader_of: Callable[[Request], Reader]) -> APIRouter:
    """The three addresses at which a log, signed with this key, can be held to what it said.

    Of a log beside a service's own they are no part of its OpenAPI: they are the same again.
    """
    signed = SignedLog(log, key)
    routes = APIRouter(prefix=f"/{log.name}/v1", tags=["audit"], include_in_schema=log.name in SOURCES)

    def watching(request: Request) -> None:
        if reader_of(request).role not in AUDITING:
            raise NotAllowed()

    told: dict[str, Any] = {"openapi_extra": ROLES, "dependencies": [Depends(watching)]}

    @routes.get("/audit/checkpoint", operation_id="checkpoint", **told, **_answering(SignedCheckpoint))
    def checkpoint() -> Response:
        """Where this log stands now, signed."""
        return _json({"checkpoint": signed.checkpoint()})

    @routes.get("/audit/consistency", operation_id="consistency", **told, **_answering(ConsistencyProof))
    def consistency(
        old_size: Annotated[Size, Query(alias="from")], size: Annotated[Size, Query(alias="to")]
    ) -> Response:
        """The proof that this log only grew between two checkpoints."""
        proof = [b64encode(each).decode() for each in signed.consistency(old_size, size)]
        return _json({"from": old_size, "to": size, "proof": proof})

    @routes.get("/events/{event_id}/receipt", operation_id="signed_receipt", **_answering(SignedReceipt))
    def receipt(event_id: UUID, reader: Annotated[Reader, Depends(reader_of)]) -> Response:
        """A signed receipt of an event that one posted: this log holds it, at this place."""
        found = signed.receipt(event_id, reader.provider_id)
        if found is None:
            raise UnknownEvent()
        return _json(found)

    return routes


def _json(value: Any) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


def _answering(shape: type[BaseModel]) -> dict[str, Any]:
    example = {"summary": "Made up", "value": as_text(EXAMPLES[shape.__name__])}
    content = {"application/json": {"examples": {"made_up": example}}}
    return {"response_model": shape, "responses": {200: {"description": shape.__doc__, "content": content}}}
