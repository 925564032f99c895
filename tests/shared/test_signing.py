import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from shared.errors import KeysExposed, KeysUnreadable
from shared.signing import raw_public, signing_key


def test_a_key_is_made_once_and_found_again(tmp_path):
    path = tmp_path / "keys" / "signing.pem"
    made, found = signing_key(path), signing_key(path)
    assert raw_public(made.public_key()) == raw_public(found.public_key())


def test_two_keys_are_never_the_same(tmp_path):
    one, other = signing_key(tmp_path / "one.pem"), signing_key(tmp_path / "other.pem")
    assert raw_public(one.public_key()) != raw_public(other.public_key())


def test_only_the_owner_can_read_a_key_and_nothing_is_left_beside_it(tmp_path):
    path = tmp_path / "keys" / "signing.pem"
    signing_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_a_key_that_others_can_reach_is_refused(tmp_path, mode):
    path = tmp_path / "signing.pem"
    signing_key(path)
    path.chmod(mode)
    with pytest.raises(KeysExposed):
        signing_key(path)


def test_whoever_comes_at_once_gets_the_same_key(tmp_path):
    path = tmp_path / "signing.pem"
    with ThreadPoolExecutor(16) as pool:
        keys = list(pool.map(lambda _: raw_public(signing_key(path).public_key()), range(64)))
    assert len(set(keys)) == 1


@pytest.mark.parametrize(
    "content", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_what_is_no_key_is_refused(tmp_path, content):
    path = tmp_path / "signing.pem"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeysUnreadable):
        signing_key(path)


def test_a_key_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "signing.pem"
    path.write_bytes(generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(0o600)
    with pytest.raises(KeysUnreadable):
        signing_key(path)
