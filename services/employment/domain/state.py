"""A plan while it is folded: what a fold of steps keeps, and what was said of her and of her work."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeVar

from shared.contracts import (
    CertificateAwarded,
    LabourRightsConcernRaised,
    PlacementReviewed,
    PlacementTermsRecorded,
    WorkEntitlementRecorded,
)
from shared.facts import Event, Fact
from shared.folding.keyed import Key
from shared.folding.state import Folded

F = TypeVar("F", bound=Fact)
OfStep = CertificateAwarded | LabourRightsConcernRaised | PlacementReviewed | PlacementTermsRecorded


class Plan(Folded):
    """One woman's way to work, as folded up to (not including) `as_of`; read only afterwards."""

    def __init__(self, pathway_id: str, as_of: date, known_at: datetime | None, group: Iterable[str] = ()) -> None:
        super().__init__(pathway_id, as_of, known_at, group)
        self.said: dict[type[Fact], list[Event]] = {}
        self.of_steps: dict[Key, list[Event]] = {}

    def all_of(self, kind: type[F]) -> list[tuple[Event, F]]:
        """The facts of a kind with their events, in fold order."""
        return [(event, event.fact) for event in self.said.get(kind, ()) if isinstance(event.fact, kind)]

    def last_of(self, kind: type[F]) -> tuple[Event, F] | None:
        """The latest of them."""
        found = self.all_of(kind)
        return found[-1] if found else None

    def of_step(self, key: Key, kind: type[F]) -> list[tuple[Event, F]]:
        """What was said of one step."""
        return [(event, event.fact) for event in self.of_steps.get(key, ()) if isinstance(event.fact, kind)]

    def entitled_on(self, day: date) -> bool | None:
        """Whether she may work on a day, by the latest that is known; None where nobody knows."""
        last = self.last_of(WorkEntitlementRecorded)
        return None if last is None else last[1].entitled and day <= (last[1].until or date.max)
