"""Two registrations that may be one woman; erasure; access out of the ordinary."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.codes import (
    Dimension,
    DisclosureDecision,
    DisclosureRequester,
    EmergencyGround,
    EmergencyReason,
    ErasureDecision,
    ErasureGround,
    MatchMethod,
    ScoreBand,
    SplitReason,
)
from shared.facts import Fact, KeyedHash, PathwayRef, Ref, text


class PossibleDuplicateDetected(Fact):
    """Two registrations may be of the same woman."""

    other_pathway_id: PathwayRef
    method: MatchMethod
    score_band: ScoreBand

    door = "intake"
    stream = "pathway"
    posted_by = "policy, custodian"
    condition = "visible to custodians only until consent"
    example: ClassVar = {"other_pathway_id": "pw_s3_b", "method": "keyed_match", "score_band": "high"}


class RegistrationsMerged(Fact):
    """Two registrations fold as one from now on, for all days."""

    survivor: PathwayRef
    absorbed: PathwayRef
    consent_id: Ref

    door = "pathway"
    stream = "pathway"
    posted_by = "identity custodian"
    condition = "consent purpose merge_registrations; both streams kept; provider stamps unchanged"
    example: ClassVar = {"survivor": "pw_s3_a", "absorbed": "pw_s3_b", "consent_id": "cM"}


class RegistrationsSplit(Fact):
    """A merge was undone."""

    survivor: PathwayRef
    restored: PathwayRef
    reason: SplitReason

    door = "pathway"
    stream = "pathway"
    posted_by = "custodian + supervisor"
    condition = "undo of a merge; events go back by their original pathway_id"
    example: ClassVar = {"survivor": "pw_s3_a", "restored": "pw_s3_b", "reason": "wrong_match"}


class ErasureDecided(Fact):
    """What was decided on a request to erase a registration."""

    decision: ErasureDecision
    ground: ErasureGround | None = None

    door = "pathway"
    stream = "pathway"
    posted_by = "DPO"
    condition = (
        "two people; kept in the erasure ledger alone, never under the key that it destroys; "
        "merged registrations are erased together"
    )
    example: ClassVar = {"decision": "executed"}


class EmergencyAccessUsed(Fact):
    """A worker read past the rules because a life was at stake."""

    scope: Annotated[frozenset[Dimension], Field(min_length=1)]
    ground: EmergencyGround
    reason: EmergencyReason
    note: Annotated[str, text(20, 500)]

    door = "pathway"
    stream = "pathway"
    posted_by = "worker with break-glass right"
    condition = "3 h; review within 72 h; she is told when it is safe, by her contact rules"
    example: ClassVar = {
        "scope": ["health"],
        "ground": "vital_interest",
        "reason": "medical_emergency",
        "note": "fictitious: the ward asked which treatment is under way",
    }


class LegalDisclosureDecided(Fact):
    """What was answered to a court or authority that asked for data."""

    requester_type: DisclosureRequester
    decision: DisclosureDecision
    she_was_told: bool

    door = "pathway"
    stream = "pathway"
    posted_by = "DPO"
    condition = "-"
    example: ClassVar = {"requester_type": "court", "decision": "partly", "she_was_told": True}


class ContinuityCodeIssued(Fact):
    """She was given a code to carry; only its keyed hash is known here."""

    code_hash: KeyedHash

    door = "pathway"
    stream = "pathway"
    posted_by = "referent with her"
    condition = "replaces the one before"
    example: ClassVar = {"code_hash": "hmac:4b1d90c2ffe07a6615d8e3a9"}


class ContinuityCodePresented(Fact):
    """She handed her code to a provider, which asks for a relationship."""

    code: Annotated[str, text(4, 120)]

    door = "pathway"
    stream = "pathway"
    posted_by = "any provider"
    condition = "opens a relationship that waits for her consent; gives no reading and no posting by itself"
    example: ClassVar = {"code": "K7QM-3XRT-9"}
