"""What an identity provider says is believed if it is its own, for us, this browser and now; else nobody is."""

import time
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from shared.errors import NotAllowed, NotReady, NotSignedIn, WrongSetting
from shared.identity import settings as named
from shared.identity.coming import Identity, reference
from shared.identity.metadata import Metadata
from shared.identity.settings import IdentitySettings
from shared.signatures import imported
from tests.identity import provider
from tests.journeys.machines import signed

NOW = 1_790_000_000
ISSUER = "https://identity.example/realms/one"
SETTINGS = IdentitySettings(ISSUER, "pages", "https://ariadna.example", f"{ISSUER}/.well-known/openid-configuration")
KEY, OTHER = ECKey.generate_key("P-256", {"kid": "k1"}), ECKey.generate_key("P-256", {"kid": "k1"})
EDWARDS, RSA, CURVE = OKPKey.generate_key("Ed25519"), RSAKey.generate_key(2048), ECKey.generate_key("P-384")
HERS = {"ariadna_provider": "BCN-FAR", "ariadna_role": "worker"}
GOOD = {"iss": ISSUER, "sub": "subject-7", "aud": "pages", "exp": NOW + 300, "iat": NOW} | HERS


class Published:
    """A provider that says what a test has it say."""

    def __init__(self, token="", keys=(KEY,), later=None, **metadata):
        self.token = token
        self.by_turns = [keys, later or keys]
        addresses = {name: f"{ISSUER}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
        self._metadata = Metadata(issuer=ISSUER, **addresses, **metadata)
        self.asked = None

    def metadata(self):
        return self._metadata

    def keys(self, *, anew=False):
        return [imported(key.as_dict(private=False)) for key in self.by_turns[anew]]

    def exchange(self, form):
        self.asked = form
        return {"id_token": self.token} if self.token else None


def coming_in(published, claims=GOOD, key=KEY, algorithm="ES256", header=None, answer=(), settings=SETTINGS):
    """Who comes back with an id token that says this, with the nonce of the browser unless it says another."""
    identity = Identity(settings, b"k" * 32, published, lambda: NOW)
    secret = identity.coming()
    asked = dict(parse_qsl(urlsplit(identity.address(secret)).query))
    if key:
        published.token = signed({"nonce": asked["nonce"]} | claims, key, algorithm, **(header or {}))
    said = {"code": "c", "state": asked["state"]} | dict(answer)
    return identity.arrived(secret, list(said.items()))


def test_who_is_told_is_signed_in_under_a_reference_of_ours():
    reader = coming_in(Published())
    assert (reader.provider_id, reader.role) == ("BCN-FAR", "worker")
    assert reader.actor == reference(b"k" * 32, ISSUER, "subject-7", "BCN-FAR")
    assert "subject-7" not in reader.actor
    assert reader.expires == NOW + 8 * 3600


def test_a_reference_stays_the_same_and_is_another_in_each_organisation_and_installation():
    one = reference(b"k" * 32, ISSUER, "s", "BCN-FAR")
    assert one == reference(b"k" * 32, ISSUER, "s", "BCN-FAR")
    others = [
        reference(b"k" * 32, ISSUER, "s", "MIL-ARTE"),
        reference(b"j" * 32, ISSUER, "s", "BCN-FAR"),
        reference(b"k" * 32, ISSUER, "t", "BCN-FAR"),
        reference(b"k" * 32, f"{ISSUER}s", "", "BCN-FAR"),
    ]
    assert len({one, *others}) == 5


@pytest.mark.parametrize(
    "other",
    [
        {"iss": "https://elsewhere.example"},
        {"iss": f"{ISSUER}/"},
        {"aud": "others"},
        {"aud": ["pages", "others"]},
        {"aud": []},
        {"azp": "others"},
        {"nonce": "another"},
        {"nonce": ""},
        {"exp": NOW - 31},
        {"iat": NOW + 31},
        {"iat": NOW - 3600, "exp": NOW + 3600},
        {"nbf": NOW + 31},
        {"exp": str(NOW + 300)},
        {"sub": ""},
        {"sub": 7},
    ],
    ids=str,
)
def test_an_id_token_that_is_not_for_us_here_and_now_lets_nobody_in(other):
    with pytest.raises(NotSignedIn):
        coming_in(Published(), GOOD | other)


@pytest.mark.parametrize("claim", ["iss", "sub", "aud", "exp", "iat"])
def test_an_id_token_without_any_one_claim_lets_nobody_in(claim):
    with pytest.raises(NotSignedIn):
        coming_in(Published(), {name: value for name, value in GOOD.items() if name != claim})


@pytest.mark.parametrize(
    ("key", "algorithm", "header"),
    [
        (OTHER, "ES256", {"kid": "k1"}),
        (OTHER, "ES256", {"jwk": OTHER.as_dict(private=False)}),
        (OTHER, "ES256", {"jku": "https://elsewhere.example"}),
        (OTHER, "ES256", {"x5u": "https://elsewhere.example"}),
        (KEY, "ES256", {"kid": "another"}),
        (KEY, "ES256", {"kid": "../k1"}),
        (KEY, "ES256", {"zip": "DEF"}),
        (EDWARDS, "EdDSA", {}),
        (RSA, "RS256", {}),
        (CURVE, "ES384", {}),
        (OctKey.import_key(KEY.as_dict(private=False)["x"]), "HS256", {}),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_is_signed_by_another_key_or_in_another_way_lets_nobody_in(key, algorithm, header):
    with pytest.raises(NotSignedIn):
        coming_in(Published(), key=key, algorithm=algorithm, header=header)


def test_a_key_serves_one_algorithm_alone():
    """Even a key that the provider publishes: RS256 is taken only where a setting asks for it."""
    with pytest.raises(NotSignedIn):
        coming_in(Published(keys=[RSA]), key=RSA, algorithm="RS256")
    asked_for = replace(SETTINGS, algorithms=("ES256", "RS256"))
    assert coming_in(Published(keys=[RSA]), key=RSA, algorithm="RS256", settings=asked_for)
    with pytest.warns(SecurityWarning):
        small = RSAKey.generate_key(1024)
    with pytest.raises(NotSignedIn):
        coming_in(Published(keys=[small]), key=small, algorithm="RS256", settings=asked_for)


@pytest.mark.parametrize("keys", [[EDWARDS], [EDWARDS, RSA, CURVE]])
def test_ed25519_is_taken_whatever_other_keys_there_are(keys):
    assert coming_in(Published(keys=keys), key=EDWARDS, algorithm="EdDSA")


def test_keys_that_have_changed_are_asked_for_again():
    assert coming_in(Published(keys=[OTHER], later=[KEY]))


def test_where_answers_name_their_issuer_one_without_it_lets_nobody_in():
    """RFC 9207: the answer of one provider is not taken for that of another."""
    published = Published(authorization_response_iss_parameter_supported=True)
    assert coming_in(published, answer={"iss": ISSUER})
    with pytest.raises(NotSignedIn):
        coming_in(published)


def test_a_refused_code_lets_nobody_in():
    with pytest.raises(NotSignedIn):
        coming_in(Published(), key=None)


def test_a_token_without_our_claims_is_not_allowed():
    with pytest.raises(NotAllowed):
        coming_in(Published(), {name: value for name, value in GOOD.items() if name not in HERS})


def test_no_role_of_a_machine_can_be_given_to_a_person():
    assert "machine" not in SETTINGS.roles
    told = {named.ISSUER: ISSUER, named.CLIENT_ID: "p", named.PUBLIC_URL: "https://ariadna.example"}
    for roles in ("x=machine", "x=police", "=worker", "x"):
        with pytest.raises(WrongSetting):
            IdentitySettings.read(told | {named.ROLES: roles})


@pytest.mark.parametrize("url", ["http://identity.example", "ftp://localhost", "identity", "https://", "https://a?b"])
def test_a_provider_in_clear_elsewhere_is_no_setting(url):
    told = {named.CLIENT_ID: "p", named.PUBLIC_URL: "https://ariadna.example"}
    with pytest.raises(WrongSetting):
        IdentitySettings.read({**told, named.ISSUER: url})


def test_without_an_issuer_there_is_no_provider():
    assert IdentitySettings.read({}) is None


@pytest.mark.parametrize("missing", [named.CLIENT_ID, named.PUBLIC_URL])
def test_half_a_setting_is_none(missing):
    told = {named.ISSUER: ISSUER, named.CLIENT_ID: "p", named.PUBLIC_URL: "https://ariadna.example"}
    with pytest.raises(WrongSetting):
        IdentitySettings.read({name: value for name, value in told.items() if name != missing})


def test_a_real_provider_that_signs_by_rs256_is_taken_where_that_was_asked_for():
    with provider("RS256") as running:
        running.know("ana", **HERS)
        found = []
        for algorithms in (("ES256",), ("ES256", "RS256")):
            at = f"{running.issuer}/.well-known/openid-configuration"
            told = IdentitySettings(running.issuer, "p", "http://localhost:1", at, "s", algorithms=algorithms)
            identity = Identity(told, b"k" * 32)
            secret = identity.coming()
            back = running.authorize(identity.address(secret), "ana")
            try:
                found.append(identity.arrived(secret, parse_qsl(urlsplit(back).query)).role)
            except NotSignedIn:
                found.append(None)
            identity.close()
        assert found == [None, "worker"]


def test_one_that_says_it_is_another_is_not_taken_for_it():
    with provider() as running:
        told = IdentitySettings(
            running.issuer.replace("localhost", "127.0.0.1"),
            "p",
            "http://localhost:1",
            f"{running.issuer}/.well-known/openid-configuration",
        )
        identity = Identity(told, b"k" * 32, now=time.time)
        with pytest.raises(NotReady):
            identity.address(identity.coming())
        identity.close()
