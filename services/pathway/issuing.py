"""Giving her a continuity code: shown once, kept by its keyed hash alone."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import uuid4

import msgspec

from services.pathway import domain
from services.pathway.application import Pathways
from services.pathway.codes import Codes
from services.pathway.domain import spelled
from shared.access import Reader
from shared.clocks import civil_day
from shared.door.admission import draft
from shared.errors import PathwayIsClosed
from shared.store.entries import Receipt
from shared.store.log import Log
from shared.store.sealed import uuid_text


class Issuing:
    """Codes of one pathway log, made and asked by. Methods block; ids are canonical UUID text."""

    def __init__(self, log: Log, codes: Codes, pathways: Pathways) -> None:
        self._log = log
        self._codes = codes
        self._pathways = pathways

    def issue(self, pathway_id: str, reader: Reader, *, carries: bool) -> tuple[str, Receipt] | None:
        """A new code in place of the one before, to be shown now; None where carrying one is not safe or wanted."""
        if not self._pathways.answered_by(pathway_id, reader).open:
            raise PathwayIsClosed()
        return self.issued(pathway_id, reader, str(uuid4())) if carries else None

    def refuse(self, pathway_id: str, reader: Reader) -> None:
        """Refuse who does not answer for her."""
        self._pathways.answered_by(pathway_id, reader)

    def issued(self, pathway_id: str, reader: Reader, event_id: str) -> tuple[str, Receipt]:
        """A new code; one that was asked for by the same id before stays, and the receipt says `conflict`."""
        if not self._pathways.answered_by(pathway_id, reader).open:
            raise PathwayIsClosed()
        code = drawn()
        return code, self._kept(pathway_id, {"code_hash": self._codes.hash_of(code)}, reader, event_id)

    def presented(self, reader: Reader) -> list[dict[str, str]]:
        """The pathways that the reader's provider asks for by her code, and that wait for her consent."""
        if reader.role not in ("worker", "coordinator"):
            return []
        with self._log.reading() as cursor:
            asking = self._codes.asking(cursor, reader.provider_id)
        return [{"pathway_id": uuid_text(stream), "event_id": uuid_text(event_id)} for stream, event_id in asking]

    def _kept(self, pathway_id: str, data: Mapping[str, str], reader: Reader, event_id: str) -> Receipt:
        now = datetime.now(UTC)
        posted = {
            "event_id": event_id,
            "type": "ContinuityCodeIssued",
            "pathway_id": pathway_id,
            "occurred_on": civil_day(now).isoformat(),
            "data": data,
        }
        (receipt,) = self._log.post([msgspec.structs.replace(draft(posted, reader, now), trusted=True)])
        return receipt


def drawn() -> str:
    """A code that nobody can guess; a few draws of a hundred have no plain check character and are drawn again."""
    while (code := spelled(secrets.randbits(domain.BITS))) is None:
        pass
    return code
