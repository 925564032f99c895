"""Rounds over a store: who is asked for what, once, and what is held back."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.services.notifications.network import FAR, HER, NET, PSI, network, told


@pytest.fixture
def there(place):
    with network(place) as found:
        yield found


def test_an_urgent_notice_goes_to_those_of_the_duty_at_once_and_once(there):
    there.person(actor="w1")
    there.person(actor="w2", mail=None)
    there.person("coordinator", actor="c1")
    there.person(provider=PSI, actor="w3")
    there.raised(urgency="urgent")
    assert told(there.round()) == {("w1", "live"), ("w1", "mail"), ("w2", "live"), (None, "webhook")}
    assert there.round() == []
