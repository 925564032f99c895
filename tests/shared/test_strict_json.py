import json
import sys
import time
from contextlib import suppress

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.errors import problem_details
from shared.strict_json import DEEPEST, HIGHEST, LOWEST, Malformed, loads

EVENT = {
    "event_id": "01890a5d-ac96-774b-bcce-b302099a8057",
    "type": "SessionRecorded",
    "schema_version": 1,
    "pathway_id": "0b5f7f7e-7d0f-4e3c-9a65-8ed1d2c1a111",
    "occurred_on": "2026-05-22",
    "lateness_reason": "batch_entry",
    "data": {
        "step_id": "P2",
        "dimension": "psychological_therapy",
        "format": "individual",
        "attendance": "attended",
        "minutes": 50,
        "interpreter_missing": False,
    },
}
KEYS = st.text(st.sampled_from('a:b"\\é{['), max_size=3)
STRINGS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8) | st.sampled_from(
    [":", '":"', "e+19", "[[[[", "{{{{", "\\u0000", "\\\\u0000", "u003a"]
)
SCALARS = st.none() | st.booleans() | st.integers(LOWEST, HIGHEST) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    SCALARS | STRINGS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def refused(raw: bytes, **how: int) -> Malformed:
    with pytest.raises(Malformed) as caught:
        loads(raw, **how)
    return caught.value


def nested(depth: int) -> bytes:
    return b'{"a":[' * (depth // 2) + b"[" * (depth % 2) + b"]" * (depth % 2) + b"]}" * (depth // 2)


def slowly(raw: bytes) -> object:
    """The same rules by the standard library alone, a character at a time where need be."""

    def held(pairs: list[tuple[str, object]]) -> dict[str, object]:
        if len({key for key, _ in pairs}) != len(pairs):
            raise ValueError
        return dict(pairs)

    def whole(digits: str) -> int:
        if not LOWEST <= int(digits) <= HIGHEST:
            raise ValueError
        return int(digits)

    value = json.loads(raw.decode(), object_pairs_hook=held, parse_int=whole, parse_constant=lambda _: whole(""))
    if any(character == "\0" or "\ud800" <= character <= "\udfff" for text in _texts(value) for character in text):
        raise ValueError
    if _depth(value) > DEEPEST:
        raise ValueError
    return value


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for key, held in value.items() for text in [key, *_texts(held)]]
    if isinstance(value, list):
        return [text for held in value for text in _texts(held)]
    return [value] if isinstance(value, str) else []


def _depth(value: object) -> int:
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if held is None else 1 + max(map(_depth, held), default=0)


def written(draw: st.DrawFn, value: object) -> str:
    """A value as some sender would write it: spaces, escapes, and now and then a key twice."""
    space = draw(st.sampled_from(["", " ", "\n"]))
    if isinstance(value, dict):
        pairs = list(value.items())
        if pairs and draw(st.integers(0, 3)) == 0:
            pairs.insert(draw(st.integers(0, len(pairs))), draw(st.sampled_from(pairs)))
        return "{" + ",".join(f"{space}{quoted(draw, key)}{space}:{written(draw, one)}" for key, one in pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(space + written(draw, one) for one in value) + "]"
    if isinstance(value, str):
        return quoted(draw, value)
    if isinstance(value, int) and not isinstance(value, bool) and draw(st.integers(0, 9)) == 0:
        return str(value * 2**40)
    return json.dumps(value)


def quoted(draw: st.DrawFn, text: str) -> str:
    how = draw(st.sampled_from(["plain", "ascii", "all", "nul"]))
    if how in ("plain", "ascii"):
        return json.dumps(text, ensure_ascii=how == "ascii")
    units = text.encode("utf-16-be").hex()
    tail = "\\u0000" if how == "nul" and draw(st.integers(0, 4)) == 0 else ""
    return '"' + "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4)) + tail + '"'


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    return written(draw, draw(VALUES)).encode()


@settings(max_examples=1500)
@given(texts())
@example(b'{"a":1,"a":"\\u003a"}')
@example(b'{"a":{"b":1},"a":":"}')
@example(b'{"a":1,"\\u0061":2}')
@example(b'[18446744073709551616, "e+"]')
def test_it_takes_what_the_slow_way_takes_and_nothing_else(raw):
    try:
        expected = slowly(raw)
    except ValueError:
        refused(raw)
    else:
        assert repr(loads(raw)) == repr(expected)


@settings(max_examples=1500)
@given(st.data())
def test_a_text_damaged_at_random_is_taken_only_if_the_slow_way_takes_it(data):
    raw = bytearray(json.dumps(EVENT).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(raw) - 1))
        raw[place : place + data.draw(st.integers(0, 2))] = data.draw(
            st.sampled_from([b"", b'"', b"\\", b"{", b"]", b"\xff", b"\0", b"1", b"e", b",", b"\\ud800", b"\\u0000"])
        )
    try:
        expected = slowly(bytes(raw))
    except (ValueError, RecursionError):
        refused(bytes(raw))
    else:
        assert repr(loads(bytes(raw))) == repr(expected)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\xef\xbb\xbf{}", "byte_order_mark"),
        (b'{"a":"\xff"}', "not_utf8"),
        (b'"\xed\xa0\x80"', "not_utf8"),
        ('{"a":1}'.encode("utf-16"), "not_utf8"),
        (b'{"a":NaN}', "not_json"),
        (b"[Infinity]", "not_json"),
        (b"[-Infinity]", "not_json"),
        (b"[1e400]", "not_json"),
        (b"{} x", "not_json"),
        (b"{}{}", "not_json"),
        (b"[1,]", "not_json"),
        (b"{'a':1}", "not_json"),
        (b"// a\n{}", "not_json"),
        (b"[01]", "not_json"),
        (b'["a\nb"]', "not_json"),
        (b'["\0"]', "not_json"),
        (b"{}\0", "not_json"),
        (b'["\\ud800"]', "not_json"),
        (b'["\\udc00\\ud800"]', "not_json"),
        (b'{"\\udfff":1}', "not_json"),
        (b'["a\\u0000b"]', "nul_character"),
        (b'{"\\u0000":1}', "nul_character"),
        (b'["\\\\\\u0000"]', "nul_character"),
        (b"[18446744073709551616]", "number_too_large"),
        (b"[-9223372036854775809]", "number_too_large"),
        (b"[" + b"9" * 300 + b"]", "number_too_large"),
        (b'{"a":1,"a":1}', "duplicate_key"),
        (b'{"a":1,"a":2}', "duplicate_key"),
        (b'{"d":{"a":1,"b":2,"a":3}}', "duplicate_key"),
        (b'{"a":1,"\\u0061":2}', "duplicate_key"),
        (b'{"a":"x","a":"\\u003A"}', "duplicate_key"),
        (b'[{"a":1},{"a":1,"a":1}]', "duplicate_key"),
        (nested(DEEPEST + 1), "too_deep"),
        (b"[" * 900 + b"]" * 900, "too_deep"),
        (b"[" * 100_000 + b"]" * 100_000, "too_deep"),
        (b"[" * 250_000, "too_deep"),
    ],
)
def test_what_is_refused_and_by_which_code(raw, code):
    assert refused(raw).code == code


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b"null", None),
        (b' {"a" : [1, -0.5e3]}\r\n', {"a": [1, -500.0]}),
        (b'"\\\\u0000"', "\\u0000"),
        (b'{"a":"\\u003a","b":":"}', {"a": ":", "b": ":"}),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b"18446744073709551615", HIGHEST),
        (b"-9223372036854775808", LOWEST),
        (b"1e20", 1e20),
        (b'[1e+20,"e+20"]', [1e20, "e+20"]),
        (b'{"a":"' + b"[{" * 40 + b'"}', {"a": "[{" * 40}),
        (b"[" + b"[]," * 40 + b"[]]", [[]] * 41),
        (b'{"a":{"a":{"a":1}}}', {"a": {"a": {"a": 1}}}),
    ],
)
def test_what_is_good_is_taken_as_it_stands(raw, value):
    taken = loads(raw)
    assert taken == value
    assert type(taken) is type(value)


def test_the_deepest_that_is_taken():
    assert loads(nested(DEEPEST)) == json.loads(nested(DEEPEST))
    assert refused(nested(4), max_depth=3).code == "too_deep"
    assert loads(nested(4), max_depth=4)


@pytest.mark.parametrize(
    "raw", [b'{"a": "secret" x}', b'{"secret":1,"secret":2}', b'["secret\\u0000"]', b'["secret\xff"]']
)
def test_a_refusal_holds_nothing_of_the_text(raw):
    error = refused(raw)
    assert "secret" not in f"{error!r} {error} {vars(error)} {problem_details(error)}"
    assert error.__context__ is None
    assert error.__cause__ is None


def test_a_refusal_says_where_as_far_as_it_is_known():
    assert refused(b'{"a": x}').offset == 6
    assert problem_details(refused(b'{"a": x}')) == {
        "type": "/problems/not_json",
        "title": "The body is not the strict JSON that is asked for",
        "status": 400,
        "detail": "at character 6",
    }
    assert refused(b'{"a":1,"a":1}').offset is None


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"[" * 262_144, "too_deep"),
        (b'{"a":' * 52_000, "too_deep"),
        (b'"' + b"\\" * 262_142, "not_json"),
        (b'["' + b"\\\\" * 131_000 + b'u0000"]', None),
        (b"[" + b"1" * 262_000 + b"]", "not_json"),
        (b"{" + b",".join(b'"a":1' for _ in range(40_000)) + b"}", "duplicate_key"),
        (b"[" + b",".join(b"[]" for _ in range(80_000)) + b"]", None),
        (b"\0" * 262_144, "not_json"),
        (b" " * 262_144, "empty"),
    ],
    ids=["open", "deep", "backslashes", "escapes", "digits", "keys", "lists", "nul", "spaces"],
)
def test_the_largest_body_is_judged_whatever_its_shape(raw, code):
    began = time.perf_counter()
    found = None if code is None and loads(raw) else refused(raw).code
    print(f"{len(raw):,} bytes: {(time.perf_counter() - began) * 1e3:.1f} ms")
    assert found == code


@pytest.mark.parametrize(
    ("raw", "times"),
    [
        (orjson.dumps(EVENT), 1),
        (json.dumps(EVENT, indent=1).encode(), 1),
        (rb'{"a":"\u003a"}', 2),
        (b'{"a":99999999999999999999}', 2),
    ],
    ids=["event", "event with spaces", "escaped colon", "large number"],
)
def test_a_text_is_read_a_second_time_only_where_it_must_be(raw, times):
    """Counted, for a stopwatch would tell of the machine."""
    assert reads(raw) == times


def reads(raw):
    """How often one call reads the text, by either library."""
    called = []

    def note(frame, event, what):
        if (event == "c_call" and what is orjson.loads) or (event == "call" and frame.f_code is json.loads.__code__):
            called.append(event)

    sys.setprofile(note)
    try:
        with suppress(Malformed):
            loads(raw)
    finally:
        sys.setprofile(None)
    return len(called)
