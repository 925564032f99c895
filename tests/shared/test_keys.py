"""One key a stream, made once, kept wrapped: without its key-encryption key nothing of it can be read."""

import os
import stat
import threading

import pytest

from shared.errors import KeysExposed, KeysUnreadable
from shared.keys import KeyRing, key_encryption_key
from tests.shared.store.conftest import at_rest

STREAM, OTHER = b"s" * 16, b"o" * 16


@pytest.fixture
def open_ring(tmp_path, place):
    opened = []

    def open_one(kek=None):
        opened.append(KeyRing(place("keys"), kek or key_encryption_key(tmp_path / "kek")))
        return opened[-1]

    yield open_one
    for ring in opened:
        ring.close()


def test_a_stream_has_one_key_for_ever_and_in_every_process(open_ring):
    one, other = open_ring(), open_ring()
    secret = one.of([STREAM])[STREAM].secret
    assert other.of([STREAM])[STREAM].secret == secret
    assert one.of([STREAM, OTHER])[OTHER].secret != secret


def test_a_key_is_made_only_where_one_is_asked_to_be(open_ring):
    ring = open_ring()
    assert ring.existing(STREAM) is None
    made = ring.of([STREAM])[STREAM]
    assert ring.existing(STREAM).secret == made.secret
    assert ring.existing(OTHER) is None


def test_threads_that_ask_at_once_get_the_same_key(open_ring):
    ring, found = open_ring(), []
    threads = [threading.Thread(target=lambda: found.append(ring.of([STREAM])[STREAM].secret)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16
    assert len(set(found)) == 1


def test_more_streams_than_are_kept_in_memory_keep_their_keys(open_ring, monkeypatch):
    monkeypatch.setattr("shared.keys.KEPT", 10)
    ring = open_ring()
    streams = [bytes([number]) * 16 for number in range(1, 40)]
    first = {stream: key.secret for stream, key in ring.of(streams).items()}
    assert {stream: ring.of([stream])[stream].secret for stream in streams} == first
    assert {stream: ring.existing(stream).secret for stream in reversed(streams)} == first


def test_rows_stand_beside_their_keys_in_their_order_and_those_of_no_key_are_left_out(open_ring, monkeypatch):
    monkeypatch.setattr("shared.keys.KEPT", 10)
    monkeypatch.setattr("shared.keys.PAGE", 4)
    streams = [bytes([number]) * 16 for number in range(1, 30)]
    made = open_ring().of(streams[::2])
    ring = open_ring()
    ring.of(streams[4:9:2])
    found = list(ring.beside([(stream, number) for number, stream in enumerate(streams)]))
    assert [(stream, number) for stream, number, _ in found] == [(streams[n], n) for n in range(0, len(streams), 2)]
    assert all(key.secret == made[stream].secret for stream, _, key in found)


def test_no_key_lies_there_in_clear(open_ring, place):
    secrets = [key.secret for key in open_ring().of([STREAM, OTHER]).values()]
    found = at_rest(place("keys"))
    assert STREAM in found
    assert not any(secret in found or secret.hex().encode() in found for secret in secrets)


def test_another_key_encryption_key_opens_nothing(open_ring):
    open_ring().of([STREAM])
    with pytest.raises(KeysUnreadable):
        open_ring(bytes(32))


def test_a_key_put_in_the_place_of_another_streams_opens_nothing(open_ring, place):
    open_ring().of([STREAM, OTHER])
    with place("keys").writing() as cursor:
        cursor.execute(
            "UPDATE stream_keys SET wrapped = (SELECT wrapped FROM stream_keys WHERE stream = ?) WHERE stream = ?",
            (STREAM, OTHER),
        )
    with pytest.raises(KeysUnreadable):
        open_ring().existing(OTHER)


def test_a_fingerprint_is_equal_for_equal_content_of_one_stream_alone(open_ring):
    keys = open_ring().of([STREAM, OTHER])
    assert keys[STREAM].tag(b"a") == keys[STREAM].tag(b"a") != keys[STREAM].tag(b"b")
    assert keys[STREAM].tag(b"a") != keys[OTHER].tag(b"a")
    assert len(keys[STREAM].tag(b"a")) == 16


def test_what_stands_for_a_provider_is_the_same_in_one_store_and_another_in_the_next(open_ring, place):
    one, again = open_ring(), open_ring()
    elsewhere = KeyRing(place("pathway"), bytes(32))
    assert one.author("BCN-FAR") == again.author("BCN-FAR") != one.author("BCN-PSI")
    assert elsewhere.author("BCN-FAR") != one.author("BCN-FAR")
    elsewhere.close()


def test_the_key_encryption_key_is_made_once_and_for_its_owner_alone(tmp_path):
    path = tmp_path / "kek"
    key = key_encryption_key(path)
    assert len(key) == 32
    assert key_encryption_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", ["", "no hex", "ab" * 31, "ab" * 33])
def test_what_is_no_key_encryption_key_is_refused(tmp_path, content):
    (tmp_path / "kek").write_text(content)
    (tmp_path / "kek").chmod(0o600)
    with pytest.raises(KeysUnreadable):
        key_encryption_key(tmp_path / "kek")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_key_encryption_key_that_others_can_read_is_refused(tmp_path, mode):
    key_encryption_key(tmp_path / "kek")
    os.chmod(tmp_path / "kek", mode)
    with pytest.raises(KeysExposed):
        key_encryption_key(tmp_path / "kek")
