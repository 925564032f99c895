"""Whatever of an erased pathway lies in a file is found, wherever it lies and in whatever form it was written."""

from base64 import b64encode
from random import Random
from uuid import UUID

import pytest

from shared.store import remains
from shared.store.remains import Remains


@pytest.fixture
def random(seed):
    return Random(seed)


def looking(random):
    """A pathway, a key and a ciphertext to look for, and what they are."""
    stream, key, ciphertext = random.randbytes(16), random.randbytes(32), random.randbytes(300)
    found = Remains()
    found.pathway(stream)
    found.secret(key)
    found.sealed(ciphertext)
    return found, stream, key, ciphertext


def in_file(tmp_path, looked_for, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    return looked_for.in_file(path)


def test_any_fifteen_bytes_of_a_ciphertext_are_found_at_any_place(random, tmp_path):
    looked_for, _, _, ciphertext = looking(random)
    for place in range(24):
        start = random.randrange(len(ciphertext) - 15)
        content = random.randbytes(1000 + place) + ciphertext[start : start + 15] + random.randbytes(500)
        assert in_file(tmp_path, looked_for, content), (place, start)


def test_an_id_and_a_key_are_found_in_each_form_that_they_may_be_written_in(random, tmp_path):
    looked_for, stream, key, _ = looking(random)
    text = str(UUID(bytes=stream))
    forms = [form for raw in (stream, key) for form in (raw, raw.hex().encode(), raw.hex().upper().encode())]
    for form in (*forms, b64encode(stream), b64encode(key), text.encode(), text.upper().encode()):
        assert in_file(tmp_path, looked_for, random.randbytes(99) + form + random.randbytes(99)), form


def test_what_lies_across_two_pieces_of_a_large_file_is_found(random, tmp_path, monkeypatch):
    monkeypatch.setattr(remains, "CHUNK", 4096)
    looked_for, stream, key, ciphertext = looking(random)
    for what in (stream, key.hex().encode(), ciphertext[:15]):
        for back in range(0, len(what) + 1):
            content = random.randbytes(2 * 4096 - back) + what + random.randbytes(100)
            assert in_file(tmp_path, looked_for, content), back


def test_nothing_is_found_where_there_is_nothing(random, tmp_path):
    looked_for, *_ = looking(random)
    assert not in_file(tmp_path, looked_for, random.randbytes(1 << 20))
    assert not in_file(tmp_path, Remains(), b"")
    assert looked_for.looked_for == ("ciphertext", "key", "pathway id")
