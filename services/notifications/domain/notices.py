"""What is asked of whom, as far as notifications knows it: codes, ids and dates."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, Literal

import msgspec

from services.notifications.domain.people import HELD_BY

Urgency = Literal["normal", "urgent", "extreme"]
State = Literal["open", "acknowledged", "closed"]
STATES: Final[tuple[State, ...]] = ("open", "acknowledged", "closed")

ATTENTION: Final = "attention"
DIGEST: Final = "digest"
ESCALATED: Final = "escalated"

FAMILIES: Final[Mapping[str, str]] = {
    "quiet_mode": "danger",
    "risk_act": "danger",
    "risk_review": "danger",
    "risk_plan": "danger",
    "labour_review": "danger",
    "risk_corrected": "correction",
    "gap_corrected": "correction",
    "deadline_corrected": "correction",
    "deadline_near": "deadline",
    "deadline_missed": "deadline",
    "date_from_the_act": "deadline",
    "entitlement_ending": "deadline",
    "rights_pending": "deadline",
    "retention_near": "deadline",
    "training_ending": "deadline",
    "training_ended": "deadline",
    "window_ending": "funding",
    "window_ended": "funding",
    "funding_ending": "funding",
    "funding_lapsed": "funding",
    "funding_unanswered": "funding",
    "fallback_wanted": "funding",
    "ask_next_provider": "funding",
    "interrupted": "funding",
    "consent_ending": "consent",
    "consent_expired": "consent",
    "sharing_ended": "consent",
    "handover_cancelled": "handover",
    "handover_unanswered": "handover",
    "handover_not_begun": "handover",
    "referral_unanswered_referent": "handover",
    "referral_unanswered_supervisor": "handover",
    "no_referent": "handover",
    "no_referent_for_three_days": "handover",
    "placement_review_due": "review",
    "reach_out": "review",
    "unconfirmed": "review",
    "review": "review",
    "lost_contact": "review",
    "possible_duplicate": "review",
    "duplicate": "review",
    "emergency_review": "review",
    "erasure_to_confirm": "review",
    "grievance_raised": "other",
    "grievance_unanswered": "other",
}
"""The family of texts for each thing that the policies ask."""

CORRECTED: Final[Mapping[str, frozenset[str]]] = {
    "risk_corrected": frozenset({"danger", ATTENTION}),
    "gap_corrected": frozenset({"funding"}),
    "deadline_corrected": frozenset({"deadline"}),
}
"""What a corrective notice takes back: who was told of that is told again."""

TEMPLATES: Final = frozenset({*FAMILIES.values(), "other", ATTENTION, DIGEST, ESCALATED})


class Notice(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something asked of a duty; `asked` is the role that was told last, `asked_at` when.

    Nobody of the organisations in `not_for` is told or shown it, whatever the duty.
    """

    notice_id: str
    what: str
    duty: str
    urgency: Urgency
    kind: Literal["task", "notice"]
    since: date
    raised_at: datetime
    asked_at: datetime
    provider_id: str | None = None
    pathway_id: str | None = None
    due: date | None = None
    corrective: bool = False
    not_for: frozenset[str] = frozenset()
    asked: str = ""
    unanswered: bool = False

    @property
    def family(self) -> str:
        return FAMILIES.get(self.what, "other")

    @property
    def role(self) -> str:
        return self.asked or HELD_BY[self.duty][0]
