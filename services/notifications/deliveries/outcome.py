"""What can become of an attempt, and what comes after it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from services.notifications.deliveries.tables import DEAD, FAILED, SENT, WAITING

ATTEMPTS = 5
KEPT_FOR = timedelta(days=3)
FIRST, AWAY_FOR = timedelta(minutes=1), timedelta(minutes=1)
SLOWER, SLOWER_URGENT = 6, 2
SPREAD = 0.2
Drawn = Callable[[], float]


class Outcome(NamedTuple):
    """How an attempt ended, with a code for the delivery log.

    `later` uses an attempt up; `away` does not: the server could not be spoken to at all. `refused` is for good.
    `untried` is what was left alone, because its server is away or it is not wanted any more.
    """

    what: Literal["sent", "later", "away", "refused", "untried"]
    code: str


DONE = Outcome("sent", "sent")
NOT_TRIED = Outcome("untried", "untried")


def next_of(
    attempts: int, urgent: bool, asked: datetime, outcome: Outcome, now: datetime, drawn: Drawn
) -> tuple[str, datetime, int]:
    """The state of a delivery after an outcome, from when on it is due again, and the attempts that it has used up."""
    if outcome.what == "untried":
        return WAITING, now, attempts
    used = attempts + (outcome.what != "away")
    if outcome.what in ("sent", "refused"):
        return (SENT if outcome.what == "sent" else FAILED), now, used
    if used >= ATTEMPTS or now - asked > KEPT_FOR:
        return DEAD, now, used
    return WAITING, now + (AWAY_FOR if outcome.what == "away" else after(used, urgent, drawn)), used


def after(attempts: int, urgent: bool, drawn: Drawn) -> timedelta:
    """How long to wait after so many attempts: 1, 6, 36, 216 minutes, or 1, 2, 4, 8 for what is urgent.

    A fifth more or less, by a number from 0 to 1, so that what failed together is not tried together.
    """
    times: int = (SLOWER_URGENT if urgent else SLOWER) ** (attempts - 1)
    return FIRST * times * (1 - SPREAD + 2 * SPREAD * drawn())
