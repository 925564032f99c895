"""A page that opens its own rows alone is what the whole list has at its place, for every reader, list and filter."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, islice, product
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.pathway import leafing, paging
from services.pathway.bookkeeping import PRESENT
from services.pathway.domain import EVERYBODY, fold, overview
from services.pathway.leafing import Leafing
from services.pathway.listing import Lists
from services.pathway.lists import LISTS
from services.pathway.overview import row_of
from services.pathway.paging import Filters
from shared.errors import NotWellFormed
from tests.services.pathway.drawn_facts import BEGIN, PROVIDERS
from tests.services.pathway.histories import events_of, story
from tests.services.stored import embedded, reader

Row = dict[str, Any]
WOMEN = 40
TODAY = BEGIN + timedelta(days=50)
READERS = [reader("NET", "supervisor"), reader(PROVIDERS[0], "supervisor"), reader("NET", "privacy_officer")]
READERS += [reader(each, "coordinator") for each in PROVIDERS]
FILTERS = [Filters(), Filters(min_days=7), Filters(dimension="health"), Filters(provider=PROVIDERS[1])]
FILTERS += [Filters(urgency=each) for each in ("overdue", "red", "amber", "green")]


@pytest.fixture(scope="module")
def store(tmp_path_factory, request):
    """Outlines of made-up histories, some with more restrictions and merges than these have, put as they are folded."""
    seed = int(request.config.option.hypothesis_seed)
    random = Random(seed)
    with embedded(tmp_path_factory.mktemp("leafing") / "data") as ariadna:
        turns = count(seed)
        put(ariadna, [outline(random, turn) for turn in islice(turns, WOMEN)])
        while not (all(held(ariadna).values()) and is_narrowed(ariadna)):
            put(ariadna, [outline(random, next(turns))])
        yield ariadna


def held(ariadna) -> dict[str, int]:
    """How much of each list there is for who looks after the whole network."""
    return {name: len(opened_all(ariadna, name, READERS[0], TODAY)) for name in LISTS}


def is_narrowed(ariadna) -> bool:
    """Whether one organisation sees some of the gaps, and another's not."""
    return 0 < len(opened_all(ariadna, "gaps", READERS[-1], TODAY)) < held(ariadna)["gaps"]


def outline(random: Random, seed: int) -> Row:
    told = story(seed, 10, 40)
    item = overview(fold(told.clocks.pathway_id, events_of(told.events), PRESENT, windows={}))
    own = str(UUID(int=random.getrandbits(128), version=4))
    item |= {"pathway_id": own, "listed_as": own if random.random() < 0.9 else str(uuid4())}
    if random.random() < 0.2:
        item["shut_out"] = [random.choice((EVERYBODY, *PROVIDERS))]
    if random.random() < 0.2:
        item["kept"] = ["health", "housing"]
    if random.random() < 0.2:
        item["steps"] *= 2  # as two registrations of her have them, of one organisation that counts its steps for each
    return item


def put(ariadna, items: list[Row]) -> None:
    streams = [UUID(item["pathway_id"]).bytes for item in items]
    keys = ariadna.pathways.log.keys.of(streams)
    made = [(row_of(stream, item, keys[stream]), item) for stream, item in zip(streams, items, strict=True)]
    with ariadna.pathways.log.writing() as cursor:
        ariadna.pathways.overview._put(cursor, made)


def opened_all(ariadna, name: str, who, today: date) -> list[Row]:
    """A list as it was made before there was an index: of every row, opened."""
    rows = (row for row in ariadna.pathways.overview.rows() if row["listed_as"] == row["pathway_id"])
    return LISTS[name](Lists(ariadna.pathways.access, who, today)(rows), today)


def asked_for(name: str) -> Iterator[Filters]:
    for wanted in FILTERS:
        if wanted.asked().keys() <= LISTS[name].filters:
            yield wanted


@pytest.mark.parametrize("few", [0, leafing.FEW])
@pytest.mark.parametrize("who", READERS, ids=lambda each: f"{each.provider_id} {each.role}")
def test_pages_are_the_lists_that_every_row_was_opened_for(store, who, few, monkeypatch):
    monkeypatch.setattr(leafing, "FEW", few)
    pathways = store.pathways
    for name, today in product(LISTS, (TODAY, TODAY + timedelta(days=400))):
        whole = opened_all(store, name, who, today)
        leaves = Leafing(pathways.overview, pathways.access, who, today)
        assert leaves.whole(name) == whole
        for wanted in asked_for(name):
            expected = paging.kept(whole, LISTS[name].filters, wanted)
            for limit in (7, 1000):
                after, found = None, []
                while True:
                    page = leaves.page(name, wanted, after, limit)
                    assert page == paging.page(expected, LISTS[name].order, after, limit), (name, wanted)
                    found += page["items"]
                    if (after := page["next"]) is None:
                        break
                assert found == expected


@pytest.mark.parametrize("who", READERS, ids=lambda each: f"{each.provider_id} {each.role}")
def test_counts_are_those_of_the_lists_that_a_reader_may_see(store, who, monkeypatch):
    monkeypatch.setattr(leafing, "FEW", 0)
    counted = Leafing(store.pathways.overview, store.pathways.access, who, TODAY).counts()
    lists = {name: opened_all(store, name, who, TODAY) for name in LISTS if name != "caseload"}
    assert counted == {
        **{name: len(items) for name, items in lists.items()},
        "overdue": sum(each["urgency"] == "overdue" for each in lists["deadlines"]),
        "interrupted": sum(each["kind"] == "interruption" for each in lists["gaps"]),
    }


def test_the_made_up_store_holds_something_of_every_list(store):
    """Otherwise the two tests above would compare nothing with nothing."""
    assert all(held(store).values()), held(store)
    assert is_narrowed(store)


def test_a_page_opens_little_more_than_it_shows(store, monkeypatch):
    pathways, opened = store.pathways, []
    kept = pathways.overview.opened
    monkeypatch.setattr("services.pathway.entries.FIRST_STRETCH", 10)
    monkeypatch.setattr(pathways.overview, "opened", lambda found: (opened.append(len(found)), kept(found))[1])
    assert len(pathways.page("caseload", READERS[0], TODAY, Filters(), None, 5)["items"]) == 5
    assert sum(opened) == 10


@pytest.mark.parametrize("few", [0, leafing.FEW])
def test_a_filter_or_cursor_that_a_list_does_not_have_is_refused(store, few, monkeypatch):
    monkeypatch.setattr(leafing, "FEW", few)
    refused = [(Filters(cause="legal"), None), (Filters(), "no")]
    for who, (wanted, after) in product((READERS[0], READERS[-1]), refused):
        with pytest.raises(NotWellFormed):
            store.pathways.page("caseload", who, TODAY, wanted, after, 5)


def test_no_name_of_a_list_or_an_organisation_stands_in_clear(store):
    with store.pathways.log.reading() as cursor:
        for table in ("listed", "named"):
            cursor.execute(f"SELECT * FROM {table}")
            bare = repr(cursor.fetchall())
            assert not any(name in bare for name in (*LISTS, *PROVIDERS))


def test_what_is_written_anew_leaves_its_old_places(store):
    (item, *_) = (row for row in store.pathways.overview.rows() if row["gaps"])
    stream = UUID(item["pathway_id"]).bytes
    put(store, [{**item, "gaps": [], "readers": {}}])
    gaps = store.pathways.log.keys.author("list gaps")
    with store.pathways.log.reading() as cursor:
        cursor.execute("SELECT count(*) FROM listed WHERE stream = ? AND list = ?", (stream, gaps))
        assert cursor.fetchone()[0] == 0
    put(store, [item])
