"""Who is told of what, how and when: pure functions of notices, people, rules, calendars and a moment."""

from services.notifications.domain import digests
from services.notifications.domain.contact import Contact, Held, Verdict, to_her
from services.notifications.domain.escalation import answer_by
from services.notifications.domain.hours import Works, civil
from services.notifications.domain.notices import (
    ATTENTION,
    CORRECTED,
    DIGEST,
    ESCALATED,
    FAMILIES,
    STATES,
    TEMPLATES,
    Notice,
    State,
)
from services.notifications.domain.people import (
    HELD_BY,
    NIGHT,
    OF_THE_NETWORK,
    TOLD,
    Digest,
    Person,
    Wishes,
    holders,
    in_role,
    next_in_line,
)
from services.notifications.domain.telling import (
    Channel,
    Telling,
    Told,
    by_duty_phone,
    may_leave,
    still,
    still_hears,
    tellings,
    to_systems,
)

__all__ = [
    "ATTENTION",
    "CORRECTED",
    "DIGEST",
    "ESCALATED",
    "FAMILIES",
    "HELD_BY",
    "NIGHT",
    "OF_THE_NETWORK",
    "STATES",
    "TEMPLATES",
    "TOLD",
    "Channel",
    "Contact",
    "Digest",
    "Held",
    "Notice",
    "Person",
    "State",
    "Telling",
    "Told",
    "Verdict",
    "Wishes",
    "Works",
    "answer_by",
    "by_duty_phone",
    "civil",
    "digests",
    "holders",
    "in_role",
    "may_leave",
    "next_in_line",
    "still",
    "still_hears",
    "tellings",
    "to_her",
    "to_systems",
]
