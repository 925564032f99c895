"""The continuity code: what is mistyped is caught before anything is looked up, what is forgiven is forgiven."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.pathway.domain.codes import BITS, LENGTH, SYMBOLS, asks_by_code, grouped, spelled, understood
from shared import contracts
from tests.services.pathway.domain import given as histories
from tests.services.pathway.domain.facts import opened
from tests.services.pathway.domain.given import FAR, PSI, said

codes = st.integers(0, 2**BITS - 1).map(spelled).filter(bool)
places = st.integers(0, LENGTH)


@given(codes)
def test_a_code_is_understood_however_it_is_written(code):
    said = grouped(code).lower().replace("0", "o").replace("1", "l")
    assert {understood(one) for one in (code, grouped(code), said, f" {code[:5]} {code[5:]} ")} == {code}


@given(codes, places, st.sampled_from(SYMBOLS))
def test_one_mistyped_character_is_caught(code, place, symbol):
    assume(code[place] != symbol)
    assert understood(code[:place] + symbol + code[place + 1 :]) is None


@given(codes, st.integers(0, LENGTH - 1))
def test_two_neighbours_swapped_are_caught(code, place):
    assume(code[place] != code[place + 1])
    assert understood(code[:place] + code[place + 1] + code[place] + code[place + 2 :]) is None


@given(codes, places)
def test_a_character_left_out_or_doubled_is_caught(code, place):
    assert understood(code[:place] + code[place + 1 :]) is None
    assert understood(code[:place] + code[place] + code[place:]) is None


def test_what_is_no_code_at_all_is_caught():
    assert {understood(text) for text in ("", "hmac:4b1d90c2", "*" * 13, "U" * 13, "ÄÖÜß" * 3)} == {None}


def test_a_number_whose_check_is_no_plain_symbol_makes_no_code():
    assert [spelled(number) is None for number in (0, 31, 32, 36, 37)] == [False, False, True, True, False]


def issued(on):
    return said(contracts.ContinuityCodeIssued(code_hash="hmac:0"), on)


def presented(on, by=PSI):
    return said(contracts.ContinuityCodePresented(code="hmac:0"), on, by)


@pytest.mark.parametrize(
    ("facts", "asks"),
    [
        ((), False),
        ((issued(2),), False),
        ((presented(3),), False),
        ((issued(2), presented(3)), True),
        ((issued(2), presented(3, FAR)), False),
        ((issued(2), presented(3), issued(4)), False),
        ((issued(2), presented(3), issued(4), presented(5)), True),
    ],
)
def test_who_presents_her_code_asks_until_she_has_another(facts, asks):
    assert asks_by_code(histories.given(opened(1), *facts).at(20), PSI) is asks
