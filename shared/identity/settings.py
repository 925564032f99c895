"""Which identity provider people sign in with, as `ARIADNA_OIDC_*` and `ARIADNA_PUBLIC_URL` tell it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, get_args
from urllib.parse import urlsplit

from shared.access import MACHINE
from shared.errors import WrongSetting
from shared.facts import Role
from shared.signatures import ALGORITHMS, PREFERRED

PUBLIC_URL = "ARIADNA_PUBLIC_URL"
ISSUER = "ARIADNA_OIDC_ISSUER"
DISCOVERY_URL = "ARIADNA_OIDC_DISCOVERY_URL"
CLIENT_ID = "ARIADNA_OIDC_CLIENT_ID"
CLIENT_SECRET_FILE = "ARIADNA_OIDC_CLIENT_SECRET_FILE"
PROVIDER_CLAIM = "ARIADNA_OIDC_PROVIDER_CLAIM"
ROLE_CLAIM = "ARIADNA_OIDC_ROLE_CLAIM"
ROLES = "ARIADNA_OIDC_ROLES"
ALGORITHM_NAMES = "ARIADNA_OIDC_ALGORITHMS"
AUDIENCE = "ariadna"
HERE = frozenset({"localhost", "127.0.0.1"})
OF_PEOPLE: Final = tuple(role for role in get_args(Role) if role != MACHINE)
THEMSELVES: Final = {role: role for role in OF_PEOPLE}


@dataclass(frozen=True)
class IdentitySettings:
    """The provider, who we are to it, and how what it says of somebody is read; the secret is never shown.

    `roles` is a closed map from what stands in its role claim to a role; without a secret we are a public client.
    """

    issuer: str
    client_id: str
    public_url: str
    discovery_url: str = ""
    secret: str = field(default="", repr=False)
    provider_claim: str = "ariadna_provider"
    role_claim: str = "ariadna_role"
    roles: Mapping[str, str] = field(default_factory=lambda: THEMSELVES)
    algorithms: tuple[str, ...] = PREFERRED

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> "IdentitySettings | None":
        """From the environment, None where no provider is named; `WrongSetting` for what is wrong or missing."""
        if not (issuer := environment.get(ISSUER)):
            return None
        return cls(
            _url(ISSUER, issuer),
            _told(environment, CLIENT_ID),
            _url(PUBLIC_URL, _told(environment, PUBLIC_URL)).rstrip("/"),
            environment.get(DISCOVERY_URL, "") or f"{issuer.rstrip('/')}/.well-known/openid-configuration",
            _secret(environment.get(CLIENT_SECRET_FILE)),
            environment.get(PROVIDER_CLAIM) or cls.provider_claim,
            environment.get(ROLE_CLAIM) or cls.role_claim,
            _roles(environment.get(ROLES)),
            _algorithms(environment.get(ALGORITHM_NAMES)),
        )

    @property
    def redirect_uri(self) -> str:
        """The one address that the provider sends people back to."""
        return f"{self.public_url}/pathway/sign-in/answer"


def public_url(environment: Mapping[str, str] = os.environ) -> str:
    """The address under which people and machines reach this installation; empty if it is not told."""
    given = environment.get(PUBLIC_URL, "")
    return _url(PUBLIC_URL, given).rstrip("/") if given else ""


def token_address(environment: Mapping[str, str] = os.environ) -> str:
    """Whom a machine's assertion must be meant for: the address of the token endpoint where a public one is told."""
    base = public_url(environment)
    return f"{base}/access/v1/token" if base else AUDIENCE


def _told(environment: Mapping[str, str], variable: str) -> str:
    if not (value := environment.get(variable)):
        raise WrongSetting(variable, f"set where {ISSUER} is")
    return value


def _url(variable: str, value: str) -> str:
    url = urlsplit(value)
    if not url.hostname or url.query or url.fragment or not (url.scheme == "https" or _here(value)):
        raise WrongSetting(variable, "an https URL; http only of this machine")
    return value


def _here(value: str) -> bool:
    url = urlsplit(value)
    return url.scheme == "http" and url.hostname in HERE


def _secret(path: str | None) -> str:
    try:
        return Path(path).read_text().strip() if path else ""
    except OSError:
        raise WrongSetting(CLIENT_SECRET_FILE, "a file that is there") from None


def _roles(given: str | None) -> Mapping[str, str]:
    if not given:
        return THEMSELVES
    pairs = [pair.partition("=") for pair in given.split(",")]
    roles = {theirs.strip(): ours.strip() for theirs, _, ours in pairs}
    if "" in roles or not set(roles.values()) <= set(OF_PEOPLE):
        raise WrongSetting(ROLES, "pairs such as staff=worker,lead=coordinator, of roles that people may have")
    return roles


def _algorithms(given: str | None) -> tuple[str, ...]:
    names = tuple(name.strip() for name in given.split(",")) if given else PREFERRED
    if not set(names) <= set(ALGORITHMS):
        raise WrongSetting(ALGORITHM_NAMES, f"some of {', '.join(ALGORITHMS)}")
    return names
