"""Sessions: who holds the secret is signed in, for so long and no longer; what is stored tells nothing without it."""

import pytest

from deploy.databases import KEYS
from shared.access import Reader
from shared.errors import NotSignedIn
from shared.sessions import IDLE, LONGEST, OVERLAP, RENEWED_AFTER, Sessions

NOW = 1_790_000_000
WORKER = Reader("BCN-FAR", "worker", "canary-ref-7", "session-1", NOW + 10 * LONGEST, NOW)


class Clock:
    now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def revoked():
    return set()


@pytest.fixture
def sessions(place, clock, revoked):
    return Sessions(place(KEYS), lambda reader: reader.token_id in revoked, clock)


def in_force(sessions, secret):
    try:
        return sessions.read(secret)[0]
    except NotSignedIn:
        return None


def test_the_secret_names_who_began_it_and_no_other_text_does(sessions):
    secret = sessions.begin(WORKER)
    reader = in_force(sessions, secret)
    assert (reader.provider_id, reader.role, reader.actor) == ("BCN-FAR", "worker", "canary-ref-7")
    for other in ("", secret[:-1], secret + "=", secret.swapcase(), "é", "\ud800"):
        assert in_force(sessions, other) is None


def test_two_sessions_have_two_secrets(sessions):
    assert len({sessions.begin(WORKER) for _ in range(20)}) == 20


def test_a_machine_has_no_session(sessions):
    with pytest.raises(NotSignedIn):
        sessions.begin(Reader("BCN-FAR", "machine", "m-1", "t", NOW + 900, NOW))


def test_left_alone_for_a_quarter_of_an_hour_it_has_ended(sessions, clock):
    secret = sessions.begin(WORKER)
    clock.now += IDLE - 1
    assert in_force(sessions, secret)
    other = sessions.begin(WORKER)
    clock.now += IDLE
    assert in_force(sessions, other) is None


def test_in_use_it_goes_on_by_new_secrets_until_eight_hours_are_over(sessions, clock):
    secret = sessions.begin(WORKER)
    held = 0
    while clock.now < NOW + LONGEST - 1:
        clock.now = min(clock.now + RENEWED_AFTER, NOW + LONGEST - 1)
        _, renewed = sessions.read(secret)
        held += renewed is not None
        secret = renewed or secret
    assert held > 90
    clock.now += 1
    assert in_force(sessions, secret) is None


def test_an_old_secret_serves_half_a_minute_more_and_gives_no_second_new_one(sessions, clock):
    old = sessions.begin(WORKER)
    clock.now += RENEWED_AFTER
    _, new = sessions.read(old)
    assert new
    assert sessions.read(old)[1] is None
    clock.now += OVERLAP
    assert in_force(sessions, old) is None
    assert in_force(sessions, new)


def test_it_ends_with_the_token_that_it_was_begun_with(sessions, clock):
    secret = sessions.begin(Reader("BCN-FAR", "worker", "w", "t", NOW + 60, NOW))
    clock.now += 59
    assert in_force(sessions, secret)
    clock.now += 1
    assert in_force(sessions, secret) is None


def test_who_signs_out_is_out_in_every_replica_at_once_by_old_secrets_too(sessions, place, clock):
    replica = Sessions(place(KEYS), lambda reader: False, clock)
    old = sessions.begin(WORKER)
    clock.now += RENEWED_AFTER
    _, new = sessions.read(old)
    other = sessions.begin(Reader("BCN-FAR", "worker", "w", "session-2", NOW + LONGEST, NOW))
    assert sessions.end(new).token_id == "session-1"
    assert [in_force(replica, secret) is None for secret in (old, new, other)] == [True, True, False]
    assert sessions.end(new) is None


def test_a_revoked_session_is_refused(sessions, revoked):
    secret = sessions.begin(WORKER)
    revoked.add("session-1")
    assert in_force(sessions, secret) is None


def test_what_is_stored_tells_neither_who_nor_the_secret(sessions, place):
    secret = sessions.begin(WORKER)
    with place(KEYS).reading() as cursor:
        rows = cursor.execute("SELECT * FROM sessions").fetchall()
    stored = b"".join(value for row in rows for value in row if isinstance(value, bytes))
    assert len(rows) == 1
    for said in (secret, "BCN-FAR", "canary-ref-7", "session-1", "worker"):
        assert said.encode() not in stored


def test_a_row_moved_to_another_digest_opens_nothing(sessions, place):
    secret, other = sessions.begin(WORKER), sessions.begin(WORKER)
    with place(KEYS).writing() as cursor:
        cursor.execute("UPDATE sessions SET sealed = (SELECT max(sealed) FROM sessions)")
    assert [in_force(sessions, each) is None for each in (secret, other)].count(True) == 1
