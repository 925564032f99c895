import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws
from joserfc.jwk import OKPKey

from shared import access
from shared.access import LEEWAY, Reader, Signer, Verifier
from shared.errors import NotSignedIn, NotWellFormed, problem_details
from shared.signing import raw_public

NOW = 1_790_000_000
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
GOOD = {"iss": "ariadna-local", "aud": "ariadna", "sub": "w-7", "provider": "BCN-COLORS", "role": "worker"} | {
    "iat": NOW,
    "nbf": NOW,
    "exp": NOW + 900,
    "jti": "t1",
}
HEADER = {"typ": "JWT", "alg": "EdDSA"}


class Clock:
    """Time that goes on when it is told to; seconds."""

    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def encoded(part: object) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part, separators=(",", ":")).encode()
    return urlsafe_b64encode(raw).decode().rstrip("=")


def token_of(claims: object, header: object = HEADER, key: Ed25519PrivateKey = KEY) -> str:
    """A token put together by hand, with a true signature of this key."""
    said = f"{encoded(header)}.{encoded(claims)}"
    return f"{said}.{encoded(key.sign(said.encode()))}"


def verifier(clock: Clock | None = None) -> Verifier:
    return Verifier(KEY.public_key(), now=clock or Clock())


def refused(token: str, by: Verifier | None = None) -> bool:
    try:
        (by or verifier()).reader(token)
    except NotSignedIn:
        return True
    return False


def test_a_token_names_its_reader():
    token = Signer(KEY, Clock()).issue("MIL-PONTE", "coordinator", "c.12")
    reader = verifier().reader(token)
    assert (reader.provider_id, reader.role, reader.actor) == ("MIL-PONTE", "coordinator", "c.12")
    assert reader.expires == NOW + 15 * 60


def test_a_token_put_together_by_hand_is_as_good():
    assert verifier().reader(token_of(GOOD)) == Reader("BCN-COLORS", "worker", "w-7", "t1", NOW + 900, NOW)


def test_two_tokens_never_have_the_same_id():
    signer = Signer(KEY, Clock())
    ids = {verifier().reader(signer.issue("A", "worker")).token_id for _ in range(100)}
    assert len(ids) == 100


def test_a_token_says_what_the_standard_says_it_should():
    header, claims, _ = (
        urlsafe_b64decode(part + "==") for part in Signer(KEY, Clock()).issue("A", "ops", minutes=1).split(".")
    )
    assert json.loads(header) == HEADER
    said = json.loads(claims)
    assert said == GOOD | {"sub": "local", "provider": "A", "role": "ops", "exp": NOW + 60, "jti": said["jti"]}


def test_what_can_stand_in_no_token_is_named():
    with pytest.raises(NotWellFormed) as caught:
        Signer(KEY, Clock()).issue("mil ponte", "queen", "a b", audience="")
    assert [problem.path for problem in caught.value.errors] == ["audience", "provider", "role", "actor"]
    assert "queen" not in str(problem_details(caught.value))


def test_a_token_holds_until_it_expires_give_or_take_the_leeway():
    clock = Clock()
    by = verifier(clock)
    token = token_of(GOOD)
    for after, holds in [(-LEEWAY - 1, False), (-LEEWAY, True), (0, True), (899, True), (900 + LEEWAY - 1, True)]:
        clock.now = NOW + after
        assert refused(token, verifier(clock)) is not holds
    assert not refused(token, by)
    for after in (900 + LEEWAY, 2000):
        clock.now = NOW + after
        assert refused(token, by)
        assert refused(token, verifier(clock))


def test_a_token_that_was_remembered_is_forgotten_when_it_expires():
    clock = Clock()
    by = verifier(clock)
    assert not refused(token_of(GOOD), by)
    clock.now = NOW + 900 + LEEWAY
    assert refused(token_of(GOOD), by)
    clock.now = NOW
    by._key = OKPKey.import_key(OTHER.public_key())
    assert refused(token_of(GOOD), by)


@pytest.mark.parametrize("claim", sorted(GOOD))
def test_a_token_without_any_one_claim_is_refused(claim):
    assert refused(token_of({name: value for name, value in GOOD.items() if name != claim}))


@pytest.mark.parametrize(
    "other",
    [
        {"iss": "elsewhere"},
        {"iss": ["ariadna-local"]},
        {"aud": "another"},
        {"aud": ["ariadna"]},
        {"aud": ["ariadna", "another"]},
        {"aud": "ariadna "},
        {"role": "police"},
        {"role": "Worker"},
        {"role": ["worker"]},
        {"provider": "bcn-colors"},
        {"provider": "BCN COLORS"},
        {"provider": "BCN-COLORS\n"},
        {"provider": ""},
        {"provider": None},
        {"sub": "w 7"},
        {"sub": 7},
        {"exp": str(NOW + 900)},
        {"exp": NOW + 900.5},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"exp": True},
        {"exp": None},
        {"exp": NOW - LEEWAY},
        {"nbf": NOW + LEEWAY + 1},
        {"nbf": "0"},
        {"jti": 1},
        {"admin": True},
    ],
    ids=str,
)
def test_a_token_that_says_anything_else_is_refused_though_signed(other):
    assert refused(token_of(GOOD | other))


@pytest.mark.parametrize(
    "claims", [[], "text", 1, None, b"", b"{", b"\xff", b"[" * 5000, [GOOD]], ids=lambda said: repr(said)[:12]
)
def test_claims_of_another_shape_are_refused_though_signed(claims):
    assert refused(token_of(claims))


def test_an_unsigned_token_is_refused():
    for algorithm in ("none", "None", "NONE", "EdDSA"):
        said = f"{encoded({'typ': 'JWT', 'alg': algorithm})}.{encoded(GOOD)}"
        assert refused(said + ".")
        assert refused(said)
        assert refused(f"{said}.{encoded(bytes(64))}")


@pytest.mark.parametrize("secret", ["raw", "pem", "jwk"])
def test_a_token_made_with_the_public_key_as_a_secret_is_refused(secret):
    public = KEY.public_key()
    secrets = {
        "raw": raw_public(public),
        "pem": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        "jwk": json.dumps(OKPKey.import_key(public).as_dict(private=False)).encode(),
    }
    said = f"{encoded({'typ': 'JWT', 'alg': 'HS256'})}.{encoded(GOOD)}"
    assert refused(f"{said}.{encoded(hmac.digest(secrets[secret], said.encode(), 'sha256'))}")


@pytest.mark.parametrize(
    "more",
    [
        {"jwk": OKPKey.import_key(OTHER.public_key()).as_dict(private=False)},
        {"jku": "https://elsewhere.example/keys"},
        {"x5u": "https://elsewhere.example/certificate"},
        {"x5c": ["AAAA"]},
        {"kid": "../../tokens.pem"},
        {"kid": "1"},
        {"crit": ["b64"], "b64": False},
        {"alg": "Ed25519"},
        {"alg": "ES256"},
        {"alg": "RS256"},
        {"zip": "DEF"},
        {"cty": "JWT"},
    ],
    ids=str,
)
def test_a_header_with_a_key_or_algorithm_of_its_own_is_refused_whoever_signed(more):
    for key in (KEY, OTHER):
        assert refused(token_of(GOOD, HEADER | more, key))


def test_a_token_of_another_key_is_refused():
    assert refused(token_of(GOOD, key=OTHER))
    assert refused(Signer(OTHER, Clock()).issue("BCN-COLORS", "worker"))


def test_claims_and_signature_of_two_true_tokens_do_not_mix():
    one, other = token_of(GOOD).split("."), token_of(GOOD | {"role": "admin"}).split(".")
    assert refused(".".join([one[0], other[1], one[2]]))


@pytest.mark.parametrize(
    "token",
    [
        "",
        "..",
        "Bearer " + token_of(GOOD),
        token_of(GOOD) + "=",
        token_of(GOOD) + "\n",
        " " + token_of(GOOD),
        token_of(GOOD).replace(".", ".\n", 1),
        token_of(GOOD)[:-1],
        "é" * 200,
        "\ud800",
        token_of(GOOD | {"sub": "w" * 200_000}),
    ],
    ids=lambda token: repr(token[:12]),
)
def test_what_is_no_token_to_the_letter_is_refused(token):
    assert refused(token)


def test_whatever_the_cause_the_answer_is_the_same():
    answers = set()
    for token in ("", token_of(GOOD, key=OTHER), token_of(GOOD | {"exp": 0}), token_of(GOOD | {"aud": "another"})):
        with pytest.raises(NotSignedIn) as caught:
            verifier().reader(token)
        answers.add(json.dumps([problem_details(caught.value), dict(caught.value.headers)]))
        assert caught.value.__cause__ is None
    assert len(answers) == 1


@pytest.mark.promise("A5")
def test_no_flipped_bit_is_accepted(seed, tally):
    draw = Random(seed)
    by, raw, accepted = verifier(), token_of(GOOD).encode(), 0
    assert not refused(raw.decode(), by)
    for _ in range(10_000):
        damaged = bytearray(raw)
        for _ in range(draw.choice([1, 1, 1, 2, 8])):
            damaged[draw.randrange(len(raw))] ^= 1 << draw.randrange(8)
        if damaged != raw:
            accepted += not refused(damaged.decode("latin-1"), by)
    assert accepted == 0
    tally(f"seed {seed}", flips=10_000, accepted=0)


def test_no_other_last_letter_of_a_signature_is_accepted():
    token = token_of(GOOD)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    assert [letter for letter in letters if not refused(token[:-1] + letter)] == [token[-1]]


def test_a_verified_token_is_remembered_and_not_verified_again(monkeypatch):
    by = verifier()
    first = by.reader(token_of(GOOD))
    monkeypatch.setattr(jws, "deserialize_compact", None)
    assert by.reader(token_of(GOOD)) is first


def test_only_so_many_tokens_are_remembered_and_none_that_was_refused(monkeypatch):
    monkeypatch.setattr(access, "KEPT", 3)
    by = verifier()
    for number in range(10):
        assert not refused(token_of(GOOD | {"jti": f"t{number}"}), by)
        assert refused(f"{number}", by)
        assert len(by._known) <= 3


def test_the_server_and_the_command_line_share_one_key(tmp_path):
    token = Signer.load_or_create(tmp_path / "keys").issue("BCN-COLORS", "worker")
    reader = Verifier(Signer.load_or_create(tmp_path / "keys").public_key).reader(token)
    assert reader.provider_id == "BCN-COLORS"
    assert (tmp_path / "keys" / "tokens.pem").exists()
