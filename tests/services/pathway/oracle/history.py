"""One group of registrations, day by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from tests.services.pathway.oracle.replay import replay
from tests.services.pathway.oracle.rows import Id, Row, amended, effective_merges, group_of, read
from tests.services.pathway.oracle.state import State

ONE_DAY = timedelta(days=1)


@dataclass
class History:
    """Everything that counts at two clocks; `states` has the end of every day from the first fact to T."""

    as_of: date
    rows: list[Row]
    merges: list[Row]
    windows_rows: list[Row]
    refused: dict[Id, str]

    @property
    def today(self) -> date:
        return self.as_of - ONE_DAY

    @cached_property
    def states(self) -> dict[date, State]:
        states: dict[date, State] = {}
        day = min((row.day for row in self.rows), default=self.as_of)
        while day < self.as_of:
            nothing_new = all(row.day != day for row in self.rows)
            states[day] = states[day - ONE_DAY] if nothing_new else replay(self.rows, day, self.merges)
            day += ONE_DAY
        return states

    @cached_property
    def last(self) -> State:
        return self.states.get(self.today) or State(self.merges)

    @property
    def set_aside(self) -> dict[Id, str]:
        return self.refused | self.last.set_aside


def history(
    events: Iterable[dict[str, Any]], pathway_id: str, as_of: date, known_at: datetime | None = None
) -> History:
    """What counts of these events for one registration and all that are merged with it."""
    known = [row for row in read(events) if known_at is None or row.recorded_at <= known_at]
    merges = effective_merges(known, as_of)
    group = group_of(pathway_id, merges)
    rows, refused = amended([row for row in known if row.pathway_id in group])
    windows_rows, _ = amended([row for row in known if row.pathway_id == ""])
    return History(
        as_of,
        sorted((row for row in rows if row.day < as_of), key=lambda row: row.order),
        merges,
        sorted((row for row in windows_rows if row.day < as_of), key=lambda row: row.order),
        refused,
    )
