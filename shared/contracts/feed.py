"""What the pathway tells notifications: codes, dates, ids, and not a word of her care.

No door takes these in and the public catalogue has none of them: they travel in a log of their own, sealed by keys
that open nothing else.
"""

from datetime import date
from typing import Final, Literal
from uuid import UUID

from shared.contracts.codes import ContactRule
from shared.facts import Code, Fact, ProviderId

Duty = Literal["referent", "coordinator", "worker", "supervisor", "privacy_officer"]
Urgency = Literal["normal", "urgent", "extreme"]
Kind = Literal["task", "notice"]


class NoticeRaised(Fact):
    """Somebody is to do or to know something. Without a provider it is the network's; it lasts until it is closed.

    Each edge of a task raises a notice of its own and closes the one before. `what` is one of `WHATS`. Nobody of the
    organisations in `not_for` is to know of it, whatever the duty.
    """

    notice_id: UUID
    what: Code
    duty: Duty
    provider_id: ProviderId | None = None
    pathway_id: UUID | None = None
    urgency: Urgency = "normal"
    kind: Kind = "task"
    since: date
    due: date | None = None
    corrective: bool = False
    not_for: frozenset[ProviderId] = frozenset()

    door = "policy"
    local = True


class NoticeClosed(Fact):
    """It is done, or over."""

    notice_id: UUID

    door = "policy"
    local = True


class ContactChanged(Fact):
    """How she may be reached and who may speak for her, from now on; `quiet` while the danger to her is great."""

    pathway_id: UUID
    quiet: bool = False
    rules: frozenset[ContactRule] = frozenset()
    providers: frozenset[ProviderId] = frozenset()

    door = "policy"
    local = True


class SubjectErased(Fact):
    """Nothing is to be left of her. Never stored: it is told in the transaction that takes her rows out."""

    pathway_id: UUID

    door = "policy"
    local = True


FeedFact = NoticeRaised | NoticeClosed | ContactChanged | SubjectErased
FEED: Final[dict[str, type[Fact]]] = {fact.__name__: fact for fact in (NoticeRaised, NoticeClosed, ContactChanged)}
"""What is stored of the feed, by name."""
WHATS: Final = frozenset(
    {
        "ask_next_provider",
        "consent_ending",
        "consent_expired",
        "date_from_the_act",
        "deadline_corrected",
        "deadline_missed",
        "deadline_near",
        "duplicate",
        "emergency_review",
        "entitlement_ending",
        "erasure_to_confirm",
        "fallback_wanted",
        "funding_ending",
        "funding_lapsed",
        "funding_unanswered",
        "gap_corrected",
        "grievance_raised",
        "grievance_unanswered",
        "handover_cancelled",
        "handover_not_begun",
        "handover_unanswered",
        "interrupted",
        "labour_review",
        "lost_contact",
        "no_referent",
        "no_referent_for_three_days",
        "placement_review_due",
        "possible_duplicate",
        "quiet_mode",
        "reach_out",
        "referral_unanswered_referent",
        "referral_unanswered_supervisor",
        "retention_near",
        "review",
        "rights_pending",
        "risk_act",
        "risk_corrected",
        "risk_plan",
        "risk_review",
        "sharing_ended",
        "training_ended",
        "training_ending",
        "unconfirmed",
        "window_ended",
        "window_ending",
    }
)
"""Everything that a policy asks somebody to do or to know."""
