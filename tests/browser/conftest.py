"""One made-up network for the tests of a file."""

from collections.abc import Iterator

import pytest

from tests.browser.home import Home, at_home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with at_home(tmp_path_factory.mktemp("home")) as found:
        yield found
