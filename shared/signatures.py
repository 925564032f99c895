"""Signed claims (RFC 7515, RFC 7519) of others: which algorithm and which key are ours to say, never the token's."""

import warnings
from base64 import urlsafe_b64decode
from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, Key, OKPKey, RSAKey
from pydantic import BaseModel

from shared import strict_json

ALGORITHMS = ("EdDSA", "ES256", "RS256")
PREFERRED = ALGORITHMS[:2]
KEYS_OF_ITS_OWN = frozenset({"jwk", "jku", "x5u", "x5c", "crit", "b64", "zip"})
SMALLEST_RSA = 2048
LONGEST = 16 * 1024
C = TypeVar("C", bound=BaseModel)


class Unsigned(ValueError):
    """This is not what one of these keys signed in this way."""


class OneAlgorithm(jws.JWSRegistry):
    """One algorithm and no other; the library's own lookup warns that RFC 9864 has a newer name for EdDSA."""

    def __init__(self, algorithm: str) -> None:
        super().__init__(strict_check_header=False)
        self._algorithm = algorithm

    def get_alg(self, name: str) -> Any:
        if name != self._algorithm:
            raise JoseError()
        return self.algorithms[name]


def header_of(token: str) -> dict[str, Any]:
    """The header of a compact token; `Unsigned` if it brings a key along or asks for what is not foreseen."""
    header = _part(token, 0)
    if KEYS_OF_ITS_OWN & header.keys():
        raise Unsigned()
    return header


def unproved(token: str) -> dict[str, Any]:
    """What a token says, whoever made it: good for nothing but to look up by which key it is to be proved."""
    return _part(token, 1)


def _part(token: str, number: int) -> dict[str, Any]:
    if len(token) > LONGEST or token.count(".") != 2 or not token.isascii():
        raise Unsigned()
    part = token.split(".")[number]
    try:
        said = strict_json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, strict_json.Malformed):
        raise Unsigned() from None
    if not isinstance(said, dict):
        raise Unsigned()
    return said


def claims_of(token: str, keys: Iterable[Key], algorithms: Collection[str], model: type[C]) -> C:
    """What a token says that was signed with the one of these keys that it names; else `Unsigned`."""
    header = header_of(token)
    algorithm, key_id = str(header.get("alg")), header.get("kid")
    if algorithm not in algorithms:
        raise Unsigned()
    fitting = [key for key in keys if serves(key, algorithm) and key_id in (None, key.kid)]
    if len(fitting) != 1:
        raise Unsigned()
    try:
        said = jws.deserialize_compact(token, fitting[0], registry=OneAlgorithm(algorithm)).payload
        return model.model_validate(strict_json.loads(said or b""))
    except (JoseError, ValueError, strict_json.Malformed):
        raise Unsigned() from None


def serves(key: Key, algorithm: str) -> bool:
    """May this key sign in this way, and nothing else?"""
    if key.get("use", "sig") != "sig" or key.get("alg", algorithm) not in (algorithm, "Ed25519"):
        return False
    match key:
        case OKPKey():
            return algorithm == "EdDSA" and key.curve_name == "Ed25519"
        case ECKey():
            return algorithm == "ES256" and key.curve_name == "P-256"
        case RSAKey():
            return algorithm == "RS256" and key.raw_value.key_size >= SMALLEST_RSA
    return False


def imported(jwk: Any) -> Key | None:
    """A public key from its JSON form (RFC 7517); None if it is none that we know, or tells a secret."""
    if not isinstance(jwk, dict) or jwk.get("kty") not in ("OKP", "EC", "RSA"):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            key = JWKRegistry.import_key(jwk)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return None if key.is_private else key


def from_pem(pem: bytes) -> Key | None:
    """A public key from PEM; None if it is none that we know, or tells a secret."""
    for kind in (OKPKey, ECKey, RSAKey):
        try:
            key: Key = kind.import_key(pem)
        except (JoseError, ValueError, TypeError):
            continue
        return None if key.is_private else key
    return None
