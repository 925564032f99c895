"""What is read in one pass is what the public models let in, to the byte of its draft; all else is left to them."""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared import strict_json
from shared.access import Reader
from shared.contracts import FACTS, door_of
from shared.contracts.plain_posts import PLAIN, NotBounded, narrowed
from shared.door.admission import admit_parsed, admit_plain
from shared.facts import Moment
from shared.store.entries import Draft, Receipt
from tests.shared.contracts.made_up import facts

NOW = datetime(2026, 5, 22, 9, tzinfo=UTC)
FAR = Reader("BCN-FAR", "worker", "st_1", "token", 0)
EVENT_ID = "0192f0c1-6a53-7b8e-9d5e-1d1f3c7a9b10"
PATHWAY = "3f0c2f0e-6a53-4b8e-9d5e-1d1f3c7a9b10"
JUDGED_BY_THE_MODELS = {
    "CooperationAgreed", "DuplicateFlagged", "DuplicateResolved", "EventCorrected", "FallbackAgreed",
    "FundingWindowOpened", "IntakeCompleted", "SupportReportRegistered",
}  # fmt: skip
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        None, True, False, 0, 1, -1, 7, 481, 2**63, 2**70, 1.0, 1.5, "", " ", "a", "A", "P2\n", "a:b", "é", "\u2028",
        "\x7f", "x" * 70, "2026-05-22", "2026-5-22", "2026-02-30", "9999-12-31", "0001-01-01", "2026-05-22T09:30:00Z",
        EVENT_ID.upper(), EVENT_ID.replace("-", ""), f"urn:uuid:{EVENT_ID}", f"{{{EVENT_ID}}}", [], ["asylum"],
        ["BCN-FAR", "BCN-FAR"], ["health", None], [[]], {}, {"a": 1}, {"type": "NeedMet"},
    ]
)  # fmt: skip


def event_of(name: str, data: Any) -> dict[str, Any]:
    pathway = None if FACTS[name].stream == "provider" else PATHWAY
    return {
        "event_id": EVENT_ID, "type": name, "schema_version": 1, "pathway_id": pathway, "occurred_on": "2026-05-22",
        "data": data,
    }  # fmt: skip


def by_the_models(raw: bytes, door: Any) -> Draft | Receipt | None:
    try:
        return admit_parsed(strict_json.loads(raw), raw, door, FAR, NOW)
    except strict_json.Malformed:
        return None


def holds_to_the_models(raw: bytes) -> bool:
    """Was it read in one pass? Then the models make the same draft of it."""
    for door in ("intake", "employment", "pathway", "notifications"):
        if draft := admit_plain(raw, door, FAR, NOW):
            assert draft == by_the_models(raw, door)
            return True
    return False


@st.composite
def posts(draw: st.DrawFn) -> bytes:
    """Events of any type, some with one thing changed in what they say or in how it is written."""
    name = draw(st.sampled_from(sorted(FACTS)))
    event = event_of(name, json.loads(msgspec.json.encode(draw(facts(FACTS[name])))))
    part = draw(st.sampled_from([event, event["data"]]))
    key = draw(st.sampled_from(sorted(part) or ["made_up"]))
    change = draw(st.sampled_from(["none", "none", "drop", "odd", "odd", "add", "null", "twice", "byte", "spaced"]))
    if change == "drop":
        part.pop(key, None)
    elif change in ("odd", "null"):
        part[key] = draw(ODD) if change == "odd" else None
    elif change == "add":
        part[draw(st.sampled_from(["made_up", "occurred_at", "lateness_reason", "conditional"]))] = draw(ODD)
    raw = json.dumps(event, ensure_ascii=draw(st.booleans()), indent=1 if change == "spaced" else None).encode()
    if change == "twice":
        again = json.dumps({key: draw(st.just(part.get(key)) | ODD)})[1:-1].encode()
        at = draw(st.sampled_from([at for at, byte in enumerate(raw) if byte == ord("{")])) + 1
        return raw[:at] + again + b", " + raw[at:]
    if change == "byte":
        at = draw(st.integers(0, len(raw) - 1))
        return raw[:at] + draw(st.binary(max_size=2)) + raw[at + draw(st.integers(0, 2)) :]
    return raw


@given(raw=posts())
@example(raw=b'{"type":' + b"[" * 100_000)
@example(raw=b'{"a":' * 50_000)
@example(raw=json.dumps(event_of("NeedMet", {"need_id": "n1", "confirmed_by_her": True})).encode() + b" \n")
@settings(max_examples=400)
def test_what_is_read_in_one_pass_is_what_the_models_let_in(raw):
    holds_to_the_models(raw)


@pytest.mark.parametrize("name", sorted(FACTS))
def test_the_example_of_every_type_that_msgspec_can_bound_is_read_in_one_pass(name):
    read = FACTS[name].door != "policy" and name not in JUDGED_BY_THE_MODELS
    without_accents = orjson.dumps(event_of(name, FACTS[name].example)).decode().encode("ascii", "replace")
    assert holds_to_the_models(without_accents) == read


def test_what_is_left_to_the_models_is_known():
    assert set(FACTS) - PLAIN.keys() == JUDGED_BY_THE_MODELS


@pytest.mark.parametrize(
    "written",
    [
        b'"need_id":"n1","need_id":"n1"',
        b'"need_id":"n1:","need_id":"n1"',
        rb'"need_id":"n\u0031"',
        b'"need_id":"n1\n"',
        b'"need_id":"\xc3\xa9"',
        b'"need_id":"n1","made_up":1',
    ],
)
def test_a_key_given_twice_and_text_with_escapes_or_accents_are_left_to_the_models(written):
    raw = orjson.dumps(event_of("NeedMet", {"confirmed_by_her": True}))[:-2]
    assert admit_plain(raw + b',"need_id":"n1"}}', "intake", FAR, NOW)
    assert admit_plain(raw + b"," + written + b"}}", "intake", FAR, NOW) is None


def test_an_event_on_the_wrong_door_is_left_to_the_models():
    raw = orjson.dumps(event_of("StepStarted", {"step_id": "J1", "dimension": "job_placement"}))
    assert door_of("StepStarted", {"dimension": "job_placement"}) == "employment"
    assert admit_plain(raw, "employment", FAR, NOW)
    assert admit_plain(raw, "intake", FAR, NOW) is None


@pytest.mark.parametrize("kind", [Moment, dict[str, Any], float, frozenset[Moment]])
def test_an_annotation_without_an_equal_bound_is_not_narrowed(kind):
    with pytest.raises(NotBounded):
        narrowed(kind)
