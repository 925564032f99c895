"""A program that is missing is never passed over in silence."""

import pytest

from tests.tools import tool


def test_a_missing_program_is_said_to_be_left_out(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="LEFT OUT: made-up-program"):
        tool("made-up-program")


def test_in_ci_a_missing_program_is_a_failure(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="LEFT OUT: made-up-program"):
        tool("made-up-program")
