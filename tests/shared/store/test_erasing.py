"""Of an erased pathway a log keeps two hashes a row: the chain holds, and nothing of hers is ever stored again."""

from datetime import date
from uuid import UUID, uuid4

import msgspec
import pytest

from shared.erasures import Decision, Ledger
from shared.errors import UnknownPathway
from shared.store.audit import Finding, erased_in, verify
from shared.store.entries import UNKNOWN, Message
from shared.store.erased import NOBODY, hashed
from shared.store.erasing import erase
from shared.store.sealed import HEADER
from shared.store.tree import current
from tests.shared.store.conftest import at_rest, posted, some

DECIDED = Decision("executed", date(2026, 11, 26), ("A/a", "B/b"))
WITHOUT_RECORD = "erased, and no record says so"


@pytest.fixture
def hers():
    return str(uuid4())


@pytest.fixture
def held(log, hers):
    """A log with five events of hers among those of others; what was stored of her."""
    log.post(some(2, 2))
    log.post([posted(hers, f"P{n}") for n in range(5)])
    log.post(some(1, 3))
    return [row for row in log.scan() if row.originator_id == UUID(hers).bytes]


def erased(log, hers, *others):
    """Decide and carry out in these logs."""
    stream = UUID(hers).bytes
    log.keys.decide([stream], DECIDED)
    return [erase(each, log.keys.ledger.tags(), {}) for each in (log, *others)]


def test_the_chain_and_the_tree_are_as_they_were(log, hers, held):
    before, links = current(log), [row.link for row in log.scan()]
    (taken,) = erased(log, hers)
    assert taken.lost == {UUID(hers).bytes: [row.state for row in held]}
    assert [row.link for row in log.scan()] == links
    assert current(log) == before
    assert verify(log) is None
    assert erased_in(log) == (1, 5)


def test_nothing_of_her_can_be_found_in_the_database(log, place, hers, held):
    stored = at_rest(place("intake"))
    said = [part for row in held for part in (row.state[HEADER.size :], row.event_id, row.originator_id)]
    assert all(each in stored for each in said)
    erased(log, hers)
    assert log.database.scrub(whole=False)
    stored = at_rest(place("intake"))
    assert not any(each in stored for each in said)


def test_what_comes_late_again_or_for_the_first_time_is_as_unknown_as_any_pathway(log, open_log, hers, held):
    late = [posted(hers, "late"), posted(hers, "P1", event_id=str(UUID(bytes=held[0].event_id)))]
    another = open_log("intake")
    another.post([posted(hers, "P9")])  # a second process that remembers her key and where she stands
    erased(log, hers)
    for each in (log, another):
        position = each.position()
        receipts = each.post([*late, posted(str(uuid4()))])
        assert [(receipt.status, receipt.errors) for receipt in receipts[:2]] == [("refused", [UNKNOWN])] * 2
        assert receipts[2].status == "accepted"
        assert each.position() == position + 1
    assert erased_in(log) == (1, 6)


def test_a_migration_puts_nothing_back(log, hers, held):
    erased(log, hers)
    (receipt,) = log.post([msgspec.structs.replace(posted(hers), trusted=True)])
    assert receipt.errors == [UNKNOWN]


def test_what_is_carried_again_is_passed_over(log, open_log, hers, held):
    pathway = open_log("pathway")
    messages = [Message(row.position, row.state) for row in log.scan()]
    pathway.join(messages, {"intake": len(messages)})
    erased(log, hers, pathway)
    before = [row.position for row in pathway.scan()]
    assert pathway.join([Message(row.position, row.state) for row in held], {"intake": 10**6}) == 0
    assert pathway.position_of("intake") == 10**6
    assert [row.position for row in pathway.scan()] == before
    assert verify(pathway) is None


def test_what_is_carried_to_a_log_that_never_held_any_of_it_is_passed_over(log, open_log, hers, held):
    employment = open_log("employment")
    erased(log, hers, employment)
    assert employment.join([Message(row.position, row.state) for row in held], {"intake": 50}) == 0
    assert list(employment.scan()) == []


def test_what_was_published_is_published_no_more(log, hers, held):
    published = len(log.messages(0, 100)[0])
    erased(log, hers)
    assert len(log.messages(0, 100)[0]) == published - len(held)


def test_who_still_opens_what_has_no_key_is_told_of_no_such_pathway(log, hers, held):
    erased(log, hers)
    with pytest.raises(UnknownPathway):
        log.mapper.open(held[0].state)
    others = [row.state for row in log.scan() if row.topic == "own"]
    assert len(log.mapper.open_each([*others, *(row.state for row in held)])) == len(others)


def test_erasing_twice_changes_nothing(log, hers, held):
    erased(log, hers)
    before = list(log.scan())
    assert erased(log, hers)[0].lost == {}
    assert list(log.scan()) == before


@pytest.mark.promise("I5")
def test_a_tenth_of_all_pathways_can_be_erased_and_the_log_holds(log, tally):
    """The oracle: links and tree as they were before, and the count of pathways that were erased."""
    log.post(some(100, 3))
    before = current(log)
    streams = sorted({row.originator_id for row in log.scan()})
    for stream in streams[::10]:
        erased(log, str(UUID(bytes=stream)))
    assert (verify(log), current(log), erased_in(log)) == (None, before, (10, 30))
    tally("", pathways=len(streams), erased=10, rows=300, rows_erased=30)


COLUMNS = ("originator_id", "originator_version", "topic", "state", "event_id", "author")


@pytest.mark.promise("I5")
@pytest.mark.parametrize("whose", ["of one who was erased", "of nobody"])
def test_a_row_that_is_made_to_look_erased_is_named(log, hers, held, tally, whose):
    """The oracle: the one row that was forged, whether under a tag of the ledger or under another."""
    log.post(some(1, 2))
    erased(log, hers)
    tag = log.keys.ledger.tag(UUID(hers).bytes) if "erased" in whose else b"n" * 16
    last = list(log.scan())[-1]
    version = len(held) + 1 if "erased" in whose else 1
    state = hashed(last.position, last.topic, last.state)
    changed = (tag, version, "erased", state, last.link[:16], NOBODY, last.position)
    with log.database.writing() as cursor:
        cursor.execute(
            f"UPDATE stored_events SET {', '.join(f'{one} = ?' for one in COLUMNS)} WHERE position = ?", changed
        )
    found = verify(log)
    assert found
    assert found.position == last.position
    tally("", forged=1, found=1)


@pytest.mark.promise("I5")
@pytest.mark.parametrize("what", ["state", "event_id", "author", "link"])
def test_another_value_in_an_erased_row_is_named(log, hers, held, what, tally):
    erased(log, hers)
    with log.database.writing() as cursor:
        cursor.execute(f"UPDATE stored_events SET {what} = ? WHERE position = ?", (b"x" * 66, held[1].position))
    assert verify(log).position == held[1].position
    tally("", changed=1, found=1)


@pytest.mark.promise("I5")
def test_a_row_taken_out_without_a_record_is_named(log, hers, held, place, tally):
    erased(log, hers)
    with place("keys").writing() as cursor:
        cursor.execute("DELETE FROM erasures")
    log.keys._ledger = Ledger(place("keys"), log.keys.index_key())
    assert verify(log) == Finding(held[0].position, WITHOUT_RECORD)
    tally("", taken_out=len(held), found=1)
