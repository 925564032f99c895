"""What the fold of a plan does with each type of fact that it hears."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from services.employment.domain.heard import HEARD, OWN, STEPS
from services.employment.domain.state import Plan
from shared import contracts
from shared.facts import Event, Fact
from shared.folding import consents, handovers, referents, registrations, sessions, steps
from shared.folding.days import Tables
from shared.folding.rules import Check, Evolve, Rules

NOTED: frozenset[type[Fact]] = frozenset(
    {
        contracts.ApplicationSent,
        contracts.EmploymentGoalSet,
        contracts.LanguageLevelAssessed,
        contracts.QualificationRecognitionChanged,
        contracts.SkillsListed,
        contracts.SkillsProfiled,
        contracts.WorkEntitlementRecorded,
        contracts.WorkPreferencesSet,
    }
)
OF_A_STEP: frozenset[type[Fact]] = frozenset(
    {
        contracts.CertificateAwarded,
        contracts.LabourRightsConcernRaised,
        contracts.PlacementReviewed,
        contracts.PlacementTermsRecorded,
    }
)
FOLDED: frozenset[type[Fact]] = HEARD | OWN | STEPS


def noted(plan: Plan, event: Event, fact: Fact) -> str | None:
    """What was said of her."""
    plan.said.setdefault(type(fact), []).append(event)
    return None


def of_step(judge: Evolve) -> Evolve:
    """What is said of a step, once it is judged as in any fold."""

    def judged(plan: Plan, event: Event, fact: Any) -> str | None:
        reason = judge(plan, event, fact)
        if reason is None:
            plan.of_steps.setdefault(plan.steps.resolve(event.pathway_id, fact.step_id), []).append(event)
            noted(plan, event, fact)
        return reason

    return judged


def placement(plan: Plan, event: Event, fact: contracts.PlacementTermsRecorded) -> Iterator[str]:
    if not plan.entitled_on(event.occurred_on):
        yield "no_work_entitlement"


def settle(plan: Plan, day: date) -> None:
    """Gaps of a dimension are the pathway's to count."""
    plan.touched.clear()


EVOLVE: Rules = {
    **{
        fact: evolve
        for rules in (registrations.EVOLVE, steps.EVOLVE, referents.EVOLVE, consents.EVOLVE, handovers.EVOLVE)
        for fact, evolve in rules.items()
        if fact in FOLDED
    },
    **dict.fromkeys(NOTED, noted),
}
JUDGE: Rules = {
    contracts.SessionRecorded: sessions.JUDGE[contracts.SessionRecorded],
    **{fact: of_step(sessions.JUDGE[fact]) for fact in OF_A_STEP},
}
CHECK: dict[type[Fact], Check] = {contracts.PlacementTermsRecorded: placement}
TABLES = Tables(EVOLVE, JUDGE, CHECK, settle)
