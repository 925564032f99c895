"""Events that nearly every reading needs: read once, and from then on only what came since."""

from typing import Any

from shared.facts import Event
from shared.store.sealed import SealingMapper


class Remembered:
    """The events at the positions in `table`, in the order of storing; any thread may ask."""

    def __init__(self, mapper: SealingMapper, table: str) -> None:
        self._mapper = mapper
        self._news = (
            f"SELECT position, state FROM {table} JOIN stored_events USING (position) "
            "WHERE position > ? ORDER BY position"
        )
        self._known: tuple[int, list[Event]] = (0, [])

    def read(self, cursor: Any) -> list[Event]:
        upto, known = self._known
        cursor.execute(self._news, (upto,))
        if rows := cursor.fetchall():
            known = [*known, *(self._mapper.open(row[1]) for row in rows)]
            self._known = (rows[-1][0], known)
        return known
