"""Codes of the pathway put into plain words, for pages and for the terminal."""

import re
from datetime import date
from typing import Any, Final

from shared.web.labels import label

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

DIMENSIONS: Final = (
    "protection",
    "housing",
    "economic_support",
    "health",
    "psychological_therapy",
    "artistic_therapy",
    "legal_status",
    "rights_information",
    "language_training",
    "job_orientation",
    "vocational_training",
    "job_placement",
    "other_support",
)
"""Safety, housing, money and health come first on every screen."""

CAUSES: Final = {
    "initial_wait": "first wait",
    "funding_ended": "funding ended",
    "provider_capacity": "provider full",
    "staff_absence": "staff absent",
    "safety": "safety",
    "her_request": "her request",
    "health": "health",
    "legal": "legal",
    "venue": "no venue",
    "transfer": "in transfer",
    "course_interval": "between courses",
    "need_still_open": "need outlasted step",
    "her_choice": "her choice",
    "duplicate_resolved": "duplicate ended",
    "unsafe_employer": "unsafe employer",
    "moved_away": "moved away",
    "provider_closed": "provider closed",
    "lost_contact": "lost contact",
    "no_referent": "no referent",
}

REASONS: Final = {
    "step_unknown": "It names a step that nobody has planned or started.",
    "step_already_known": "A step with this id is already known.",
    "step_already_started": "This step had already been started.",
    "step_not_active": "The step was not going on that day.",
    "step_not_suspended": "The step was not suspended, so there was nothing to resume.",
    "step_ended": "The step had already ended.",
    "not_delivering_provider": "Only the provider that delivers the step can say this of it.",
    "need_unknown": "It names a need that nobody has identified.",
    "need_already_known": "A need with this id is already known.",
    "need_not_open": "The need was no longer open.",
    "pathway_already_open": "The pathway was already open.",
    "pathway_closed": "The pathway was closed; it is reopened, not opened again.",
    "pathway_not_open": "The pathway was not open that day.",
    "pathway_not_closed": "The pathway was not closed, so there was nothing to reopen.",
    "referent_already_active": "This referent had already been assigned.",
    "referent_not_active": "Nobody by this reference was referent that day.",
    "deadline_unknown": "It names a deadline that nobody has set.",
    "deadline_already_set": "A deadline with this id is already set.",
    "deadline_not_open": "The deadline was no longer open.",
    "deadline_not_later": "The new date is not later than the one before.",
    "risk_procedure_unknown": "It names a risk procedure that nobody has started.",
    "risk_procedure_already_started": "This risk procedure had already been started.",
    "risk_procedure_not_open": "The risk procedure was no longer open.",
    "handover_unknown": "It names a handover that nobody has proposed.",
    "handover_already_known": "A handover with this id is already known.",
    "handover_already_accepted": "The handover had already been accepted.",
    "handover_not_open": "The handover was no longer open.",
    "referral_unknown": "It names a referral that nobody has sent.",
    "referral_already_sent": "This referral had already been sent.",
    "referral_already_answered": "The referral had already been answered.",
    "fallback_unknown": "It names a fallback that was never agreed.",
    "fallback_already_agreed": "This fallback had already been agreed.",
    "fallback_not_open": "The fallback was no longer open.",
    "restriction_unknown": "It names a restriction that was never set.",
    "restriction_already_set": "This restriction had already been set.",
    "restriction_not_set": "The restriction was not in force.",
    "grievance_unknown": "It answers a complaint that was never raised.",
    "grievance_already_answered": "The complaint had already been answered.",
    "goal_unknown": "It reviews a goal that nobody has set.",
    "group_unknown": "It names a group that is not known.",
    "target_unknown": "It corrects an entry that is not known here.",
    "target_of_another_provider": "Only the provider that made an entry, or a supervisor, can correct it.",
    "target_malformed": "With this correction the entry would no longer make sense.",
    "target_not_correctable": "A correction can't be corrected; make it again instead.",
    "no_open_need": "No open need in this dimension that day.",
    "no_live_consent": "No live consent names this provider that day.",
    "window_does_not_cover": "The named funding window does not cover that day.",
    "no_group_placement": "A group session before a group placement was assessed.",
    "no_work_entitlement": "A placement before the right to work was recorded.",
    "intake_not_completed": "Opened before intake was completed.",
    "not_proposed_with_her": "The handover was not proposed together with her.",
    "consent_unknown": "It withdraws a consent that is not known here.",
    "providers_same": "It hands over to the provider that already delivers the step.",
    "no_newer_assessment": "Closed without a newer risk assessment.",
    "not_requested": "Decided without a request on record.",
    "no_rights_information": "Intake completed before information on rights was given.",
}


def cause(code: str) -> str:
    """Why a stretch without support began, in a few words."""
    return CAUSES.get(code) or code.replace("_", " ")


def reason(code: str) -> str:
    """Why a fact was set aside or warned of, as a sentence."""
    return REASONS.get(code) or code.replace("_", " ").capitalize() + "."


def dimension_rank(code: str) -> int:
    """Where a dimension stands on a screen; those not known come last."""
    return DIMENSIONS.index(code) if code in DIMENSIONS else len(DIMENSIONS)


def spoken(name: str) -> str:
    """An event type or a code as words: `StepStarted` reads "Step started"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").capitalize()


def day(iso: str | None) -> str:
    """An ISO date or moment as people write a date, "3 Oct 2026"; nothing for None."""
    if not iso:
        return ""
    on = date.fromisoformat(iso[:10])
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def days(n: int) -> str:
    return "1 day" if n == 1 else f"{n} days"


def is_date(value: str) -> bool:
    """A correction may propose what is no date at all."""
    try:
        return len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def shown(value: Any, lang: str = "en") -> str:
    """One field of a fact in words: codes named, lists joined, dates as dates."""
    match value:
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return ", ".join(shown(one, lang) for one in value)
        case dict():
            return ", ".join(f"{spoken(key).lower()} {shown(one, lang)}" for key, one in value.items())
        case str() if is_date(value):
            return day(value)
        case str() if re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", value):
            return label(value, lang).lower()
    return str(value)
