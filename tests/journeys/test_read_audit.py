"""A8 over each form as it runs: every read is written down before it is answered, and none is answered without."""

from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest
from pysqlite3 import dbapi2 as sqlite3

from tests.journeys.network import NetworkServer
from tests.journeys.running import fact, need

PATHS = (
    "/pathway/v1/pathways/{}/views",
    "/pathway/v1/pathways/{}/history",
    "/pathway/v1/pathways/{}/picture",
    "/pathway/v1/pathways/{}/choices",
    "/pathway/v1/pathways/{}/readers",
    "/pathway/pathways/{}",
    "/pathway/v1/caseload",
    "/pathway/v1/gaps",
    "/pathway/v1/tasks",
    "/pathway/v1/providers",
    "/pathway/",
)


@pytest.fixture
def her(server, pathway):
    after = server.post([need(pathway), fact("PathwayOpened", pathway, basis="support_service")], "BCN-FAR").json()
    seen = {**server.token("NET", "supervisor"), "Ariadna-After": f"intake={after[-1]['position']}"}
    assert server.client.get(f"/pathway/v1/pathways/{pathway}/views", headers=seen).status_code == 200
    return pathway


def written(server, actor):
    """What the read log holds of somebody, the latest first."""
    path = f"/pathway/v1/audit/reads?provider=NET&actor={actor}"
    return server.client.get(path, headers=server.token("NET", "privacy_officer")).json()["items"]


@contextmanager
def no_records(server):
    """Takes away where reads are written down, and puts it back."""
    if isinstance(server, NetworkServer):
        connection = psycopg.connect(server.network.postgres.url_of("pathway"), autocommit=True)
        away, back = "ALTER TABLE reads.head RENAME TO away", "ALTER TABLE reads.away RENAME TO head"
    else:
        connection = sqlite3.connect(server.data / "reads.db", isolation_level=None, timeout=30)
        away, back = "ALTER TABLE head RENAME TO away", "ALTER TABLE away RENAME TO head"
    try:
        connection.execute(away)
        yield
    finally:
        connection.execute(back)
        connection.close()


@pytest.mark.promise("A8")
def test_every_read_is_written_down_and_every_try(server, her, tally):
    actor = f"su_{uuid4().hex[:8]}"
    signed = server.token("NET", "supervisor", actor=actor)
    for number, path in enumerate(PATHS, start=1):
        answer = server.client.get(path.format(her), headers=signed)
        assert answer.status_code == 200
        found = written(server, actor)
        assert len(found) == number, path
        assert found[0]["pathway_id"] == (her if "{}" in path else None)
        assert found[0]["listed"] >= (path in ("/pathway/v1/caseload", "/pathway/v1/gaps", "/pathway/"))
    nobody = str(uuid4())
    assert server.client.get(PATHS[0].format(nobody), headers=signed).status_code == 404
    assert [(written(server, actor)[0][name]) for name in ("pathway_id", "outcome")] == [nobody, "unknown"]
    tally(reads=len(PATHS), tries=1, not_written=0)


@pytest.mark.promise("A8")
def test_while_no_read_can_be_written_down_none_is_answered(server, her, tally):
    signed = server.token("NET", "supervisor")
    with no_records(server):
        for path in PATHS:
            answer = server.client.get(path.format(her), headers=signed)
            assert (answer.status_code, her in answer.text) == (503, False), path
            assert answer.headers["retry-after"]
        posted = server.post(need(her, 2), "BCN-FAR")
        assert posted.status_code == 201
    assert server.client.get(PATHS[0].format(her), headers=signed).status_code == 200
    tally(refused=len(PATHS), bytes_of_her=0, posted_meanwhile=1)
