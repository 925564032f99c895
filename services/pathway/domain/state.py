"""The pathway: all that is known of one woman's way at the end of a day."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from services.pathway.domain.course import Course
from services.pathway.domain.keyed import Key, Keyed
from services.pathway.domain.things import (
    Anything,
    Consent,
    Deadline,
    Handover,
    Lane,
    Recipient,
    Referent,
    Step,
    Thing,
)
from services.pathway.domain.windows import Windows
from shared.contracts import (
    FallbackAgreed,
    GoalSet,
    NeedIdentified,
    RiskProcedureStarted,
    WorkEntitlementRecorded,
)
from shared.facts import Event, Fact

DAY = timedelta(days=1)
EventKey = tuple[str, str]


class Correction(NamedTuple):
    """A correction that was taken in, and the names of the fields that it changed."""

    event_id: str
    changes: list[str]


class Pathway:
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

        self.windows: Windows = {}
        self.merged_on: dict[str, date] = {}
        self.registrations: dict[str | None, bool] = {}
        self.opened_on: date | None = None
        self.open = False
        self.open_course: Course[bool] = Course()

        self.lanes: dict[str, Lane] = {}
        self.touched: set[Lane] = set()
        self.steps: Keyed[Step] = Keyed(self.group)
        self.agreements: list[tuple[str | None, frozenset[str]]] = []
        self.flagged_on: list[date] = []
        self.arranged_by_her = 0
        self.without_interpreter = 0
        self.unfunded = 0

        self.needs: Keyed[Thing[NeedIdentified]] = Keyed(self.group)
        self.dependants_needs: Keyed[Anything] = Keyed(self.group)
        self.goals: Keyed[GoalSet] = Keyed(self.group)
        self.grievances: Keyed[Anything] = Keyed(self.group)
        self.deadlines: Keyed[Deadline] = Keyed(self.group)
        self.procedures: Keyed[Thing[RiskProcedureStarted]] = Keyed(self.group)
        self.handovers: Keyed[Handover] = Keyed(self.group)
        self.referrals: Keyed[Anything] = Keyed(self.group)
        self.fallbacks: Keyed[Thing[FallbackAgreed]] = Keyed(self.group)
        self.restrictions: Keyed[Anything] = Keyed(self.group)
        self.consents: Keyed[Consent] = Keyed(self.group)
        self.recipients: dict[str, Recipient] = {}

        self.referents: list[Referent] = []
        self.past_referents: list[Referent] = []
        self.answering: Course[str] = Course()

        self.risk_level: str | None = None
        self.risk_course: Course[str] = Course()
        self.in_danger: Course[bool] = Course()
        self.first_danger_on: date | None = None
        self.last_assessment: Event | None = None

        self.seen: set[type[Fact]] = set()
        self.first_provider: str | None = None
        self.topics_given: set[str] = set()
        self.topics_confirmed: set[str] = set()
        self.measures_requested: set[str] = set()
        self.entitlement: WorkEntitlementRecorded | None = None

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

    @property
    def without_referent_since(self) -> date | None:
        """The first of the open days, up to today, on which nobody answers for her."""
        return self.answering.since if self.answering.value == "nobody" else None

    def open_deadlines(self) -> list[Deadline]:
        """What is due, the next one first."""
        pending = [(each.due_on, key, each) for key, each in self.deadlines.items() if not each.met]
        return [each for *_, each in sorted(pending, key=lambda item: (item[0], item[1][1], item[1][0]))]

    def open_fallbacks(self) -> list[FallbackAgreed]:
        """Pacts in force, of each step her first choice first."""
        pacts = [pact for pact in self.fallbacks.values() if pact.ended_on is None]
        pacts.sort(key=lambda pact: (pact.fact.step_id, pact.fact.rank, pact.fact.pact_id, pact.event.pathway_id))
        return [pact.fact for pact in pacts]

    def live_consents(self) -> list[Consent]:
        """Consents in force today that name anybody still."""
        return [each for each in self.consents.values() if each.recipients and self.today <= each.until]

    def duplicates(self) -> list[tuple[str, frozenset[Key], date]]:
        """Pairs of steps of two providers that overlap today: dimension, the pair, since when."""
        return [
            (lane.dimension, pair, since)
            for lane in self.lanes.values()
            for pair, since in lane.overlaps.items()
            if since <= self.today
        ]
