"""The erasure ledger: it names nobody, is there before a key is gone, and lets no key be made again."""

from datetime import date

import msgspec
import pytest

from shared.erasures import Decision, Result
from shared.errors import LedgerBroken
from shared.keys import KeyRing
from tests.shared.store.conftest import at_rest

HERS, ANOTHERS = b"h" * 16, b"a" * 16
BOTH = ("BCN-FAR/st_1", "BCN-ALBA/st_2")
DECIDED = Decision("executed", date(2026, 11, 26), BOTH)
REFUSED = Decision("refused", date(2026, 11, 26), BOTH, "legal_claim")
SERVICES = ("intake", "pathway")


@pytest.fixture
def ring(place):
    return KeyRing(place("keys"), bytes(32))


@pytest.fixture
def other(place, ring):
    return KeyRing(place("keys"), bytes(32))


def test_an_erased_pathway_has_no_key_and_gets_none_again(ring, other):
    ring.of([HERS, ANOTHERS])
    other.of([HERS])
    ring.decide([HERS], DECIDED)
    assert ring.existing(HERS) is None
    assert ring.of([HERS, ANOTHERS]).keys() == {ANOTHERS}
    other.replay()
    assert other.existing(HERS) is None
    assert other.of([HERS]) == {}
    assert ring.ledger.erased([HERS, ANOTHERS]) == other.ledger.erased([HERS, ANOTHERS]) == {HERS}


def test_a_key_is_never_made_for_what_was_erased_before_it_had_one(ring):
    ring.decide([HERS], DECIDED)
    assert ring.of([HERS]) == {}


def test_neither_the_id_nor_the_key_nor_who_decided_can_be_read_in_the_key_database(ring, place):
    key = ring.of([HERS])[HERS].secret
    before = at_rest(place("keys"))
    ring.decide([HERS], DECIDED)
    assert ring.scrub()
    stored = at_rest(place("keys"))
    assert HERS in before
    assert not any(each in stored for each in (HERS, HERS.hex().encode(), key, b"BCN-FAR", b"st_1"))


def test_a_decision_that_erases_nothing_is_kept_and_destroys_nothing(ring):
    key = ring.of([HERS])[HERS].secret
    ring.decide([HERS], REFUSED)
    assert ring.of([HERS])[HERS].secret == key
    assert [ring.ledger.decision(entry).decision for entry in ring.ledger.entries()] == ["refused"]
    assert ring.ledger.tags() == frozenset()
    ring.decide([HERS], DECIDED)
    assert ring.existing(HERS) is None


def test_what_is_erased_stays_as_it_was_recorded_first(ring):
    ring.decide([HERS], DECIDED)
    ring.decide([HERS], Decision("executed", date(2027, 1, 1), ("A/b", "C/d")))
    assert [ring.ledger.decision(entry) for entry in ring.ledger.entries()] == [DECIDED]


@pytest.mark.parametrize("change", ["tag = x'00000000000000000000000000000000'", "executed = 0", "sealed = tag"])
def test_an_entry_that_somebody_changed_is_told(ring, place, change):
    ring.decide([HERS], DECIDED)
    if type(place("keys")).__name__ == "PostgresDatabase":
        change = change.replace("x'", "'\\x")
    with place("keys").writing() as cursor:
        cursor.execute(f"UPDATE erasures SET {change}")
    with pytest.raises(LedgerBroken):
        KeyRing(place("keys"), bytes(32)).ledger.tags()


def test_a_ledger_that_is_brought_erases_what_it_names(ring, place):
    ring.of([HERS, ANOTHERS])
    ring.decide([HERS], DECIDED)
    entries = ring.ledger.entries()
    with place("keys").writing() as cursor:  # the same keys, as they were before
        cursor.execute("DELETE FROM erasures")
    before = KeyRing(place("keys"), bytes(32))
    assert before.of([HERS]).keys() == {HERS}
    assert before.ledger.bring(entries) == before.ledger.bring(entries) == {before.ledger.tag(HERS)}
    before.replay()
    assert before.existing(HERS) is None
    assert before.existing(ANOTHERS)
    assert len(before.ledger.entries()) == 1


def test_a_ledger_of_another_installation_is_refused(ring):
    ring.decide([HERS], DECIDED)
    (entry,) = ring.ledger.entries()
    with pytest.raises(LedgerBroken):
        ring.ledger.bring([msgspec.structs.replace(entry, tag=ring.ledger.tag(ANOTHERS))])


def test_the_id_is_forgotten_once_every_service_has_said_that_nothing_is_left(ring):
    tag = ring.ledger.tag(HERS)
    ring.decide([HERS], DECIDED)

    def said(service):
        result = Result(service, DECIDED.recorded_at, 3, 12, ("key",))
        ring.ledger.done([tag], [result], SERVICES)
        return result

    assert ring.ledger.waiting(SERVICES) == {tag: HERS}
    results = [said("intake")]
    assert ring.ledger.waiting(["intake"]) == {}
    assert ring.ledger.waiting(SERVICES) == {tag: HERS}
    results.append(said("pathway"))
    assert ring.ledger.waiting(SERVICES) == {}
    with ring._database.reading() as cursor:
        cursor.execute("SELECT count(*) FROM erasing")
        assert cursor.fetchall() == [(0,)]
    assert ring.ledger.results(tag) == results
