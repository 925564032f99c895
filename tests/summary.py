"""What is said at the end of a run: the figures that tests took down, by promise, and what was left out here.

Both travel in the reports, so that they also arrive from the processes among which a run is divided.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

FIGURES = "figures"
LEFT_OUT = "LEFT OUT"
FORMS = {"sqlite": "SQLite", "postgres": "PostgreSQL", "embedded": "SQLite", "distributed": "PostgreSQL and Kafka"}

Tally = Callable[..., None]


@pytest.fixture
def tally(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Tally:
    """Takes down what a test tried and lost: counts by name, which are summed over its cases; and a word on them."""
    marks = [name for mark in request.node.iter_markers("promise") for name in mark.args]
    name = f"{request.node.path.stem.removeprefix('test_')}: {request.function.__name__.removeprefix('test_')}"

    def take_down(said: str = "", **counts: int) -> None:
        record_property(FIGURES, [" ".join(sorted(marks)), name, form_of(request.node), said, counts])
        print(said, counts)

    return take_down


def form_of(item: pytest.Item) -> str:
    """Over which databases and which transport a test runs, as far as its name or its parameters say."""
    given = getattr(getattr(item, "callspec", None), "params", {}).values()
    over = "PostgreSQL and Kafka" if "kafka" in item.path.stem else ""
    return over or next((FORMS[value] for value in given if isinstance(value, str) and value in FORMS), "")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    section(terminalreporter, "FIGURES", figures(terminalreporter.getreports("passed")), purple=True)
    section(terminalreporter, LEFT_OUT, left_out(terminalreporter.getreports("skipped")), red=True)


def section(terminalreporter: Any, title: str, lines: list[str], **markup: bool) -> None:
    if lines:
        terminalreporter.section(title, **markup)
        for line in lines:
            terminalreporter.line(line)


def figures(reports: list[Any]) -> list[str]:
    """A line for each test and form, by promise; counts of its cases are added up."""
    cases: Counter[tuple[str, ...]] = Counter()
    counted: dict[tuple[str, ...], Counter[str]] = {}
    said: dict[tuple[str, ...], list[str]] = {}
    for marks, name, form, words, counts in _taken_down(reports):
        key = (marks, name, form)
        cases[key] += 1
        counted.setdefault(key, Counter()).update(counts)
        said.setdefault(key, []).extend([words] if words else [])
    return [_line(key, cases[key], counted[key], said[key]) for key in sorted(cases)]


def left_out(reports: list[Any]) -> list[str]:
    """Each reason for which tests were left out, once, with the files that they are in."""
    where: dict[str, set[str]] = {}
    for report in reports:
        reason = str(report.longrepr[2]).removeprefix("Skipped: ")
        if reason.startswith(LEFT_OUT):
            where.setdefault(reason, set()).add(report.nodeid.partition("::")[0])
    return [f"{reason}: {', '.join(sorted(files))}" for reason, files in sorted(where.items())]


def _taken_down(reports: list[Any]) -> Iterator[Any]:
    for report in reports:
        if report.when == "call":
            yield from (value for name, value in report.user_properties if name == FIGURES)


def _line(key: tuple[str, ...], cases: int, counts: Counter[str], said: list[str]) -> str:
    marks, name, form = key
    numbers = ", ".join(f"{count.replace('_', ' ')} {number:,}" for count, number in counts.items())
    where = f" [{form}]" if form else ""
    several = f" ({cases} cases)" if cases > 1 else ""
    words = "; ".join(dict.fromkeys(said)) if len(set(said)) <= 3 else ""
    return f"{marks or '-'} {name}{where}{several}: {'; '.join(filter(None, (numbers, words)))}"
