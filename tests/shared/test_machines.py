"""A machine gets a token for what it has signed itself, for us, for now, once; nobody else does."""

import os
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from deploy.databases import KEYS
from shared.access import Signer, Verifier
from shared.errors import NotSignedIn, NotWellFormed
from shared.machines import CLOCKS_APART, LONGEST, Machines
from shared.revocations import Revocations
from tests.journeys.forged import flipped
from tests.journeys.machines import signed

FLIPS = 10_000 if os.environ.get("ARIADNA_SOAK") == "1" else 200
NOW = 1_790_000_000
AUDIENCE = "https://ariadna.example/access/v1/token"
SIGNER = Signer(Ed25519PrivateKey.from_private_bytes(bytes(range(32))), lambda: NOW)
KEYS_OF = {"EdDSA": OKPKey.generate_key("Ed25519"), "ES256": ECKey.generate_key("P-256")}
OTHER, RSA = OKPKey.generate_key("Ed25519"), RSAKey.generate_key(2048)


class Clock:
    now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def machines(place, clock):
    database = place(KEYS)
    return Machines(database, Revocations(database, clock, clock), AUDIENCE, clock)


@pytest.fixture(params=KEYS_OF)
def machine(request, machines):
    """Its id, its key and the algorithm that this signs by."""
    key = KEYS_OF[request.param]
    return machines.add("BCN-FAR", key.as_pem(private=False)).machine, key, request.param


def claims(machine, **other):
    said = {"iss": machine[0], "sub": machine[0], "aud": AUDIENCE, "jti": "one", "iat": NOW, "exp": NOW + 60}
    return said | other


def given(machines, assertion):
    try:
        return machines.token(assertion, SIGNER)
    except NotSignedIn:
        return None


def test_it_gets_a_quarter_of_an_hour_for_its_own_organisation(machines, machine):
    token = given(machines, signed(claims(machine), *machine[1:]))
    reader = Verifier(SIGNER.public_key, now=lambda: NOW).reader(token)
    assert (reader.provider_id, reader.role, reader.actor) == ("BCN-FAR", "machine", machine[0])
    assert reader.expires == NOW + 15 * 60


def test_an_assertion_serves_once_however_many_ask_at_once(machines, machine):
    assertion = signed(claims(machine), *machine[1:])
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: given(machines, assertion), range(16)))
    assert sum(each is not None for each in found) == 1


def test_one_that_was_used_is_remembered_for_as_long_as_it_could_be_used_again(machines, machine, clock):
    assertion = signed(claims(machine, exp=NOW + LONGEST), *machine[1:])
    assert given(machines, assertion)
    for clock.now in (NOW + 1, NOW + LONGEST, NOW + LONGEST + CLOCKS_APART - 1, NOW + LONGEST + CLOCKS_APART):
        given(machines, signed(claims(machine, jti=str(clock.now), iat=clock.now, exp=clock.now + 60), *machine[1:]))
        assert given(machines, assertion) is None


@pytest.mark.parametrize(
    "other",
    [
        {"aud": f"{AUDIENCE}/"},
        {"aud": "ariadna"},
        {"aud": [AUDIENCE]},
        {"aud": [AUDIENCE, "another"]},
        {"iss": "m-0000000000000000"},
        {"sub": "m-0000000000000000"},
        {"sub": "another"},
        {"exp": NOW - CLOCKS_APART},
        {"exp": NOW + LONGEST + CLOCKS_APART + 1},
        {"exp": NOW + 60.5},
        {"exp": True},
        {"iat": NOW + CLOCKS_APART + 1},
        {"nbf": NOW + CLOCKS_APART + 1},
        {"jti": ""},
        {"jti": 1},
        {"jti": None},
    ],
    ids=str,
)
def test_an_assertion_that_is_not_for_us_and_now_gets_nothing(machines, machine, other):
    assert given(machines, signed(claims(machine, **other), *machine[1:])) is None
    assert given(machines, signed(claims(machine), *machine[1:]))


@pytest.mark.parametrize("claim", ["iss", "sub", "aud", "exp", "jti"])
def test_an_assertion_without_any_one_claim_gets_nothing(machines, machine, claim):
    said = {name: value for name, value in claims(machine).items() if name != claim}
    assert given(machines, signed(said, *machine[1:])) is None


@pytest.mark.parametrize(
    ("key", "algorithm", "header"),
    [
        (OTHER, "EdDSA", {}),
        (OTHER, "EdDSA", {"jwk": OTHER.as_dict(private=False)}),
        (OTHER, "EdDSA", {"jku": "https://elsewhere.example"}),
        (OTHER, "EdDSA", {"x5u": "https://elsewhere.example"}),
        (OTHER, "EdDSA", {"kid": "../../kek"}),
        (ECKey.generate_key("P-256"), "ES256", {}),
        (ECKey.generate_key("P-384"), "ES384", {}),
        (RSA, "RS256", {}),
        (OctKey.generate_key(256), "HS256", {}),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_is_signed_by_another_key_or_in_another_way_gets_nothing(machines, machine, key, algorithm, header):
    assert given(machines, signed(claims(machine), key, algorithm, **header)) is None


def test_one_machine_can_not_speak_for_another(machines, machine):
    other = machines.add("MIL-ARTE", OTHER.as_pem(private=False)).machine
    assert given(machines, signed(claims(machine, iss=other, sub=other), *machine[1:])) is None
    assert given(machines, signed(claims(machine, sub=other), *machine[1:])) is None


@pytest.mark.promise("A5")
def test_no_flipped_bit_of_an_assertion_gets_a_token(machines, machine, seed, tally):
    true = signed(claims(machine), *machine[1:])
    accepted = sum(given(machines, each) is not None for _, each in flipped(true, FLIPS, Random(seed)))
    assert accepted == 0
    assert given(machines, true)
    tally(f"seed {seed}", flips=FLIPS, accepted=accepted)


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "é.é.é", "x" * 20_000, "\0"])
def test_what_is_no_token_gets_nothing(machines, text):
    assert given(machines, text) is None


def test_a_machine_that_was_taken_out_gets_nothing(machines, machine):
    assert machines.remove(machine[0])
    assert not machines.remove(machine[0])
    assert given(machines, signed(claims(machine), *machine[1:])) is None
    assert machines.all() == []


def test_a_key_may_be_given_as_jwk_too(machines):
    import json

    added = machines.add("BCN-FAR", json.dumps(OTHER.as_dict(private=False)).encode())
    assert machines.all() == [added]


@pytest.mark.parametrize(
    "key",
    [
        b"",
        b"nonsense",
        b"{",
        b'{"kty": "oct", "k": "AAAA"}',
        b'{"kty": "OKP", "crv": "Ed25519", "x": "AA"}',
        OTHER.as_pem(private=True),
        RSA.as_pem(private=False),
        ECKey.generate_key("P-384").as_pem(private=False),
        ECKey.generate_key("P-256").as_pem(private=True),
    ],
    ids=lambda key: repr(key[:16]),
)
def test_only_a_public_key_of_a_kind_that_we_take_is_registered(machines, key):
    with pytest.raises(NotWellFormed):
        machines.add("BCN-FAR", key)
    assert machines.all() == []
