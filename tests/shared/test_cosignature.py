"""A witness's line under a note (C2SP tlog-cosignature), held against the definition word for word."""

from base64 import b64decode
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.chain import note
from shared.errors import CheckpointBroken
from shared.signing import raw_public

KEY, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
TEXT = "log.example/a\n7\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n"
SIGNED = note.sign(TEXT, "log.example/a", OTHER)
NAME, AT = "witness.example/w1", 1_790_000_000
COSIGNED = note.cosign(SIGNED, NAME, KEY, AT)


def test_the_line_is_the_one_that_the_format_defines():
    assert COSIGNED.startswith(SIGNED)
    dash, name, line = COSIGNED.removeprefix(SIGNED).rstrip("\n").split(" ")
    raw = b64decode(line)
    assert (dash, name, len(raw)) == ("—", NAME, 76)
    assert raw[:4] == sha256(NAME.encode() + b"\n\x04" + raw_public(KEY.public_key())).digest()[:4]
    assert int.from_bytes(raw[4:12], "big") == AT
    KEY.public_key().verify(raw[12:], f"cosignature/v1\ntime {AT}\n{TEXT}".encode())


def test_it_tells_when_and_the_logs_own_signature_holds_beside_it():
    assert note.cosigned_at(COSIGNED, NAME, KEY.public_key()) == AT
    assert note.verified(COSIGNED, "log.example/a", OTHER.public_key()) == TEXT
    again = note.cosign(COSIGNED, "witness.example/w2", OTHER, AT + 1)
    assert note.cosigned_at(again, NAME, KEY.public_key()) == AT
    assert note.cosigned_at(again, "witness.example/w2", OTHER.public_key()) == AT + 1


@pytest.mark.parametrize(
    "changed",
    [
        SIGNED,
        COSIGNED.replace("\n7\n", "\n8\n"),
        COSIGNED.replace(NAME, "witness.example/w2"),
        SIGNED + COSIGNED.removeprefix(SIGNED)[:-8] + "\n",
        note.cosign(SIGNED, NAME, OTHER, AT),
    ],
)
def test_what_the_witness_did_not_sign_is_refused(changed):
    with pytest.raises(CheckpointBroken):
        note.cosigned_at(changed, NAME, KEY.public_key())


def test_its_verifier_key_is_of_a_kind_of_its_own():
    vkey = note.vkey(NAME, KEY.public_key(), note.COSIGNATURE)
    assert note.read_vkey(vkey, note.COSIGNATURE)[0] == NAME
    with pytest.raises(CheckpointBroken):
        note.read_vkey(vkey)
