"""What a pathway is made of while it is folded: plain values that the families' rules change."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Generic, Literal, TypeVar

from shared.contracts import ConsentGiven, HandoverProposed
from shared.facts import Event, Fact
from shared.folding.course import Course
from shared.folding.keyed import Key

F = TypeVar("F", bound=Fact)

State = Literal["planned", "active", "suspended", "transferred", "completed", "dropped"]
Outcome = Literal["open", "declined", "completed", "cancelled"]
Kind = Literal["initial_wait", "interruption", "pause"]
Absence = tuple[Kind, str | None]
INITIAL_WAIT: Absence = ("initial_wait", None)
Broken = tuple[str, str | None, str | None]
"""Provider, window and cause of an interruption."""
ENDED: frozenset[State] = frozenset({"transferred", "completed", "dropped"})


@dataclass(slots=True)
class Thing(Generic[F]):
    """What one fact opened and another may end."""

    event: Event
    fact: F
    ended_on: date | None = None


@dataclass(slots=True)
class Step:
    """One provider's work with her in a dimension; `moves` are (day, state, why), `named` its windows, from when on."""

    key: Key
    dimension: str
    provider_id: str
    known_on: date
    state: State = "planned"
    started_on: date | None = None
    ended_on: date | None = None
    last_fact_on: date = date.min
    window_id: str | None = None
    named: list[tuple[date, str]] = field(default_factory=list)
    continues: str | None = None
    moves: list[tuple[date, State, str | None]] = field(default_factory=list)
    attended: int = 0
    missed: int = 0
    cancelled: int = 0

    @property
    def step_id(self) -> str:
        return self.key[1]

    @property
    def pathway_id(self) -> str | None:
        """The registration that it was posted to."""
        return self.key[0]

    @property
    def first_on(self) -> date:
        """The day of its start, of its planning as long as it hasn't started."""
        return self.started_on or self.known_on

    @property
    def ended(self) -> bool:
        return self.state in ENDED


class Lane:
    """One dimension: its open needs, its active steps, and the days that nobody covers.

    `overlaps` are pairs of steps of two providers, with the day from which they count as duplicate. `left` is the
    step whose activity ended last, `broken` the provider and window of that step, and why, while she is interrupted.
    """

    __slots__ = (
        "absence",
        "active",
        "broken",
        "checked_on",
        "dimension",
        "duplicates",
        "gap",
        "left",
        "needed",
        "needs",
        "overlaps",
        "was_needed",
    )

    def __init__(self, dimension: str) -> None:
        self.dimension = dimension
        self.needs = 0
        self.was_needed = False
        self.active: dict[Key, Step] = {}
        self.absence: Absence = INITIAL_WAIT
        self.left: Step | None = None
        self.needed: Course[bool] = Course()
        self.gap: Course[Absence] = Course()
        self.broken: Course[Broken] = Course()
        self.overlaps: dict[frozenset[Key], date] = {}
        self.checked_on = date.min
        self.duplicates: list[tuple[date, date, None]] = []


@dataclass(slots=True)
class Referent:
    """Somebody of a provider who answers for her."""

    provider_id: str
    staff_ref: str
    since: date
    until: date | None = None


@dataclass(slots=True)
class Consent:
    """A consent as last given; `recipients` are those to whom it was not taken back."""

    home: str | None
    fact: ConsentGiven
    recipients: frozenset[str]

    @property
    def until(self) -> date:
        """The last day on which it is live."""
        return self.fact.valid_until or date.max

    def names(self, provider_id: str, on: date) -> bool:
        return provider_id in self.recipients and on <= self.until


@dataclass(slots=True)
class Recipient:
    """A provider with whom she shared for coordination or handover: since when nothing is live any more.

    `until` has the last day of each consent that names it; `spans` are the days without any.
    """

    until: dict[Key, date] = field(default_factory=dict)
    lost_on: date | None = None
    spans: list[tuple[date, date, None]] = field(default_factory=list)

    def set(self, consent: Key, on: date, until: date | None) -> None:
        """From this day on a consent names this provider up to `until`, or does so no more (None)."""
        self.expire(on)
        self.until[consent] = until or date.min
        if on > max(self.until.values()):
            self.lost_on = self.lost_on or on
        elif self.lost_on is not None:
            self.end(on)
            self.lost_on = None

    def expire(self, on: date) -> None:
        """Notice that the last live consent ran out before this day."""
        if self.lost_on is None and self.until:
            last = max(self.until.values())
            if last < on:
                self.lost_on = last + timedelta(days=1)

    def end(self, as_of: date) -> None:
        """Close the span that is running."""
        self.expire(as_of)
        if self.lost_on is not None and self.lost_on < as_of:
            self.spans.append((self.lost_on, as_of, None))


@dataclass(slots=True)
class Handover:
    """One provider goes on where another stops."""

    event: Event
    fact: HandoverProposed
    outcome: Outcome = "open"
    accepted_on: date | None = None
    ended_on: date | None = None

    @property
    def proposed_on(self) -> date:
        return self.event.occurred_on


@dataclass(slots=True)
class Deadline:
    """A day on which something is due."""

    deadline_id: str
    rule: str
    due_on: date
    met: bool = False


Anything = Thing[Any]
