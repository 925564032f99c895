"""Takes out of one log what the ledger says was erased."""

from collections.abc import Collection
from typing import NamedTuple

from shared.store.erased import Lost, Tables
from shared.store.log import Log


class Taken(NamedTuple):
    """What was stored of each pathway, by its id, until now; and which tags had been done before."""

    lost: Lost
    before: frozenset[bytes]

    @property
    def rows(self) -> int:
        return sum(map(len, self.lost.values()))


def erase(log: Log, tags: Collection[bytes], hers: Tables) -> Taken:
    """Leave of the pathways of these tags nothing but hashes and that they were erased, in one transaction.

    From then on nothing of theirs is stored in this log again. `hers` are the columns, by table, in which a pathway's
    id may stand; not every log has all of them.
    """
    with log.reading() as cursor:
        before = log.gone.tags(cursor)
    if before.issuperset(tags):
        return Taken({}, before)
    there = {table: columns for table, columns in hers.items() if log.database.has(table)}
    with log.erasing() as cursor:
        before = log.gone.tags(cursor)
        return Taken(log.gone.erase(cursor, tags, there, log.rules.erased), before)
