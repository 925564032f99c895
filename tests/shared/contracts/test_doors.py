"""Which door an event goes through."""

from typing import get_args

import pytest

from shared.contracts import FACTS, STEP_TYPES, WORK_DIMENSIONS, Dimension, door_of

ELSEWHERE = sorted(set(get_args(Dimension)) - WORK_DIMENSIONS)


@pytest.mark.parametrize("name", sorted(STEP_TYPES))
@pytest.mark.parametrize("dimension", sorted(WORK_DIMENSIONS))
def test_steps_and_sessions_of_work_go_through_employment(name, dimension):
    assert door_of(name, {"dimension": dimension}) == "employment"


@pytest.mark.parametrize("name", sorted(STEP_TYPES))
@pytest.mark.parametrize("dimension", [*ELSEWHERE, None, ["job_placement"], {}])
def test_every_other_step_goes_through_intake(name, dimension):
    assert door_of(name, {"dimension": dimension}) == door_of(name, {}) == "intake"


@pytest.mark.parametrize("name", sorted(set(FACTS) - STEP_TYPES))
def test_a_need_of_work_and_whatever_is_no_step_keep_the_door_of_their_type(name):
    assert door_of(name, {"dimension": "job_placement"}) == FACTS[name].door


def test_the_steps_are_eight():
    assert len(STEP_TYPES) == 8
    assert all(name.startswith("Step") or name == "SessionRecorded" for name in STEP_TYPES)
