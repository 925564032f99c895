"""One session, however many workers run it: one seed, what stays together, what starts first, what is said of it."""

import secrets
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests import brokers
from tests.postgres import answering

FORMS = ("embedded", "distributed")
DEAREST: tuple[str, ...] = ()
LEFT_OUT = "LEFT OUT"


def place_of(nodeid: str) -> str:
    """What one worker runs as a whole: a file, for the servers that its tests share, or the journeys over one form."""
    file, _, test = nodeid.partition("::")
    form = next((each for each in FORMS if f"[{each}" in test), "")
    return f"tests/journeys {form}" if form and file.startswith("tests/journeys/") else file


def rank(nodeid: str) -> int:
    """The dearest places start first, so that at the end no worker waits for another."""
    place = place_of(nodeid)
    return DEAREST.index(place) if place in DEAREST else len(DEAREST)


class ByPlace(LoadScopeScheduling):
    """Hands out places in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return place_of(nodeid)

    def remove_node(self, node: Any) -> str | None:
        """A worker that died failed the test that it was running; only the tests after it are run by another."""
        pending = (
            (unit, test) for unit in self.assigned_work[node].values() for test, done in unit.items() if not done
        )
        unit, crashed = next(pending, ({}, None))
        if crashed:
            unit[crashed] = True
        super().remove_node(node)
        return crashed


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByPlace:
    config.option.loadscopereorder = False
    return ByPlace(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose the seed, unless one was given to repeat a run, or chosen for all workers."""
    told = getattr(config, "workerinput", {}).get("seed")
    config.option.hypothesis_seed = told or config.option.hypothesis_seed or str(secrets.randbelow(2**32))


def pytest_configure_node(node: Any) -> None:
    node.workerinput["seed"] = node.config.option.hypothesis_seed


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        items.sort(key=lambda each: rank(each.nodeid))


def pytest_report_header(config: pytest.Config) -> list[str]:
    return [repeated(config), f"stores: {answering()}", brokers.header()]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """What every worker's tests had to say is in their reports, which all come here."""
    told = terminalreporter.stats
    section(terminalreporter, "FIGURES", figures(told.get("passed", [])))
    section(terminalreporter, LEFT_OUT, left_out(told.get("skipped", [])), red=True)
    if told.get("failed") or told.get("error"):
        terminalreporter.line(repeated(config))


def section(terminalreporter: Any, title: str, lines: list[str], **colour: bool) -> None:
    if lines:
        terminalreporter.section(title, **colour)
        for line in lines:
            terminalreporter.line(line)


def figures(passed: list[Any]) -> list[str]:
    """What tests that passed have printed."""
    said = ((report.nodeid.rpartition("::")[2], report.capstdout.strip()) for report in passed if report.when == "call")
    return [f"{test}: {line}" for test, lines in said for line in lines.splitlines()]


def left_out(skipped: list[Any]) -> list[str]:
    """Each want, and the tests that were not run for it."""
    found: dict[str, set[str]] = {}
    for report in skipped:
        if LEFT_OUT in (why := str(report.longrepr[2])):
            found.setdefault(why.removeprefix("Skipped: "), set()).add(report.nodeid.partition("::")[0])
    return [f"{why}: {', '.join(sorted(tests))}" for why, tests in sorted(found.items())]


def repeated(config: pytest.Config) -> str:
    return f"random runs are repeated by --hypothesis-seed={config.option.hypothesis_seed}"


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure() -> None:
    if brokers.asked:
        brokers.sweep()
