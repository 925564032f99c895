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
from starlette.responses import StreamingResponse
from starlette.types import ASGIApp

from shared import strict_json
from shared.access import Reader
from shared.door import cloudevents
from shared.door.admission import admit, admit_parsed, admit_plain, refused
from shared.door.doorway import Answer, Posting
from shared.door.later import Later
from shared.errors import (
    BodyTooLarge,
    Busy,
    NotAllowed,
    NotSignedIn,
    NotSupportedType,
    NotWellFormed,
    Problem,
    TooManyTries,
    UnknownEvent,
)
from shared.facts import Door
from shared.rates import TooManyRequests
from shared.seen import positions, wait_for
from shared.service import Setting
from shared.store.entries import Draft, Receipt
from shared.store.log import Log
from shared.store.writer import Writer

BODY_LIMIT = 256 * 1024
LINE_LIMIT = 64 * 1024
LIST_LIMIT = 500
PAGE = 250
SPOOL = 4 * 1024 * 1024
POSTING_ROLES = frozenset({"worker", "coordinator", "supervisor", "privacy_officer", "admin", "machine"})

JSON = "application/json"
CLOUDEVENT = "application/cloudevents+json"
NDJSON = "application/x-ndjson"

STANDING = frozenset({409, 412})
NO_VERSIONS = Problem("If-Match", "not_taken_here", "facts are taken in whatever the state: no version is asked for")
ONE_ONLY = Problem("If-Match", "one_event_only", "the first of several would make another version for the rest")

encoder = msgspec.json.Encoder()
encode = encoder.encode


class DoorRoutes:
    """The HTTP side of one service's door.

    `version_of` a stream, as far as a reader may know it, makes it a door that takes `If-Match`.
    """

    def __init__(
        self,
        door: Door,
        log: Log,
        writer: Writer,
        setting: Setting,
        version_of: Callable[[bytes, Reader], str] | None = None,
    ) -> None:
        self.version_of = version_of
        self.door = door
        self.path = f"/{door}/v1/events"
        self.log = log
        self.writer = writer
        self.setting = setting

    async def post(self, posting: Posting) -> ASGIApp:
        """Take in one event, a list of at most 500, or an NDJSON stream of any length."""
        reader = self._poster(posting)
        self.setting.may_post()
        if posting.header(b"content-encoding", "identity") != "identity":
            raise NotSupportedType()
        if after := posting.header(b"ariadna-after"):
            await wait_for(positions(after), self.log.reached)
        match = posting.header(b"if-match")
        if match and self.version_of is None:
            raise NotWellFormed(NO_VERSIONS)
        kind = posting.header(b"content-type", JSON).partition(";")[0].strip().lower()
        if kind == NDJSON:
            _of_one_event(match)
            return await self._stream(posting, reader)
        if kind not in (JSON, CLOUDEVENT):
            raise NotSupportedType()
        raw = await posting.body(BODY_LIMIT)
        if kind == JSON and (draft := admit_plain(raw, self.door, reader, datetime.now(UTC))):
            return await self._kept(draft, reader, match)
        posted = strict_json.loads(raw)
        if isinstance(posted, list):
            _of_one_event(match)
            return await self._list(posted, kind, reader)
        return await self._one(posted, raw, kind, reader, match)

    def _poster(self, posting: Posting) -> Reader:
        """Who posts, by a bearer token only: a page's cookie opens no door."""
        scheme, _, token = posting.header(b"authorization").partition(" ")
        if scheme.lower() != "bearer":
            raise NotSignedIn()
        return _may(self.setting.bearer(token))

    def receipt(self, event_id: UUID, request: Request) -> Receipt:
        """The receipt of an event that this provider posted here."""
        reader = self.setting.reader_of(request)
        found = self.log.receipt(event_id, reader.provider_id)
        if found is None:
            raise UnknownEvent()
        return found

    async def _one(self, posted: Any, raw: bytes, kind: str, reader: Reader, match: str) -> ASGIApp:
        admitted = self._admit(posted, raw, kind, reader, datetime.now(UTC))
        if isinstance(admitted, Receipt):
            return Answer(422, encode(admitted))
        return await self._kept(admitted, reader, match)

    async def _kept(self, draft: Draft, reader: Reader, match: str) -> ASGIApp:
        (receipt,) = await self.writer.post([msgspec.structs.replace(draft, match=match) if match else draft])
        if receipt.errors and isinstance(receipt.errors[0], TooManyTries):
            return Later(receipt.errors[0], encode(receipt))
        status = _status(receipt)
        if status in STANDING and self.version_of:
            version = await asyncio.to_thread(self.version_of, draft.stream, reader)
            return Answer(status, encode(receipt), version)
        return Answer(status, encode(receipt))

    async def _list(self, posted: list[Any], kind: str, reader: Reader) -> ASGIApp:
        if len(posted) > LIST_LIMIT:
            raise BodyTooLarge()
        if not posted:
            raise NotWellFormed(Problem("", "too_few", "a list of at least one event"))
        self.setting.take_events(reader.provider_id, len(posted))
        now = datetime.now(UTC)
        receipts = await self.store([self._admit(one, None, kind, reader, now) for one in posted])
        kinds = {receipt.status for receipt in receipts}
        status = 201 if kinds <= {"accepted"} else 200 if kinds == {"duplicate"} else 207
        return Answer(status, encode(receipts))

    def _admit(self, posted: Any, raw: bytes | None, kind: str, reader: Reader, now: datetime) -> Draft | Receipt:
        if kind == CLOUDEVENT:
            posted, raw = cloudevents.posted(posted), None
        return admit_parsed(posted, raw if raw is not None else orjson.dumps(posted), self.door, reader, now)

    async def take(self, posted: Any, reader: Reader) -> Receipt:
        """Store an event of a page as if it had been posted here; `NotAllowed` for a role that posts nothing."""
        _may(reader)
        self.setting.may_post()
        (receipt,) = await self.store([self._admit(posted, None, JSON, reader, datetime.now(UTC))])
        return receipt

    async def store(self, admitted: Sequence[Draft | Receipt]) -> list[Receipt]:
        """A receipt for each, in order; what was refused before keeps its own."""
        drafts = [one for one in admitted if isinstance(one, Draft)]
        stored = iter(await self.writer.post(drafts) if drafts else ())
        return [next(stored) if isinstance(one, Draft) else one for one in admitted]

    async def _stream(self, posting: Posting, reader: Reader) -> ASGIApp:
        """Take in lines as they come; the receipts wait on disk until the last line was read.

        While a page of lines is being written the next one is read and checked.
        """
        spool = SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115 - closed by the response that reads it
        writing: asyncio.Task[list[Receipt]] | None = None
        try:
            async for lines in _pages(posting):
                if self.setting.revoked(reader):  # a stream may last longer than anybody's patience
                    raise NotSignedIn()
                admitted = self._admit_lines(lines, reader)
                if writing:
                    _note(spool, await writing)
                writing = asyncio.create_task(self._store_in_turn(admitted, reader))
            if writing:
                _note(spool, await writing)
        except BaseException:
            spool.close()
            raise
        spool.seek(0)
        return StreamingResponse(_drain(spool), media_type=NDJSON)

    def _admit_lines(self, lines: Sequence[bytes], reader: Reader) -> list[Draft | Receipt]:
        now = datetime.now(UTC)
        return [admit(line, self.door, reader, now) if len(line) <= LINE_LIMIT else TOO_LONG for line in lines]

    async def _store_in_turn(self, admitted: Sequence[Draft | Receipt], reader: Reader) -> list[Receipt]:
        while not self._in_share(reader, len(admitted)):  # a stream is slowed down rather than cut off
            await asyncio.sleep(0.02)
        while True:
            try:
                return await self.store(admitted)
            except Busy:
                await asyncio.sleep(0.02)

    def _in_share(self, reader: Reader, count: int) -> bool:
        try:
            self.setting.take_events(reader.provider_id, count)
        except TooManyRequests:
            return False
        return True


TOO_LONG = refused(None, Problem("", "too_long", "a line holds at most 64 KiB"))


def _may(reader: Reader) -> Reader:
    if reader.role not in POSTING_ROLES:
        raise NotAllowed()
    return reader


def _of_one_event(match: str) -> None:
    if match:
        raise NotWellFormed(ONE_ONLY)


def _note(spool: "SpooledTemporaryFile[bytes]", receipts: Sequence[Receipt]) -> None:
    spool.write(encoder.encode_lines(receipts))


def _status(receipt: Receipt) -> int:
    """Of one event that the log answered."""
    if receipt.status == "refused":
        return receipt.errors[0].status
    return {"accepted": 201, "duplicate": 200, "conflict": 409}[receipt.status]


def _drain(spool: "SpooledTemporaryFile[bytes]") -> Iterator[bytes]:
    with spool:
        while chunk := spool.read(64 * 1024):
            yield chunk


async def _pages(posting: Posting) -> AsyncIterator[list[bytes]]:
    """The non-empty lines of a stream, some hundred at a time; of a line over 64 KiB only its start."""
    rest = b""
    page: list[bytes] = []
    async for chunk in posting.chunks():
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
    """What a door answers by way of the framework: receipts asked for again."""
    router = APIRouter(prefix=f"/{routes.door}/v1", tags=["door"])

    @router.get("/events/{event_id}")
    def receipt(event_id: UUID, request: Request) -> Response:
        """The receipt of an event that one posted here."""
        return Response(encode(routes.receipt(event_id, request)), media_type=JSON)

    return router
