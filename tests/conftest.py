"""One seed for every random run of a session, printed at its head so that any run can be repeated."""

import secrets

import pytest
from hypothesis import settings

from tests import brokers
from tests.brokers import cluster as cluster
from tests.brokers import kafka as kafka
from tests.kafka_services import services as services

settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Choose the seed, unless one was given to repeat a run."""
    config.option.hypothesis_seed = config.option.hypothesis_seed or str(secrets.randbelow(2**32))


def pytest_report_header(config):
    return [f"random runs are repeated by --hypothesis-seed={config.option.hypothesis_seed}", brokers.header()]


def pytest_terminal_summary(terminalreporter):
    if left_out := brokers.summary():
        terminalreporter.section("LEFT OUT", red=True)
        terminalreporter.line(left_out)


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure():
    if brokers.asked:
        brokers.sweep()


@pytest.fixture
def seed(request):
    """The session's seed, for a test that draws at random by itself: `random.Random(seed)`."""
    return int(request.config.option.hypothesis_seed)
