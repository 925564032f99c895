"""One seed for every random run of a session, printed at its head so that any run can be repeated; its databases."""

import secrets
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import settings

from deploy.databases import KEYS, NOTICES_KEYS, Databases, Files, Servers
from deploy.wiring import SERVICES
from shared.store.database import Database
from tests import brokers
from tests.brokers import cluster as cluster
from tests.brokers import kafka as kafka
from tests.kafka_services import services as services
from tests.postgres import Postgres, answering, server
from tests.summary import pytest_terminal_summary as pytest_terminal_summary
from tests.summary import tally as tally

pytest_plugins = ["tests.workers"]

settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Choose the seed, unless one was given to repeat a run."""
    config.addinivalue_line("markers", "promise(name): the promise of docs/promises.md that a test shows")
    config.option.hypothesis_seed = config.option.hypothesis_seed or str(secrets.randbelow(2**32))


def pytest_collection_modifyitems(config, items):
    """What goes over Kafka is stored in PostgreSQL: the distributed form has no other store."""
    apart = [each for each in items if "kafka" in each.path.as_posix() and _store_of(each) == "sqlite"]
    items[:] = [each for each in items if each not in apart]
    config.hook.pytest_deselected(items=apart)


def _store_of(item):
    return getattr(item, "callspec", None) and item.callspec.params.get("databases")


def pytest_report_header(config):
    random = f"random runs are repeated by --hypothesis-seed={config.option.hypothesis_seed}"
    return [random, f"stores: {answering()}", brokers.header()]


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure():
    if brokers.asked:
        brokers.sweep()


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
    return _empty(request, tmp_path / "data")


@pytest.fixture(params=["sqlite", "postgres"])
def databases_at(request: pytest.FixtureRequest) -> Callable[[Path], Databases]:
    """The same for a test that wants several sets of them: one for each folder."""
    return cache(partial(_empty, request))


def _empty(request: pytest.FixtureRequest, data: Path) -> Databases:
    if request.param == "sqlite":
        return Files(data)
    running: Postgres = request.getfixturevalue("postgres")
    return Servers(running.schemas(KEYS, NOTICES_KEYS, *SERVICES))


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
