"""Under which lists a pathway's outline may stand, and by which day in each: what finds it without being opened.

A step that a funding window pays stands under this, and if a place is kept for her elsewhere by the last day of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from services.pathway.domain.funding import held_until, kept_of, paid_by
from services.pathway.domain.readers import EVERYBODY

Row = Mapping[str, Any]
UNDATED = ""
"""The day of a list that is in order of ids alone."""


def places(row: Row) -> Counter[tuple[str, str]]:
    """Lists with days, and how many items stand there; a merged pathway stands where its survivor does."""
    return Counter(_places(row)) if row["listed_as"] == row["pathway_id"] else Counter()


def named(row: Row) -> set[str]:
    """The organisations that an outline names, whatever as; `EVERYBODY` too where she keeps anything from all."""
    found = {*row["readers"], *row["referents"], *row["shut_out"]}
    found |= {each["provider_id"] for each in row["steps"]}
    found |= {provider_id for provider_id, _ in row["needs_by"]}
    found |= {provider_id for consent in row["consents"] for provider_id in consent["recipients"]}
    return found | {EVERYBODY} if row["kept"] else found


def _places(row: Row) -> Iterator[tuple[str, str]]:
    if row["open"]:
        yield "caseload", UNDATED
    if row["without_referent_since"]:
        yield "without-referent", row["without_referent_since"]
    for name, field in (("gaps", "since"), ("deadlines", "due_on"), ("duplicates", "since"), ("set-aside", "since")):
        yield from ((name, day) for day in _days(row[name.replace("-", "_")], field))
    yield from (("interrupted", gap["since"]) for gap in row["gaps"] if gap["kind"] == "interruption")
    yield from (("silent", step["last_fact_on"]) for step in row["steps"] if step["state"] == "active")
    for step in row["steps"]:
        if step["window"]:
            paid, until = paid_by(step["provider_id"], step["window"], step["dimension"]), held_until(step)
            yield paid, UNDATED
            if until:
                yield kept_of(paid), until


def _days(items: Iterable[Row], field: str) -> list[str]:
    return [each[field] for each in items]
