"""What travels from the pathway to notifications: named in full, and posted by nobody."""

import ast
from pathlib import Path

import services.pathway.domain.policies
from shared.contracts import FACTS
from shared.contracts.feed import FEED, WHATS

POLICIES = Path(services.pathway.domain.policies.__file__).parent
NAMED = {"Ask": 1, "_known": 0}  # where each of these takes what is asked


def asked():
    """What the policies ask, as their source says it; of a text with a gap what stands before it."""
    for path in (*POLICIES.glob("*.py"), POLICIES.parents[1] / "erasing.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMED:
                match node.args[NAMED[node.func.id]]:
                    case ast.Constant(value=str(what)):
                        yield what
                    case ast.JoinedStr(values=[ast.Constant(value=start), *_]):
                        yield start
            if isinstance(node, ast.Constant) and str(node.value).endswith("_corrected"):
                yield node.value


def test_everything_that_a_policy_asks_is_named_and_nothing_else():
    found = set(asked())
    assert len(found) > 30
    assert all(any(what.startswith(start) for what in WHATS) for start in found), found
    assert all(any(what.startswith(start) for start in found) for what in WHATS), WHATS


def test_no_door_takes_in_a_fact_of_the_feed():
    assert not FEED.keys() & FACTS.keys()
    assert all(fact.local for fact in FEED.values())
