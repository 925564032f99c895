"""Days on which something is due; a written date beats any rule."""

from services.pathway.domain.state import Pathway
from shared.contracts import DeadlineExtended, DeadlineMet, DeadlineSet
from shared.facts import Event
from shared.folding.rules import Rules
from shared.folding.things import Deadline


def put(pathway: Pathway, event: Event, fact: DeadlineSet) -> str | None:
    key = (event.pathway_id, fact.deadline_id)
    if key in pathway.deadlines:
        return "deadline_already_set"
    pathway.deadlines[key] = Deadline(fact.deadline_id, fact.rule, fact.due_on)
    return None


def extended(pathway: Pathway, event: Event, fact: DeadlineExtended) -> str | None:
    deadline = pathway.deadlines.find(event.pathway_id, fact.deadline_id)
    if deadline is None or deadline.met:
        return _missing(deadline)
    if fact.due_on <= deadline.due_on:
        pathway.warn(event, "deadline_not_later")
    deadline.due_on = fact.due_on
    return None


def met(pathway: Pathway, event: Event, fact: DeadlineMet) -> str | None:
    deadline = pathway.deadlines.find(event.pathway_id, fact.deadline_id)
    if deadline is None or deadline.met:
        return _missing(deadline)
    deadline.met = True
    return None


def _missing(deadline: Deadline | None) -> str:
    return "deadline_unknown" if deadline is None else "deadline_not_open"


EVOLVE: Rules = {DeadlineSet: put, DeadlineExtended: extended, DeadlineMet: met}
