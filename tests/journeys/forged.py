"""Tokens that must open nothing, each by its name: made by somebody who has everything but the key that signs."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from shared.access import Signer
from shared.signing import raw_public
from tests.journeys.machines import signed

OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
FOREIGN = OKPKey.import_key(OTHER)
ELSEWHERE = "https://elsewhere.example/keys"


def text(part: Any) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return urlsafe_b64encode(raw).decode().rstrip("=")


def by_others(claims: dict[str, Any], signer: Signer) -> Iterator[tuple[str, str]]:
    """With true claims, but not signed by the one key in the one way."""
    public = signer.public_key
    secrets = {
        "raw": raw_public(public),
        "pem": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        "empty": b"",
    }
    for algorithm in ("none", "None", "nOnE", "EdDSA", "HS256", "RS256", ""):
        said = f"{text({'typ': 'JWT', 'alg': algorithm})}.{text(claims)}"
        yield f"unsigned {algorithm}", f"{said}."
        yield f"zero {algorithm}", f"{said}.{text(bytes(64))}"
        for name, secret in secrets.items():
            yield f"HMAC by {name}, {algorithm}", f"{said}.{text(hmac.digest(secret, said.encode(), 'sha256'))}"
    yield "another key", signed(claims, FOREIGN, "EdDSA", typ="JWT")
    yield "another curve", signed(claims, ECKey.generate_key("P-256"), "ES256", typ="JWT")
    rsa = RSAKey.generate_key(2048)
    yield "RSA", jws.serialize_compact({"typ": "JWT", "alg": "RS256"}, json.dumps(claims), rsa, algorithms=["RS256"])
    for name, more in {
        "jwk": FOREIGN.as_dict(private=False),
        "jku": ELSEWHERE,
        "x5u": ELSEWHERE,
        "kid": "../../../../dev/null",
        "kid of a query": "' UNION SELECT 'key' --",
    }.items():
        said = f"{text({'typ': 'JWT', 'alg': 'EdDSA', name.partition(' ')[0]: more})}.{text(claims)}"
        yield f"{name} by itself", f"{said}.{text(OTHER.sign(said.encode()))}"


def by_us(claims: dict[str, Any], key: Any, now: int) -> Iterator[tuple[str, str]]:
    """Truly signed, but not for here and now, or not what a token says."""
    others: dict[str, dict[str, Any]] = {
        "expired": {"exp": now - 60},
        "not yet valid": {"nbf": now + 600},
        "for another audience": {"aud": "another"},
        "for several audiences": {"aud": ["ariadna", "another"]},
        "by another issuer": {"iss": "https://elsewhere.example"},
        "of no role": {"role": "police"},
        "of several roles": {"role": ["worker", "supervisor"]},
        "of a provider in disguise": {"provider": "bcn-far"},
        "with more": {"admin": True},
    }
    for name, other in others.items():
        yield name, signed(claims | other, key, "EdDSA", typ="JWT")
    for name in claims:
        rest = {each: value for each, value in claims.items() if each != name}
        yield f"without {name}", signed(rest, key, "EdDSA", typ="JWT")


def flipped(token: str, times: int, random: Random) -> Iterator[tuple[str, str]]:
    """A true token with one bit, or a few, turned over; each other than it."""
    raw = token.encode()
    while times:
        damaged = bytearray(raw)
        for _ in range(random.choice([1, 1, 1, 2, 8])):
            damaged[random.randrange(len(raw))] ^= 1 << random.randrange(7)
        if damaged != raw and all(0x20 < byte < 0x7F for byte in damaged):  # no other gets into a header
            times -= 1
            yield "flipped", damaged.decode()
