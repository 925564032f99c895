"""The pathway: all that is known of one woman's way at the end of a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from services.pathway.domain.windows import Windows
from shared.contracts import (
    FallbackAgreed,
    GoalReviewed,
    GoalSet,
    NeedIdentified,
    PlanAgreed,
    PlanReviewed,
    RiskProcedureStarted,
    WorkEntitlementRecorded,
)
from shared.facts import Event, Fact
from shared.folding.course import Course
from shared.folding.keyed import Key, Keyed
from shared.folding.state import Folded
from shared.folding.things import Anything, Consent, Deadline, Thing


@dataclass(slots=True)
class Goal:
    """What she, or a provider, wants to reach, as she last looked at it; `rating` is the last that she gave."""

    set: Thing[GoalSet]
    review: Thing[GoalReviewed] | None = None
    rating: int | None = None


class Pathway(Folded):
    """One woman's history with all that its figures need."""

    def __init__(self, pathway_id: str, as_of: date, known_at: datetime | None, group: Iterable[str] = ()) -> None:
        super().__init__(pathway_id, as_of, known_at, group)
        self.windows: Windows = {}
        self.open_course: Course[bool] = Course()

        self.agreements: list[tuple[str | None, frozenset[str]]] = []
        self.flagged_on: list[date] = []

        self.needs: Keyed[Thing[NeedIdentified]] = Keyed(self.group)
        self.dependants_needs: Keyed[Anything] = Keyed(self.group)
        self.goals: Keyed[Goal] = Keyed(self.group)
        self.plan: Thing[PlanAgreed] | None = None
        self.plan_review: Thing[PlanReviewed] | None = None
        self.grievances: Keyed[Anything] = Keyed(self.group)
        self.deadlines: Keyed[Deadline] = Keyed(self.group)
        self.procedures: Keyed[Thing[RiskProcedureStarted]] = Keyed(self.group)

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
