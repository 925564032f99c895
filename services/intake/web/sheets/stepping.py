"""Which step a row is about: the one that it starts, the one that it names, or the only one of its kind that day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from services.intake.application import Hers
from services.intake.web import words
from services.intake.web.sheets.rows import Row
from shared.languages import sentence

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


def known(hers: Hers) -> Iterable[Running]:
    """The steps of one's own organisation with her."""
    for step in hers.work.steps.values():
        yield Running(step.step_id, step.dimension, step.first_on, step.ended_on, step.started_on is not None)


def begin(row: Row, steps: list[Running]) -> None:
    """Name the step that a row starts, a planned one if there is one alone; all rows know it from then on."""
    said = row.fields
    planned = [each for each in steps if not each.started and each.dimension == said["dimension"]]
    if not said["step_id"]:
        said["step_id"] = planned[0].step_id if len(planned) == 1 else f"s-{row.event_id[:6]}"
    named = next((each.dimension for each in steps if each.step_id == said["step_id"]), "")
    if not (dimension := said["dimension"] or named):
        return row.refuse({"dimension": words.PROBLEMS["missing"]})
    said["dimension"] = dimension
    return steps.append(Running(said["step_id"], dimension, date.fromisoformat(said["occurred_on"])))


def find(row: Row, steps: Sequence[Running]) -> Mapping[str, str]:
    """Name the step that a row is about; or what is wrong, by column."""
    name, kind = row.fields["step_id"], row.fields["dimension"]
    fit = [each for each in steps if each.step_id == name][-1:] if name else likely(row, steps)
    if not fit:
        return {"step_id" if name else "dimension": NO_STEP}
    if len({each.step_id for each in fit}) > 1:
        return {"step_id": TWO_STEPS}
    if kind and fit[0].dimension != kind:
        return {"dimension": OTHER_KIND}
    row.fields |= {"step_id": fit[0].step_id, "dimension": fit[0].dimension}
    return {}


def likely(row: Row, steps: Sequence[Running]) -> list[Running]:
    """Of the kind that a row says: those of its day, else those that go on, else all."""
    day = date.fromisoformat(row.fields["occurred_on"])
    of_kind = [each for each in steps if each.dimension == row.fields["dimension"]]
    then = [each for each in of_kind if each.covers(day)]
    return then or [each for each in of_kind if not each.ended_on] or of_kind
