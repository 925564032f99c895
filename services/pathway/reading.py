"""What of a history a reader is shown; what is withheld is named, never silently left out (docs/definitions.md 8)."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from services.pathway.domain import TELLING, Pathway, aliases, apart, forbidden, readers, unspoken
from shared.access import Reader
from shared.grants import OVERSEEING

CARE = frozenset({"health", "psychological_therapy", "artistic_therapy"})
LEGAL = frozenset({"LegalProcedureStarted", "LegalDecisionRecorded", "SupportReportRegistered"})
GROUP = frozenset({"GroupPlacementAssessed", "GroupConfidentialityAgreed"})
RISK = frozenset(
    {
        "RiskAssessed",
        "RiskProcedureStarted",
        "RiskActionDone",
        "RiskProcedureClosed",
        "SafetyIncidentRecorded",
        "ProtectionMeasureRequested",
        "ProtectionMeasureDecided",
        "LabourRightsConcernRaised",
    }
)
APART = {"legal_status": "legal", "protection": "risk"}
ADDRESSED = frozenset({"GrievanceRaised", "GrievanceAnswered"})
SEALED = frozenset({"EmergencyAccessUsed", "MatchKeysRegistered", "PossibleDuplicateDetected"})
CODED = frozenset({"ContinuityCodeIssued", "ContinuityCodePresented"})
LOCAL = "local"  # no signed token has this id: theirs are random


class Relationship(StrEnum):
    """What a reader is to a pathway at present."""

    everywhere = "everywhere"
    referent = "referent"
    active = "active"
    past = "past"
    none = "none"


READS_FIGURES = frozenset({Relationship.everywhere, Relationship.referent, Relationship.active})


def relationship(reader: Reader, present: Pathway, today: date) -> Relationship:
    """By the present state: supervisors read everywhere, workers and coordinators as their provider may."""
    if reader.role == "supervisor":
        return Relationship.everywhere
    provider_id = reader.provider_id
    if reader.role not in ("worker", "coordinator") or forbidden(present, provider_id):
        return Relationship.none
    if any(referent.provider_id == provider_id for referent in present.referents):
        return Relationship.referent
    if readers(present).get(provider_id, date.min) >= today:
        return Relationship.active
    wrote = any(event.provider_id == provider_id for event in present.facts if event.type not in CODED | ADDRESSED)
    return Relationship.past if wrote else Relationship.none


def shown(
    row: Mapping[str, Any],
    reader: Reader,
    relation: Relationship,
    sealed: frozenset[str] = frozenset(),
    concerned: frozenset[str] = frozenset(),
) -> dict[str, Any] | None:
    """The row, or what may be seen of it with `withheld` naming the category; None if not even that.

    `sealed` are the dimensions of which she shares nothing, `concerned` the providers that a grievance may be about.
    """
    if _about(row)[0] & ADDRESSED and not _addressed(row, reader, concerned):
        return None
    if _about(row)[0] & CODED:
        row = {**row, "data": {}}
    if _own(row["provider_id"], reader):
        return {**row, "withheld": None}
    if relation is Relationship.past:
        return None
    if (told := apart(row, _about(row)[0])) is None:
        return None
    row = told
    category = "her_restriction" if _about(row)[1] & sealed else category_of(row)
    if category is None or (relation is Relationship.referent and category in ("legal", "risk", "code")):
        return {**row, "withheld": None}
    kept = {key: row[key] for key in ("event_id", "occurred_on", "recorded_at", "provider_id", "set_aside")}
    return {**kept, "type": row["type"] if category == "care" else None, "data": None, "withheld": category}


def category_of(row: Mapping[str, Any]) -> str | None:
    """The category (docs/definitions.md 8) of a row, of an amendment its target's; None for outline."""
    types, dimensions = _about(row)
    if not types:
        return "sealed"
    for category, listed in (
        ("legal", LEGAL),
        ("group", GROUP),
        ("risk", RISK),
        ("sealed", SEALED),
        ("code", CODED),
    ):
        if types & listed:
            return category
    if dimensions & CARE:
        return "care"
    return next((category for dimension, category in APART.items() if dimension in dimensions), None)


def spoken(views: Mapping[str, Any], pathway: Pathway, reader: Reader) -> dict[str, Any]:
    """The figures, of grievances without a word, and of what others wrote of sessions as `apart` tells it."""
    wrote = {event.event_id: event.provider_id for event in pathway.given}
    silent = {event_id for _, event_id in unspoken(pathway)}
    known_as = {
        event_id: alias for (provider_id, event_id), alias in aliases(pathway).items() if not _own(provider_id, reader)
    }
    lists = {
        name: sorted(
            (
                {**each, "event_id": known_as.get(each["event_id"], each["event_id"])}
                for each in views[name]
                if each["event_id"] not in silent
                if each["reason"] not in TELLING or _own(wrote[each["event_id"]], reader)
            ),
            key=lambda each: (each["event_id"], each["reason"]),
        )
        for name in ("warnings", "set_aside")
    }
    return {**views, **lists}


def listed(row: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """A row of the overview with the ids that this reader may know."""
    return {**row, "set_aside": [_fact(fact, reader) for fact in row["set_aside"]]}


def _fact(fact: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    known = {name: value for name, value in fact.items() if name != "alias"}
    if "alias" in fact and not _own(fact["provider_id"], reader):
        known["event_id"] = fact["alias"]
    return known


def _own(provider_id: str, reader: Reader) -> bool:
    return reader.token_id == LOCAL or reader.provider_id == provider_id


def _addressed(row: Mapping[str, Any], reader: Reader, concerned: frozenset[str]) -> bool:
    """Whether a grievance, or an answer to one, is shown: to whom she addressed it; who wrote it down has a receipt."""
    to = {"GrievanceRaised": (row["data"] or {}).get("to"), "GrievanceAnswered": row.get("role")}.get(row["type"])
    return reader.role == to and to in OVERSEEING and reader.provider_id not in concerned


def _about(row: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """The types and dimensions that a row tells of; no type at all for an amendment of something unknown."""
    if amends := row["amends"]:
        return set(amends["types"]), set(amends["dimensions"])
    dimension = (row["data"] or {}).get("dimension")
    return {row["type"]}, {dimension} if dimension else set()
