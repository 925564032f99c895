"""Topics that a store has left: those it knew before it was made again from a backup.

They hold what was published after that backup: events that no source's log holds any more, some of them under keys
that are lost. Neither read nor filled again, they are as good as missing until others of their names are made.
"""

import re
from collections.abc import Collection, Iterable

from shared.store.log import Log

WAY = re.compile(r"(?:kafka |redriven )?(?P<topic_id>[^ /:]+)(?::\d+)?")
LEFT = "left "


def begin(log: Log, way: str) -> None:
    """Have it known that this log fills the topic of a way, before anything goes there."""
    with log.writing() as cursor:
        log.recorder.keep(cursor, {way: 0})


def leave(logs: Collection[Log]) -> None:
    """Have none of these logs' services read or fill again any topic that one of them has read or filled."""
    known = {topic_id for log in logs for topic_id in _known(_ways(log))}
    for log in logs:
        log.note({f"{LEFT}{topic_id}": 1 for topic_id in known}, lambda cursor: None)


def left(log: Log) -> frozenset[str]:
    """The ids of topics that were left."""
    return frozenset(way.removeprefix(LEFT) for way in _ways(log) if way.startswith(LEFT))


def _ways(log: Log) -> list[str]:
    with log.reading() as cursor:
        cursor.execute("SELECT application_name FROM tracking")
        return [way for (way,) in cursor.fetchall()]


def _known(ways: Iterable[str]) -> set[str]:
    """The ids in names such as `kafka ID` and `ID:PARTITION`; other ways have neither."""
    return {found["topic_id"] for way in ways if (" " in way or ":" in way) and (found := WAY.fullmatch(way))}
