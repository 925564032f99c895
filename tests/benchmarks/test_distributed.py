import itertools
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import orjson
import psycopg
import pytest

from shared.store import recorder
from shared.store.spelling import spelled
from tests import brokers
from tests.benchmarks import (
    ceiling_postgres,
    consuming,
    ingesting,
    ours,
    paced,
    peer_node,
    postgres,
    streams,
    visibility,
)
from tests.benchmarks.paced import Paced
from tests.benchmarks.sizes import Sizes
from tests.postgres import Postgres
from tests.tools import left_out

TINY = Sizes(rounds=1, pathways=10, appended=400, offered=60, paced=1)
PEERS = ingesting.peers()


@pytest.fixture(scope="module")
def server():
    with postgres.measured() as running:
        yield running


def test_each_batch_for_the_peers_is_of_one_pathway_and_every_event_unique(tmp_path):
    assert streams.write(tmp_path / "lines", 470, 100, 3, "1") == 400
    events = [orjson.loads(line) for line in (tmp_path / "lines").read_bytes().splitlines()]
    assert len({event["event_id"] for event in events}) == 400
    for at in range(0, 400, 100):
        assert len({event["pathway_id"] for event in events[at : at + 100]}) == 1


@pytest.mark.parametrize("peer", PEERS, ids=[peer.name for peer in PEERS])
def test_a_peer_on_postgresql_keeps_every_event_once(server, tmp_path, peer):
    if peer.absent:
        left_out(f"the peer {peer.title}", also_in_ci=True)
    count = streams.write(tmp_path / "lines", TINY.appended, ingesting.BATCH, TINY.pathways, "1")
    with postgres.fresh(server) as url:
        done = peer.append(url, tmp_path / "lines")
        assert postgres.counted(server, url, peer.table) == count >= done["events"] > 0


def test_our_door_on_postgresql_keeps_every_event(server):
    assert ingesting.posted(server, ours, TINY, 0) > 0


def test_our_store_alone_keeps_every_event_that_the_peers_are_handed(server, tmp_path):
    count = streams.write(tmp_path / "lines", TINY.appended, ingesting.BATCH, TINY.pathways, "1")
    assert ingesting.stored(server, ours, tmp_path / "lines", count) > 0


def test_a_peer_that_lost_events_is_no_figure(server, tmp_path):
    def lose(url, lines):
        server.tell("CREATE TABLE kept AS SELECT 1", url)
        return {"events": 2, "seconds": 1}

    careless = ingesting.Peer("careless", 1, "kept", "", lose)
    with pytest.raises(RuntimeError, match="kept 1 of 2 events"):
        ingesting.appended(server, careless, tmp_path, 2)


def test_what_is_left_out_is_said_with_its_reason(monkeypatch):
    monkeypatch.setenv("PATH", "")
    peer_node.absent.cache_clear()
    titles = [peer.title for peer in ingesting.peers()]
    peer_node.absent.cache_clear()
    assert [title.endswith(": left out, no node here") for title in titles] == [True, True, False]


def test_the_ceiling_on_postgresql_writes_every_row(server):
    with postgres.fresh(server) as url:
        assert ceiling_postgres.append(url, 1_000, 100, "1")["events"] == 1_000
        assert postgres.counted(server, url, "stored_events") == 1_000


def test_the_ceiling_has_our_columns_as_postgresql_spells_them():
    ours = spelled(recorder.MIGRATIONS[0][0]).decode().replace("IF NOT EXISTS ", "")
    assert ours.casefold() == ceiling_postgres.TABLE.casefold()


def test_a_server_that_does_not_sync_each_commit_is_not_measured(server):
    lax = psycopg.conninfo.make_conninfo(server.superuser, options="-c synchronous_commit=off")
    with pytest.raises(RuntimeError, match="without synchronous_commit"):
        postgres.check(Postgres(lax))


def test_what_is_offered_comes_to_be_seen_in_her_views():
    seen = visibility.embedded(TINY, ours, 0)
    assert 0 < seen.rate <= TINY.offered
    assert seen.receipt_p50 < seen.visible_p50 <= seen.visible_p99


def test_over_kafka_and_postgresql_all_is_taken_in_and_seen(request):
    brokers.needed(request.node.path.stem)
    with TemporaryDirectory() as directory, ours.spread(Path(directory)) as network:
        assert consuming.taken_in(network, msgspec.structs.replace(TINY, appended=1_500), 0) > 0
        seen = visibility.offered(TINY, network.door, network.views, network.token, network.readers(2), 1)
    assert 0 < seen.rate <= TINY.offered
    assert seen.receipt_p50 < seen.visible_p50 <= seen.visible_p99


def test_the_consumers_peer_runs_by_itself():
    beside, _ = consuming.consumes(TINY, None)
    assert len(beside.peer) == (0 if "left out" in beside.peer_name else 1)


def test_a_run_of_f8_says_what_it_kept_and_how_late_it_was_seen():
    runs = [Paced(990, 40, 2, 9, 4, 30), Paced(980, 40, 2, 9, 6, 90), Paced(930, 40, 3, 9, 5, 40)]
    kept, half, most = visibility._figures("embedded", msgspec.structs.replace(TINY, offered=1_000), runs, 5, 50)
    assert [figure.holds for figure in (kept, half, most)] == [True, True, True]
    assert most.wanted == "<= 50 ms"


def test_only_what_starts_a_step_is_followed_and_one_in_a_few():
    pace = paced.Pace(door=1, views=2, path="/", token="t", readers=["r"], rate=100, seconds=10)
    due = paced.requests(pace, paced.Events("1"), ["7f1d1c53-7a06-4d0e-9c6a-0d4b7a3f1e11"])
    followed = [at for at, each in enumerate(due) if each.look]
    assert len(due) == 1_000
    assert due[-1].at == pytest.approx(9.99)
    assert min(later - at for at, later in itertools.pairwise(followed)) >= paced.FOLLOWED
    assert all(b"StepStarted" in due[at].request and due[at].wanted in due[at].request for at in followed)
