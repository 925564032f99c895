"""`POST /<service>/v1/events` and the receipts of what was posted there."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import Any
from uuid import UUID

import msgspec
import orjson
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from shared import strict_json
from shared.access import Reader
from shared.door import cloudevents
from shared.door.admission import admit, admit_parsed, refused
from shared.errors import BodyTooLarge, Busy, NotAllowed, NotSupportedType, Problem, UnknownEvent
from shared.facts import Door
from shared.store.entries import Draft, Receipt
from shared.store.log import Log
from shared.store.writer import Writer

BODY_LIMIT = 256 * 1024
LINE_LIMIT = 64 * 1024
LIST_LIMIT = 500
PAGE = 250
SPOOL = 4 * 1024 * 1024
POSTING_ROLES = frozenset({"worker", "coordinator", "supervisor", "privacy_officer", "admin"})

JSON = "application/json"
CLOUDEVENT = "application/cloudevents+json"
NDJSON = "application/x-ndjson"

encode = msgspec.json.Encoder().encode
ReaderOf = Callable[[Request], Reader]


class DoorRoutes:
    """The HTTP side of one service's door."""

    def __init__(
        self,
        door: Door,
        log: Log,
        writer: Writer,
        reader_of: ReaderOf,
    ) -> None:
        self.door = door
        self.log = log
        self.writer = writer
        self.reader_of = reader_of

    async def post(self, request: Request) -> Response:
        """Take in one event, a list of at most 500, or an NDJSON stream of any length."""
        reader = self.reader_of(request)
        if reader.role not in POSTING_ROLES:
            raise NotAllowed()
        if request.headers.get("content-encoding", "identity") != "identity":
            raise NotSupportedType()
        kind = request.headers.get("content-type", JSON).partition(";")[0].strip().lower()
        if kind == NDJSON:
            return await self._stream(request, reader)
        if kind not in (JSON, CLOUDEVENT):
            raise NotSupportedType()
        raw = await _body(request)
        posted = strict_json.loads(raw)
        if isinstance(posted, list):
            return await self._list(posted, kind, reader)
        return await self._one(posted, raw, kind, reader)

    def receipt(self, event_id: UUID, request: Request) -> Receipt:
        """The receipt of an event that this provider posted here."""
        reader = self.reader_of(request)
        found = self.log.receipt(event_id, reader.provider_id)
        if found is None:
            raise UnknownEvent()
        return found

    async def _one(self, posted: Any, raw: bytes, kind: str, reader: Reader) -> Response:
        admitted = self._admit(posted, raw, kind, reader, datetime.now(UTC))
        if isinstance(admitted, Receipt):
            return Response(encode(admitted), 422, media_type=JSON)
        (receipt,) = await self.writer.post([admitted])
        return Response(encode(receipt), _status(receipt), media_type=JSON)

    async def _list(self, posted: list[Any], kind: str, reader: Reader) -> Response:
        if len(posted) > LIST_LIMIT:
            raise BodyTooLarge()
        now = datetime.now(UTC)
        receipts = await self._store([self._admit(one, None, kind, reader, now) for one in posted])
        kinds = {receipt.status for receipt in receipts}
        status = 201 if kinds <= {"accepted"} else 200 if kinds == {"duplicate"} else 207
        return Response(encode(receipts), status, media_type=JSON)

    def _admit(self, posted: Any, raw: bytes | None, kind: str, reader: Reader, now: datetime) -> Draft | Receipt:
        if kind == CLOUDEVENT:
            posted, raw = cloudevents.posted(posted), None
        return admit_parsed(posted, raw if raw is not None else orjson.dumps(posted), self.door, reader, now)

    async def _store(self, admitted: Sequence[Draft | Receipt]) -> list[Receipt]:
        drafts = [one for one in admitted if isinstance(one, Draft)]
        stored = iter(await self.writer.post(drafts) if drafts else ())
        return [next(stored) if isinstance(one, Draft) else one for one in admitted]

    async def _stream(self, request: Request, reader: Reader) -> Response:
        """Take in lines as they come; the receipts wait on disk until the last line was read."""
        spool = SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115 - closed by the response that reads it
        try:
            async for lines in _pages(request):
                receipts = await self._line_by_line(lines, reader)
                spool.write(b"".join(encode(receipt) + b"\n" for receipt in receipts))
        except BaseException:
            spool.close()
            raise
        spool.seek(0)
        return StreamingResponse(_drain(spool), media_type=NDJSON)

    async def _line_by_line(self, lines: Sequence[bytes], reader: Reader) -> list[Receipt]:
        now = datetime.now(UTC)
        admitted = [admit(line, self.door, reader, now) if len(line) <= LINE_LIMIT else TOO_LONG for line in lines]
        while True:
            try:
                return await self._store(admitted)
            except Busy:  # a stream is slowed down rather than cut off
                await asyncio.sleep(0.02)


TOO_LONG = refused(None, Problem("", "too_long", "a line holds at most 64 KiB"))


def _status(receipt: Receipt) -> int:
    """Of one event that the log answered; a refusal of no place in it is one by the history as it stands."""
    if receipt.status == "refused":
        return 422 if receipt.errors[0].path else 409
    return {"accepted": 201, "duplicate": 200, "conflict": 409}[receipt.status]


def _drain(spool: "SpooledTemporaryFile[bytes]") -> Iterator[bytes]:
    with spool:
        while chunk := spool.read(64 * 1024):
            yield chunk


async def _body(request: Request) -> bytes:
    """The whole body, at most 256 KiB."""
    size = 0
    chunks = []
    async for chunk in request.stream():
        size += len(chunk)
        if size > BODY_LIMIT:
            raise BodyTooLarge()
        chunks.append(chunk)
    return b"".join(chunks)


async def _pages(request: Request) -> AsyncIterator[list[bytes]]:
    """The non-empty lines of a stream, some hundred at a time; of a line over 64 KiB only its start."""
    rest = b""
    page: list[bytes] = []
    async for chunk in request.stream():
        *lines, rest = (rest[: LINE_LIMIT + 1] + chunk).split(b"\n")
        page.extend(line[: LINE_LIMIT + 1] for line in lines if line.strip())
        while len(page) >= PAGE:
            yield page[:PAGE]
            page = page[PAGE:]
    if rest.strip():
        page.append(rest[: LINE_LIMIT + 1])
    if page:
        yield page


def door_router(routes: DoorRoutes) -> APIRouter:
    """The two routes of a door, with their OpenAPI texts."""
    router = APIRouter(prefix=f"/{routes.door}/v1", tags=["door"])

    async def post_events(request: Request) -> Response:
        return await routes.post(request)

    async def get_receipt(event_id: UUID, request: Request) -> Response:
        receipt = await run_in_threadpool(routes.receipt, event_id, request)
        return Response(encode(receipt), media_type=JSON)

    post_events.__doc__ = DoorRoutes.post.__doc__
    get_receipt.__doc__ = DoorRoutes.receipt.__doc__
    router.add_api_route("/events", post_events, methods=["POST"])
    router.add_api_route("/events/{event_id}", get_receipt, methods=["GET"])
    return router
