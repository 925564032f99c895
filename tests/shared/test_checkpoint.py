import os
from base64 import b64decode, b64encode
from hashlib import sha256
from random import Random
from string import ascii_lowercase, ascii_uppercase, digits

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.chain import note
from shared.chain.checkpoint import Checkpoint, make, parse_and_verify
from shared.chain.merkle import EMPTY_ROOT
from shared.errors import CheckpointBroken
from shared.signing import raw_public

FLIPS = 100_000 if os.environ.get("ARIADNA_SOAK") else 5_000
ORIGIN = "ariadna.example/intake"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
ROOT = sha256(b"fictitious").digest()
SIGNED = make(ORIGIN, 1042, ROOT, KEY)


def signed(text: str) -> str:
    """A note of any text, by the true key."""
    return note.sign(text, ORIGIN, KEY)


def refused(text: str, origin: str = ORIGIN) -> bool:
    try:
        parse_and_verify(text, origin, PUBLIC)
    except CheckpointBroken:
        return True
    return False


def test_the_example_of_the_specification_is_read():
    name, key = note.read_vkey("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    by = "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
    assert name == "example.com/foo"
    assert (
        note.verified(f"This is an example message.\n\n— {name} {by}\n", name, key) == "This is an example message.\n"
    )


def test_a_checkpoint_is_read_as_it_was_made():
    assert parse_and_verify(SIGNED, ORIGIN, PUBLIC) == Checkpoint(ORIGIN, 1042, ROOT)


def test_a_checkpoint_is_written_to_the_letter():
    text = f"{ORIGIN}\n1042\n{b64encode(ROOT).decode()}\n"
    identity = sha256(ORIGIN.encode() + b"\n\x01" + raw_public(PUBLIC)).digest()[:4]
    signature = b64encode(identity + KEY.sign(text.encode())).decode()
    assert f"{text}\n— {ORIGIN} {signature}\n" == SIGNED


def test_an_empty_log_has_a_checkpoint_too():
    assert parse_and_verify(make(ORIGIN, 0, EMPTY_ROOT, KEY), ORIGIN, PUBLIC).size == 0


@pytest.mark.parametrize(
    ("origin", "size", "root"),
    [
        ("", 1, ROOT),
        ("with space", 1, ROOT),
        ("with\nline", 1, ROOT),
        ("with+plus", 1, ROOT),
        (ORIGIN, -1, ROOT),
        (ORIGIN, 2**63, ROOT),
        (ORIGIN, 0, ROOT),
        (ORIGIN, 1, EMPTY_ROOT),
        (ORIGIN, 1, ROOT[:31]),
    ],
)
def test_what_can_be_no_checkpoint_is_not_signed(origin, size, root):
    with pytest.raises(CheckpointBroken):
        make(origin, size, root, KEY)


def test_a_checkpoint_of_another_log_or_key_is_refused():
    assert refused(make("ariadna.example/pathway", 1042, ROOT, KEY))
    assert refused(make(ORIGIN, 1042, ROOT, OTHER))
    assert refused(SIGNED, "ariadna.example/pathway")
    assert refused(note.sign(f"ariadna.example/pathway\n1\n{b64encode(ROOT).decode()}\n", ORIGIN, KEY))


def test_a_body_signed_by_another_under_our_name_and_key_id_is_refused():
    text = SIGNED.partition("\n\n")[0] + "\n"
    forged = note.key_id(ORIGIN, PUBLIC) + OTHER.sign(text.encode())
    assert refused(f"{text}\n— {ORIGIN} {b64encode(forged).decode()}\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\n\n",
        SIGNED[:-1],
        SIGNED + "\n",
        SIGNED.partition("\n\n")[0],
        SIGNED.partition("\n\n")[0] + "\n\n",
        SIGNED.replace("\n\n", "\n"),
        SIGNED.replace("\n\n", "\n\n\n"),
        SIGNED.replace("— ", "- "),
        SIGNED.replace("— ", "—  "),
        SIGNED.replace("\n", "\r\n"),
        SIGNED.replace("1042", "01042"),
        SIGNED.replace("1042", "1042 "),
        SIGNED.replace("1042", "1043"),
        SIGNED.replace("1042", "\u0661\u0660\u0664\u0662"),
        " " + SIGNED,
        "\ufeff" + SIGNED,
        SIGNED + "not a signature\n",
        SIGNED + "\ud800\n",
    ],
)
def test_what_is_not_a_signed_note_to_the_letter_is_refused(text):
    assert refused(text)


@pytest.mark.parametrize("size", ["01", "+1", "-1", "1_0", "1.0", "", "1 ", "0x1", str(2**63), "9" * 30, "0"])
def test_a_size_written_in_another_way_is_refused_though_signed(size):
    assert refused(signed(f"{ORIGIN}\n{size}\n{b64encode(ROOT).decode()}\n"))


@pytest.mark.parametrize(
    "body", ["", ORIGIN, f"{ORIGIN}\n1", f"{ORIGIN}\n1\n", f"{ORIGIN}\n1\n****", f"{ORIGIN}\n1\nAAAA"]
)
def test_a_body_that_is_no_checkpoint_is_refused_though_signed(body):
    assert refused(signed(body + "\n"))


def test_base64_with_stray_bits_is_refused_though_signed():
    encoded = b64encode(ROOT).decode()
    letters = ascii_uppercase + ascii_lowercase + digits + "+/"
    stray = encoded[:-2] + letters[letters.index(encoded[-2]) + 1] + "="
    assert b64decode(stray) == ROOT
    assert refused(signed(f"{ORIGIN}\n1042\n{stray}\n"))


def test_lines_of_other_signers_may_stand_beside_ours():
    text = SIGNED.partition("\n\n")[0] + "\n"
    witness = note.sign(text, "witness.example/w1", OTHER).partition("\n\n")[2]
    ours = SIGNED.partition("\n\n")[2]
    expected = Checkpoint(ORIGIN, 1042, ROOT)
    assert parse_and_verify(text + "\n" + ours + witness, ORIGIN, PUBLIC) == expected
    assert parse_and_verify(text + "\n" + witness + ours, ORIGIN, PUBLIC) == expected
    assert note.verified(text + "\n" + ours + witness, "witness.example/w1", OTHER.public_key()) == text
    assert refused(text + "\n" + witness)


def test_extension_lines_are_let_pass_but_not_empty_ones():
    text = SIGNED.partition("\n\n")[0] + "\n"
    assert parse_and_verify(signed(text + "an extension\n"), ORIGIN, PUBLIC) == Checkpoint(ORIGIN, 1042, ROOT)
    assert refused(signed(text + "\nafter an empty line\n"))


def test_a_second_line_of_ours_that_does_not_hold_spoils_the_first():
    forged = b64encode(note.key_id(ORIGIN, PUBLIC) + bytes(64)).decode()
    assert refused(f"{SIGNED}— {ORIGIN} {forged}\n")


def test_no_flipped_bit_is_accepted(seed):
    draw = Random(seed)
    raw = SIGNED.encode()
    accepted = 0
    for _ in range(FLIPS):
        damaged = bytearray(raw)
        damaged[draw.randrange(len(raw))] ^= 1 << draw.randrange(8)
        accepted += not refused(damaged.decode(errors="surrogateescape"))
    print(f"{FLIPS} flipped bits, {accepted} accepted (seed {seed})")
    assert accepted == 0


def test_a_verifier_key_is_read_as_it_was_written():
    written = note.vkey(ORIGIN, PUBLIC)
    name, key = note.read_vkey(written)
    assert written.startswith(f"{ORIGIN}+")
    assert (name, raw_public(key)) == (ORIGIN, raw_public(PUBLIC))


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        ORIGIN,
        f"{ORIGIN}+00000000",
        note.vkey(ORIGIN, PUBLIC)[1:],
        note.vkey(ORIGIN, PUBLIC) + "\n",
        note.vkey(ORIGIN, PUBLIC)[:-1],
        note.vkey(ORIGIN, PUBLIC).replace("+AQ", "+Ag"),
        note.vkey("", PUBLIC),
        note.vkey(ORIGIN, PUBLIC).replace("intake", "pathway"),
        f"{ORIGIN}+00000000+AQ==",
    ],
)
def test_a_damaged_verifier_key_is_refused(damaged):
    with pytest.raises(CheckpointBroken):
        note.read_vkey(damaged)
