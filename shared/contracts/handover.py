"""One provider asks another: referral, handover, and the fallback agreed beforehand."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.codes import (
    Dimension,
    EscalationLevel,
    FallbackEndReason,
    HandoverCancelReason,
    HandoverDeclineReason,
    ReferralAnswer,
    ReferralReason,
    Urgency,
)
from shared.facts import Day, Fact, ProviderId, Ref, const


class ReferralSent(Fact):
    """A provider asked another to take her on in one dimension."""

    referral_id: Ref
    to_provider: ProviderId
    dimension: Dimension
    consent_id: Ref
    urgency: Urgency

    door = "pathway"
    stream = "pathway"
    posted_by = "referent, provider"
    condition = "consent covers recipient"
    example: ClassVar = {
        "referral_id": "rf1",
        "to_provider": "BCN-PONT",
        "dimension": "psychological_therapy",
        "consent_id": "c1",
        "urgency": "normal",
    }


class ReferralAnswered(Fact):
    """The other provider said yes, no, or not yet."""

    referral_id: Ref
    answer: ReferralAnswer
    reason: ReferralReason | None = None
    expected_start: Day | None = None

    door = "pathway"
    stream = "pathway"
    posted_by = "recipient"
    condition = "once per referral; closed reason list"
    example: ClassVar = {"referral_id": "rf1", "answer": "waiting_list", "expected_start": "2026-06-01"}


class ReferralEscalated(Fact):
    """A referral waited too long for an answer."""

    referral_id: Ref
    level: EscalationLevel

    door = "policy"
    stream = "pathway"
    posted_by = "policy"
    condition = "5 / 10 working days without answer"
    example: ClassVar = {"referral_id": "rf1", "level": "referent"}


class HandoverProposed(Fact):
    """A provider proposed that another goes on with some steps; rank is the place in her own list."""

    handover_id: Ref
    from_provider: ProviderId
    to_provider: ProviderId
    step_ids: Annotated[frozenset[Ref], Field(min_length=1, max_length=20)]
    proposed_with_her: bool | None = None
    rank: Annotated[int, Field(ge=1, le=99)] | None = None

    door = "pathway"
    stream = "pathway"
    posted_by = "referent or from_provider"
    condition = "steps not terminal; providers differ; warns unless proposed_with_her"
    example: ClassVar = {
        "handover_id": "ho1",
        "from_provider": "BCN-FAR",
        "to_provider": "MIL-LANTERNA",
        "step_ids": ["A1", "L1"],
    }


class HandoverAccepted(Fact):
    """The other provider will go on, with her consent."""

    handover_id: Ref
    consent_id: Ref

    door = "pathway"
    stream = "pathway"
    posted_by = "to_provider"
    condition = "live consent purpose handover naming to_provider"
    example: ClassVar = {"handover_id": "ho1", "consent_id": "c2"}


class HandoverDeclined(Fact):
    """The other provider will not go on, or she did not wish it."""

    handover_id: Ref
    reason: HandoverDeclineReason

    door = "pathway"
    stream = "pathway"
    posted_by = "to_provider, referent"
    condition = "-"
    example: ClassVar = {"handover_id": "ho1", "reason": "no_capacity"}


class HandoverCancelled(Fact):
    """The handover is not needed any more, or no longer wanted."""

    handover_id: Ref
    reason: HandoverCancelReason

    door = "pathway"
    stream = "pathway"
    posted_by = "referent or from_provider, policy"
    condition = "handover open (proposed or accepted, not completed)"
    example: ClassVar = {"handover_id": "ho1", "reason": "renewed"}


class HandoverCompleted(Fact):
    """Every step of the handover goes on elsewhere, or ended by her choice."""

    handover_id: Ref

    door = "pathway"
    stream = "pathway"
    posted_by = "to_provider"
    condition = "each listed step is transferred and continued, or ended by her choice"
    example: ClassVar = {"handover_id": "ho1"}


class FallbackAgreed(Fact):
    """A provider holds a place for her should a step end."""

    pact_id: Ref
    step_id: Ref
    to_provider: ProviderId
    rank: Annotated[int, Field(ge=1, le=5)]
    agreed_with_her: Annotated[bool, const(True)]
    place_held_until: Day | None = None

    door = "pathway"
    stream = "pathway"
    posted_by = "referent with her, accepted by to_provider"
    condition = "step not terminal; providers differ; shows the fallback provider dimension and city only"
    example: ClassVar = {
        "pact_id": "pact1",
        "step_id": "P1",
        "to_provider": "BCN-LLUM",
        "rank": 1,
        "agreed_with_her": True,
    }


class FallbackEnded(Fact):
    """That place is no longer held for her."""

    pact_id: Ref
    reason: FallbackEndReason

    door = "pathway"
    stream = "pathway"
    posted_by = "referent, to_provider"
    condition = "pact open"
    example: ClassVar = {"pact_id": "pact1", "reason": "used"}
