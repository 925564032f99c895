"""What the rows of a sheet become: of whom each is, and the event it makes, the same one every time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final
from uuid import UUID

import orjson

from services.intake.application import Desk, Hers, as_sought
from services.intake.domain.own_work import OwnWork, fold
from services.intake.web import words
from services.intake.web.recording import event
from services.intake.web.sheets import stepping
from services.intake.web.sheets.rows import BATCH, NOT_HERE, Row
from shared.access import Reader
from shared.clocks import civil_day
from shared.door.admission import admit_parsed
from shared.facts import Event
from shared.languages import sentence
from shared.store.entries import Draft, Receipt
from shared.store.sealed import FORMAT, Header, event_from, micros

SAID: Final = ("type", "occurred_on", "dimension", "step_id", "outcome", "reason", "voiced_by", "format", "minutes")
"""What makes two rows about one woman the same; why one comes late is not of it."""
NO_LABEL: Final = sentence("No pathway that you may record in has this label.")
TWO_LABELS: Final = sentence("Two pathways have this label. Record it from the pathway itself.")
SAME_ABOVE: Final = sentence("A row above says the same.")
SAME_DAY: Final = sentence("A session of this day is there already. Record another only if there were two.")


def plan(rows: Sequence[Row], desk: Desk, reader: Reader, key: bytes, now: datetime) -> None:
    """Say of each row what it would become; nothing is stored. Blocks."""
    hers = desk.labelled(reader, {row.cells["label"] for row in rows})
    seen: set[str] = set()
    for row in rows:
        found = hers.get(as_sought(row.cells["label"]), [])
        if len(found) != 1 and row.cells["label"]:
            row.refuse({"label": TWO_LABELS if found else NO_LABEL})
        if not row.state:
            _recognise(row, found[0], seen, reader.provider_id, key)
    for one in (each for found in hers.values() for each in found):
        its = [row for row in rows if row.pathway_id == one.pathway_id and not row.state]
        _admit_all(its, one, reader, now)
        _foresee([row for row in its if row.state == "ready"], one, reader, now)


def settle(rows: Iterable[Row], receipts: Iterable[Receipt]) -> None:
    """What became of the rows that were ready, in their order."""
    for row, receipt in zip((each for each in rows if each.state == "ready"), receipts, strict=True):
        row.aside = row.note = ""
        if receipt.errors:
            row.refuse(words.wrong(receipt.errors))
        else:
            row.state = "stored" if receipt.status == "accepted" else "there"


def look(rows: Sequence[Row], desk: Desk, reader: Reader) -> None:
    """Say of what is stored whether it counts. Blocks."""
    held = [row for row in rows if row.state in ("stored", "there")]
    for found in desk.labelled(reader, {row.cells["label"] for row in held}).values():
        for one in found:
            _judge([row for row in held if row.pathway_id == one.pathway_id], one.work)


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
    said = orjson.dumps([provider_id, row.pathway_id, *(row.fields[name] for name in SAID)])
    return str(UUID(bytes=blake2b(said, key=key, digest_size=16, person=b"sheet").digest(), version=5))


def _admit_all(rows: Sequence[Row], hers: Hers, reader: Reader, now: datetime) -> None:
    steps = list(stepping.known(hers))
    for row in rows:
        if row.type == "StepStarted":
            stepping.begin(row, steps)
    for row in rows:
        if not row.state:
            _admit(row, steps, reader, now)


def _admit(row: Row, steps: Sequence[stepping.Running], reader: Reader, now: datetime) -> None:
    if row.type == "NeedIdentified":
        wrong = _need(row)
    else:
        wrong = {} if row.type == "StepStarted" else stepping.find(row, steps)
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
    if row.fields["step_id"]:
        return {"step_id": NOT_HERE}
    if not row.fields["dimension"]:
        return {"dimension": words.PROBLEMS["missing"]}
    row.fields["need_id"] = f"n-{row.event_id[:6]}"
    return {}


def _foresee(rows: Sequence[Row], hers: Hers, reader: Reader, now: datetime) -> None:
    """Say of rows that are ready whether they would count with all the others, and what is there of the same day."""
    events = [_as_event(row.draft, hers.pathway_id, now) for row in rows if row.draft]
    tomorrow = civil_day(now) + timedelta(days=1)
    _judge(rows, fold(hers.pathway_id, [*hers.work.given, *events], reader.provider_id, tomorrow))
    before = {(each.occurred_on, step_id) for (_, step_id), held in hers.work.meetings.items() for each in held}
    for row in rows:
        if row.type == "SessionRecorded" and (row.on, row.fields["step_id"]) in before:
            row.note = SAME_DAY


def _judge(rows: Sequence[Row], work: OwnWork) -> None:
    of = {row.event_id: row for row in rows}
    for given in work.given:
        if given.event_id in of and (aside := work.why_aside(given)):
            of[given.event_id].aside = words.why(aside)


def _as_event(draft: Draft, pathway_id: str, now: datetime) -> Event:
    header = Header(FORMAT, draft.flags, 0, draft.stream, draft.event_id, b"", micros(now), b"")
    return event_from(header, draft.body, pathway_id)
