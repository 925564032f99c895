"""The policies of access against a table that was written apart from them; the oracle is `matrix.py`.

Every policy is also taken away, every condition turned round and every listed value left out: the table must see it.
"""

import json
import os
from collections.abc import Iterator
from copy import deepcopy
from itertools import islice
from random import Random
from typing import Any

import cedarpy
import pytest

from deploy.policies import load, texts
from shared.errors import PoliciesUnfit
from shared.policies import Asked, Policies, request, unfit
from tests.deploy import matrix
from tests.deploy.matrix import FLAGS, LEVELS, ROLES, Operation, Row

SOAK = os.environ.get("ARIADNA_SOAK") == "1"
TOGETHER = 60
RARE = 40_000


def asked(question: Row | Operation) -> list[Asked]:
    """A question as the policies are asked: of a row, level by level, and for figures."""
    said: dict[str, str | bool] = {"relationship": question.relationship, "shut_out": "shut_out" in question.so}
    if isinstance(question, Operation):
        return [Asked(question.role, question.operation, "Pathway", "pathway", tuple(sorted(said.items())))]
    said |= {flag: flag in question.so for flag in FLAGS}
    facts = tuple(sorted(said.items()))
    return [Asked(question.role, action, "Category", question.category, facts) for action in (*LEVELS, "figure")]


def expected(question: Row | Operation) -> Any:
    if isinstance(question, Operation):
        return matrix.permitted(question)
    return matrix.shown(question), matrix.figured(question)


def told(question: Row | Operation, allowed: list[bool]) -> Any:
    """What answers mean: the most of a row that is shown, and whether figures tell of it."""
    if isinstance(question, Operation):
        return allowed[0]
    return next((level for level, may in zip(LEVELS, allowed, strict=False) if may), None), allowed[-1]


def cases(seed: int) -> list[Row | Operation]:
    """All operations, and 3,000 rows of which up to three things are so; in the full form all eight, and every row."""
    found = [*matrix.rows(8 if SOAK else 3)]
    Random(seed).shuffle(found)
    return [*matrix.operations(), *(found if SOAK else found[:3_000])]


@pytest.mark.promise("A1")
def test_the_policies_permit_what_the_table_says_and_nothing_else(seed, tally):
    questions = cases(seed)
    policies = load()
    wrong = [
        (question, expected(question))
        for question in questions
        if told(question, [policies.allows(each) for each in asked(question)]) != expected(question)
    ]
    assert wrong == []
    tally(f"seed {seed}", cases=len(questions), differences=len(wrong))


@pytest.mark.parametrize("role", ROLES)
def test_roles_without_any_business_with_her_are_told_so(role):
    assert load().allows(Asked(role, "ask", "Network", "network")) == (role in matrix.ASKS)


def flipped() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each policy taken away; each condition turned round; in the full form each listed value left out."""
    whole = json.loads(cedarpy.policies_to_json_str(texts().policies))
    for key, policy in whole["staticPolicies"].items():
        name = policy["annotations"]["id"]
        yield f"{name} removed", _without(whole, key)
        for number, condition in enumerate(policy["conditions"]):
            changed = deepcopy(whole)
            kind = "unless" if condition["kind"] == "when" else "when"
            changed["staticPolicies"][key]["conditions"][number]["kind"] = kind
            yield f"{name} condition {number} turned", changed
            for place, values in enumerate(_lists(condition) if SOAK else ()):
                for left_out in range(len(values)):
                    changed = deepcopy(whole)
                    _lists(changed["staticPolicies"][key]["conditions"][number])[place].pop(left_out)
                    yield f"{name} condition {number} without value {left_out}", changed


def _without(whole: dict[str, Any], key: str) -> dict[str, Any]:
    return {**whole, "staticPolicies": {name: each for name, each in whole["staticPolicies"].items() if name != key}}


def _lists(node: Any) -> list[list[Any]]:
    """The sets that are written in an expression."""
    if isinstance(node, list):
        return [found for each in node for found in _lists(each)]
    if not isinstance(node, dict):
        return []
    return [node["Set"], *_lists(node["Set"])] if "Set" in node else _lists(list(node.values()))


def differs(policies: cedarpy.PolicySet, roles: cedarpy.Entities, questions: list[Row | Operation]) -> bool:
    """Whether any of these questions is answered otherwise than the table says."""
    remaining = iter(questions)
    while some := list(islice(remaining, TOGETHER)):
        several = [asked(question) for question in some]
        requests = [request(each) for one in several for each in one]
        answers = iter(cedarpy.is_authorized_batch(requests, policies, roles))
        for question, one in zip(some, several, strict=True):
            if told(question, [next(answers).allowed for _ in one]) != expected(question):
                return True
    return False


@pytest.mark.promise("A1")
def test_no_line_of_the_policies_can_be_flipped_without_the_table_seeing_it(seed, tally):
    roles = cedarpy.Entities.from_json_str(texts().roles)
    questions = [*matrix.operations(), *matrix.rows(2)]
    random = Random(seed)
    random.shuffle(questions)
    unseen, tried = [], 0
    for what, changed in flipped():
        tried += 1
        policies = cedarpy.PolicySet.from_json_str(json.dumps(changed))
        name = what.split()[0]
        if not differs(policies, roles, _likely(name, questions)) and not differs(policies, roles, questions):
            unseen.append(what)
    assert unseen == []
    tally(f"seed {seed}", flipped=tried, unseen=len(unseen))


def _likely(name: str, questions: list[Row | Operation]) -> list[Row | Operation]:
    """Those of the role that a policy is named for first: a flip that is seen is seen sooner."""
    who = next((role for role in ROLES if role.replace("_", "-") in name), None)
    return [each for each in questions if who is None or each.role == who][:RARE]


def test_policies_that_break_their_schema_are_refused_by_their_name():
    wrong = texts()._replace(policies='@id("odd")\npermit (principal, action == Action::"full", resource) when { 1 };')
    assert [problem.split(":")[0] for problem in unfit(wrong)] == ["odd"]
    with pytest.raises(PoliciesUnfit):
        Policies(wrong)
    assert unfit(texts()._replace(policies="permit (")) != []
    assert unfit(texts()) == []


def test_the_version_changes_with_each_file():
    one = texts()
    changed = [one._replace(**{name: f"{text} "}).version for name, text in one._asdict().items()]
    assert len({one.version, *changed}) == 4
    assert load().version == one.version


def test_every_policy_says_what_it_is_for():
    for policy in json.loads(cedarpy.policies_to_json_str(texts().policies))["staticPolicies"].values():
        assert policy["annotations"].keys() == {"id", "says"}
