import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.databases import KEYS
from shared import revocations
from shared.access import Signer, Verifier
from shared.errors import NotReady, NotSignedIn
from shared.revocations import LONGEST, STALE, Revocations, everybody, somebody

SIGNER = Signer(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


class Clock:
    """Time that goes on when it is told to; seconds."""

    def __init__(self, now=0.0):
        self.now = now

    def __call__(self):
        return self.now


def holds(verifier, token):
    try:
        verifier.reader(token)
    except NotSignedIn:
        return False
    return True


def test_a_revoked_token_is_refused_though_it_was_remembered_and_by_another_replica(place):
    clock = Clock()
    verifier = Verifier(SIGNER.public_key, Revocations(place(KEYS), clock))
    revoked, other = SIGNER.issue("BCN-COLORS", "worker"), SIGNER.issue("BCN-COLORS", "worker")
    Revocations(place(KEYS)).add(verifier.reader(revoked).token_id)
    clock.now = 0.9
    assert holds(verifier, revoked)
    clock.now = 1.0
    assert not holds(verifier, revoked)
    assert holds(verifier, other)


@pytest.mark.parametrize("what", [everybody("BCN-FAR"), somebody("BCN-FAR", "w-1")])
def test_all_that_somebody_has_ends_and_what_is_issued_afterwards_holds(place, what):
    now = Clock(1_790_000_000)
    signer = Signer(Ed25519PrivateKey.from_private_bytes(bytes(range(32))), now)
    revoked = Revocations(place(KEYS), now, now)
    verifier = Verifier(SIGNER.public_key, revoked, now=now)
    hers, others = signer.issue("BCN-FAR", "worker", "w-1"), signer.issue("BCN-FARO", "worker", "w-1")
    another = signer.issue("BCN-FAR", "worker", "w-10")
    revoked.add(what)
    assert not holds(verifier, hers)
    assert holds(verifier, others)
    assert holds(verifier, another) is ("/" in what)
    now.now += 1
    assert holds(verifier, signer.issue("BCN-FAR", "worker", "w-1"))


def test_a_token_revoked_here_is_refused_at_once(place):
    revoked = Revocations(place(KEYS), Clock())
    reader = Verifier(SIGNER.public_key).reader(SIGNER.issue("BCN-COLORS", "worker"))
    assert not revoked.refuse(reader)
    revoked.add(reader.token_id)
    assert revoked.refuse(reader)


def test_what_many_revoke_at_once_is_all_revoked(place):
    shared = Revocations(place(KEYS))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: shared.add(f"t{number}"), range(40)))
    assert set(Revocations(place(KEYS))._before or read(place)) == {f"t{number}" for number in range(40)}


def read(place):
    with place(KEYS).reading() as cursor:
        return [what for (what,) in cursor.execute("SELECT what FROM revoked")]


def test_what_has_expired_by_itself_is_forgotten(place):
    now = Clock(1000)
    revoked = Revocations(place(KEYS), now, now)
    revoked.add("old")
    now.now += LONGEST + 1
    revoked.add("new")
    assert read(place) == ["new"]


class Away:
    """A database that can be away."""

    def __init__(self, database):
        self.database = database
        self.away = False
        self.looks = 0

    def __getattr__(self, name):
        return getattr(self.database, name)

    @contextmanager
    def reading(self):
        self.looks += 1
        if self.away:
            raise NotReady()
        with self.database.reading() as cursor:
            yield cursor


def test_where_revocations_can_not_be_read_nobody_is_let_in(place):
    clock, database = Clock(), Away(place(KEYS))
    verifier = Verifier(SIGNER.public_key, Revocations(database, clock))
    token = SIGNER.issue("BCN-COLORS", "worker")
    assert holds(verifier, token)
    database.away, clock.now = True, 1.0
    for _ in range(2):
        with pytest.raises(NotReady):
            verifier.reader(token)
    database.away = False
    assert holds(verifier, token)


def test_a_server_looks_beside_its_requests_and_lets_nobody_in_after_half_a_minute_in_the_dark(place, monkeypatch):
    monkeypatch.setattr(revocations, "WATCHED_EVERY", 0.01)
    clock, database = Clock(), Away(place(KEYS))
    revoked = Revocations(database, clock)
    verifier = Verifier(SIGNER.public_key, revoked)
    token, other = SIGNER.issue("BCN-COLORS", "worker"), SIGNER.issue("BCN-COLORS", "worker")
    revoked.start()
    try:
        Revocations(place(KEYS)).add(verifier.reader(other).token_id)
        waiting(lambda: not holds(verifier, other))
        database.away, clock.now = True, STALE - 1
        looks = database.looks
        waiting(lambda: database.looks > looks + 1)
        assert holds(verifier, token)
        clock.now = STALE + STALE
        waiting(lambda: not revoked.known())
        with pytest.raises(NotReady):
            verifier.reader(token)
        database.away = False
        waiting(revoked.known)
        assert holds(verifier, token)
    finally:
        revoked.stop()


def waiting(so):
    for _ in range(3000):
        if so():
            return
        threading.Event().wait(0.01)
    raise AssertionError("not so in time")


def test_revocations_are_looked_up_at_most_once_a_second(place):
    clock, database = Clock(), Away(place(KEYS))
    revoked = Revocations(database, clock)
    reader = Verifier(SIGNER.public_key).reader(SIGNER.issue("BCN-COLORS", "worker"))
    before = database.looks
    for tenth in range(30):
        clock.now = tenth / 10
        assert not revoked.refuse(reader)
    assert database.looks - before == 3
