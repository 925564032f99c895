"""What of a history a reader is shown; what is withheld is named, never silently left out (docs/definitions.md 8)."""

from collections.abc import Mapping
from typing import Any

from services.pathway.domain import TELLING, Pathway, aliases, apart, category, told_of, unspoken
from services.pathway.sight import Sight
from shared.access import Reader
from shared.standing import LOCAL

MARKED = ("event_id", "provider_id", "occurred_on", "recorded_at", "set_aside")
FIELDS: dict[str, tuple[str, ...]] = {
    "full": (
        *MARKED,
        *("type", "amends", "pathway_id", "actor", "role", "occurred_at", "data", "corrections", "warnings"),
        "imported_at",
    ),
    "state": (*MARKED, "type", "pathway_id"),
    "level": (*MARKED, "type", "occurred_at"),
    "sequence": (*MARKED, "pathway_id", "actor", "role", "occurred_at", "corrections", "imported_at"),
    "clocks": (*MARKED, "occurred_at"),
    "marked": MARKED,
}
"""The fields of a row that each level shows; what is not named here is not shown."""
DATA: dict[str, tuple[str, ...]] = {"state": ("dimension", "step_id", "continues_step_id"), "level": ("level",)}
"""And those of its data, where it is not shown in full."""
Row = dict[str, Any]


def shown(row: Mapping[str, Any], sight: Sight) -> Row | None:
    """The row, or what may be seen of it with `withheld` naming the category; None if not even that."""
    found = category(*told_of(row))
    facts = sight.facts(row, found)
    level = sight.level(found, facts)
    if level is None:
        return None
    told: Mapping[str, Any] | None = {**row, "data": {}} if found == "code" else row
    if not _own(row["provider_id"], sight.reader):
        told = apart(told or row, told_of(row)[0])
    if told is None:
        return None
    if level == "full":
        return {**_part(told, level), "withheld": None, "shows": level}
    return {**_part(told, level), "withheld": "her_restriction" if facts.restricted else found, "shows": level}


def _part(row: Mapping[str, Any], level: str) -> Row:
    """The fields that a level shows; type and data are always there, None where it shows none."""
    part: Row = {"type": None, "data": None, **{name: row[name] for name in FIELDS[level]}}
    if level in DATA:
        said = row["data"] or {}
        part["data"] = {name: said[name] for name in DATA[level] if name in said}
    if level == "level" and not part["data"]:
        part["type"] = None  # which kind of thing happened is more than how great the danger is
    return part


def spoken(views: Mapping[str, Any], pathway: Pathway, reader: Reader) -> Row:
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


def _own(provider_id: str, reader: Reader) -> bool:
    return reader.token_id == LOCAL or reader.provider_id == provider_id
