"""What one service publishes reaches the other once and in order, byte for byte."""

from tests.kafka_services import eventually
from tests.shared.store.conftest import some


def test_all_that_is_stored_is_carried_once_and_unchanged(services):
    services.source.post(some(20, 50))
    services.publish()
    services.hear()
    eventually(lambda: services.target.position() == 1000)
    services.source.post(some(3, 2))
    eventually(lambda: services.target.position() == 1006)
    assert {row.state for row in services.target.scan()} == {row.state for row in services.source.scan()}
