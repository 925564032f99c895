"""A process killed at a named point leaves a store that opens, holds what was acked once, and goes on.

On both databases alike; the files of keys and checkpoints are the same on both.
"""

from random import Random

import pytest

from tests.faults.accounts import SOAK, settled
from tests.faults.faulty import Point
from tests.faults.work import KILLED, account_of, dying_at, dying_in_a_file, in_a_process, rounds

TIMES = 20 if SOAK else 1
ROWS = "INSERT INTO stored_events"
WRITES = (
    ("intake", "BEGIN IMMEDIATE", 4),
    ("intake", ROWS, 4),
    ("intake", "UPDATE head", 4),
    ("intake", "INSERT INTO grants", 4),
    ("intake", "INSERT INTO tracking", 1),
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
    ("pathway", "INSERT INTO signed", 3),
    ("pathway", "COMMIT", 12),
    ("keys", "INSERT INTO stream_keys", 3),
    ("keys", "COMMIT", 3),
)
STORES = ("intake", "employment", "pathway", "keys")
WHEN = ("before", "after")
MAKING = ("CREATE TABLE", "INSERT INTO head", "INSERT INTO tracking", "INSERT INTO migrations", "COMMIT")
OTHERWISE = {  # not every store has all of these
    ("keys", "INSERT INTO head"): "INSERT INTO stream_keys",
    ("keys", "INSERT INTO tracking"): "INSERT INTO stream_keys",
    ("intake", "INSERT INTO tracking"): "CREATE TABLE IF NOT EXISTS grants",
}
FILES = (("fsync", 1), ("fsync", 2), ("fsync", 3), ("link", 1), ("replace", 1), ("replace", 2))


@pytest.mark.promise("D2")
@pytest.mark.parametrize("store", STORES)
def test_what_was_acked_is_there_once_after_a_kill_at_each_point(tmp_path, databases, seed, tally, store):
    random = Random(f"{seed} {store}")
    data, paper = tmp_path / "data", tmp_path / "paper"
    points = [(Point(when, name, said), most) for name, said, most in WRITES for when in WHEN if name == store]
    rounds(data, paper, random.getrandbits(64), databases)
    for point, most in points:
        for _ in range(TIMES):
            dying = (point, random.randint(1, most), data, paper, random.getrandbits(64), databases)
            assert in_a_process(dying_at, *dying) == KILLED, dying[:2]
    figures = settled(data, account_of(paper), databases)
    tally(f"seed {seed}", points=len(points), kills=len(points) * TIMES, **figures._asdict())


@pytest.mark.promise("D2")
@pytest.mark.parametrize("store", ["keys", "intake", "pathway"])
def test_a_store_whose_making_was_killed_is_made_by_the_next_start(tmp_path, databases_at, seed, tally, store):
    points = [Point(when, store, OTHERWISE.get((store, said), said)) for said in MAKING for when in WHEN]
    for number, point in enumerate(points if SOAK else Random(seed).sample(points, 2)):
        data, paper = tmp_path / f"data{number}", tmp_path / f"paper{number}"
        databases = databases_at(data)
        assert in_a_process(dying_at, point, 1, data, paper, seed, databases) == KILLED, point
        rounds(data, paper, seed, databases)
        tally(f"seed {seed}", kills=1, **settled(data, account_of(paper), databases)._asdict())


@pytest.mark.promise("D2")
def test_a_key_or_checkpoint_whose_writing_was_killed_keeps_nobody_out(tmp_path, seed, tally):
    points = [(name, when, nth) for name, nth in FILES for when in WHEN]
    for number, point in enumerate(points if SOAK else Random(seed).sample(points, 4)):
        data, paper = tmp_path / f"data{number}", tmp_path / f"paper{number}"
        assert in_a_process(dying_in_a_file, *point, data, paper, seed) == KILLED, point
        rounds(data, paper, seed + 1)
        tally(f"seed {seed}", kills=1, **settled(data, account_of(paper))._asdict())
