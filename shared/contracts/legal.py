"""Her papers: procedures, decisions and the dates that must not be missed."""

from typing import ClassVar

from shared.contracts.codes import LegalDecision, LegalProcedure
from shared.facts import Code, Day, Fact, Ref


class LegalProcedureStarted(Fact):
    """A legal procedure of hers began."""

    procedure: LegalProcedure
    lodged_on: Day | None = None

    door = "intake"
    stream = "pathway"
    posted_by = "referent, lawyer role"
    condition = "C2; no file numbers"
    example: ClassVar = {"procedure": "it_asylum", "lodged_on": "2025-11-04"}


class LegalDecisionRecorded(Fact):
    """A legal procedure was decided."""

    procedure: LegalProcedure
    decision: LegalDecision
    valid_until: Day | None = None

    door = "intake"
    stream = "pathway"
    posted_by = "same"
    condition = "no grounds text"
    example: ClassVar = {
        "procedure": "es_permit_personal_situation",
        "decision": "granted",
        "valid_until": "2031-06-15",
    }


class DeadlineSet(Fact):
    """Something is due on a day, by a written act or by a rule."""

    deadline_id: Ref
    rule: Code
    due_on: Day

    door = "intake"
    stream = "pathway"
    posted_by = "same, policy"
    condition = "written date beats rule"
    example: ClassVar = {"deadline_id": "dW", "rule": "IT-ASYLUM-WORK-60", "due_on": "2026-01-03"}


class DeadlineExtended(Fact):
    """A deadline has a new day."""

    deadline_id: Ref
    due_on: Day

    door = "intake"
    stream = "pathway"
    posted_by = "same"
    condition = "later than before"
    example: ClassVar = {"deadline_id": "d1", "due_on": "2026-08-09"}


class DeadlineMet(Fact):
    """What was due was done."""

    deadline_id: Ref

    door = "intake"
    stream = "pathway"
    posted_by = "same"
    condition = "open"
    example: ClassVar = {"deadline_id": "d1"}


class DeadlineMissed(Fact):
    """A day passed on which something was due."""

    deadline_id: Ref

    door = "policy"
    stream = "pathway"
    posted_by = "policy"
    condition = "due_on < today and open; a notice only: the fold derives it from dates"
    example: ClassVar = {"deadline_id": "d1"}
