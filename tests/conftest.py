"""What any test may ask for: the session's seed, and databases over each store in turn."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from deploy.databases import KEYS, Databases, Files, Servers
from deploy.wiring import SERVICES
from shared.store.database import Database
from tests.brokers import cluster as cluster
from tests.brokers import kafka as kafka
from tests.kafka_services import services as services
from tests.postgres import Postgres, server

pytest_plugins = ["tests.session"]

settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")


def pytest_collection_modifyitems(config, items):
    """What goes over Kafka is stored in PostgreSQL: the distributed form has no other store."""
    apart = [each for each in items if "kafka" in each.path.as_posix() and _store_of(each) == "sqlite"]
    items[:] = [each for each in items if each not in apart]
    config.hook.pytest_deselected(items=apart)


def _store_of(item):
    return getattr(item, "callspec", None) and item.callspec.params.get("databases")


@pytest.fixture
def seed(request):
    """The session's seed, for a test that draws at random by itself: `random.Random(seed)`."""
    return int(request.config.option.hypothesis_seed)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, started by the first test that needs one."""
    with server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgres"])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Databases:
    """Where every service's database is, over each store in turn."""
    if request.param == "sqlite":
        return Files(tmp_path / "data")
    running: Postgres = request.getfixturevalue("postgres")
    return Servers(running.schemas(KEYS, *SERVICES))


@pytest.fixture
def place(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Callable[[str], Database]]:
    """Opens the database of a name, a service's or any other; the same name again is a second process on the same."""
    (tmp_path / "data" / "keys").mkdir(parents=True)
    opened: list[Database] = []

    def open_one(name: str) -> Database:
        if isinstance(databases, Servers) and isinstance(databases.urls, dict) and name not in databases.urls:
            databases.urls.update(request.getfixturevalue("postgres").schemas(name))
        opened.append(databases.of(name))
        return opened[-1]

    yield open_one
    for database in opened:
        database.close()
