"""The state of the services for those who run them: what serves, how far behind, when last checked; tells of nobody."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import Metric

from services.pathway.web import told
from shared.access import Reader
from shared.errors import NotAllowed
from shared.languages import sentence
from shared.web.frame import Page
from shared.web.sections import RUNS_IT

DONE: Final = {
    "verify": sentence("All logs verified"),
    "rebuild": sentence("Overview rebuilt and compared"),
    "backup": sentence("Backup made"),
}
Row = dict[str, Any]
Labels = dict[str, str]


def status_page(scraped: Callable[[], Iterable[Metric]], reader_of: Callable[[Request], Reader]) -> APIRouter:
    """The route, for operations alone; what is not measured in this process is not shown."""
    routes = APIRouter(prefix="/pathway", route_class=Page, include_in_schema=False)

    @routes.get("/status")
    def status(reader: Annotated[Reader, Depends(reader_of)]) -> Response:
        if reader.role not in RUNS_IT:
            raise NotAllowed()
        return told.page("status.html", reader, **state(Measured(scraped())), now=datetime.now(UTC).isoformat())

    return routes


class Measured:
    """What was measured, by name and labels."""

    def __init__(self, found: Iterable[Metric]) -> None:
        self._samples = [(each.name, each.labels, each.value) for family in found for each in family.samples]

    def of(self, name: str, *labels: str) -> dict[tuple[str, ...], float]:
        """The values of a measure by these labels, summed where others tell them apart."""
        values: dict[tuple[str, ...], float] = {}
        for each, said, value in self._samples:
            if each == f"ariadna_{name}":
                key = tuple(said[label] for label in labels)
                values[key] = values.get(key, 0) + value
        return values

    def one(self, name: str) -> float | None:
        return self.of(name).get(())


def state(found: Measured) -> Row:
    """Parts, ways between services, what was last done, and room left."""
    free, size = found.one("disk_free_bytes"), found.one("disk_size_bytes")
    return {
        "parts": parts(found),
        "ways": ways(found),
        "stale": int(found.one("overview_stale_pathways") or 0),
        "done": [(said, *_ended(found, what)) for what, said in DONE.items()],
        "free": round(100 * free / size) if free is not None and size else None,
    }


def parts(found: Measured) -> list[Row]:
    """Each database and broker: whether it serves; of a log how many events, how many wait, when it was signed."""
    events, waiting = found.of("log_events", "service"), found.of("commit_waiting_events", "service")
    signed, ready = found.of("checkpoint_last_success_timestamp_seconds", "service"), found.of("ready", "part")
    return [
        {
            "name": name,
            "ready": None if (name,) not in ready else bool(ready[name,]),
            "events": _whole(events.get((name,))),
            "waiting": _whole(waiting.get((name,))),
            "signed": _at(signed.get((name,), 0)),
        }
        for (name,) in dict.fromkeys([*ready, *events])
    ]


def ways(found: Measured) -> list[Row]:
    """From which log to which service, how many events are not carried yet, and for how many seconds at most."""
    ages = found.of("relay_lag_seconds", "source", "service")
    counts = found.of("consumer_lag_messages", "source", "service") | found.of("relay_lag_events", "source", "service")
    return [
        {"source": key[0], "service": key[1], "events": int(count), "seconds": _whole(ages.get(key))}
        for key, count in sorted(counts.items())
    ]


def _ended(found: Measured, what: str) -> tuple[str, str]:
    """When it last ended well; when it failed, if that was later."""
    well = found.one(f"{what}_last_success_timestamp_seconds") or 0
    failed = found.one(f"{what}_last_failure_timestamp_seconds") or 0
    return _at(well), _at(failed) if failed > well else ""


def _at(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds else ""


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
