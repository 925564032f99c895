"""What the rows of a sheet become: of whom each is, of which step, and the event it makes, the same one every time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import blake2b
from typing import Final, NamedTuple
from uuid import UUID

import orjson

from services.intake.application import Desk, Hers, as_sought
from services.intake.web import words
from services.intake.web.recording import event
from services.intake.web.sheets.rows import BATCH, NOT_HERE, Row
from shared.access import Reader
from shared.door.admission import admit_parsed
from shared.languages import sentence
from shared.store.entries import Draft, Receipt

SAID: Final = ("type", "occurred_on", "dimension", "step_id", "outcome", "reason", "voiced_by", "format", "minutes")
"""What makes two rows about one woman the same; why one comes late is not of it."""
NO_LABEL: Final = sentence("No pathway that you may record in has this label.")
TWO_LABELS: Final = sentence("Two pathways have this label. Record it from the pathway itself.")
SAME_ABOVE: Final = sentence("A row above says the same.")
NO_STEP: Final = sentence("No such step of yours is known with her. Start it in a row of its own.")
TWO_STEPS: Final = sentence("Several steps fit. Say in the column of the step which one.")
OTHER_KIND: Final = sentence("This step is another kind of support.")


class Running(NamedTuple):
    """A step that rows may be about."""

    step_id: str
    dimension: str
    first_on: date
    ended_on: date | None = None
    started: bool = True

    def covers(self, day: date) -> bool:
        return self.first_on <= day and (self.ended_on is None or day <= self.ended_on)


Steps = dict[str, list[Running]]


def plan(rows: Sequence[Row], desk: Desk, reader: Reader, key: bytes, now: datetime) -> None:
    """Say of each row what it would become; nothing is stored. Blocks."""
    hers = desk.labelled(reader, {row.cells["label"] for row in rows})
    steps = {one.pathway_id: list(_known(one)) for found in hers.values() for one in found}
    seen: set[str] = set()
    for row in rows:
        found = hers.get(as_sought(row.cells["label"]), [])
        if len(found) != 1 and row.cells["label"]:
            row.refuse({"label": TWO_LABELS if found else NO_LABEL})
        if not row.state:
            _recognise(row, found[0], seen, reader.provider_id, key)
    for row in (each for each in rows if each.type == "StepStarted"):
        _begin(row, steps)
    for row in rows:
        if not row.state:
            _admit(row, steps, reader, now)


def settle(rows: Iterable[Row], receipts: Iterable[Receipt]) -> None:
    """What became of the rows that were ready, in their order."""
    for row, receipt in zip((each for each in rows if each.state == "ready"), receipts, strict=True):
        if receipt.errors:
            row.refuse(words.wrong(receipt.errors))
        else:
            row.state = "stored" if receipt.status == "accepted" else "there"


def look(rows: Sequence[Row], desk: Desk, reader: Reader) -> None:
    """Say of what is stored whether it counts. Blocks."""
    held = {row.event_id: row for row in rows if row.state in ("stored", "there")}
    for found in desk.labelled(reader, {row.cells["label"] for row in held.values()}).values():
        for work, given in ((one.work, each) for one in found for each in one.work.given):
            if given.event_id in held and (aside := work.why_aside(given)):
                held[given.event_id].aside = words.why(aside)


def _recognise(row: Row, hers: Hers, seen: set[str], provider_id: str, key: bytes) -> None:
    row.pathway_id = hers.pathway_id
    row.event_id = _id(row, provider_id, key)
    if row.event_id in seen:
        return row.refuse({"": SAME_ABOVE})
    seen.add(row.event_id)
    if any(each.event_id == row.event_id for each in hers.work.given):
        row.state = "there"
    return None


def _id(row: Row, provider_id: str, key: bytes) -> str:
    """Follows from who gives the row and what it says; keyed, so that nobody finds rows by computing ids."""
    said = orjson.dumps([provider_id, row.pathway_id, *(row.fields.get(name, "") for name in SAID)])
    return str(UUID(bytes=blake2b(said, key=key, digest_size=16, person=b"sheet").digest(), version=5))


def _known(one: Hers) -> Iterable[Running]:
    for step in one.work.steps.values():
        yield Running(step.step_id, step.dimension, step.first_on, step.ended_on, step.started_on is not None)


def _begin(row: Row, steps: Steps) -> None:
    """A step that a row starts is known to all rows; a planned one of the kind is the one that starts."""
    if row.state in ("refused", "there"):
        return
    known, said = steps[row.pathway_id], row.fields
    planned = [each for each in known if not each.started and each.dimension == said.get("dimension")]
    if not said.get("step_id"):
        said["step_id"] = planned[0].step_id if len(planned) == 1 else f"s-{row.event_id[:6]}"
    named = [each for each in known if each.step_id == said["step_id"]]
    if not said.get("dimension") and named:
        said["dimension"] = named[0].dimension
    if not said.get("dimension"):
        return row.refuse({"dimension": words.PROBLEMS["missing"]})
    return known.append(Running(said["step_id"], said["dimension"], date.fromisoformat(said["occurred_on"])))


def _admit(row: Row, steps: Steps, reader: Reader, now: datetime) -> None:
    if row.type == "NeedIdentified":
        wrong = _need(row)
    else:
        wrong = {} if row.type == "StepStarted" else _step(row, steps[row.pathway_id])
    if wrong:
        return row.refuse(wrong)
    admitted = _admitted(row, reader, now)
    if isinstance(admitted, Draft) and admitted.problem and admitted.problem.path == "lateness_reason":
        row.fields["lateness_reason"] = BATCH
        admitted = _admitted(row, reader, now)
    if isinstance(admitted, Receipt):
        return row.refuse(words.wrong(admitted.errors))
    if admitted.problem:
        return row.refuse(words.wrong([admitted.problem]))
    row.draft, row.state = admitted, "ready"
    return None


def _admitted(row: Row, reader: Reader, now: datetime) -> Draft | Receipt:
    posted = event({**row.fields, "event_id": row.event_id}, row.pathway_id)
    return admit_parsed(posted, orjson.dumps(posted), "intake", reader, now)


def _need(row: Row) -> Mapping[str, str]:
    if row.fields.get("step_id"):
        return {"step_id": NOT_HERE}
    if not row.fields.get("dimension"):
        return {"dimension": words.PROBLEMS["missing"]}
    row.fields["need_id"] = f"n-{row.event_id[:6]}"
    return {}


def _step(row: Row, known: Sequence[Running]) -> Mapping[str, str]:
    """Which step a row is about: the one it names, or the only one of its kind on that day."""
    name, kind, day = (
        row.fields.get("step_id"),
        row.fields.get("dimension"),
        date.fromisoformat(row.fields["occurred_on"]),
    )
    if name:
        fit = [each for each in known if each.step_id == name][-1:]
    else:
        of_kind = [each for each in known if each.dimension == kind]
        fit = (
            [each for each in of_kind if each.covers(day)] or [each for each in of_kind if not each.ended_on] or of_kind
        )
    if not fit:
        return {"step_id" if name else "dimension": NO_STEP}
    if len({each.step_id for each in fit}) > 1:
        return {"step_id": TWO_STEPS}
    if kind and fit[0].dimension != kind:
        return {"dimension": OTHER_KIND}
    row.fields |= {"step_id": fit[0].step_id, "dimension": fit[0].dimension}
    return {}
