"""One server for all journeys that don't stop it; every journey has women of its own in it."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.journeys.running import Server, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("network") / "data") as running:
        yield running


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder for a store of this test's own."""
    return tmp_path / "data"


@pytest.fixture
def pathway() -> str:
    """The id of a pathway that nobody has posted to."""
    return str(uuid4())
