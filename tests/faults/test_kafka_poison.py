"""Poison among good messages: each is put aside, sealed and with a reason, while the others go on."""

from random import Random

import pytest
from kafka import KafkaProducer

from shared.errors import SealBroken
from shared.kafka.dead import DeadLetters, place_in
from shared.kafka.records import record_of
from shared.kafka.redriving import redrive
from shared.store.entries import Message
from tests.brokers import read_all
from tests.faults.accounts import SOAK
from tests.kafka_services import eventually
from tests.shared.store.conftest import some

GOOD_ONES, POISON = (10_000, 100) if SOAK else (1_000, 30)
CANARY = b"a word that must be in no log and no dead letter"
REASONS = {"not_a_record", "newer_than_this_program", "seal_broken", "unforeseen"}


def poisonous(random: Random, kind: int, good: Message, source: str) -> tuple[bytes, list[tuple[str, bytes]]]:
    """One record that can't be taken in, of whatever kind."""
    _, state, headers = record_of(source, good)
    place = random.randrange(100, len(state))
    flipped = state[:place] + bytes([state[place] ^ 1]) + state[place + 1 :]
    newer = bytes([9]) + state[1:]
    return [
        (CANARY, []),
        (CANARY, [("ariadna_position", CANARY)]),
        (state, [("ce_id", b"\xff\xfe")]),
        (flipped, headers),
        (newer, headers),
        (b"\x01" + CANARY, headers),
        (b"", headers),
    ][kind % 7]


@pytest.mark.promise("X6", "P1")
def test_each_poison_message_is_put_aside_and_the_others_go_on(services, seed, caplog, tally):
    random, source, told = Random(seed), services.source, []
    mending = False

    def deliver(messages, reached):
        if not mending:
            services.target.mapper.open_each([message.state for message in messages])
        services.target.join([each for each in messages if len(each.state) > 100] if mending else messages, reached)

    source.post(some(GOOD_ONES // 10, 10))
    good, _ = source.messages(0, GOOD_ONES)
    records = [(key, value, headers) for key, value, headers in (record_of(source.name, each) for each in good)]
    for kind in range(POISON):
        bad = poisonous(random, kind, random.choice(good), source.name)
        records.insert(random.randrange(len(records)), (b"%d" % kind, *bad))
    with KafkaProducer(acks="all", **services.settings.client()) as producer:
        for key, value, headers in records:
            producer.send(services.topics[0], key=key, value=value, headers=headers)
        producer.flush()
    services.hear(deliver, dead=lambda source, reason: told.append(reason))
    eventually(lambda: len(told) == POISON and services.target.position() == GOOD_ONES)

    dead = read_all(services.settings, services.topics[2])
    letters = DeadLetters(services.target.keys)
    opened = [letters.open(place_in(record.headers), record.value) for record in dead]
    reasons = {dict(record.headers)["ariadna_reason"].decode() for record in dead}
    assert sorted(letter.value for letter in opened) == sorted(v for k, v, _ in records if len(k) < 36)
    assert reasons <= REASONS
    assert len(reasons) >= 3
    assert not [record for record in dead if CANARY in record.value + b"".join(v for _, v in record.headers)]
    assert CANARY.decode() not in caplog.text
    services.stop()

    first = redrive(services.target, {source.name: deliver}, services.target.keys, services.settings)
    assert (first.taken, sum(first.still_dead.values())) == (0, POISON)
    mending = True
    second = redrive(services.target, {source.name: deliver}, services.target.keys, services.settings)
    third = redrive(services.target, {source.name: deliver}, services.target.keys, services.settings)
    counts = {"good": GOOD_ONES, "poison": POISON, "dead_letters": len(dead), "redriven": second.taken}
    tally(f"seed {seed}, {len(reasons)} reasons", **counts, redriven_again=third.taken)
    assert second.taken > 0
    assert second.taken + sum(second.still_dead.values()) == POISON
    assert third.taken == 0


def test_a_dead_letter_opens_only_as_the_one_it_is(services):
    letters = DeadLetters(services.target.keys)
    source = services.source
    source.post(some(1, 1))
    with KafkaProducer(**services.settings.client()) as producer:
        producer.send(services.topics[0], value=CANARY)
        producer.send(services.topics[0], value=CANARY)
    services.hear()
    eventually(lambda: len(read_all(services.settings, services.topics[2])) == 2)
    one, other = read_all(services.settings, services.topics[2])
    assert letters.open(place_in(one.headers), one.value).value == CANARY
    for place, sealed in ((other, one.value), (one, one.value[:-1]), (one, b"")):
        try:
            letters.open(place_in(place.headers), sealed)
        except SealBroken:
            continue
        raise AssertionError("it opened")
