"""Which mail server notices go out by, and where webhooks may lead: `ARIADNA_SMTP_*` and `ARIADNA_WEBHOOK_*`."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Final, Literal, Self, cast

from shared.errors import WrongSetting
from shared.identity.settings import PUBLIC_URL, public_url

HOST = "ARIADNA_SMTP_HOST"
PORT = "ARIADNA_SMTP_PORT"
TLS = "ARIADNA_SMTP_TLS"
USER = "ARIADNA_SMTP_USER"
PASSWORD_FILE = "ARIADNA_SMTP_PASSWORD_FILE"
FROM = "ARIADNA_SMTP_FROM"
NETWORKS = "ARIADNA_WEBHOOK_NETWORKS"
NIGHT_SECRET_FILE = "ARIADNA_NIGHT_SECRET_FILE"
Tls = Literal["starttls", "tls", "none"]
PORTS: Final[Mapping[str, int]] = {"starttls": 587, "tls": 465, "none": 25}
LONGEST: Final = 254
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{1,253}\Z)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")


@dataclass(frozen=True)
class SmtpSettings:
    """The server, how its connections are secured, who we are to it, and whom mails come from."""

    host: str
    port: int
    tls: Tls
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def domain(self) -> str:
        """That of the sender, in which Message-IDs are ours to give."""
        return self.sender.rpartition("@")[2]

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> "SmtpSettings | None":
        """From the environment, None where no server is named; `WrongSetting` for what is wrong or missing."""
        if not (host := environment.get(HOST)):
            return None
        tls = environment.get(TLS) or "starttls"
        if tls not in PORTS:
            raise WrongSetting(TLS, f"one of {', '.join(PORTS)}")
        port = environment.get(PORT) or str(PORTS[tls])
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise WrongSetting(PORT, "the number of a port")
        sender = environment.get(FROM, "")
        if not fit(sender):
            raise WrongSetting(FROM, f"a mail address, where {HOST} is set")
        if not public_url(environment):
            raise WrongSetting(PUBLIC_URL, f"the address of the pages, which mails lead to, where {HOST} is set")
        user = environment.get(USER, "")
        password = _text(environment, PASSWORD_FILE) if user else ""
        if user and not password:
            raise WrongSetting(PASSWORD_FILE, f"a file that is there, where {USER} is set")
        return cls(host, int(port), cast(Tls, tls), sender, user, password)


@dataclass(frozen=True)
class WebhookSettings:
    """Networks that webhooks may lead to although they are not public, and the secret of the night's own webhook."""

    networks: tuple[str, ...] = ()
    night: str | None = field(default=None, repr=False)

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """From the environment; `WrongSetting` for what is wrong."""
        networks = tuple(environment.get(NETWORKS, "").split())
        night = _text(environment, NIGHT_SECRET_FILE) or None
        try:
            checked = [ip_network(each) for each in networks]
        except ValueError:
            checked = []
        if len(checked) != len(networks):
            raise WrongSetting(NETWORKS, "networks such as 10.1.0.0/16, with spaces between them")
        if night and not night.startswith("whsec_"):
            raise WrongSetting(NIGHT_SECRET_FILE, "the file of a webhook's secret, which begins with whsec_")
        return cls(networks, night)


def fit(address: str) -> bool:
    """Is this a mail address as it is taken here: ASCII, no quoting, no blanks, no line breaks?"""
    return len(address) <= LONGEST and ADDRESS.fullmatch(address) is not None


def _text(environment: Mapping[str, str], variable: str) -> str:
    named = environment.get(variable)
    try:
        return Path(named).read_text().strip() if named else ""
    except OSError:
        raise WrongSetting(variable, "a file that is there") from None
