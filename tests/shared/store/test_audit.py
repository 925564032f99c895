"""A changed byte, a row taken out or put elsewhere, an end cut off: `verify` names the first bad row."""

import os
import random

import pytest

from shared.chain.checkpoint import Checkpoint
from shared.store.audit import verify
from shared.store.tree import current
from tests.shared.store.conftest import some

SOAK = os.environ.get("ARIADNA_SOAK") == "1"
COLUMNS = ("originator_id", "originator_version", "topic", "state", "event_id", "author", "link")


def tamper(log, statement, *values):
    """What somebody with all rights to the database can do."""
    with log.database.writing() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def written(log):
    log.post(some(3, 10))
    assert verify(log) is None
    return log


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_byte_in_any_column_is_named(written, column, seed):
    chance = random.Random(seed)
    for position in chance.sample(range(1, 31), 10):
        (row,) = written.recorder.rows(position, position)
        value = getattr(row, column)
        tamper(written, f"UPDATE stored_events SET {column} = ? WHERE position = ?", changed(value, chance), position)
        assert verify(written).position == position
        tamper(written, f"UPDATE stored_events SET {column} = ? WHERE position = ?", value, position)
        assert verify(written) is None


def test_every_byte_of_a_stored_state_counts(written):
    (row,) = written.recorder.rows(7, 7)
    for place in range(len(row.state)):
        other = bytearray(row.state)
        other[place] ^= 1
        tamper(written, "UPDATE stored_events SET state = ? WHERE position = 7", bytes(other))
        assert verify(written).position == 7
    tamper(written, "UPDATE stored_events SET state = ? WHERE position = 7", row.state)
    assert verify(written) is None


def test_a_moved_position_is_named(written):
    tamper(written, "UPDATE stored_events SET position = 99 WHERE position = 12")
    assert verify(written).position == 12


def test_a_deleted_row_is_named(written):
    tamper(written, "DELETE FROM stored_events WHERE position = 12")
    assert verify(written) == (12, "missing")


def test_a_deleted_range_is_named(written):
    tamper(written, "DELETE FROM stored_events WHERE position BETWEEN 5 AND 20")
    assert verify(written) == (5, "missing")


def test_two_swapped_rows_are_named(written):
    tamper(written, "UPDATE stored_events SET position = -1 WHERE position = 4")
    tamper(written, "UPDATE stored_events SET position = 4 WHERE position = 5")
    tamper(written, "UPDATE stored_events SET position = 5 WHERE position = -1")
    assert verify(written).position == 4


def test_a_cut_off_tail_is_found_by_a_kept_checkpoint(written):
    size, root = current(written)
    tamper(written, "DELETE FROM stored_events WHERE position > 28")
    tamper(written, "UPDATE head SET position = 28")
    assert verify(written) is None
    assert verify(written, [Checkpoint("intake", size, root)]).position == 29


def test_a_cut_off_tail_is_found_by_the_logs_own_count(written):
    tamper(written, "DELETE FROM stored_events WHERE position > 28")
    assert verify(written).position == 29


def test_a_position_is_never_used_again(written):
    tamper(written, "DELETE FROM stored_events WHERE position = 30")
    (receipt,) = written.post(some(1, 1))
    assert receipt.position == 31
    assert verify(written) == (30, "missing")


def test_a_log_of_another_history_is_found_by_a_kept_checkpoint(written):
    size, _ = current(written)
    assert verify(written, [Checkpoint("intake", size, bytes(32))]).position == 30


def test_the_tree_counts_on_from_where_it_was(written, open_log):
    current(written)
    written.post(some(1, 5))
    size, root = current(written)
    assert size == 35
    assert verify(written, [Checkpoint("intake", size, root)]) is None


def changed(value, chance):
    if isinstance(value, int):
        return value + chance.choice([1000, 2**20])
    if isinstance(value, str):
        return "carried" if value == "own" else value + "x"
    other = bytearray(value)
    other[chance.randrange(len(other))] ^= 1 << chance.randrange(8)
    return bytes(other)
