"""C1 and C2: what-if and funding impact, where one window pays for every step. No peer answers these."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import orjson

from deploy.wiring import Embedded
from services.pathway.funding import Period, Question
from shared.access import Reader
from shared.clocks import civil_day
from shared.door.admission import admit
from shared.store.entries import Draft
from tests.benchmarks import process
from tests.benchmarks.contract import Ours
from tests.benchmarks.events import DIMENSIONS, WINDOW
from tests.benchmarks.figures import Figure
from tests.benchmarks.sizes import Sizes

SUPERVISOR = Reader("NET", "supervisor", "st_1", "token", 0)
NOW = datetime.now(UTC)
TODAY = civil_day(NOW)
LONG_AGO = TODAY - timedelta(days=500)


def asks(sizes: Sizes, ours: Ours | None) -> list[Figure]:
    """The widest questions there are, put to a process that has opened no row yet, and put again."""
    if not ours:
        return []
    with TemporaryDirectory() as directory:
        ours.fill(Path(directory), sizes.asked, sizes.history)
        process.apart("tests.benchmarks.asking:paid", directory)
        runs = [process.apart("tests.benchmarks.asking:asked", directory, cores=1) for _ in range(sizes.rounds)]
    of = f"{sizes.asked:,} pathways of {sizes.history} events"
    line = partial(Figure, unit="s", by="ours", most=1.0)
    return [
        line(goal=goal, work=f"{name}, {of}, {when}", ours=[run[f"{name}, {when}"] for run in runs])
        for goal, name in (("C1", "what-if"), ("C2", "funding impact"))
        for when in ("first", "again")
    ]


def paid(data_dir: str) -> dict[str, Any]:
    """Open the window that all steps name, through the door."""
    data = WINDOW | {"first_day": LONG_AGO.isoformat(), "last_day": (TODAY + timedelta(days=30)).isoformat()}
    event = {
        "event_id": str(uuid4()),
        "type": "FundingWindowOpened",
        "schema_version": 1,
        "pathway_id": None,
        "occurred_on": LONG_AGO.isoformat(),
        "lateness_reason": "batch_entry",
        "data": {**data, "funder_type": "own", "dimensions": DIMENSIONS},
    }
    ariadna = Embedded(Path(data_dir))
    draft = admit(orjson.dumps(event), "intake", ariadna.reader_for("BCN-FAR", "coordinator"), NOW)
    assert isinstance(draft, Draft), draft
    ariadna.services["intake"].log.post([draft])
    ariadna.settle()
    ariadna.close()
    return {}


def asked(data_dir: str) -> dict[str, Any]:
    """Seconds of each question, first and again; every step of the store must be in the answer."""
    ariadna = Embedded(Path(data_dir), only="pathway")
    question = Question({WINDOW["funding_window_id"]: TODAY + timedelta(days=10)}, TODAY)
    period = Period(LONG_AGO, TODAY, 30)
    told = {}
    for when in ("first", "again"):
        seconds, found = _timed(lambda: ariadna.pathways.what_if(question, SUPERVISOR))
        told[f"what-if, {when}"] = seconds
        assert found["care_days_lost"] == found["steps"] * 90 == found["women"] * 3 * 90
        told[f"funding impact, {when}"], found = _timed(lambda: ariadna.pathways.funding_impact(period, SUPERVISOR))
        assert found["days"]
    ariadna.close()
    return told


def _timed(ask: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    found = ask()
    return time.perf_counter() - begun, found
