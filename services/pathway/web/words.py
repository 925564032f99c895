"""Codes of the pathway put into plain words, for pages and for the terminal."""

import re
from datetime import date
from functools import lru_cache
from typing import Any, Final

from babel import Locale

from services.pathway.web.said import day, gettext
from shared import languages
from shared.languages import ENGLISH, sentence
from shared.web import reasons
from shared.web.labels import DIMENSIONS, label
from shared.web.names import plain

CODE: Final = r"[a-z]+(_[a-z0-9]+)*"
CAUSES: Final = {
    "initial_wait": sentence("first wait"),
    "funding_ended": sentence("funding ended"),
    "provider_capacity": sentence("provider full"),
    "staff_absence": sentence("staff absent"),
    "safety": sentence("safety"),
    "her_request": sentence("her request"),
    "health": sentence("health"),
    "legal": sentence("legal"),
    "venue": sentence("no venue"),
    "transfer": sentence("in transfer"),
    "course_interval": sentence("between courses"),
    "need_still_open": sentence("need outlasted step"),
    "her_choice": sentence("her choice"),
    "duplicate_resolved": sentence("duplicate ended"),
    "unsafe_employer": sentence("unsafe employer"),
    "moved_away": sentence("moved away"),
    "provider_closed": sentence("provider closed"),
    "lost_contact": sentence("lost contact"),
    "no_referent": sentence("no referent"),
}

REASONS: Final = {
    **reasons.REASONS,
    "need_unknown": sentence("It names a need that nobody has identified."),
    "pathway_already_open": sentence("The pathway was already open."),
    "pathway_closed": sentence("The pathway was closed; it is reopened, not opened again."),
    "pathway_not_open": sentence("The pathway was not open that day."),
    "pathway_not_closed": sentence("The pathway was not closed, so there was nothing to reopen."),
    "referent_already_active": sentence("This referent had already been assigned."),
    "referent_not_active": sentence("Nobody by this reference was referent that day."),
    "deadline_unknown": sentence("It names a deadline that nobody has set."),
    "deadline_already_set": sentence("A deadline with this id is already set."),
    "deadline_not_open": sentence("The deadline was no longer open."),
    "deadline_not_later": sentence("The new date is not later than the one before."),
    "risk_procedure_unknown": sentence("It names a risk procedure that nobody has started."),
    "risk_procedure_already_started": sentence("This risk procedure had already been started."),
    "risk_procedure_not_open": sentence("The risk procedure was no longer open."),
    "handover_unknown": sentence("It names a handover that nobody has proposed."),
    "handover_already_known": sentence("A handover with this id is already known."),
    "handover_already_accepted": sentence("The handover had already been accepted."),
    "handover_not_open": sentence("The handover was no longer open."),
    "referral_unknown": sentence("It names a referral that nobody has sent."),
    "referral_already_sent": sentence("This referral had already been sent."),
    "referral_already_answered": sentence("The referral had already been answered."),
    "fallback_unknown": sentence("It names a fallback that was never agreed."),
    "fallback_already_agreed": sentence("This fallback had already been agreed."),
    "fallback_not_open": sentence("The fallback was no longer open."),
    "restriction_unknown": sentence("It names a restriction that was never set."),
    "restriction_already_set": sentence("This restriction had already been set."),
    "restriction_not_set": sentence("The restriction was not in force."),
    "grievance_unknown": sentence("It answers a complaint that was never raised."),
    "grievance_already_answered": sentence("The complaint had already been answered."),
    "goal_unknown": sentence("It reviews a goal that nobody has set."),
    "group_unknown": sentence("It names a group that is not known."),
    "no_open_need": sentence("No open need in this dimension that day."),
    "no_live_consent": sentence("No live consent names this provider that day."),
    "window_does_not_cover": sentence("The named funding window does not cover that day."),
    "no_group_placement": sentence("A group session before a group placement was assessed."),
    "intake_not_completed": sentence("Opened before intake was completed."),
    "not_proposed_with_her": sentence("The handover was not proposed together with her."),
    "consent_unknown": sentence("It withdraws a consent that is not known here."),
    "providers_same": sentence("It hands over to the provider that already delivers the step."),
    "no_newer_assessment": sentence("Closed without a newer risk assessment."),
    "not_requested": sentence("Decided without a request on record."),
    "no_rights_information": sentence("Intake completed before information on rights was given."),
}


def cause(code: str, lang: str = ENGLISH) -> str:
    """Why a stretch without support began, in a few words."""
    return gettext(CAUSES[code], lang) if code in CAUSES else code.replace("_", " ")


def reason(code: str, lang: str = ENGLISH) -> str:
    """Why a fact was set aside or warned of, as a sentence."""
    return gettext(REASONS[code], lang) if code in REASONS else code.replace("_", " ").capitalize() + "."


def dimension_rank(code: str) -> int:
    """Where a dimension stands on a screen; those not known come last."""
    return DIMENSIONS.index(code) if code in DIMENSIONS else len(DIMENSIONS)


@lru_cache(maxsize=4096)  # a history says the same over and over
def spoken(name: str, lang: str = ENGLISH) -> str:
    """An event type or a code as words."""
    return gettext(plain(name), lang)


def is_date(value: str) -> bool:
    """A correction may propose what is no date at all."""
    try:
        return len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def shown(value: Any, lang: str = ENGLISH) -> str:
    """One field of a fact in words: codes named, lists joined, dates as dates."""
    match value:
        case bool():
            return gettext("yes", lang) if value else gettext("no", lang)
        case list() | tuple():
            return ", ".join(shown(one, lang) for one in value)
        case dict():
            return ", ".join(f"{spoken(key, lang).lower()} {shown(one, lang)}" for key, one in value.items())
        case str() if is_date(value):
            return day(value, lang)
        case str() if re.fullmatch(CODE, value):
            return code(value, lang)
    return str(value)


@lru_cache(maxsize=4096)
def code(value: str, lang: str) -> str:
    """A code as it stands within a line; what is written in capitals stays so."""
    said = gettext(label(value, lang), lang)
    return said if said[1:2].isupper() else said[:1].lower() + said[1:]


def spoken_language(code: str, lang: str = ENGLISH) -> str:
    """A language by its name; its code where it has none here."""
    return str(Locale.parse(languages.locale(lang)).languages.get(code, code))
