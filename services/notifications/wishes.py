"""How a person asks to be told: the body of a request, and what is wrong with it."""

import re
from datetime import time
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.notifications.domain import Digest, Wishes
from shared.body import read_as
from shared.calendars import Region
from shared.contracts.codes import NoticeChannel
from shared.errors import NotWellFormed, Problem

Clock = Annotated[str, StringConstraints(pattern=r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$")]
LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
HOST: Final = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]")
LONGEST, LONGEST_LOCAL = 254, 64
NOT_OFFERED: Final = frozenset({"sms_link"})


class Hours(BaseModel):
    """A working day, from and to, by the clock of Madrid and Rome."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=True)

    begins: Clock = Field(alias="from", examples=["09:00"])
    ends: Clock = Field(alias="to", examples=["17:00"])


class Asked(BaseModel):
    """How a person wants to be told. What is not given is as it is for somebody who never asked."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)

    mail: str | None = Field(default=None, max_length=1000, examples=["worker@example.org"])
    lang: Literal["en", "es", "ca", "it"] = "en"
    digest: Digest = Field(default="daily", description="What is normal comes gathered; off: each by itself.")
    quiet: bool = Field(default=False, description="All stays in the inbox.")
    hours: Hours = Field(default_factory=lambda: Hours(begins="09:00", ends="17:00"))
    region: Region | None = Field(default=None, description="Whose feasts count; null: weekends alone.")
    channels: list[NoticeChannel] = Field(default=["app", "email_link"], max_length=3)

    def wishes(self) -> Wishes:
        return Wishes(
            mail=self.mail,
            lang=self.lang,
            digest=self.digest,
            quiet=self.quiet,
            channels=frozenset(self.channels),
            begins=_minutes(self.hours.begins),
            ends=_minutes(self.hours.ends),
            region=self.region,
        )


class Me(Asked):
    """How one is told. `not_offered` are channels that one turned on and that no installation has."""

    not_offered: list[NoticeChannel] = []

    @classmethod
    def of(cls, wishes: Wishes) -> Self:
        """These wishes, as they are shown."""
        return cls.model_validate(
            {
                "mail": wishes.mail,
                "lang": wishes.lang,
                "digest": wishes.digest,
                "quiet": wishes.quiet,
                "hours": {"from": _clock(wishes.begins), "to": _clock(wishes.ends)},
                "region": wishes.region,
                "channels": sorted(wishes.channels),
                "not_offered": sorted(wishes.channels & NOT_OFFERED),
            }
        )


def asked(raw: bytes) -> Wishes:
    """What a body asks for; `NotWellFormed` names each field that is wrong, without repeating it."""
    found = read_as(Asked, raw)
    problem = fit(found.mail) if found.mail is not None else None
    if problem:
        raise NotWellFormed(problem)
    if found.hours.begins >= found.hours.ends:
        raise NotWellFormed(Problem("hours.to", "not_after", "must be later than the beginning"))
    return found.wishes()


def fit(address: str) -> Problem | None:
    """What is wrong with a mail address, or None: ASCII, one line, no quoting (RFC 5321 in its plain part)."""
    if any(each in address for each in "\r\n"):
        return Problem("mail", "line_break", "must be one line")
    local, at, host = address.rpartition("@")
    if not at:
        return Problem("mail", "no_at_sign", "must have an @ between a name and a host")
    if len(address) > LONGEST or len(local) > LONGEST_LOCAL:
        return Problem("mail", "too_long", "must have at most 254 characters, 64 of them before the @")
    if not address.isascii():
        return Problem("mail", "not_ascii", "must be in ASCII; a host's other letters as xn--")
    if not (LOCAL.fullmatch(local) and HOST.fullmatch(host)):
        return Problem("mail", "malformed", "must be a mail address")
    return None


def _minutes(clock: str) -> int:
    moment = time.fromisoformat(clock)
    return moment.hour * 60 + moment.minute


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
