"""A page that opens its own rows of asks alone is what the whole list has at its place, for every reader and filter."""

from datetime import date, timedelta
from itertools import product
from random import Random
from typing import NamedTuple
from uuid import UUID

import msgspec
import pytest

from deploy.wiring import Embedded
from services.pathway import entries, rows
from services.pathway.addressed import is_apart
from services.pathway.asking import Asking, Narrowed
from services.pathway.domain import Ask, Known, To, asks, fold
from services.pathway.notices import EVERYBODY, Row, may_see, task
from services.pathway.paging import BY_URGENCY, ordered, page
from tests.services.pathway.drawn_facts import BEGIN, PROVIDERS
from tests.services.pathway.histories import events_of, story
from tests.services.stored import embedded, reader

WOMEN = 25
DAYS = [BEGIN + timedelta(days=each) for each in (20, 60, 400)]
KNOWN = Known(kept_months=1)
READERS = [EVERYBODY, reader("NET", "supervisor"), reader(PROVIDERS[0], "supervisor"), reader("NET", "privacy_officer")]
READERS += [reader(each, role) for each, role in zip(PROVIDERS, ("coordinator", "worker", "worker"), strict=False)]
READERS += [reader("NET", "auditor")]
FILTERS = [Narrowed(), Narrowed(urgent=True), Narrowed(urgent=False), Narrowed(policy="P-3")]
FILTERS += [Narrowed(provider_id=PROVIDERS[1]), Narrowed(policy="P-3", urgent=True, provider_id=PROVIDERS[0])]
EDGES = ["~", "7", BEGIN.isoformat(), "zzz", str(UUID(int=0xF << 124)).upper()]


class Kept(NamedTuple):
    """A store, all that is asked in it, and the pathways about which anything is that not everybody may see."""

    ariadna: Embedded
    asked: list[Ask]
    apart: set[bytes]


@pytest.fixture
def kept(tmp_path, databases, seed, monkeypatch):
    """What is asked about made-up women, and of organisations about none; and the store that holds it."""
    random = Random(seed)
    with embedded(tmp_path / "data", databases) as ariadna:
        found = dict(asked_about(random, seed + turn) for turn in range(WOMEN))
        ariadna.pathways.log.keys.of(list(found))
        rows.Rows(ariadna.pathways.log).put(found, 0)
        of_providers = [ask for ask in drawn(random, found)[:30] if ask.to.provider_id]
        of_providers = [msgspec.structs.replace(ask, pathway_id=None) for ask in of_providers]
        monkeypatch.setattr(ariadna.pathways.policies, "of_providers", lambda: of_providers)
        apart = {stream for stream, asks in found.items() if any(map(is_apart, asks))}
        yield Kept(ariadna, [*of_providers, *(ask for asks in found.values() for ask in asks)], apart)


def asked_about(random: Random, seed: int) -> tuple[bytes, list[Ask]]:
    """Some of it for privacy officers or not for an organisation, due on few days, and about another registration."""
    told = story(seed, 10, 60)
    own, other = (UUID(int=random.getrandbits(128), version=4) for _ in range(2))
    pathway = fold(told.clocks.pathway_id, events_of(told.events), told.clocks.as_of)
    found = []
    for ask in asks(pathway, KNOWN):
        ask = msgspec.structs.replace(ask, pathway_id=str(own if random.random() < 0.9 else other))
        if random.random() < 0.3:
            ask = msgspec.structs.replace(ask, due=BEGIN, since=BEGIN)
        if random.random() < 0.1:
            ask = msgspec.structs.replace(ask, to=To("privacy_officer", ask.to.provider_id))
        if random.random() < 0.1:
            ask = msgspec.structs.replace(ask, not_for=tuple(random.sample(PROVIDERS, 1)))
        found.append(ask)
    return own.bytes, found


def drawn(random: Random, found: dict[bytes, list[Ask]]) -> list[Ask]:
    every = [ask for asks in found.values() for ask in asks]
    return random.sample(every, len(every))


def whole(asked: list[Ask], who, day: date, wanted: Narrowed):
    """The list as it was made before there was an index: of all that is asked, opened."""
    found = (
        task(ask, day)
        for ask in asked
        if ask.open_on(day)
        and may_see(who, ask)
        and wanted.policy in (None, ask.policy)
        and wanted.urgent in (None, ask.urgent)
        and wanted.provider_id in (None, ask.to.provider_id)
    )
    return ordered(found, BY_URGENCY)


def pages(asking: Asking, wanted: Narrowed, limit: int) -> list[Row]:
    after: str | None = None
    found: list[Row] = []
    while True:
        some = asking.page(wanted, after, limit)
        found += some["items"]
        if (after := some["next"]) is None:
            return found


def alike(items):
    """The items, in an order that also tells apart what its list does not."""
    return sorted(items, key=repr)


def test_pages_are_the_list_that_every_row_was_opened_for(kept, monkeypatch):
    ariadna, asked, _ = kept
    monkeypatch.setattr(entries, "FIRST_STRETCH", 3)
    monkeypatch.setattr(entries, "STRETCH", 10)
    seen = 0
    for who, day, wanted in product(READERS, DAYS, FILTERS):
        expected = whole(asked, who, day, wanted)
        asking = Asking(ariadna.pathways.policies, who, day)
        for limit in (7, 1000):
            found = pages(asking, wanted, limit)
            assert [each["task_id"] for each in found] == [each["task_id"] for each in expected], (who, day, wanted)
            assert alike(found) == alike(expected)
        assert alike(asking.whole(wanted)) == alike(expected)
        seen += len(expected)
    assert seen


def test_what_is_urgent_is_counted_as_it_is_listed(kept):
    ariadna, asked, _ = kept
    counted = {
        (who, day): (
            Asking(ariadna.pathways.policies, who, day).urgent(),
            len(whole(asked, who, day, Narrowed(urgent=True))),
        )
        for who, day in product(READERS, DAYS)
    }
    assert all(found == expected for found, expected in counted.values()), counted
    assert any(expected for _, expected in counted.values())


def test_a_cursor_that_names_no_place_of_the_list_is_compared_as_any_other(kept):
    ariadna, asked, _ = kept
    every, (who, day) = whole(asked, EVERYBODY, DAYS[1], Narrowed()), (EVERYBODY, DAYS[1])
    for place in product(("0", "1", "2"), EDGES, EDGES, EDGES):
        after = {
            **dict(
                zip(("due", "since", "pathway_id"), (None if each == "~" else each for each in place[1:]), strict=True)
            ),
            "urgent": {"0": True, "1": False}.get(place[0], place[0]),
            **dict.fromkeys(("policy", "what", "task_id"), ""),
        }
        cursor = page([after, after], BY_URGENCY, None, 1)["next"]
        expected = page(every, BY_URGENCY, cursor, 5)["items"]
        found = Asking(ariadna.pathways.policies, who, day).page(Narrowed(), cursor, 5)["items"]
        assert [each["task_id"] for each in found] == [each["task_id"] for each in expected], place


def test_a_page_opens_little_more_than_it_shows(kept, monkeypatch):
    ariadna, _, apart = kept
    opened = []
    unsealed = rows._unseal
    monkeypatch.setattr(rows, "_unseal", lambda *sealed: (opened.append(1), unsealed(*sealed))[1])
    monkeypatch.setattr(entries, "FIRST_STRETCH", 5)
    asking = Asking(ariadna.pathways.policies, EVERYBODY, DAYS[1])
    assert len(asking.page(Narrowed(), None, 4)["items"]) == 4
    assert len(opened) <= 5 + len(apart)


def test_of_what_not_everybody_may_see_no_day_stands_in_clear(kept):
    ariadna, _, streams = kept
    log = ariadna.pathways.log
    with log.reading() as cursor:
        cursor.execute("SELECT whose, stream, rank, due, since, until, many FROM addressed")
        found = cursor.fetchall()
    apart = [row for row in found if bytes(row[0]) == log.keys.author("asked of apart")]
    assert streams == {bytes(row[1]) for row in apart} != set()
    assert {tuple(row[2:]) for row in apart} == {(0, "", "", "none", 1)}
    assert not any(name in repr(found) for name in (*PROVIDERS, "network"))
