"""A relay carries everything at least once and in order, wherever it was stopped before."""

import threading
import time
from uuid import uuid4

import pytest

from shared.errors import NotReady
from shared.relay import PAGE, Relay
from tests.shared.store.conftest import posted, some


@pytest.fixture
def target(open_log):
    return open_log("pathway")


def carrying(log, target, deliver=None):
    return Relay("intake", log, target.position_of, deliver or target.join)


def test_all_that_waits_is_carried_once(log, target):
    log.post(some(3, 5))
    relay = carrying(log, target)
    assert (relay.drain(), relay.drain()) == (15, 0)
    assert [row.event_id for row in target.scan()] == [row.event_id for row in log.scan()]


def test_more_than_a_page_is_carried_page_by_page(log, target):
    log.post(some(10, PAGE // 10 + 30))
    pages = []

    def deliver(messages, reached):
        pages.append(len(messages))
        target.join(messages, reached)

    assert carrying(log, target, deliver).drain() == PAGE + 300
    assert pages == [PAGE, 300]


def test_a_relay_stopped_between_pages_goes_on_where_it_was(log, target):
    log.post(some(10, PAGE // 10 + 30))
    taken = []

    def one_page(messages, reached):
        if taken:
            raise NotReady()
        taken.append(target.join(messages, reached))

    with pytest.raises(NotReady):
        carrying(log, target, one_page).drain()
    assert target.position_of("intake") == PAGE
    assert carrying(log, target).drain() == 300
    assert target.position() == PAGE + 300


def test_a_relay_that_is_told_to_stop_leaves_what_waits_to_the_next_time(log, target):
    """Its process is ended soon, however much there is."""
    log.post(some(10, PAGE // 10 + 30))
    begun, told = threading.Event(), threading.Event()

    def slowly(messages, reached):
        begun.set()
        assert told.wait(20)
        target.join(messages, reached)

    relay = carrying(log, target, slowly)
    relay.start()
    assert begun.wait(20)
    stopping = threading.Thread(target=relay.stop)
    stopping.start()
    wait_for(lambda: relay._stopped)
    told.set()
    stopping.join()
    assert target.position() == PAGE
    assert carrying(log, target).drain() == 300


def test_two_relays_of_one_way_store_nothing_twice(log, target):
    log.post(some(10, 50))
    relays = [carrying(log, target) for _ in range(4)]
    threads = [threading.Thread(target=relay.drain) for relay in relays]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert target.position() == 500


def test_a_running_relay_carries_what_is_stored_while_it_runs(log, target):
    relay = carrying(log, target)
    relay.start()
    for number in range(20):
        log.post([posted(str(uuid4()), f"S{number}")])
    wait_for(lambda: target.position() == 20)
    relay.stop()


@pytest.mark.parametrize("failure", [NotReady(), RuntimeError("unforeseen")])
def test_a_failing_subscriber_stops_no_relay_and_loses_nothing(log, target, failure, caplog):
    failures = [failure, failure]

    def deliver(messages, reached):
        if failures:
            raise failures.pop()
        target.join(messages, reached)

    relay = carrying(log, target, deliver)
    log.post(some(1, 3))
    relay.start()
    wait_for(lambda: target.position() == 3)
    relay.stop()
    assert "unforeseen" not in caplog.text


def wait_for(holds, within=60.0):
    until = time.monotonic() + within
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.005)
