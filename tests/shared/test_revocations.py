import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared import revocations
from shared.access import Signer, Verifier
from shared.errors import NotReady, NotSignedIn
from shared.revocations import Revocations

SIGNER = Signer(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


class Clock:
    """Time that goes on when it is told to; seconds."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_revoked_token_is_refused_though_it_was_remembered(tmp_path):
    clock, path = Clock(), tmp_path / "keys" / "revoked.json"
    verifier = Verifier(SIGNER.public_key, Revocations(path, clock))
    revoked, other = SIGNER.issue("BCN-COLORS", "worker"), SIGNER.issue("BCN-COLORS", "worker")
    Revocations(path).add(verifier.reader(revoked).token_id)
    clock.now = 0.9
    assert verifier.reader(revoked)
    clock.now = 1.0
    with pytest.raises(NotSignedIn):
        verifier.reader(revoked)
    assert verifier.reader(other)


def test_a_token_revoked_here_is_refused_at_once(tmp_path):
    revoked = Revocations(tmp_path / "revoked.json", Clock())
    assert "t1" not in revoked
    revoked.add("t1")
    assert "t1" in revoked


def test_revocations_are_a_list_of_ids_that_only_grows(tmp_path):
    path = tmp_path / "revoked.json"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: Revocations(path).add(f"t{number}"), range(40)))
    assert sorted(json.loads(path.read_text())) == sorted(f"t{number}" for number in range(40))
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"[", b"\xff"])
def test_with_unreadable_revocations_nobody_is_let_in(tmp_path, content):
    path = tmp_path / "revoked.json"
    path.write_bytes(content)
    verifier = Verifier(SIGNER.public_key, Revocations(path))
    token = SIGNER.issue("BCN-COLORS", "worker")
    for _ in range(2):
        with pytest.raises(NotReady):
            verifier.reader(token)
    path.write_text("[]")
    assert verifier.reader(token)


def test_revocations_are_looked_up_at_most_once_a_second(tmp_path, monkeypatch):
    clock = Clock()
    looks: list[float] = []

    def look(path: Path) -> tuple[int, ...]:
        looks.append(clock.now)
        return ()

    revoked = Revocations(tmp_path / "revoked.json", clock)
    monkeypatch.setattr(revocations, "_stamp", look)
    for tenth in range(30):
        clock.now = tenth / 10
        assert "t1" not in revoked
    assert looks == [0, 1, 2]
