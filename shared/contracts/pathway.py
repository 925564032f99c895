"""A pathway opens, closes and opens again; somebody answers for it."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.codes import ClosingReason, OpeningBasis, ReferentEndReason, ReopeningReason
from shared.facts import Fact, ProviderId, Ref


class PathwayOpened(Fact):
    """Support as a whole began."""

    basis: OpeningBasis

    door = "intake"
    stream = "pathway"
    posted_by = "referent provider"
    condition = "once; needs IntakeCompleted"
    example: ClassVar = {"basis": "it_art13_programme"}


class PathwayClosed(Fact):
    """Support as a whole ended, for now or for good."""

    reason: ClosingReason
    agreed_with_her: bool

    door = "pathway"
    stream = "pathway"
    posted_by = "referent"
    condition = "no active step, no open risk procedure"
    example: ClassVar = {"reason": "goals_met", "agreed_with_her": True}


class PathwayReopened(Fact):
    """She came back, or should never have been closed."""

    reason: ReopeningReason

    door = "pathway"
    stream = "pathway"
    posted_by = "any provider with consent"
    condition = "closed"
    example: ClassVar = {"reason": "her_request"}


class ReferentAssigned(Fact):
    """A provider answers for her now, through one person of its staff."""

    referent_provider: ProviderId
    staff_ref: Ref
    chosen_with_her: bool

    door = "pathway"
    stream = "pathway"
    posted_by = "coordinator of that provider"
    condition = "none active"
    example: ClassVar = {"referent_provider": "MIL-LANTERNA", "staff_ref": "st_201", "chosen_with_her": True}


class ReferentEnded(Fact):
    """That person answers for her no more."""

    staff_ref: Ref
    reason: ReferentEndReason

    door = "pathway"
    stream = "pathway"
    posted_by = "coordinator"
    condition = "successor asked for at once"
    example: ClassVar = {"staff_ref": "st_201", "reason": "staff_turnover"}


class CaseConferenceHeld(Fact):
    """Providers met about her, with or without her."""

    participants: Annotated[frozenset[ProviderId], Field(max_length=20)]
    with_her: bool

    door = "pathway"
    stream = "pathway"
    posted_by = "referent"
    condition = "every participant under consent"
    example: ClassVar = {
        "participants": ["BCN-FAR", "BCN-ALBA", "BCN-PARAULA", "BCN-LLETRES"],
        "with_her": True,
    }
