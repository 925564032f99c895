"""A run over two workers fails as one process would, and tells as much."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workers import DEAREST, place_of

ROOT = Path(__file__).resolve().parents[1]
DRAWN = "def test_draws(request): print('drawn', request.config.option.hypothesis_seed)\n"
SEEDED = """
import secrets, pytest
@pytest.hookimpl(tryfirst=True)
def pytest_configure(config): config.option.hypothesis_seed = config.option.hypothesis_seed or str(secrets.randbits(60))
"""
DYING = """
import os, pytest, warnings
def test_dies(): os.kill(os.getpid(), 9)
def test_after(): pytest.skip('LEFT OUT: for want of it')
def test_warns(): warnings.warn('a warning is an error')
"""


@pytest.fixture
def told(tmp_path):
    """What a run of two files says: its worker dies in the second."""
    (tmp_path / "conftest.py").write_text(SEEDED)
    (tmp_path / "test_one.py").write_text(DRAWN)
    (tmp_path / "test_two.py").write_text(DRAWN + DYING)
    session = ["-c", ROOT / "pyproject.toml", "--rootdir", tmp_path, "-p", "tests.workers", "-p", "tests.summary"]
    workers = ["-p", "no:cacheprovider", "--numprocesses=2", "--dist=loadfile", "-rA"]
    command = [sys.executable, "-m", "pytest", *session, *workers, tmp_path]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("CI", None)  # in which pytest says of each failure all, twice
    return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)


def test_workers_draw_from_one_seed_fail_as_one_process_does_and_leave_nothing_out_in_silence(told):
    (repeated,) = re.findall(r"hypothesis-seed=(\d+)", told.stdout)
    assert re.findall(r"drawn (\d+)", told.stdout) == [repeated] * 2
    assert told.stdout.count("crashed while running 'test_two.py::test_dies'") == 1
    assert "UserWarning: a warning is an error" in told.stdout
    assert "LEFT OUT: for want of it: test_two.py" in told.stdout
    assert "2 failed, 2 passed, 1 skipped" in told.stdout
    assert told.returncode == 1


def test_journeys_stay_together_by_form_and_all_else_by_file():
    assert place_of("tests/journeys/test_posting.py::test_a[distributed-x]") == "tests/journeys distributed"
    assert place_of("tests/journeys/test_views.py::test_b[embedded]") == "tests/journeys embedded"
    assert place_of("tests/journeys/test_serving.py::test_c") == "tests/journeys/test_serving.py"
    assert place_of("tests/faults/test_killed.py::test_d[embedded]") == "tests/faults/test_killed.py"


@pytest.mark.parametrize("place", DEAREST)
def test_what_starts_first_is_there(place):
    assert (ROOT / place.partition(" ")[0]).exists()
