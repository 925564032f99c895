"""The wrapper that every subscriber stands in, and that none stands outside of it."""

import ast
import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest

from shared.errors import NotReady, SealBroken
from shared.kafka import careful
from shared.kafka.careful import Careful, Source
from shared.kafka.dead import DeadLetters
from shared.kafka.tallies import Tallies

ROOT = Path(__file__).resolve().parents[3]
OURS = ("deploy", "services", "shared")


def record(offset, value=b"x", headers=None):
    said = [("ariadna_position", b"%d" % offset)] if headers is None else headers
    return SimpleNamespace(topic="ariadna.intake.v1", partition=2, offset=offset, key=None, value=value, headers=said)


@pytest.fixture
def heard(keys, monkeypatch):
    """A wrapper whose deliveries and dead letters are taken down; `fails` says what a batch runs into."""
    monkeypatch.setattr(careful, "TRIES_AGAIN_AFTER", (0.001, 0.001))
    found = SimpleNamespace(taken=[], reached={}, dead=[], told=[], fails=lambda states: None)

    def deliver(messages, reached):
        if failure := found.fails([message.state for message in messages]):
            raise failure
        found.taken += [message.position for message in messages]
        found.reached |= reached

    async def bury(letter, said):
        found.dead.append(said)

    wrapper = Careful(
        Source("intake", "ariadna.intake.v1", "id-1"),
        deliver,
        DeadLetters(keys),
        bury,
        Tallies(dead=lambda source, reason: found.told.append((source, reason))),
    )
    found.take = lambda *records: asyncio.run(wrapper.take(records))
    return found


def test_a_batch_goes_in_whole_with_its_position(heard):
    heard.take(*map(record, range(5, 9)))
    assert (heard.taken, heard.reached) == ([5, 6, 7, 8], {"id-1:2": 9})


def test_a_mark_says_how_far_the_source_is_only_if_it_is_this_topic_s(heard):
    mark = [("ariadna_mark", b"41"), ("ariadna_topic", b"id-1")]
    heard.take(record(1), record(2, b"", mark))
    assert heard.reached == {"id-1:2": 3, "intake/2": 41}
    heard.take(record(3, b"", [("ariadna_mark", b"99"), ("ariadna_topic", b"an older one")]))
    assert heard.reached == {"id-1:2": 4, "intake/2": 41}


def test_one_that_fails_is_put_aside_and_all_others_go_in_order(heard):
    heard.fails = lambda states: SealBroken() if b"bad" in states else None
    heard.take(*(record(n, b"bad" if n in (3, 11) else b"good") for n in range(20)))
    assert heard.taken == [n for n in range(20) if n not in (3, 11)]
    assert [said["ariadna_source_offset"] for said in heard.dead] == ["3", "11"]
    assert heard.told == [("intake", "seal_broken")] * 2
    assert heard.reached == {"id-1:2": 20}


def test_one_that_is_the_last_moves_the_position_on_too(heard):
    heard.take(record(7, b"no record", []))
    assert (heard.taken, heard.reached, len(heard.dead)) == ([], {"id-1:2": 8}, 1)


def test_what_fails_for_a_moment_is_no_dead_letter(heard):
    failures = [RuntimeError("a word of content")] * 2
    heard.fails = lambda states: failures.pop() if failures else None
    heard.take(record(1))
    assert (heard.taken, heard.dead) == ([1], [])


def test_while_the_database_is_away_nothing_is_put_aside_however_long(heard):
    failures = [NotReady()] * 6
    heard.fails = lambda states: failures.pop() if failures else None
    heard.take(record(1), record(2))
    assert (heard.taken, heard.dead) == ([1, 2], [])


def test_no_log_line_holds_what_a_record_or_an_error_holds(heard, caplog):
    heard.fails = lambda states: RuntimeError("a word of content") if b"secret" in states else None
    heard.take(record(1, b"secret"))
    assert heard.dead[0]["ariadna_reason"] == "unforeseen"
    assert "content" not in caplog.text
    assert "secret" not in caplog.text


def outside_the_wrapper(tree: Path) -> list[str]:
    """Where a subscriber is made elsewhere than in the one function that is for it."""
    found = []
    for path in sorted(path for package in OURS for path in (tree / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            made = (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "subscriber"
            )
            if made or (isinstance(node, ast.ImportFrom) and any("Consumer" in each.name for each in node.names)):
                found.append(f"{path.relative_to(tree)}:{ast.unparse(node).splitlines()[0]}")
    allowed = ("shared/kafka/inbound.py", "shared/kafka/redriving.py")
    return [place for place in found if not place.startswith(allowed)]


def test_there_is_no_subscriber_outside_the_wrapper():
    assert outside_the_wrapper(ROOT) == []


@pytest.mark.parametrize(
    "offence", ["@broker.subscriber('t')\nasync def f(m): ...", "from aiokafka import AIOKafkaConsumer"]
)
def test_one_outside_the_wrapper_is_found(tmp_path, offence):
    place = tmp_path / "services" / "intake" / "canary.py"
    place.parent.mkdir(parents=True)
    place.write_text(offence)
    (found,) = outside_the_wrapper(tmp_path)
    assert found.startswith("services/intake/canary.py:")


def test_the_one_place_hands_records_to_the_wrapper_and_acks_by_hand():
    source = ast.unparse(ast.parse((ROOT / "shared/kafka/inbound.py").read_text()))
    assert source.count(".subscriber(") == 1 + source.count("self.subscriber(self.take)")
    assert "ack_policy=AckPolicy.MANUAL" in source
    assert "await self.careful.take(records)" in source
