"""I1 to I3: whatever is changed, taken out, put in or put back in a log is found, and the first bad row is named.

The oracle is the test itself, which knows what it changed: `verify` must name that very row, and hold again once it is
put right.
"""

import os
from base64 import b64encode
from random import Random

import pytest

from shared.chain import GENESIS, link
from shared.chain.checkpoint import Checkpoint
from shared.keys import INDEX, KeyRing
from shared.store.audit import Finding, verify
from shared.store.log import Log
from shared.store.page import clear_of
from shared.store.recorder import StoredRow
from shared.store.sealed import HEADER
from shared.store.tree import current
from tests.shared.store.conftest import some
from tests.shared.store.test_audit import tamper

SOAK = os.environ.get("ARIADNA_SOAK") == "1"
MUTATED = 20_000 if SOAK else 300
SHUFFLED = 500 if SOAK else 20
FIELDS = StoredRow._fields
WHERE = "WHERE position = ?"


@pytest.fixture
def written(log):
    log.post(some(3, 8))
    assert verify(log) is None
    return log


def put(log, position, field, value):
    tamper(log, f"UPDATE stored_events SET {field} = ? {WHERE}", value, position)


def flipped(value, draw):
    """One byte of a value as it is stored changed, whatever its kind."""
    if isinstance(value, int):
        return value ^ 1 << draw.randrange(8 * draw.choice([1, 2, 4]))
    raw = bytearray(value if isinstance(value, bytes) else value.encode())
    raw[draw.randrange(len(raw))] ^= 1 << draw.randrange(7)
    return bytes(raw) if isinstance(value, bytes) else raw.decode().replace("\0", " ")


@pytest.mark.promise("I1")
def test_any_changed_byte_of_any_column_is_found_in_its_row(written, seed, tally):
    draw = Random(seed)
    rows = written.recorder.rows(1, 24)
    tried, missed = 0, []
    while tried < MUTATED:
        row = draw.choice(rows)
        field = draw.choice(FIELDS[1:])
        value = getattr(row, field)
        changed = flipped(value, draw)
        if (field, changed) == ("originator_version", 0) or taken(rows, row, field, changed):
            continue
        tried += 1
        put(written, row.position, field, changed)
        if (found := verify(written)) is None or found.position != row.position:
            missed.append((row.position, field, found))
        put(written, row.position, field, value)
    assert verify(written) is None
    tally(f"seed {seed}", changed=tried, missed=len(missed))
    assert missed == []


def taken(rows, row, field, changed):
    """Whether the database itself refuses the change, for there is such a row."""
    made = row._replace(**{field: changed})
    return any(
        (made.originator_id, made.originator_version) == (other.originator_id, other.originator_version)
        or (made.event_id, made.author, made.state[58:74]) == (other.event_id, other.author, other.state[58:74])
        for other in rows
        if other is not row
    )


@pytest.mark.promise("I1")
@pytest.mark.parametrize("field", FIELDS[1:])
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_value_of_another_kind_is_found_in_its_row(log, field, tally):
    """A SQLite file may hold any kind of value in any column: text where bytes are due, bytes that are no text."""
    log.post(some(2, 6))
    kinds = ["'text'", "x'ff00ff'", "CAST(x'ff00ff' AS TEXT)", "1.5", "7777777", "x''", "''"]
    for kind in kinds:
        (row,) = log.recorder.rows(5, 5)
        tamper(log, f"UPDATE stored_events SET {field} = {kind} WHERE position = 5")
        assert verify(log).position == 5, kind
        put(log, 5, field, getattr(row, field))
    assert verify(log) is None
    tally("kinds of value", changed=len(kinds), missed=0)


def test_a_state_cut_at_any_length_is_found_whatever_its_link(written):
    """Its link is made to follow, as somebody does who knows the format."""
    (row,) = written.recorder.rows(1, 1)
    for length in range(len(row.state)):
        state = row.state[:length]
        put(written, 1, "state", state)
        put(written, 1, "link", link(GENESIS, clear_of(1, row.topic, state), state[HEADER.size :]))
        assert verify(written).position == 1


@pytest.mark.promise("I1")
def test_what_a_log_keeps_of_itself_is_held_against_its_rows(log, tally):
    log.post(some(5, 120))
    current(log)
    tamper(log, "INSERT INTO signed VALUES (1, 400, ?, 'note')", bytes(32))
    assert verify(log).position == 400
    tamper(log, "UPDATE signed SET size = 700")
    assert verify(log).position == 601
    tamper(log, "DELETE FROM signed")
    other = "SET hash = (SELECT link FROM stored_events WHERE position = 1)"
    changes = {
        "UPDATE head SET position = 17": 18,
        "UPDATE head SET position = 601": 601,
        f"UPDATE tree_nodes {other} WHERE level = 8 AND place = 1": 257,
        f"UPDATE tree_nodes {other} WHERE level = 9": 1,
        "UPDATE tree_nodes SET place = 9 WHERE level = 9": 4609,
        "UPDATE tree_nodes SET level = 11 WHERE level = 9": 1,
    }
    for statement, position in changes.items():
        with log.reading() as cursor:
            cursor.execute("SELECT level, place, hash FROM tree_nodes")
            nodes = cursor.fetchall()
        tamper(log, statement)
        assert verify(log).position == position, statement
        tamper(log, "UPDATE head SET position = 600")
        tamper(log, "DELETE FROM tree_nodes")
        with log.writing() as cursor:
            cursor.executemany("INSERT INTO tree_nodes VALUES (?, ?, ?)", nodes)
    assert verify(log) is None
    tally("the count, the nodes, the last checkpoint", changed=len(changes) + 2, missed=0)


@pytest.mark.promise("I1")
@pytest.mark.parametrize("field", ["key_id", "stream", "wrapped"])
def test_a_changed_key_is_found_in_the_first_row_that_it_opens(written, place, tmp_path, field, tally):
    kek = bytes.fromhex((tmp_path / "kek").read_text())
    streams = [row.originator_id for row in written.recorder.rows(1, 24)]
    keys = place("keys")
    for stream in dict.fromkeys(streams):
        with keys.making() as cursor:
            cursor.execute("SELECT key_id, stream, wrapped FROM stream_keys WHERE stream = ?", (stream,))
            before = dict(zip(("key_id", "stream", "wrapped"), cursor.fetchone(), strict=True))
            value = 77_777 if field == "key_id" else bytes([before[field][0] ^ 1]) + before[field][1:]
            replace(cursor, before | {field: value}, before)
        ring = KeyRing(place("keys"), kek)
        found = verify(Log(place("intake"), ring))
        assert found.position == streams.index(stream) + 1
        with keys.making() as cursor:
            replace(cursor, before, before | {field: value})
    assert verify(Log(place("intake"), KeyRing(place("keys"), kek))) is None
    tally("keys", changed=3, missed=0)


def test_another_key_of_authors_is_found(written, place, tmp_path):
    """Without it no provider finds its own receipts again."""
    with place("keys").making() as cursor:
        cursor.execute("DELETE FROM stream_keys WHERE stream = ?", (INDEX,))
    ring = KeyRing(place("keys"), bytes.fromhex((tmp_path / "kek").read_text()))
    assert verify(Log(place("intake"), ring)) == (1, "its author is another")


def replace(cursor, row, old):
    cursor.execute("DELETE FROM stream_keys WHERE stream = ?", (old["stream"],))
    cursor.executemany("INSERT INTO stream_keys (key_id, stream, wrapped) VALUES (?, ?, ?)", [tuple(row.values())])


def again(rows, row, draw):
    """A row once more at the end, as somebody puts it there who knows the format: in its stream, its link following."""
    stream = [other for other in rows if other.originator_id == row.originator_id]
    event_id = draw.randbytes(16)
    state = row.state[:26] + event_id + row.state[42:]
    position = len(rows) + 1
    chained = link(stream[-1].link, clear_of(position, row.topic, state), state[HEADER.size :])
    return row._replace(
        position=position, originator_version=len(stream) + 1, state=state, event_id=event_id, link=chained
    )


def draw_damage(rows, draw):
    """Another log made of these rows, and the position of the first that is not where it was."""
    first = draw.randrange(len(rows))
    last = draw.randrange(first, len(rows))
    kind = draw.choice(["row", "range", "tail", "swap", "insert", "duplicate"])
    match kind:
        case "row":
            rest = [*rows[:first], *rows[first + 1 :]]
        case "range":
            rest = [*rows[:first], *rows[last + 1 :]]
        case "tail":
            rest = rows[:first]
        case "swap":
            if first == last:
                last = (first + 1) % len(rows)
            one, other = sorted((first, last))
            first = one
            rest = list(rows)
            rest[one] = rows[other]._replace(position=rows[one].position)
            rest[other] = rows[one]._replace(position=rows[other].position)
        case "insert":
            other = rows[last]._replace(
                originator_id=draw.randbytes(16), originator_version=1, event_id=draw.randbytes(16)
            )
            rest = [*rows[:first], other._replace(position=first + 1)]
            rest += [row._replace(position=row.position + 1) for row in rows[first:]]
        case _:
            first, rest = len(rows), [*rows, again(rows, rows[last], draw)]
    return kind, first + 1, rest


@pytest.mark.promise("I2")
def test_rows_taken_out_swapped_put_in_or_doubled_are_found(written, seed, tally):
    """Gaps are left as they are, and closed by numbering the rows anew, as somebody does who knows the format."""
    draw = Random(seed)
    rows = written.recorder.rows(1, 24)
    size, root = current(written)
    kept = [Checkpoint("intake", size, root)]
    tried = dict.fromkeys(["row", "range", "tail", "swap", "insert", "duplicate"], 0)
    missed = []
    for number in range(SHUFFLED):
        kind, first, rest = draw_damage(rows, draw)
        if number % 2:
            rest = [row._replace(position=place) for place, row in enumerate(rest, 1)]
        filled(written, rest)
        tamper(written, "UPDATE head SET position = ?", rest[-1].position if rest else 0)
        found = verify(written, kept)
        if found is None or found.position > first:
            missed.append((kind, first, found))
        tried[kind] += 1
    filled(written, rows)
    tamper(written, "UPDATE head SET position = 24")
    assert verify(written, kept) is None
    tally(f"seed {seed}", missed=len(missed), **tried)
    assert missed == []


def filled(log, rows):
    with log.writing() as cursor:
        cursor.execute("DELETE FROM stored_events")
        cursor.execute("DELETE FROM tree_nodes")
        log.database.append(cursor, "stored_events", rows)


@pytest.mark.promise("I3")
def test_a_log_put_back_to_an_older_copy_is_told_by_a_kept_checkpoint_at_any_size(written, tally):
    """All that the log keeps of itself is put back too: nothing in it can tell, and what was kept elsewhere does."""
    rows = written.recorder.rows(1, 24)
    size, root = current(written)
    for older in range(size):
        filled(written, rows[:older])
        tamper(written, "UPDATE head SET position = ?", older)
        assert verify(written) is None
        found = verify(written, [Checkpoint("intake", size, root)])
        assert found == Finding(older + 1, "missing: a kept checkpoint counts 24 events")
    tally("put back", copies=size, missed=0)


@pytest.mark.promise("I3")
def test_two_trees_of_one_size_are_told_with_both_roots(written, tally):
    roots = []
    for _ in range(2):
        with written.writing() as cursor:
            cursor.execute("DELETE FROM tree_nodes")
            cursor.execute("DELETE FROM stored_events WHERE position > 20")
            cursor.execute("UPDATE head SET position = 20")
        written._seen = -1
        written.post(some(1, 4))
        roots.append(current(written))
    kept = [Checkpoint("intake", *each) for each in roots]
    assert verify(written, kept[1:]) is None
    one, other = (b64encode(root).decode() for _, root in roots)
    told = verify(written, kept[:1])
    assert told.position == 24
    assert one in told.what
    assert other in told.what
    told = verify(written, kept)
    assert told.position == 24
    assert told.what == f"two trees of this size were signed: {' and '.join(sorted((one, other)))}"
    tally("forks", tried=2, missed=0)
