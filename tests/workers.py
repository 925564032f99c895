"""One session, however many workers run it: one seed, what stays together, what starts first, and a clean end."""

from contextlib import suppress
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

FORMS = ("embedded", "distributed")
# By what they cost on two idle cores; a file that is not named here costs less than all of these.
DEAREST = (
    "tests/journeys distributed",
    "tests/faults/test_killed.py",
    "tests/faults/test_killed_at.py",
    "tests/faults/test_kafka_away.py",
    "tests/deploy/test_recovery_on_servers.py",
    "tests/faults/test_failing_writes.py",
    "tests/faults/test_backup_under_load.py",
    "tests/faults/test_killed_in_recovery.py",
    "tests/services/pathway/test_application.py",
    "tests/deploy/test_kafka_guarded.py",
    "tests/deploy/test_composed.py",
    "tests/faults/test_kafka_three_brokers.py",
    "tests/benchmarks/test_distributed.py",
    "tests/benchmarks/test_benchmarks.py",
    "tests/faults/test_kafka_poison.py",
    "tests/journeys/test_order.py",
    "tests/journeys embedded",
)
STOPS_WITHIN = 60
nodes: list[Any] = []


def place_of(nodeid: str) -> str:
    """What one worker runs as a whole: a file, for the servers that its tests share, or the journeys over one form."""
    file, _, test = nodeid.partition("::")
    form = next((each for each in FORMS if f"[{each}" in test), "")
    return f"tests/journeys {form}" if form and file.startswith("tests/journeys/") else file


def rank(nodeid: str) -> int:
    place = place_of(nodeid)
    return DEAREST.index(place) if place in DEAREST else len(DEAREST)


class ByPlace(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out whole places in the order of the collection."""

    def _split_scope(self, nodeid: str) -> str:
        return place_of(nodeid)

    def remove_node(self, node: Any) -> str | None:
        """A worker that died failed the test that it was running; only the tests after it are run by another."""
        pending = (
            (unit, test) for unit in self.assigned_work[node].values() for test, done in unit.items() if not done
        )
        unit, crashed = next(pending, (None, None))
        if unit and crashed:
            unit[crashed] = True
        super().remove_node(node)
        return crashed


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByPlace:
    config.option.loadscopereorder = False
    return ByPlace(config, log)


def pytest_configure_node(node: Any) -> None:
    nodes.append(node)
    node.workerinput["seed"] = node.config.option.hypothesis_seed


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Every worker draws from the seed that the session's head names."""
    if told := getattr(config, "workerinput", {}).get("seed"):
        config.option.hypothesis_seed = told


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The dearest start first, so that at the end no worker waits for another."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda each: rank(each.nodeid))


def pytest_keyboard_interrupt() -> None:
    """Ctrl-C reaches the workers too: they are left the time to stop the servers that they started."""
    for node in nodes:
        with suppress(OSError, EOFError, node.channel.RemoteError, node.channel.TimeoutError):
            node.channel.waitclose(STOPS_WITHIN)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if any(terminalreporter.stats.get(outcome) for outcome in ("failed", "error")):
        terminalreporter.line(f"random runs are repeated by --hypothesis-seed={config.option.hypothesis_seed}")
