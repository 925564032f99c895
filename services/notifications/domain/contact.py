"""Her contact rules, and quiet mode: obeyed from the moment they are known here, also by what waits already."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

import msgspec

from services.notifications.domain.hours import DAY, at, civil, minute_of
from shared.contracts.codes import ContactRule, NoticeChannel, SuppressionReason

Held = Literal["high_risk_quiet_mode", "contact_rule", "no_channel"]
Verdict = bool | datetime
"""True: now. False: never. A moment: not before it."""

WINDOWS: Final[Mapping[str, tuple[int, int]]] = {
    "mornings_only": (9 * 60, 13 * 60),
    "afternoons_only": (15 * 60, 19 * 60),
}
BARRED: Final[Mapping[str, frozenset[str]]] = {"no_sms_text": frozenset({"sms_link"})}
NOTHING_BY_ITSELF: Final = frozenset({"only_via_referent", "code_word"})
"""With these only a person may reach her: a message can neither go through her referent nor give a word."""


class Contact(msgspec.Struct, frozen=True, omit_defaults=True):
    """How she may be reached, who may speak for her, and which messages she turned on: none unless she did."""

    quiet: bool = False
    rules: frozenset[ContactRule] = frozenset()
    providers: frozenset[str] = frozenset()
    channels: frozenset[NoticeChannel] = frozenset()


def to_her(contact: Contact, channel: NoticeChannel, now: datetime) -> tuple[Verdict, SuppressionReason | None]:
    """Whether a message may go to her by a channel now, and what holds it back for good."""
    if channel not in contact.channels:
        return False, None
    if contact.quiet:
        return False, "high_risk_quiet_mode"
    if contact.rules & NOTHING_BY_ITSELF or any(channel in BARRED.get(rule, ()) for rule in contact.rules):
        return False, "contact_rule"
    windows = [WINDOWS[rule] for rule in contact.rules if rule in WINDOWS]
    if len(windows) > 1:  # mornings only and afternoons only leave no hour
        return False, "contact_rule"
    return (_within(windows[0], now) if windows else True), None


def _within(window: tuple[int, int], now: datetime) -> Verdict:
    begins, ends = window
    if begins <= minute_of(now) < ends:
        return True
    today = civil(now).date()
    return at(today if minute_of(now) < begins else today + DAY, begins)
