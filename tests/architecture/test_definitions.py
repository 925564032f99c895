"""docs/definitions.md says what the code does: its worked example is folded, and it leaves out no reason or code."""

import json
import re
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import get_args

from services.pathway import lists
from services.pathway.domain import fold, policies, views
from shared.contracts import FACTS
from shared.contracts.codes import EscalationLevel
from shared.contracts.problems import MESSAGES
from shared.contracts.public import fact_of
from shared.facts import Event

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/definitions.md").read_text()
REASON = re.compile(
    r'"((?:no|not|target|window)_[a-z_]+|[a-z]+_not_[a-z_]+|providers_same'
    r'|[a-z_]+_(?:unknown|already_[a-z]+|open|closed|ended))"'
)
PATHWAY, AS_OF = "00000000-0000-4000-8000-00000000000a", date(2026, 4, 15)


def block(name):
    return json.loads(re.search(rf"```json {name}\n(.*?)```", TEXT, re.DOTALL)[1])


def event(row):
    day = date.fromisoformat(row["on"])
    return Event(
        event_id=row["event_id"],
        type=row["type"],
        pathway_id=PATHWAY,
        provider_id=row.get("by", "BCN-FAR"),
        actor="st_1",
        role="worker",
        occurred_on=day,
        recorded_at=datetime.combine(day, time(12), UTC),
        fact=fact_of(row["type"], row["data"]),
    )


def folded(*corrections, known_at=None):
    return views(fold(PATHWAY, [event(row) for row in [*block("worked"), *corrections]], AS_OF, known_at))


def causes(found):
    return found["continuity"]["language_training"]["causes"]


def test_the_worked_example_has_the_figures_that_it_says():
    figures = block("figures")
    assert {name: value for name, value in folded().items() if name in figures} == figures


def test_the_worked_correction_holds_from_when_it_was_known():
    correction = block("correction")
    assert causes(folded(correction)) == {"funding_ended": 8}
    assert causes(folded(correction, known_at=datetime(2026, 4, 15, 23, 59, tzinfo=UTC))) == {"funding_ended": 12}


def test_the_other_correction_does_what_the_text_says_of_it():
    other = block("correction")
    other["data"]["changes"]["occurred_on"] = "2026-03-28"
    found = folded(other)
    assert causes(found) == {"provider_closed": 5}
    assert found["set_aside"] == [{"event_id": "e4", "reason": "step_ended"}]


FOLDING = ("services/pathway/domain", "services/employment/domain", "shared/folding")


def test_every_reason_of_the_fold_is_defined():
    folding = [path for folder in FOLDING for path in sorted((ROOT / folder).glob("*.py"))]
    sources = "".join(path.read_text() for path in folding)
    reasons = set(REASON.findall(sources)) - policies_say()
    assert len(reasons) > 50
    assert undefined(reasons) == []


def test_every_list_notice_and_code_is_defined():
    assert undefined(lists.LISTS) == []
    assert undefined(policies_say()) == []
    assert undefined(MESSAGES) == []


def test_the_types_that_are_named_are_in_the_language():
    named = set(re.findall(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)+)`", TEXT))
    assert len(named) > 50
    assert named - FACTS.keys() == set()


def test_what_is_not_defined_is_seen():
    assert undefined({"step_unknown", "step_unheard_of"}) == ["step_unheard_of"]


def policies_say():
    """What the policies ask is called."""
    sources = "".join(path.read_text() for path in Path(policies.__file__).parent.glob("*.py"))
    said = set(re.findall(r'(?:Ask\(\s*"[\w-]+",\s*|_known\(|add\(\()"(\w+)"', sources))
    levels = get_args(EscalationLevel)
    return said | {f"{name}{level}" for name in re.findall(r'f"(\w+)\{level\}"', sources) for level in levels}


def undefined(names):
    return sorted(name for name in names if f"`{name}`" not in TEXT)
