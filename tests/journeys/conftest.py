"""One server of each form for all journeys that don't stop it; every journey has women of its own in it."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.brokers import needed
from tests.journeys.network import network
from tests.journeys.running import Server, serving


@pytest.fixture(scope="session", params=["embedded", "distributed"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Either form in turn: SQLite and messages in process; PostgreSQL and a real Kafka, each service a process."""
    if request.param == "distributed":
        needed("the journeys over the distributed form")
        with network() as running:
            yield running
        return
    with serving(tmp_path_factory.mktemp("network") / "data") as alone:
        yield alone


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder for a store of this test's own."""
    return tmp_path / "data"


@pytest.fixture
def pathway() -> str:
    """The id of a pathway that nobody has posted to."""
    return str(uuid4())
