"""What any fold of one woman's events keeps: whose registrations, what was amended, who is with her and how."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from shared.contracts import FallbackAgreed
from shared.facts import Event
from shared.folding.keyed import Key, Keyed
from shared.folding.things import Anything, Consent, Handover, Lane, Recipient, Referent, Step, Thing

DAY = timedelta(days=1)
EventKey = tuple[str, str]


class Correction(NamedTuple):
    """A correction that was taken in, and the names of the fields that it changed."""

    event_id: str
    changes: list[str]


class Folded:
    """One woman's history as folded up to (not including) `as_of`; `known_at` None means all that is known.

    Changed in place while it is folded, read only afterwards. `group` are the registrations that
    fold as one; things of theirs are kept by (pathway_id, id) as posted.
    """

    def __init__(self, pathway_id: str, as_of: date, known_at: datetime | None, group: Iterable[str] = ()) -> None:
        self.pathway_id = pathway_id
        self.as_of = as_of
        self.known_at = known_at
        self.group = tuple(sorted(group)) or (pathway_id,)
        self.today = as_of - DAY

        self.given: list[Event] = []
        self.facts: list[Event] = []
        self.amendments: list[Event] = []
        self.corrections: dict[EventKey, list[Correction]] = {}
        self.set_aside: dict[EventKey, str] = {}
        self.warnings: list[tuple[Event, str]] = []

        self.merged_on: dict[str, date] = {}
        self.registrations: dict[str | None, bool] = {}
        self.opened_on: date | None = None
        self.open = False

        self.lanes: dict[str, Lane] = {}
        self.touched: set[Lane] = set()
        self.steps: Keyed[Step] = Keyed(self.group)
        self.arranged_by_her = 0
        self.without_interpreter = 0
        self.unfunded = 0

        self.handovers: Keyed[Handover] = Keyed(self.group)
        self.referrals: Keyed[Anything] = Keyed(self.group)
        self.fallbacks: Keyed[Thing[FallbackAgreed]] = Keyed(self.group)
        self.restrictions: Keyed[Anything] = Keyed(self.group)
        self.consents: Keyed[Consent] = Keyed(self.group)
        self.recipients: dict[str, Recipient] = {}

        self.referents: list[Referent] = []
        self.past_referents: list[Referent] = []

    def lane(self, dimension: str) -> Lane:
        """The lane of a dimension, which something is about to change."""
        lane = self.lanes.get(dimension)
        if lane is None:
            lane = self.lanes[dimension] = Lane(dimension)
        self.touched.add(lane)
        return lane

    def warn(self, event: Event, reason: str) -> None:
        self.warnings.append((event, reason))

    def steps_in(self, handover: Handover) -> set[Key]:
        """The steps that a handover lists."""
        return self.steps.resolve_all(handover.event.pathway_id, handover.fact.step_ids)
