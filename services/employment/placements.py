"""The placements of one organisation, over all the women it works with: each as far as it may read her plan."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from services.employment.application import Plans
from services.employment.bookkeeping import Bookkeeping
from shared.access import Reader
from shared.clocks import When
from shared.errors import UnknownPathway
from shared.policies import Policies
from shared.reads import telling
from shared.registrations import group
from shared.standing import ask
from shared.store.log import Log

Row = dict[str, Any]


class Placements:
    """A list that is made anew each time. Methods block."""

    def __init__(self, log: Log, books: Bookkeeping, plans: Plans, access: Policies) -> None:
        self._log = log
        self._books = books
        self._plans = plans
        self._access = access

    def listed(self, when: When, reader: Reader) -> list[Row]:
        """Its placements, and those that it goes on with, beside her entitlement and how many concerns there are."""
        ask(self._access, reader)
        found = [row for one in self._hers(reader.provider_id) for row in self._of(one, when, reader)]
        telling.of(sorted({row["pathway_id"] for row in found}))
        return found

    def _hers(self, provider_id: str) -> list[UUID]:
        """The pathways in question; of registrations that were merged one."""
        with self._log.reading() as cursor:
            streams = self._books.grants.of(cursor, provider_id)
            return sorted({UUID(bytes=min(group(cursor, stream))) for stream in streams})

    def _of(self, pathway_id: UUID, when: When, reader: Reader) -> Iterator[Row]:
        try:
            plan = self._plans.plan(pathway_id, when, reader)
        except UnknownPathway:
            return
        beside = {
            "pathway_id": str(pathway_id),
            "entitlement": plan["entitlement"],
            "concerns": len(plan["concerns"]),
        }
        for row in plan["placements"]:
            if reader.provider_id in (row["provider_id"], row["responsible"]["provider_id"]):
                yield {**row, **beside}
