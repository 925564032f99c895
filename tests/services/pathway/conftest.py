"""An embedded store in a folder of this test's own."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from deploy.wiring import Embedded
from tests.services.pathway.watched import network
from tests.services.stored import embedded


@pytest.fixture
def ariadna(tmp_path: Path) -> Iterator[Embedded]:
    with embedded(tmp_path / "data") as store:
        yield store


@pytest.fixture
def pathway_id() -> str:
    return str(uuid4())


@pytest.fixture
def watched(tmp_path, databases):
    """A network of which everything that is read is recorded."""
    with network(tmp_path, databases) as found:
        yield found


@pytest.fixture
def her(watched):
    """One woman of it."""
    return sorted(watched.known)[0]
