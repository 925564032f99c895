"""The end of a run tells what was tried and lost, and what was left out, added up over the cases of each test."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.summary import FIGURES, figures, left_out
from tests.tools import left_out as leave_out

ROOT = Path(__file__).resolve().parents[1]


def passed(*taken_down, when="call"):
    return SimpleNamespace(when=when, user_properties=[(FIGURES, list(each)) for each in taken_down])


def skipped(reason, nodeid):
    return SimpleNamespace(longrepr=("file", 1, f"Skipped: {reason}"), nodeid=nodeid)


def test_counts_of_one_test_are_added_up_and_each_form_has_its_line():
    one = ("D1", "killed: kept", "SQLite", "seed 7", {"kills": 2, "lost": 0})
    two = ("D1", "killed: kept", "SQLite", "seed 7", {"kills": 1_998, "lost": 1})
    other = ("D1", "killed: kept", "PostgreSQL and Kafka", "", {"kills": 4, "lost": 0})
    assert figures([passed(one, two), passed(other)]) == [
        "D1 killed: kept [PostgreSQL and Kafka]: kills 4, lost 0",
        "D1 killed: kept [SQLite] (2 cases): kills 2,000, lost 1; seed 7",
    ]


def test_figures_are_told_once_though_each_report_of_a_test_holds_them():
    one = ("D1", "killed: kept", "", "", {"kills": 2})
    assert figures([passed(one, when="teardown"), passed(one)]) == ["D1 killed: kept: kills 2"]


def test_what_was_left_out_is_named_with_the_files_it_is_missing_from():
    reports = [
        skipped("LEFT OUT: no broker", "tests/a.py::test_b[c]"),
        skipped("LEFT OUT: no broker", "tests/b.py::test_b"),
        skipped("another reason", "tests/c.py::test_b"),
    ]
    assert left_out(reports) == ["LEFT OUT: no broker: tests/a.py, tests/b.py"]


@pytest.mark.parametrize(
    ("in_ci", "also_in_ci", "ends"), [("", False, "skip"), ("true", False, "fail"), ("true", True, "skip")]
)
def test_leaving_out_is_a_failure_in_ci_unless_ci_may_be_without_it_too(monkeypatch, in_ci, also_in_ci, ends):
    monkeypatch.setenv("CI", in_ci)
    with pytest.raises(getattr(pytest, ends).Exception, match="LEFT OUT: something"):
        leave_out("something", also_in_ci)


SAMPLE = """
import pytest
from tests.tools import left_out

@pytest.mark.promise("D9")
@pytest.mark.parametrize("databases", ["sqlite"])
@pytest.mark.parametrize("number", [1, 2])
def test_one(tally, databases, number):
    tally("seed 1", lost=number)

def test_two():
    left_out("a thing", also_in_ci=True)
"""


def test_a_run_ends_with_both(tmp_path):
    (tmp_path / "test_sample.py").write_text(SAMPLE)
    (tmp_path / "conftest.py").write_text("from tests.summary import pytest_terminal_summary, tally\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, tmp_path]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False)
    assert "D9 sample: one [SQLite] (2 cases): lost 3; seed 1" in done.stdout, done.stdout + done.stderr
    assert "LEFT OUT: a thing: test_sample.py" in done.stdout
