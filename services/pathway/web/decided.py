"""Forms of the pages of decisions as events of the published language, and their way through the pathway door."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from shared.access import Reader
from shared.door.routes import DoorRoutes
from shared.errors import NotWellFormed, Problem, UnknownPathway
from shared.web.posting import Fields, Json, envelope

DATA: Final = {
    "HandoverProposed": ("handover_id", "from_provider", "to_provider", "step_ids", "proposed_with_her"),
    "HandoverAccepted": ("handover_id", "consent_id"),
    "HandoverDeclined": ("handover_id", "reason"),
    "HandoverCancelled": ("handover_id", "reason"),
    "HandoverCompleted": ("handover_id",),
    "ReferralSent": ("referral_id", "to_provider", "dimension", "consent_id", "urgency"),
    "ReferralAnswered": ("referral_id", "answer", "reason", "expected_start"),
    "ConsentGiven": ("consent_id", "purpose", "recipients", "form", "valid_until", "dimensions", "cross_border"),
    "ConsentRefused": ("purpose",),
    "ConsentWithdrawn": ("consent_id", "recipients"),
    "RestrictionSet": ("restriction_id",),
    "RestrictionLifted": ("restriction_id",),
    "ContinuityCodePresented": ("code",),
}
"""The fields of each type that there is a form for."""
SHUT_OUT: Final = {"providers": "providers", "dimensions": "dimensions", "everybody": ""}
"""What she may forbid, and the field that says of whom or of what."""
SAID_AS: Final = {"form": "said_as"}
"""Fields under another name than the event's: every form of ours has a field `form` of its own."""
LISTED: Final = frozenset({"step_ids", "recipients", "dimensions", "providers"})
TICKED: Final = frozenset({"proposed_with_her", "cross_border"})


def event(fields: Fields, pathway_id: str | None, types: Collection[str]) -> Json:
    """The event that a form tells of; `NotWellFormed` for a type that has no form on this page."""
    kind = fields.get("type", "")
    if kind not in types:
        raise NotWellFormed(Problem("type", "not_in_list", "no form of this page is of this type"))
    data = {name: value for name in DATA[kind] if (value := _value(fields, name)) not in ("", [])}
    data |= _shut_out(fields) if kind == "RestrictionSet" else {}
    return envelope(kind, fields, pathway_id, data)


async def store(door: DoorRoutes, posted: Json, reader: Reader) -> Sequence[Problem]:
    """Have one decision taken as if it had come to the door: what stands against it, nothing if it is stored.

    `NotAllowed` for a role that posts nothing, `UnknownPathway` for who may post nothing to this pathway.
    """
    receipt = await door.take(posted, reader)
    if any(each.code == "unknown_pathway" for each in receipt.errors):
        raise UnknownPathway()
    return receipt.errors


def _shut_out(fields: Fields) -> Json:
    """Whom or what she forbids; one that names nothing shuts out everybody, and is never made by oversight."""
    whom = fields.get("whom", "")
    if whom not in SHUT_OUT:
        raise NotWellFormed(Problem("data.whom", "missing", "whom she shuts out must be given"))
    if not (name := SHUT_OUT[whom]):
        return {}
    if not (chosen := _value(fields, name)):
        raise NotWellFormed(Problem(f"data.{name}", "too_few", "at least one must be chosen"))
    return {name: chosen}


def _value(fields: Fields, name: str) -> Any:
    if name in LISTED:
        return sorted(each.removeprefix(f"{name}.") for each in fields if each.startswith(f"{name}."))
    if name in TICKED:
        return fields.get(name) == "yes"
    return fields.get(SAID_AS.get(name, name), "").strip()
