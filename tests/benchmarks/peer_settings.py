"""How the peers' eventsourcing is set up: its own defaults on a SQLite file, on the SQLite that comes with Python."""

from pathlib import Path
from typing import Any

from eventsourcing.application import Application
from eventsourcing.sqlite import SQLiteApplicationRecorder

FULL = 2


def environment(directory: Path, **more: str) -> dict[str, str]:
    """The settings of an application that keeps its events in `directory`."""
    directory.mkdir(parents=True, exist_ok=True)
    return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(directory / "peer.sqlite"), **more}


def recorder_of(store: Application[Any]) -> SQLiteApplicationRecorder:
    """The store's recorder; refused if it would not sync each commit, for then there is nothing to compare."""
    recorder = store.recorder
    assert isinstance(recorder, SQLiteApplicationRecorder)
    with recorder.datastore.transaction(commit=False) as cursor:
        cursor.execute("PRAGMA synchronous")
        if cursor.fetchone()[0] < FULL:
            raise RuntimeError("the peer's store does not sync each commit")
    return recorder
