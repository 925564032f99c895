"""All that decides who is told of what, put together as the environment says."""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from services.notifications.application import Notices
from services.notifications.asking import Asking, Night
from services.notifications.daily import Daily
from services.notifications.deliveries import Deliveries
from services.notifications.inbox import Inbox
from services.notifications.people import People
from services.notifications.rechecking import Recheck
from services.notifications.rounds import Rounds
from services.notifications.rows import Rows
from services.notifications.texts import check
from services.notifications.wishes import fit
from shared.calendars import worked
from shared.errors import WrongSetting
from shared.identity.settings import public_url
from shared.keys import KeyRing
from shared.store.log import Log

NIGHT = "ARIADNA_NIGHT_CHANNEL"


class Kept(NamedTuple):
    """What is kept of notices and people, by the service's own keys; `inbox` hears the feed and the door."""

    rows: Rows
    people: People
    inbox: Inbox
    clock: Callable[[], datetime]


class Deciding(NamedTuple):
    """What decides over a log: readings for people, the rounds, and what judges again before anything is sent."""

    notices: Notices
    rounds: Rounds
    daily: Daily
    recheck: Recheck


def now() -> datetime:
    return datetime.now(UTC)


def kept(keys: KeyRing, deliveries: Deliveries, clock: Callable[[], datetime] = now) -> Kept:
    """Before there is a log: it is made with these tables."""
    rows, people = Rows(keys), People(keys)
    return Kept(rows, people, Inbox(rows, people, deliveries, clock), clock)


def deciding(log: Log, kept: Kept, deliveries: Deliveries, environment: Mapping[str, str] = os.environ) -> Deciding:
    """Over the service's log; `WrongSetting` for what is wrong in the environment, `TextMissing` for a text."""
    check()
    rows, people, clock = kept.rows, kept.people, kept.clock
    rounds = Rounds(log, rows, people, deliveries, worked, Asking(people, public_url(environment), night(environment)))
    return Deciding(
        Notices(log, rows, people, clock), rounds, Daily(log, rows, rounds, clock), Recheck(rows, people, worked)
    )


def night(environment: Mapping[str, str]) -> Night | None:
    """Who is told while nobody works: a mail address, or the https address of the duty phone's webhook."""
    given = environment.get(NIGHT, "")
    if not given:
        return None
    if given.startswith("https://"):
        return Night("webhook", given)
    if fit(given):
        raise WrongSetting(NIGHT, "a mail address, or an https address")
    return Night("mail", given)
