"""docs/promises.md tells the truth: its tests are there, marked with their promise, and of the sizes that it says."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/promises.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("| ").split(" | ")] for line in TEXT.splitlines() if line.startswith("| `")
]
PROMISES = {
    *(f"D{number}" for number in range(1, 5)),
    *(f"X{number}" for number in range(1, 8)),
    *(f"I{number}" for number in range(1, 7)),
    *(f"P{number}" for number in range(1, 4)),
    *(f"A{number}" for number in range(1, 9)),
    *(f"B{number}" for number in range(1, 5)),
    *("N1", "N2", "L2", "L3", "R1", "R2", "R3"),
}
FORMS = {"both", "SQLite", "PostgreSQL", "PostgreSQL and Kafka", "neither"}


def marked(tree):
    """Every test that is marked with a promise: (promise, file and function)."""
    found = set()
    for path in sorted(tree.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                name = f"{path.relative_to(tree).as_posix()}::{node.name}"
                found |= {(promise, name) for promise in promises_of(node)}
    return found


def promises_of(function):
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.promise":
            yield from (argument.value for argument in decorator.args)


def named():
    return {(promise, row[0].strip("`")) for row in ROWS for promise in row[1].split(", ")}


def numbers(text):
    return {int(each.replace(",", "").replace("_", "")) for each in re.findall(r"\b\d[\d,_]*", text)}


def test_every_test_that_shows_a_promise_is_in_the_table_and_no_other():
    assert named() == marked(ROOT / "tests")


def test_every_promise_has_a_test():
    assert {promise for promise, _ in named()} == PROMISES


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_sizes_are_those_of_the_test(row):
    test, _, forms, short, full = row
    source = (ROOT / "tests" / test.strip("`").partition("::")[0]).read_text()
    assert forms in FORMS
    assert numbers(short) | numbers(full) <= numbers(source)


def test_a_test_that_is_marked_and_not_named_is_seen(tmp_path):
    (tmp_path / "test_one.py").write_text("import pytest\n@pytest.mark.promise('D1', 'X9')\ndef test_a():\n    ...\n")
    assert marked(tmp_path) == {("D1", "test_one.py::test_a"), ("X9", "test_one.py::test_a")}


def test_a_size_is_read_however_its_thousands_are_set_apart():
    assert numbers("100,000 in 20 s") == numbers("EVENTS = 100_000 if SOAK else 20") == {100_000, 20}
