"""F11: how long a page takes to open: one pathway of 2,000 events, and the lists over 100,000 pathways.

No peer answers these. Server time is that of the whole answer over loopback, the first of a fresh process apart.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx
import orjson

from deploy.wiring import Embedded
from shared.access import Signer
from shared.clocks import civil_day
from shared.door.admission import admit
from shared.facts import Role
from shared.store.entries import Draft
from tests.benchmarks import process
from tests.benchmarks.contract import Ours
from tests.benchmarks.events import DIMENSIONS, WINDOW
from tests.benchmarks.figures import Figure
from tests.benchmarks.sizes import Sizes

LISTS = {
    "the network's lists: needs without support": ("NET", "supervisor", "/pathway/lists/gaps"),
    "pathways, of all": ("NET", "supervisor", "/pathway/"),
    "pathways, of one's own": ("BCN-FAR", "coordinator", "/pathway/"),
    "needs without support, of one's own": ("BCN-FAR", "coordinator", "/pathway/lists/gaps"),
    "the caseload as JSON": ("NET", "supervisor", "/pathway/v1/caseload"),
    "tasks, of all": ("NET", "supervisor", "/pathway/lists/tasks"),
    "tasks, of one's own": ("BCN-FAR", "coordinator", "/pathway/lists/tasks"),
    "tasks as JSON": ("NET", "supervisor", "/pathway/v1/tasks"),
    "steps that lose their funding": ("NET", "supervisor", "/pathway/lists/funding-at-risk"),
    "of these without a place": ("NET", "supervisor", "/pathway/lists/fallbacks-missing"),
}
"""Lists that are bounded: whose they are, and where."""
READ: dict[str, tuple[str, Role, str]] = {"the network today": ("NET", "supervisor", "/pathway/today")}
EVENTS_EACH, ENDS_IN = 7, 30
ASKED, WITHIN = 7, 600.0
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
Told = Mapping[str, list[float]]


def opens(sizes: Sizes, ours: Ours | None) -> list[Figure]:
    """The pathway's page, then the lists; where chromium is not, no time to first paint."""
    if not ours:
        return []
    with TemporaryDirectory() as directory:
        ours.fill(Path(directory), 1, sizes.long)
        address = f"/pathway/pathways/{_pathway(Path(directory))}"
        told = {"page": ("BCN-FAR", "coordinator", address)}
        one = _measured(Path(directory), ours, told, painted=True)
    with TemporaryDirectory() as directory:
        ours.fill(Path(directory), sizes.listed, EVENTS_EACH)
        _paid(Path(directory))
        many = _measured(Path(directory), ours, {**LISTS, **READ})
    return [
        *_figures(f"a pathway of {sizes.long:,} events", one["page"], 1000),
        *(line for name in LISTS for line in _figures(f"{name}, {sizes.listed:,}", many[name], 200)),
        *(line for name in READ for line in _figures(f"{name}, {sizes.listed:,}", many[name], None)),
    ]


def _figures(work: str, told: Told, most: float | None) -> list[Figure]:
    line = partial(Figure, goal="F11", by="ours")
    found = [
        line(work=f"{work}: server time", unit="ms", ours=told["again"], most=most),
        line(work=f"{work}: its worst", unit="ms", ours=[max(told["again"])]),
        line(work=f"{work}: the first of a process", unit="ms", ours=told["first"]),
        line(work=f"{work}: as sent", unit="kB", ours=told["kB"]),
    ]
    if told["painted"]:
        found.append(line(work=f"{work}: first paint", unit="ms", ours=told["painted"], most=most))
    return found


def _measured(data: Path, ours: Ours, pages: Mapping[str, Any], *, painted: bool = False) -> dict[str, Told]:
    """What each page took of one server, which had answered nothing before the first."""
    server, port, _ = ours.start_all(data)
    signer = Signer.load_or_create(data / "keys")
    try:
        found: dict[str, Told] = {}
        for name, (provider, role, path) in pages.items():
            token = signer.issue(provider, role, "st_1", minutes=60)
            url, said = f"http://127.0.0.1:{port}{path}", {"authorization": f"Bearer {token}"}
            found[name] = {**_asked(url, said), "painted": _painted(url, said) if painted else []}
    finally:
        process.stop(server)
    return found


def _asked(url: str, said: dict[str, str]) -> Told:
    taken, size = [], 0
    with httpx.Client(headers=said, timeout=WITHIN) as client:
        for _ in range(1 + ASKED):
            begun = time.perf_counter()
            answer = client.get(url)
            taken.append(1000 * (time.perf_counter() - begun))
            answer.raise_for_status()
            size = len(answer.content)
    return {"first": taken[:1], "again": taken[1:], "kB": [size / 1000]}


def _painted(url: str, said: dict[str, str]) -> list[float]:
    """Milliseconds from asking to the first thing to be seen, in a browser of its own each time."""
    with _browser() as browser:
        found = []
        for _ in range(ASKED if browser else 0):
            context = browser.new_context(extra_http_headers=said)
            page = context.new_page()
            page.goto(url, timeout=WITHIN * 1000)
            found.append(page.wait_for_function(PAINTED).json_value())
            context.close()
    return found


@contextmanager
def _browser() -> Iterator[Any]:
    """Debian's chromium; None where it is not."""
    executable = Path("/usr/bin/chromium")
    if not executable.exists():
        yield None
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def _paid(data: Path) -> None:
    """The window that every step names ends soon: all of them are about to lose their funding."""
    ariadna, now = Embedded(data), datetime.now(UTC)
    try:
        today = civil_day(now)
        ends = {"first_day": today.isoformat(), "last_day": (today + timedelta(days=ENDS_IN)).isoformat()}
        opened = {**WINDOW, **ends, "funder_type": "own", "dimensions": list(DIMENSIONS)}
        fact = {"event_id": str(uuid4()), "type": "FundingWindowOpened", "schema_version": 1, "pathway_id": None}
        told = orjson.dumps({**fact, "occurred_on": today.isoformat(), "data": opened})
        draft = admit(told, "intake", ariadna.reader_for("BCN-FAR", "coordinator"), now)
        assert isinstance(draft, Draft), draft
        ariadna.services["intake"].log.post([draft])
        ariadna.settle()
    finally:
        ariadna.close()


def _pathway(data: Path) -> str:
    ariadna = Embedded(data, only="pathway")
    try:
        return str(next(iter(ariadna.pathways.overview.rows()))["pathway_id"])
    finally:
        ariadna.close()
