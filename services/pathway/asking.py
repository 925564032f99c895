"""Which of what the policies ask is told to whom."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple, Protocol

from services.pathway.domain import Ask
from services.pathway.notices import may_see
from shared.access import Reader


class Open(Protocol):
    """What the policies ask on a day: of everybody, or about one woman."""

    def open_on(self, day: date) -> list[Ask]: ...

    def open_about(self, pathway_id: str, day: date) -> list[Ask]: ...


class Narrowed(NamedTuple):
    """What of it is wanted; None wants all."""

    policy: str | None = None
    urgent: bool | None = None
    provider_id: str | None = None
    pathway_id: str | None = None


ALL = Narrowed()


def asked(policies: Open, reader: Reader, on: date, wanted: Narrowed) -> Iterator[Ask]:
    """What a reader is asked on a day, as the history stands now."""
    found = policies.open_about(wanted.pathway_id, on) if wanted.pathway_id else policies.open_on(on)
    for each in found:
        fits = (
            wanted.policy in (None, each.policy)
            and wanted.urgent in (None, each.urgent)
            and wanted.provider_id in (None, each.to.provider_id)
        )
        if fits and may_see(reader, each):
            yield each
