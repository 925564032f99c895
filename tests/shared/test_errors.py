import json
from http import HTTPStatus
from itertools import pairwise

import pytest

from shared import errors
from shared.errors import (
    AriadnaError,
    Busy,
    NotReady,
    NotSignedIn,
    NotWellFormed,
    Problem,
    Refusal,
    problem_details,
)


def every(kind: type[AriadnaError] = AriadnaError) -> list[type[AriadnaError]]:
    children = [child for child in kind.__subclasses__() if child.__module__ == errors.__name__]
    return [kind, *(below for child in children for below in every(child))]


REFUSALS = [kind for kind in every(Refusal) if issubclass(kind, Refusal)]


def test_the_tree_in_the_docstring_is_the_tree_there_is():
    drawn = [line for line in (errors.__doc__ or "").splitlines() if line.startswith("    ")]
    depth = {line.strip("│├└─ ").split()[0]: len(line) - len(line.lstrip("│├└─ ")) for line in drawn}
    assert set(depth) == {kind.__name__ for kind in every()}
    for kind in every():
        parents = [depth[parent.__name__] for parent in kind.__mro__[1:] if issubclass(parent, AriadnaError)]
        assert all(below > above for below, above in pairwise([depth[kind.__name__], *parents]))


def test_the_status_drawn_beside_a_refusal_is_its_status():
    drawn = {words[0]: words[1] for words in map(words_of, (errors.__doc__ or "").splitlines()) if len(words) > 1}
    for kind in REFUSALS[1:]:
        assert drawn[kind.__name__] == str(kind.status)


def words_of(line: str) -> list[str]:
    return line.strip("│├└─ ").split()


@pytest.mark.parametrize("kind", REFUSALS)
def test_every_refusal_has_a_true_status_and_a_title(kind):
    assert 400 <= HTTPStatus(kind.status) < 600
    assert kind.__doc__
    assert kind.__doc__ != Refusal.__doc__ or kind is Refusal


def test_no_two_refusals_share_a_code():
    codes = [kind.code for kind in REFUSALS]
    assert len(codes) == len(set(codes))


def test_a_refusal_is_answered_as_problem_details():
    problem = Problem("data.reason", "not_in_list", "not one of the list")
    assert problem_details(NotWellFormed(problem), instance="/problems/42") == {
        "type": "/problems/not_well_formed",
        "title": "What was sent is not well formed; `errors` says where",
        "status": 422,
        "instance": "/problems/42",
        "errors": [{"path": "data.reason", "code": "not_in_list", "message": "not one of the list"}],
    }


def test_members_that_say_nothing_are_left_out():
    assert problem_details(NotReady()) == {
        "type": "/problems/not_ready",
        "title": "This can't be served for the moment",
        "status": 503,
    }


def test_problem_details_can_be_written_as_json():
    for refusal in (NotReady(), NotSignedIn()):
        assert json.loads(json.dumps(problem_details(refusal)))["status"] == refusal.status


def test_who_is_not_signed_in_is_told_how_to():
    assert NotSignedIn.headers["WWW-Authenticate"].startswith("Bearer ")


def test_whoever_is_to_come_back_is_told_when():
    for kind in [kind for kind in REFUSALS if kind.status in (429, 503)]:
        assert int(kind.headers["Retry-After"]) > 0
    assert {Busy, NotReady} <= {kind for kind in REFUSALS if "Retry-After" in kind.headers}


def test_an_error_is_written_by_its_title_alone():
    class SomethingIsSo(Refusal):
        """Something is so.

        More of it.
        """

    assert str(SomethingIsSo(Problem("a", "b", "c"))) == "Something is so"
