import itertools

import msgspec
import orjson
import psycopg
import pytest

from tests.benchmarks import ceiling_postgres, ingesting, ours, paced, peer_node, postgres, streams, visibility
from tests.benchmarks.paced import Paced
from tests.benchmarks.sizes import Sizes

TINY = Sizes(rounds=1, pathways=10, appended=400, offered=60, paced=1)
PEERS = ingesting.peers()


@pytest.fixture(scope="module")
def server():
    with postgres.cluster() as cluster:
        yield cluster


def test_each_batch_for_the_peers_is_of_one_pathway_and_every_event_unique(tmp_path):
    assert streams.write(tmp_path / "lines", 470, 100, 3, "1") == 400
    events = [orjson.loads(line) for line in (tmp_path / "lines").read_bytes().splitlines()]
    assert len({event["event_id"] for event in events}) == 400
    for at in range(0, 400, 100):
        assert len({event["pathway_id"] for event in events[at : at + 100]}) == 1


@pytest.mark.parametrize("peer", PEERS, ids=[peer.name for peer in PEERS])
def test_a_peer_on_postgresql_keeps_every_event_once(server, tmp_path, peer):
    if peer.absent:
        pytest.skip(peer.title)
    count = streams.write(tmp_path / "lines", TINY.appended, ingesting.BATCH, TINY.pathways, "1")
    with server.database() as database:
        done = peer.append(server, database, tmp_path / "lines")
        assert server.counted(database, peer.table) == count >= done["events"] > 0


def test_a_peer_that_lost_events_is_no_figure(server, tmp_path):
    def lose(cluster, database, lines):
        with psycopg.connect(cluster.conninfo(database)) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1")
        return {"events": 2, "seconds": 1}

    careless = ingesting.Peer("careless", 1, "kept", "", lose)
    with pytest.raises(RuntimeError, match="kept 1 of 2 events"):
        ingesting._appended(server, careless, tmp_path, 2)


def test_what_is_left_out_is_said_with_its_reason(monkeypatch):
    monkeypatch.setenv("PATH", "")
    peer_node.absent.cache_clear()
    titles = [peer.title for peer in ingesting.peers()]
    peer_node.absent.cache_clear()
    assert [title.endswith(": left out, no node here") for title in titles] == [True, True, False]


def test_the_ceiling_on_postgresql_writes_every_row(server):
    with server.database() as database:
        assert ceiling_postgres.append(server.conninfo(database), 1_000, 100, "1")["events"] == 1_000
        assert server.counted(database, "stored_events") == 1_000


def test_a_server_that_does_not_sync_each_commit_is_not_measured(server):
    lax = psycopg.conninfo.make_conninfo(server.url, options="-c synchronous_commit=off")
    with pytest.raises(RuntimeError, match="without synchronous_commit"):
        postgres._checked(lax)


def test_what_is_offered_comes_to_be_seen_in_her_views():
    kept, half, most = visibility.visible(TINY, ours)
    assert 0 < kept.ours[0] <= TINY.offered
    assert half.peer[0] < half.ours[0] <= most.ours[0]


def test_a_run_of_f8_says_what_it_kept_and_how_late_it_was_seen():
    runs = [Paced(990, 40, 2, 9, 4, 30), Paced(980, 40, 2, 9, 6, 90), Paced(930, 40, 3, 9, 5, 40)]
    kept, half, most = visibility._figures("embedded", msgspec.structs.replace(TINY, offered=1_000), runs, 5, 50)
    assert [figure.holds for figure in (kept, half, most)] == [True, True, True]
    assert most.wanted == "<= 50 ms"


def test_only_what_starts_a_step_is_followed_and_one_in_a_few():
    pace = paced.Pace(door=1, views=2, path="/", token="t", rate=100, seconds=10)
    due = paced.requests(pace, paced.Events("1"), ["7f1d1c53-7a06-4d0e-9c6a-0d4b7a3f1e11"])
    followed = [at for at, each in enumerate(due) if each.look]
    assert len(due) == 1_000
    assert due[-1].at == pytest.approx(9.99)
    assert min(later - at for at, later in itertools.pairwise(followed)) >= paced.FOLLOWED
    assert all(b"StepStarted" in due[at].request and due[at].wanted in due[at].request for at in followed)
