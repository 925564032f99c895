"""Ten made-up profiles and fifty made-up openings, as their tables tell them. Nobody in them exists."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from services.employment.domain.openings import Opening
from services.employment.domain.profile import Profile
from shared.contracts import OpeningListed

Row = dict[str, str]
TODAY = date(2026, 11, 26)
TEXT = Path(__file__).with_name("made_up.md").read_text("utf-8")


def table(name: str) -> list[Row]:
    """The rows of the table under a heading, each by the names of its columns."""
    lines = TEXT.partition(f"## {name}\n")[2].partition("\n## ")[0].splitlines()
    head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [dict(zip(head, row, strict=True)) for row in rows]


SKILLS = {row["skill"]: row["ESCO"] for row in table("Skills")}


def profiles() -> dict[str, Profile]:
    return {row["profile"]: _profile(row) for row in table("Profiles")}


def openings() -> dict[str, Opening]:
    return {row["opening"]: Opening("MADE-UP", _listed(row), date(2026, 11, 2)) for row in table("Openings")}


def words(cell: str) -> list[str]:
    return [] if cell in ("-", "none") else cell.split(", ")


def _profile(row: Row) -> Profile:
    return Profile(
        entitled={"yes": True, "no": False}.get(row["entitled"]),
        entitled_until=_day(row["until"]),
        skills=None if row["skills"] == "?" else frozenset(SKILLS[each] for each in words(row["skills"])),
        languages=dict(each.split() for each in words(row["languages"])),
        eqf_level=_number(row["EQF"]),
        hours_most=_number(row["hours"]),
        city=None if row["city"] == "-" else row["city"],
    )


def _listed(row: Row) -> OpeningListed:
    return OpeningListed(
        opening_id=row["opening"],
        kind=row["kind"],
        occupation_group=row["group"],
        skills=frozenset(SKILLS[each] for each in words(row["skills"])) or None,
        languages=frozenset(each.replace(" ", ":") for each in words(row["languages"])) or None,
        hours_week=_number(row["hours"]),
        city=None if row["city"] == "-" else row["city"],
        starts_on=_day(row["starts"]),
        apply_by=_day(row["apply by"]),
        eqf_level=_number(row["EQF"]),
        entitlement_needed={"yes": True, "no": False}.get(row["entitlement"]),
    )


def _day(cell: str) -> date | None:
    return None if cell == "-" else date.fromisoformat(cell)


def _number(cell: str) -> int | None:
    return int(cell) if cell.isdigit() else None


def pairs() -> Iterator[tuple[str, str, Opening, Profile]]:
    """Every opening beside every profile."""
    people = profiles()
    for name, opening in openings().items():
        yield from ((name, who, opening, profile) for who, profile in people.items())
