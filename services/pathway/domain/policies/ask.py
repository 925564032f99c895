"""What a policy asks: somebody to do or to know something, from a day until a day.

An ask holds dates, never counts of days, so that it stays true as days pass: a task is an ask that is open, a
notice is the edge of one. Ids follow from policy, what, pathway, subject and day.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID, uuid5

import msgspec

from services.pathway.domain.state import Pathway
from services.pathway.domain.workdays import Workday, weekdays

NOTICES = UUID("0b1f6e0c-6a7e-4a55-9a5f-2f6b1e0d7c11")
DAY = timedelta(days=1)

Duty = Literal["referent", "coordinator", "worker", "supervisor", "privacy_officer"]
Kind = Literal["task", "notice"]


class To(msgspec.Struct, frozen=True, gc=False):
    """Who is asked: a duty, and whose staff has it (None: the network's)."""

    duty: Duty
    provider_id: str | None = None


class Ask(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Open from `since` to the day before `until`; told on `since`, and again on `again` or every so many days.

    `own` is about the addressee's own work, and no restriction of hers hides it. `type` and `data` are those
    of the catalogue, where it has an event for it. What she addressed to somebody is `not_for` these organisations,
    and in no list of all that is asked. What is `extreme` can't wait for the morning.
    """

    policy: str
    what: str
    subject: str
    since: date
    to: To
    until: date = date.max
    due: date | None = None
    urgent: bool = False
    own: bool = False
    kind: Kind = "task"
    again: tuple[date, ...] = ()
    every: int | None = None
    suggested: date | None = None
    pathway_id: str | None = None
    type: str | None = None
    data: dict[str, Any] = {}
    not_for: tuple[str, ...] | None = None
    extreme: bool = False

    def open_on(self, day: date) -> bool:
        return self.since <= day < self.until

    def told_on(self, day: date) -> bool:
        """Whether this is one of its edges."""
        if not self.open_on(day):
            return False
        return day == self.since or day in self.again or bool(self.every and (day - self.since).days % self.every == 0)

    def edge(self, day: date) -> date:
        """The last of its edges up to a day on which it is open."""
        repeated = (day - self.since).days // self.every * self.every if self.every else 0
        return max(self.since + repeated * DAY, *(each for each in (self.since, *self.again) if each <= day))

    def id_on(self, day: date) -> UUID:
        """The same for all who are told of one event of the catalogue, else each addressee's own."""
        about = f"{self.pathway_id or ''}|{self.subject}"
        whom = "" if self.type else f"|{self.to.duty}|{self.to.provider_id or ''}"
        return uuid5(NOTICES, f"{self.policy}|{self.what}|{about}|{day.isoformat()}{whom}")


class Notice(NamedTuple):
    """What somebody is told on a day."""

    ask: Ask
    on: date

    @property
    def notice_id(self) -> UUID:
        return self.ask.id_on(self.on)


class DeadlineRule(NamedTuple):
    """From what fact a rule of law counts to which day; `answered_by` are the codes of deadlines that follow it."""

    rule: str
    procedure: str
    event: Literal["started", "lodged", "granted", "valid_until"]
    days: int = 0
    months: int = 0
    working: bool = False
    answered_by: frozenset[str] = frozenset()


class Known(NamedTuple):
    """What a policy knows beside the pathway: who works when, which rules count, how long a closed one is kept."""

    workday: Workday = weekdays
    rules: Sequence[DeadlineRule] = ()
    kept_months: int | None = None


Policy = Callable[[Pathway, Known], Iterable[Ask]]


def notices(asks: Iterable[Ask], day: date) -> list[Notice]:
    """The edges of a day."""
    return [Notice(ask, day) for ask in asks if ask.told_on(day)]


def shifted(day: date, by: int) -> date:
    """So many days later, or earlier; no further than the calendar goes, for a written day may be any."""
    try:
        return day + timedelta(days=by)
    except OverflowError:
        return date.max if by > 0 else date.min


def answering(pathway: Pathway) -> list[To]:
    """Those who answer for her; supervisors while nobody does."""
    return [To("referent", each.provider_id) for each in pathway.referents] or [To("supervisor")]


def over(pathway: Pathway) -> bool:
    """Whether it was opened and is closed."""
    return pathway.opened_on is not None and not pathway.open


def each_to(asked: Iterable[To], ask: Callable[[To], Ask]) -> Iterator[Ask]:
    """One ask to each of these."""
    return (ask(to) for to in asked)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or the last one that the month has; no further than the calendar goes."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year >= date.max.year:
        return date.max
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + (day.day - 1) * DAY, first_of_next - DAY)
