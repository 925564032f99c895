"""The category of what a row of a plan tells, by which it is decided who may see how much (docs/definitions.md 8)."""

from collections.abc import Iterable
from typing import Literal

from services.employment.domain.heard import OF_PATHWAY, STEPS
from shared.contracts import (
    CertificateAwarded,
    LabourRightsConcernRaised,
    PathwayOpened,
    PlacementReviewed,
    PlacementTermsRecorded,
)
from shared.facts import Fact

Category = Literal["course", "steps", "risk", "work"]
OF_STEPS = STEPS | {CertificateAwarded, PlacementReviewed, PlacementTermsRecorded}


def category(facts: Iterable[Fact]) -> Category:
    """Of all that a row tells of: signs of exploitation before steps, steps before what is of her."""
    kinds = {type(fact) for fact in facts}
    if LabourRightsConcernRaised in kinds:
        return "risk"
    if kinds & OF_STEPS or any(hasattr(fact, "handover_id") for fact in kinds):
        return "steps"
    return "course" if kinds and kinds <= OF_PATHWAY | {PathwayOpened} else "work"
