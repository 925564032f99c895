"""A process killed at a named point leaves a store that opens, holds what was acked once, and goes on."""

from random import Random

import pytest

from tests.faults.accounts import SOAK, settled
from tests.faults.faulty import Point
from tests.faults.work import KILLED, account_of, dying_at, dying_in_a_file, in_a_process, rounds

TIMES = 20 if SOAK else 2
ROWS = "INSERT INTO stored_events"
WRITES = (
    ("intake", "BEGIN IMMEDIATE", 4),
    ("intake", ROWS, 4),
    ("intake", "UPDATE head", 4),
    ("intake", "INSERT INTO grants", 4),
    ("intake", "INSERT INTO tracking", 3),
    ("intake", "COMMIT", 9),
    ("employment", ROWS, 3),
    ("employment", "INSERT INTO grants", 3),
    ("employment", "INSERT INTO tracking", 3),
    ("employment", "COMMIT", 6),
    ("pathway", ROWS, 9),
    ("pathway", "INSERT INTO tracking", 9),
    ("pathway", "INSERT INTO stale", 9),
    ("pathway", "INSERT INTO overview", 2),
    ("pathway", "DELETE FROM stale", 2),
    ("pathway", "INSERT INTO tree", 3),
    ("pathway", "COMMIT", 12),
    ("keys", "INSERT INTO stream_keys", 3),
    ("keys", "COMMIT", 3),
)
POINTS = [(Point(when, store, statement), most) for store, statement, most in WRITES for when in ("before", "after")]
MAKING = ("CREATE TABLE", "INSERT INTO head", "INSERT INTO tracking", "INSERT INTO migrations", "COMMIT")
FILES = (("fsync", 1), ("fsync", 2), ("fsync", 3), ("link", 1), ("replace", 1), ("replace", 2))


@pytest.mark.parametrize(("point", "most"), POINTS, ids=lambda value: str(value))
def test_what_was_acked_is_there_once_after_a_kill(tmp_path, seed, point, most):
    random = Random(f"{seed} {point}")
    data, paper = tmp_path / "data", tmp_path / "paper"
    rounds(data, paper, random.getrandbits(64))
    for _ in range(TIMES):
        nth = random.randint(1, most)
        assert in_a_process(dying_at, point, nth, data, paper, random.getrandbits(64)) == KILLED, (point, nth)
    print(f"seed {seed}: {TIMES} kills {point}: {settled(data, account_of(paper))}")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("store", ["keys", "intake", "pathway"])
@pytest.mark.parametrize("statement", MAKING)
def test_a_store_whose_making_was_killed_is_made_by_the_next_start(tmp_path, seed, store, statement, when):
    if store == "keys" and statement in ("INSERT INTO head", "INSERT INTO tracking"):
        statement = "INSERT INTO stream_keys"
    if store == "intake" and statement == "INSERT INTO tracking":
        statement = "CREATE TABLE IF NOT EXISTS grants"
    data, paper = tmp_path / "data", tmp_path / "paper"
    assert in_a_process(dying_at, Point(when, store, statement), 1, data, paper, seed) == KILLED
    rounds(data, paper, seed)
    print(f"seed {seed}: {when} {statement} in {store}: {settled(data, account_of(paper))}")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("name", "nth"), FILES)
def test_a_key_or_checkpoint_whose_writing_was_killed_keeps_nobody_out(tmp_path, seed, name, nth, when):
    data, paper = tmp_path / "data", tmp_path / "paper"
    assert in_a_process(dying_in_a_file, name, when, nth, data, paper, seed) == KILLED
    rounds(data, paper, seed + 1)
    print(f"seed {seed}: {when} the {nth}. {name}: {settled(data, account_of(paper))}")
