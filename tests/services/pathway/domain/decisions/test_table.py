"""Every decision has its rule, and no rule is of anything else."""

import msgspec
import pytest

from services.pathway.domain.decisions import FREE, REASONS, RULES, WHILE_OPEN
from services.pathway.domain.decisions.case import so
from shared.contracts import FACTS
from tests.services.pathway.domain.deciding import standing
from tests.services.pathway.domain.facts import opened
from tests.services.pathway.domain.given import said

DECISIONS = {fact for fact in FACTS.values() if fact.door == "pathway"}


def forgotten(rules=RULES, free=FREE):
    return DECISIONS ^ (set(rules) | free)


def test_every_type_of_the_door_has_a_rule_or_is_said_to_need_none():
    assert forgotten() == set()
    assert not set(RULES) & FREE
    assert WHILE_OPEN <= DECISIONS


def test_a_forgotten_one_would_be_noticed():
    some = next(iter(RULES))
    assert forgotten({kind: rule for kind, rule in RULES.items() if kind is not some}) == {some}


@pytest.mark.parametrize("code", REASONS)
def test_a_reason_is_told_without_any_content(code):
    problem = so(code, "data.step_id")
    assert (problem.status, problem.code, problem.message) == (409, code, REASONS[code])


@pytest.mark.parametrize("kind", sorted(FREE, key=repr))
def test_of_the_others_nothing_is_asked(kind):
    standing(opened(1)).takes(said(msgspec.convert(dict(kind.example), kind), 5))
