"""A made-up register that was imported, and copies of its folder."""

import shutil

import pytest

from tests.deploy.command import ariadna, row, rows, written
from tests.deploy.kept import Places


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("imported")
    file = written(folder / "register.ndjson", [*rows(), *(row() for _ in range(30))])
    assert ariadna("import", file, "--keep-recorded-at", "--data", folder / "data").code == 0
    return folder / "data"


@pytest.fixture
def store(imported, tmp_path):
    """A copy to be tampered with."""
    shutil.copytree(imported, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def places(store, tmp_path):
    return Places(tmp_path / "kept", store)


@pytest.fixture
def made(places):
    told = places.make()
    assert told.code == 0, told.err
    return places
