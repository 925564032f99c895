"""The store's fixtures, for what is broken on top of a log; and each form of the program, to be broken whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.forms import FORMS, Form
from tests.shared.store.conftest import keys as keys
from tests.shared.store.conftest import log as log
from tests.shared.store.conftest import open_log as open_log


@pytest.fixture(params=list(FORMS))
def form(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Form]:
    """A program of this test's own, in each form in turn."""
    with FORMS[request.param](tmp_path) as running:
        yield running
