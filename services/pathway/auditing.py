"""One pathway as an auditor reads it: who wrote what when, what corrected what, and whether it is as it was written."""

from base64 import b64encode
from typing import Any, Final
from uuid import UUID

from services.pathway.application import Pathways
from services.pathway.bookkeeping import PRESENT
from shared.access import Reader
from shared.clocks import When
from shared.errors import NotAllowed
from shared.store.holding import held
from shared.store.recorder import StoredRow
from shared.store.sealed import OWN
from shared.store.signed import SignedLog

VERIFYING: Final = frozenset({"auditor", "supervisor"})
"""Those who may have the chain looked at, here as at the addresses for machines."""
Row = dict[str, Any]


class Auditing:
    """Readings of the log itself. Methods block; ids are canonical UUID text."""

    def __init__(self, pathways: Pathways, signed: SignedLog) -> None:
        self._pathways = pathways
        self._signed = signed

    def events(self, pathway_id: str, reader: Reader) -> list[Row]:
        """Her events as this reader may see them, in the order in which this log took them in, each with its place.

        `chain` is None for what is shown under another id than its own: its place would tell whose it is.
        """
        items = self._pathways.history(pathway_id, When(PRESENT), reader)["items"]
        author = self._signed.log.keys.author
        placed = {(row.event_id, row.author): _place(row) for row in self._rows(pathway_id)}
        told = [
            {**item, "chain": placed.get((UUID(item["event_id"]).bytes, author(item["provider_id"])))} for item in items
        ]
        return sorted(told, key=lambda item: (item["chain"] or LAST)["position"])

    def verified(self, pathway_id: str, reader: Reader) -> Row:
        """What comes of looking at all of her events now; for auditors and supervisors who may read her history."""
        if reader.role not in VERIFYING:
            raise NotAllowed()
        self._pathways.history(pathway_id, When(PRESENT), reader)
        found = held(self._signed, self._streams(pathway_id))
        return {
            "holds": found.finding is None,
            "position": found.finding and found.finding.position,
            "events": found.size,
            "root": b64encode(found.root).decode(),
        }

    def _rows(self, pathway_id: str) -> list[StoredRow]:
        return self._signed.log.recorder.of_streams(self._streams(pathway_id))

    def _streams(self, pathway_id: str) -> list[bytes]:
        return [UUID(each).bytes for each in self._pathways.registrations(pathway_id)]


LAST: Final[Row] = {"position": 2**62}


def _place(row: StoredRow) -> Row:
    return {
        "position": row.position,
        "version": row.originator_version,
        "own": row.topic == OWN,
        "link": row.link.hex(),
    }
