"""Which mail server notices go out by, as `ARIADNA_SMTP_*` tell it; and what is taken for a mail address."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, cast

from shared.errors import WrongSetting

HOST = "ARIADNA_SMTP_HOST"
PORT = "ARIADNA_SMTP_PORT"
TLS = "ARIADNA_SMTP_TLS"
USER = "ARIADNA_SMTP_USER"
PASSWORD_FILE = "ARIADNA_SMTP_PASSWORD_FILE"
FROM = "ARIADNA_SMTP_FROM"
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
        user = environment.get(USER, "")
        return cls(host, int(port), cast(Tls, tls), sender, user, _password(environment) if user else "")


def fit(address: str) -> bool:
    """Is this a mail address as it is taken here: ASCII, no quoting, no blanks, no line breaks?"""
    return len(address) <= LONGEST and ADDRESS.fullmatch(address) is not None


def _password(environment: Mapping[str, str]) -> str:
    try:
        return Path(environment[PASSWORD_FILE]).read_text().strip()
    except (KeyError, OSError):
        raise WrongSetting(PASSWORD_FILE, f"a file that is there, where {USER} is set") from None
