import io
import json
import re
import sys
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from statistics import mean

import msgspec
import orjson
import pytest
from pysqlite3 import dbapi2
from rich.console import Console

from shared.contracts import FACTS
from shared.store import recorder, sealed
from tests.benchmarks import ceiling, load, peer_scan, posting, process, rebuilding, report
from tests.benchmarks.events import Events
from tests.benchmarks.figures import Figure
from tests.benchmarks.load import Load
from tests.benchmarks.sizes import Sizes

TINY = Sizes(rounds=2, seconds=0.2, posts=300, pathways=20, ingest=2_000, events=500, fewer=500)
STORED, TAG = ("type", "occurred_on", "lateness_reason", "data"), 16
PATHWAYS = ["7f1d1c53-7a06-4d0e-9c6a-0d4b7a3f1e11", "0b8e7c1f-51b5-4c3f-8a53-93f5a1d3c522"]


def test_events_are_unique_in_time_order_and_of_about_380_bytes():
    lines = list(islice(Events("1").mixture(PATHWAYS), 2_000))
    ids = [orjson.loads(line)["event_id"] for line in lines]
    assert ids == sorted(set(ids))
    assert 370 <= mean(map(len, lines)) <= 390


def test_the_same_seed_makes_the_same_data():
    def data(seed: str) -> list[object]:
        return [orjson.loads(line)["data"] for line in islice(Events(seed).mixture(PATHWAYS), 50)]

    assert data("1") == data("1") != data("2")


def test_every_event_is_a_fact_of_the_catalogue():
    source = Events("1")
    events = [event for history in source.histories(3, 50) for event in history]
    events += [orjson.loads(line) for line in islice(source.mixture(PATHWAYS), 200)]
    for event in events:
        msgspec.convert(event["data"], FACTS[event["type"]])
    assert {event["type"] for event in events} >= {"PathwayOpened", "StepSuspended", "StepResumed", "SessionRecorded"}


def test_a_history_is_as_long_as_asked():
    assert [len(history) for history in Events("1").histories(3, 50)] == [50, 50, 50]


@pytest.mark.parametrize("lines", [1, 20])
def test_every_event_reaches_the_server_once(lines):
    with process.serving("tests.benchmarks.responder") as port:
        driven = load.run(Load(port=port, path="/", tokens=["a", "b"], count=400, lines=lines, pathways=70))
    assert (driven.requests, driven.kept, driven.refused) == (400 // lines, 400 // lines, 0)


def test_a_run_that_did_not_keep_everything_is_no_figure():
    one_receipt_a_request = Load(port=0, path="/", tokens=["a"], count=100, lines=10, pathways=5)
    with process.serving("tests.benchmarks.responder") as port, pytest.raises(RuntimeError, match="10 were kept"):
        posting.whole(msgspec.structs.replace(one_receipt_a_request, port=port))


def test_the_fastapi_peer_keeps_what_it_is_sent(tmp_path):
    with process.serving("tests.benchmarks.peer_fastapi", str(tmp_path)) as port:
        driven = load.run(Load(port=port, path="/events", tokens=["a"], count=100, pathways=10, connections=8))
    assert (driven.kept, driven.refused) == (100, 0)


@pytest.mark.parametrize("cipher", peer_scan.CIPHERS)
def test_the_scanning_peer_rebuilds_every_pathway(tmp_path, cipher):
    peer_scan.fill(str(tmp_path), cipher, 7, 40, "1")
    rebuilt = peer_scan.rebuild(str(tmp_path), cipher)
    assert (rebuilt["events"], rebuilt["pathways"]) == (280, 7)
    assert b"housing" not in (tmp_path / "peer.sqlite").read_bytes()


def test_the_ceiling_writes_rows_of_the_shape_of_ours(tmp_path):
    ours = re.sub("IF NOT EXISTS ", "", recorder.MIGRATIONS[0][0])
    assert ours == ceiling.TABLE
    assert ceiling.append(str(tmp_path), 2_000, 1_000, "1")["events"] == 2_000
    connection = dbapi2.connect(next(Path(tmp_path).glob("ceiling*.sqlite")))
    try:
        assert connection.execute("SELECT count(*), max(position) FROM stored_events").fetchone() == (2_000, 2_000)
    finally:
        connection.close()


def test_the_ceilings_rows_are_as_large_as_ours():
    sizes = []
    for line in islice(Events("1").mixture(PATHWAYS), 1_000):
        event = orjson.loads(line)
        stamp = {"provider_id": "BCN-BENCH", "actor": "w1", "role": "worker"}
        body = len(orjson.dumps({name: event[name] for name in STORED} | stamp))
        sizes.append(sealed.HEADER.size + sealed.NONCE + body + -body % sealed.BLOCK + TAG)
    assert mean(sizes) == pytest.approx(ceiling.STATE_BYTES, rel=0.05)


def test_work_apart_tells_its_own_peak_memory_not_its_parents(tmp_path):
    here = process.peak_rss()
    kept = bytearray(100_000_000)
    figures = process.apart("tests.benchmarks.ceiling:append", str(tmp_path), 100, 100, "1")
    assert len(kept) + here > figures["peak_rss"] > 5_000_000
    assert process.peak_rss() > 100_000_000


def test_a_ratio_is_one_of_medians():
    figure = Figure(work="w", unit="events/s", ours=[10, 80, 1000], peer=[1, 10, 11], least=8)
    assert (figure.ratio, figure.holds, figure.wanted) == (8, True, ">= 8 x")


def test_a_limit_on_ours_looks_at_ours_alone():
    figure = Figure(work="w", unit="ms", ours=[9, 9.5], peer=[100], by="ours", most=8)
    assert (figure.holds, figure.wanted) == (False, "<= 8 ms")


def test_what_was_not_run_is_not_judged():
    assert Figure(work="w", unit="ms", peer=[1], least=1).holds is None


def test_the_peers_run_by_themselves():
    figures = [*posting.streams(TINY, None), *rebuilding.rebuilds(TINY, None)[:2]]
    assert [(len(figure.ours), len(figure.peer)) for figure in figures] == [(0, 2)] * 4


class StandIn:
    """Our side as the contract has it, without anything behind it."""

    def start_server(self, data_dir):
        assert data_dir.is_dir()
        port = process.free_port()
        return process.start([sys.executable, "-m", "tests.benchmarks.responder", str(port)], port), port, ["a", "b"]

    def fill(self, data_dir, pathways, events_each):
        (data_dir / "filled").write_text(str(pathways * events_each))

    def rebuild(self, data_dir, processes=1):
        return float((data_dir / "filled").read_text()) * processes, 50_000_000


def test_our_side_runs_as_often_as_its_peer():
    posted = posting.singles(TINY, StandIn())
    assert [(len(figure.ours), len(figure.peer)) for figure in posted] == [(2, 2)] * 3
    one, two, memory, _, growth = rebuilding.rebuilds(TINY, StandIn())
    assert (one.ours, two.ours, memory.ours) == ([500, 500], [1000, 1000], [50, 50])
    assert growth.ratio == 1


def test_the_report_names_every_version_and_its_json_is_json():
    figure = Figure(goal="F1", work="w", unit="ms", ours=[9], by="ours", most=8)
    written = json.loads(json.dumps(report.as_json([figure], TINY, 1.0)))
    assert {"Python", "eventsourcing", "fastapi", "cores", "processor"} <= written["with"].keys()
    assert (written["figures"][0]["ours_median"], written["figures"][0]["holds"]) == (9, False)


def test_the_report_reads_whole_on_80_columns():
    figures = [*posting.singles(TINY, StandIn()), *rebuilding.rebuilds(TINY, StandIn())]
    console = Console(record=True, width=80, file=io.StringIO())
    report.show(figures, msgspec.structs.replace(Sizes(), seed="7"), 1.0, console)
    told = console.export_text()
    assert max(map(len, told.splitlines())) <= 80
    for figure in figures:
        assert f"{figure.work}, {figure.unit}" in told
        assert figure.peer_name in told
    for part in ("seed 7", "missed", "Medians of 3", f"cryptography {version('cryptography')}"):
        assert part in " ".join(told.split())
