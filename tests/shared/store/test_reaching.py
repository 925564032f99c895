"""What a way brought is kept with its position; that it brought nothing is kept a little later, and known at once."""

import time

from shared.errors import NotReady
from shared.store import reaching
from tests.shared.store.conftest import some


def stored_position(log, way):
    return log.recorder.max_tracking_id(way)


def test_what_brings_nothing_is_known_at_once_and_kept_later(open_log, monkeypatch):
    monkeypatch.setattr(reaching, "KEPT_WITHIN", 0.05)
    log = open_log("pathway")
    log.join([], {"intake": 7})
    assert (log.position_of("intake"), stored_position(log, "intake")) == (7, None)
    wait_for(lambda: stored_position(log, "intake") == 7)


def test_a_log_that_is_closed_keeps_what_it_knows(open_log):
    log = open_log("pathway")
    log.passed({"intake": 7, "kafka": 3})
    log.close()
    again = open_log("pathway")
    assert (again.position_of("intake"), again.position_of("kafka")) == (7, 3)


def test_who_dies_before_it_is_kept_looks_again_and_stores_nothing_twice(log, open_log, monkeypatch):
    monkeypatch.setattr(reaching, "KEPT_WITHIN", 60)
    target = open_log("pathway")
    log.post(some(2, 5))
    messages, upto = log.messages(0, 100)
    target.join(messages, {"intake": upto})
    target.passed({"intake": upto + 5})
    survivor = open_log("pathway")
    assert survivor.position_of("intake") == upto
    survivor.join(messages, {"intake": upto + 1})
    assert survivor.position() == len(messages)


def test_a_lower_position_takes_nothing_back(open_log):
    log = open_log("pathway")
    log.passed({"intake": 7})
    log.passed({"intake": 5})
    log.close()
    assert open_log("pathway").position_of("intake") == 7


def test_while_the_database_is_away_positions_wait(open_log, monkeypatch):
    monkeypatch.setattr(reaching, "KEPT_WITHIN", 0.05)
    log = open_log("pathway")
    working, tried = log._reaching._writing, []

    def away_once():
        tried.append(True)
        if len(tried) == 1:
            raise NotReady()
        return working()

    log._reaching._writing = away_once
    log.passed({"intake": 7})
    wait_for(lambda: stored_position(log, "intake") == 7)
    assert len(tried) == 2


def wait_for(holds, within=5.0):
    until = time.monotonic() + within
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.005)
