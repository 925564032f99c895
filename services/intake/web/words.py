"""Codes of the desk put into sentences, which the catalogues hold in every language."""

from collections.abc import Iterable
from typing import Any, Final

from shared.contracts.codes import WORK_DIMENSIONS
from shared.errors import Problem
from shared.facts import Event
from shared.languages import sentence
from shared.web import posting, reasons
from shared.web.labels import DIMENSIONS as ALL
from shared.web.names import plain

Row = dict[str, Any]

DIMENSIONS: Final = tuple(each for each in ALL if each not in WORK_DIMENSIONS)
"""Those whose steps are recorded here; steps of work go through the employment door."""

WHAT: Final = {
    "SessionRecorded": sentence("Session"),
    "StepSuspended": sentence("Step paused"),
    "StepTransferred": sentence("Step handed over"),
    "StepDropped": sentence("Step ended early"),
    "NeedIdentified": sentence("Need named"),
    "NeedWithdrawn": sentence("Need no longer there"),
    "ReferralReceived": sentence("First contact"),
    "IntakeStarted": sentence("Intake begun"),
    "RightsInformationGiven": sentence("Rights explained"),
    "EventCorrected": sentence("Correction"),
    "EventVoided": sentence("Entry voided"),
}
"""Said otherwise at a desk than by the names that the catalogue has."""
OUTCOMES: Final = {
    "attended": sentence("Attended"),
    "missed": sentence("Did not come"),
    "missed_informed": sentence("Let us know she could not come"),
    "attended_partly": sentence("Came for a part"),
    "cancelled_by_provider": sentence("We cancelled"),
    "cancelled_by_her": sentence("She cancelled"),
}
FORMATS: Final = {
    "individual": sentence("individual"),
    "group": sentence("in a group"),
    "class": sentence("in a class"),
}
PAUSES: Final = {
    "her_request": sentence("at her request"),
    "funding_ended": sentence("funding ended"),
    "provider_capacity": sentence("we are full"),
    "staff_absence": sentence("staff absent"),
    "safety": sentence("safety"),
    "health": sentence("health"),
    "legal": sentence("legal reasons"),
    "venue": sentence("no venue"),
}
ENDS: Final = {
    "completed_as_planned": sentence("as planned"),
    "partly": sentence("in part"),
    "moved_on": sentence("she has moved on"),
    "income_sufficient": sentence("her income is enough"),
}
DROPS: Final = {
    "her_choice": sentence("her choice"),
    "moved_away": sentence("she moved away"),
    "lost_contact": sentence("contact lost"),
    "provider_closed": sentence("our service closed"),
    "duplicate_resolved": sentence("another organisation goes on"),
}
VOICES: Final = {
    "her": sentence("by her"),
    "both": sentence("by her and us together"),
    "provider": sentence("by us"),
}
ARRANGERS: Final = {
    "her": sentence("herself"),
    "referent": sentence("her referent"),
    "provider": sentence("our organisation"),
}
VOIDS: Final = {
    "posted_twice": sentence("it was recorded twice"),
    "not_happened": sentence("it did not happen"),
    "wrong_person": sentence("it was another person"),
}
SOURCES: Final = {
    "self": sentence("she came by herself"),
    "ngo": sentence("another organisation"),
    "municipal_service": sentence("a municipal service"),
    "health_service": sentence("a health service"),
    "outreach_team": sentence("an outreach team"),
    "helpline": sentence("a helpline"),
    "reception_centre": sentence("a reception centre"),
    "asylum_commission": sentence("the asylum commission"),
    "border": sentence("a border post"),
    "other": sentence("somebody else"),
}
CHANNELS: Final = {
    "in_person": sentence("in person"),
    "phone": sentence("by phone"),
    "email": sentence("by mail"),
    "form": sentence("by a form"),
}
STATES: Final = {
    "planned": sentence("planned"),
    "active": sentence("going on"),
    "suspended": sentence("paused"),
}
PROBLEMS: Final = {
    **posting.PROBLEMS,
    "lateness_reason": posting.TOO_LATE,
    "minutes": sentence("Give 5 to 480 minutes."),
    "looks_identifying": sentence("No name, phone, mail or birth date, please: the number of your own file."),
    "unknown_pathway": sentence("Your organisation can't record here any more."),
    "other_content": sentence(
        "This form was sent before, with other content, and that holds. Look at what was recorded."
    ),
}
NOT_YET: Final = sentence("Not recorded yet. Look at what is marked below.")
UNREADABLE: Final = sentence("This can't be read. Please check it.")
CODES: Final = {**VOICES, **FORMATS, **VOIDS, **DROPS, **ENDS, **PAUSES, **OUTCOMES}


def what(event: Event) -> str:
    """The sentence for a type of event, still to be translated."""
    return WHAT.get(event.type) or plain(event.type)


def detail(event: Event) -> str:
    """How it went, or why: a sentence to translate; empty where the type says all."""
    said = (getattr(event.fact, name, None) for name in ("outcome", "reason", "voiced_by"))
    return next((CODES[each] for each in said if isinstance(each, str) and each in CODES), "")


def why(reason: str) -> str:
    """Why a fact was set aside."""
    return reasons.REASONS.get(reason, sentence("It does not fit what is known so far."))


def wrong(problems: Iterable[Problem]) -> dict[str, str]:
    """What is wrong by the name of its field; what is so of the whole stands under an empty name."""
    found: dict[str, str] = {}
    for each in problems:
        field = each.path.rpartition(".")[2]
        if each.code in ("other_content", "unknown_pathway"):
            field = ""
        found.setdefault(field, PROBLEMS.get(field) or PROBLEMS.get(each.code, UNREADABLE))
    return found
