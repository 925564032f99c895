"""Who wants to be told how, and what became of a notice."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.codes import Audience, EscalatedTo, NoticeChannel, NoticeFailure, SuppressionReason
from shared.facts import Code, Fact, Ref


class ChannelPreferenceSet(Fact):
    """How a person wishes to be told; messages to her are off unless she turns them on."""

    audience: Audience
    channels: frozenset[NoticeChannel]
    quiet: bool

    door = "notifications"
    stream = "recipient"
    posted_by = "user"
    condition = "her messages default off"
    example: ClassVar = {"audience": "worker", "channels": ["app"], "quiet": False}


class NotificationSent(Fact):
    """A notice went out: a neutral line and a link."""

    template: Code
    recipient_role: Code

    door = "policy"
    stream = "recipient"
    posted_by = "service"
    condition = "text has no name, dimension or provider; link only"
    example: ClassVar = {"template": "step_suspended", "recipient_role": "referent"}


class NotificationFailed(Fact):
    """A notice did not arrive."""

    template: Code
    cause: NoticeFailure
    attempt: Annotated[int, Field(ge=1, le=5)]

    door = "policy"
    stream = "recipient"
    posted_by = "service"
    condition = "retry then escalate"
    example: ClassVar = {"template": "deadline", "cause": "timeout", "attempt": 2}


class NotificationAcknowledged(Fact):
    """Somebody has seen a notice."""

    notice_id: Ref
    by_role: Code

    door = "notifications"
    stream = "recipient"
    posted_by = "recipient"
    condition = "-"
    example: ClassVar = {"notice_id": "nt_1", "by_role": "referent"}


class NotificationEscalated(Fact):
    """Nobody saw a notice in time, and the next in line was told."""

    notice_id: Ref
    to_role: EscalatedTo

    door = "policy"
    stream = "recipient"
    posted_by = "policy"
    condition = "no acknowledgement in clock"
    example: ClassVar = {"notice_id": "nt_1", "to_role": "supervisor"}


class NotificationSuppressed(Fact):
    """A notice was held back, for her safety or her consent."""

    reason: SuppressionReason

    door = "policy"
    stream = "recipient"
    posted_by = "service"
    condition = "logged without text"
    example: ClassVar = {"reason": "high_risk_quiet_mode"}
