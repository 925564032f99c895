"""A rebuild shared out over processes, which load nothing of doors and pages."""

import itertools
import subprocess
import sys

import pytest

from deploy.ranges import ranges
from deploy.rebuilding import rebuild
from deploy.wiring import Embedded
from services.pathway.overview import FIRST, LAST
from shared.errors import NotReady
from shared.wrapping import Kek
from tests.benchmarks.ours import fill

HTTP = ("fastapi", "starlette", "uvicorn", "jinja2", "psycopg", "joserfc", "typer")


@pytest.fixture
def ariadna(tmp_path):
    fill(tmp_path, 6, 10)
    ariadna = Embedded(tmp_path, "pathway")
    yield ariadna
    ariadna.close()


def test_processes_side_by_side_make_the_rows_that_are_there(ariadna):
    assert rebuild(ariadna, 2) == rebuild(ariadna, 1) == (6, 0)


def test_a_share_that_fails_leaves_the_live_rows(ariadna):
    ariadna.rings.wrapping = Kek(bytes(32))
    with pytest.raises(NotReady):
        rebuild(ariadna, 2)
    assert len(ariadna.pathways.overview.streams()) == 6


def test_a_share_loads_nothing_of_doors_and_pages():
    told = f"import sys, deploy.ranges; print([name for name in {HTTP} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", told], capture_output=True, text=True).stdout == "[]\n"


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_ranges_hold_every_id_once(count):
    parts = ranges(count)
    assert (parts[0][0], parts[-1][1]) == (FIRST, LAST)
    for (_, last), (first, _) in itertools.pairwise(parts):
        assert int.from_bytes(first, "big") == int.from_bytes(last, "big") + 1
