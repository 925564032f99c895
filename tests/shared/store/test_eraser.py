"""On PostgreSQL what was erased is taken out by a role of its own, which may do that and nothing else."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import PersistenceError

from deploy.databases import Servers
from deploy.wiring import SERVICES
from shared.erasures import Decision
from shared.errors import RightMissing
from shared.store.audit import verify
from shared.store.log import Log
from tests.services.pathway.test_erasing import ONE, OTHER, decide
from tests.services.pathway.test_overview import opened
from tests.services.stored import embedded, put
from tests.shared.store.conftest import some
from tests.shared.store.test_postgres import a_role, as_role
from tests.shared.store.test_postgres import databases as databases
from tests.shared.store.test_postgres import open_database as open_database
from tests.shared.store.test_postgres import role as role
from tests.shared.store.test_postgres import url as url


@pytest.fixture
def eraser(postgres, databases):
    """Another one, which is to take out what was erased."""
    yield from a_role(postgres, databases, f"eraser_{uuid4().hex[:8]}")


@pytest.fixture
def with_eraser(databases, role, eraser):
    """Databases of which the service's role may only do what it has to, and an eraser's a little more."""
    urls = databases.urls
    return Servers(
        {name: as_role(url, role) for name, url in urls.items()},
        urls,
        {name: as_role(url, eraser) for name, url in urls.items()},
    )


def test_an_eraser_takes_out_what_the_services_role_can_not(tmp_path, databases, with_eraser, role):
    pathway_id = str(uuid4())
    decided = Decision("executed", date(2026, 11, 26), ("A/a", "B/b"))
    with embedded(tmp_path / "data", with_eraser) as ariadna:
        put(ariadna, *opened(pathway_id))
        ariadna.settle()
        ariadna.keys.decide([UUID(pathway_id).bytes], decided)
        assert ariadna.erasing.carry_out() == []
        assert [verify(service.log) for service in ariadna.services.values()] == [None] * len(SERVICES)
        assert ariadna.keys.ledger.waiting(SERVICES) == {}
    least = Servers({name: as_role(url, role) for name, url in databases.urls.items()})
    with embedded(tmp_path / "data", least) as ariadna:
        put(ariadna, *opened(another := str(uuid4())))
        with pytest.raises(RightMissing):
            ariadna.keys.decide([UUID(another).bytes], decided)
        assert ariadna.keys.existing(UUID(another).bytes)
        assert ariadna.keys.ledger.waiting(SERVICES) == {}


NOT_AN_ERASERS = (
    "DELETE FROM stored_events",
    "UPDATE stored_events SET link = state",
    "UPDATE stored_events SET position = position + 1",
    "INSERT INTO stored_events SELECT * FROM stored_events",
    "DELETE FROM head",
    "UPDATE head SET position = 0",
    "DELETE FROM erased",
    "DROP TABLE stored_events",
)


@pytest.mark.parametrize("statement", NOT_AN_ERASERS)
def test_an_eraser_can_not_change_the_chain_or_the_count(url, role, eraser, open_database, keys, statement):
    log = Log(open_database(as_role(url, role), url, as_role(url, eraser)), keys)
    log.post(some(2, 2))
    with pytest.raises((RightMissing, PersistenceError)), log.erasing() as cursor:
        cursor.execute(statement)
    assert verify(log) is None


def test_where_nobody_may_destroy_a_key_a_decision_says_so_and_waits(tmp_path, databases, role):
    owned = Servers({name: as_role(url, role) for name, url in databases.urls.items()}, databases.urls)
    pathway_id = str(uuid4())
    with embedded(tmp_path / "data", owned) as ariadna:
        put(ariadna, *opened(pathway_id))
        assert decide(ariadna, pathway_id, ONE) == "accepted"
        assert decide(ariadna, pathway_id, OTHER) == "no_eraser"
        assert ariadna.keys.ledger.entries() == []
