"""Policies: of a state and a day they make notices and tasks, never a fact about her care (docs/definitions.md 5).

A notice's id follows from policy, pathway, subject and day: the same day run twice, late or out of order makes
the same notices.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from services.pathway.domain.state import Pathway
from services.pathway.domain.things import Lane, Step
from services.pathway.domain.views import views
from services.pathway.domain.windows import Windows

NOTICES = UUID("0b1f6e0c-6a7e-4a55-9a5f-2f6b1e0d7c11")
DAY = timedelta(days=1)
FUNDING_WARNINGS = (60, 30, 14)
DEADLINE_REMINDERS = (60, 30, 14, 7, 1)
SILENCE = {14: "reach_out", 30: "unconfirmed", 45: "review"}
AT_ONCE = frozenset({"housing", "health", "economic_support", "protection"})
INTERRUPTED_AFTER = 7


class Notice(NamedTuple):
    """What somebody should know on a day.

    `type` and `data` are those of the catalogue where it has an event for it, else None and empty.
    """

    policy: str
    what: str
    subject: str
    on: date
    pathway_id: str | None = None
    provider_id: str | None = None
    type: str | None = None
    data: Mapping[str, Any] = MappingProxyType({})

    @property
    def notice_id(self) -> UUID:
        about = f"{self.pathway_id or ''}|{self.subject}"
        return uuid5(NOTICES, f"{self.policy}|{self.what}|{about}|{self.on.isoformat()}")


Policy = Callable[[Pathway], Iterable[Notice]]


def notices(pathway: Pathway) -> list[Notice]:
    """All that the policies say of a pathway on its `today`."""
    return [notice for policy in POLICIES for notice in policy(pathway)]


def windows_ending(windows: Windows, on: date) -> Iterator[Notice]:
    """P-1: at 60, 30 and 14 days before a window's last day, and on the day after it."""
    for provider_id, own in sorted(windows.items()):
        for window in sorted(own.values(), key=lambda each: each.window_id):
            left = (window.last_day - on).days
            about = {"funding_window_id": window.window_id}
            subject = f"{provider_id}/{window.window_id}"
            if left in FUNDING_WARNINGS:
                data = about | {"last_day": window.last_day.isoformat(), "days_left": left}
                yield Notice("P-1", "window_ending", subject, on, None, provider_id, "FundingWindowEnding", data)
            elif left == -1:
                yield Notice("P-1", "window_ended", subject, on, None, provider_id, "FundingWindowEnded", about)


def lapsed(pathway: Pathway) -> Iterator[Notice]:
    """P-1: an active step is no longer paid: does it go on unpaid, stop, or go to another provider?"""
    for row in views(pathway)["steps"]:
        if row["state"] == "active" and row["funding"] == "lapsed":
            yield Notice("P-1", "funding_lapsed", row["step_id"], pathway.today, pathway.pathway_id, row["provider_id"])


def nobody_answers(pathway: Pathway) -> Iterator[Notice]:
    """P-3: on the first day without a referent a task, on the third of them the supervisor."""
    since = pathway.without_referent_since
    days = (pathway.today - since).days if since and pathway.open else None
    if since and days in (0, 2):
        what = "no_referent" if days == 0 else "no_referent_for_three_days"
        yield Notice("P-3", what, since.isoformat(), pathway.today, pathway.pathway_id)


def twice_at_once(pathway: Pathway) -> Iterator[Notice]:
    """P-5: on the first overlapping day of two providers."""
    for lane in pathway.lanes.values():
        for pair, since in lane.overlaps.items():
            if since == pathway.today:
                names = sorted(name for _, name in pair)
                data = {"dimension": lane.dimension, "step_ids": names}
                yield Notice(
                    "P-5",
                    "duplicate",
                    f"{lane.dimension}/{'/'.join(names)}",
                    pathway.today,
                    pathway.pathway_id,
                    None,
                    "DuplicateFlagged",
                    data,
                )


def interrupted(pathway: Pathway) -> Iterator[Notice]:
    """Seven days of interruption, one where her safety or bread is at stake (docs/definitions.md 3.2)."""
    for lane in pathway.lanes.values():
        since = _interrupted_since(lane, pathway.as_of)
        after = 1 if lane.dimension in AT_ONCE else INTERRUPTED_AFTER
        if since and (pathway.as_of - since).days == after:
            yield Notice("P-1", "interrupted", lane.dimension, pathway.today, pathway.pathway_id)


def due(pathway: Pathway) -> Iterator[Notice]:
    """P-8: reminders before a deadline, and the day after it was missed."""
    for deadline in pathway.open_deadlines():
        left = (deadline.due_on - pathway.today).days
        about = {"deadline_id": deadline.deadline_id}
        if left in DEADLINE_REMINDERS:
            yield Notice("P-8", "deadline_near", deadline.deadline_id, pathway.today, pathway.pathway_id)
        elif left == -1:
            yield Notice(
                "P-8",
                "deadline_missed",
                deadline.deadline_id,
                pathway.today,
                pathway.pathway_id,
                None,
                "DeadlineMissed",
                about,
            )


def silent(pathway: Pathway) -> Iterator[Notice]:
    """P-9: an active step without any fact for 14, 30 and 45 days; nothing is ever closed by it."""
    for step in pathway.steps.values():
        if what := _silence(step, pathway.today):
            yield Notice("P-9", what, step.step_id, pathway.today, pathway.pathway_id, step.provider_id)


def rights_unconfirmed(pathway: Pathway) -> Iterator[Notice]:
    """P-10: seven days after opening, topics that she has not confirmed to have understood."""
    if pathway.opened_on and pathway.today == pathway.opened_on + 7 * DAY and views(pathway)["rights_pending"]:
        yield Notice("P-10", "rights_pending", "rights", pathway.today, pathway.pathway_id)


POLICIES: tuple[Policy, ...] = (lapsed, nobody_answers, twice_at_once, interrupted, due, silent, rights_unconfirmed)


def _interrupted_since(lane: Lane, as_of: date) -> date | None:
    """The first of the days of interruption, one after another and of whatever causes, up to the last one."""
    since, edge = None, as_of
    for first, last, (kind, _) in reversed(lane.gap.spans):
        if last != edge or kind != "interruption":
            break
        since = edge = first
    return since


def _silence(step: Step, today: date) -> str | None:
    return SILENCE.get((today - step.last_fact_on).days) if step.state == "active" else None
