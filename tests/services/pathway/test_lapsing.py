"""What loses its funding soon, page by page and counted, is what every row was opened for, for every reader."""

from datetime import date, timedelta
from random import Random

import pytest

from services.pathway import entries, leafing
from services.pathway.domain import at_risk, at_risk_with_places, fallbacks_missing
from services.pathway.domain.funding import DIMENSIONS
from services.pathway.domain.windows import Window
from services.pathway.lapsing import Lapsing
from services.pathway.leafing import Leafing
from services.pathway.listing import Lists
from services.pathway.paging import BY_LAST_DAY, ordered, page
from services.pathway.paid import Paid
from tests.services.pathway.drawn_facts import BEGIN, PROVIDERS
from tests.services.pathway.test_leafing import READERS, outline, put
from tests.services.stored import embedded

WOMEN = 70
TODAY = BEGIN + timedelta(days=50)
HORIZON = 60
MAKES = [at_risk, at_risk_with_places, fallbacks_missing]


@pytest.fixture
def funded(tmp_path, databases, seed):
    """Outlines of made-up histories, more of whose steps are paid by some window; and windows, many to end soon."""
    random = Random(seed)
    with embedded(tmp_path / "data", databases) as ariadna:
        put(ariadna, [paying(random, outline(random, seed + turn)) for turn in range(WOMEN)])
        yield ariadna, {each: {name: drawn(random, name) for name in ("fw1", "fw2", "fw3")} for each in PROVIDERS}


def paying(random: Random, item):
    for step in item["steps"]:
        step["window"] = random.choice(("fw1", "fw2", "fw3", "fw4", None))
        if random.random() < 0.6:
            kept = random.choice((None, *(TODAY + timedelta(days=each) for each in (20, 20, 21, 90))))
            to = random.choice(PROVIDERS)
            held = {"pact_id": "k1", "to_provider": to, "rank": 1, "place_held_until": kept and kept.isoformat()}
            step["pacts"] = [*step["pacts"], held]
    return item


def drawn(random: Random, name: str) -> Window:
    last = TODAY + timedelta(days=random.choice((-1, 0, 20, 20, 20, 21, HORIZON, HORIZON + 1)))
    return Window(name, BEGIN, last, frozenset(random.sample(DIMENSIONS, 1)))


def asked(funded, who) -> Lapsing:
    ariadna, windows = funded
    pathways = ariadna.pathways
    listed = Leafing(pathways.overview, pathways.access, who, TODAY)
    return Lapsing(Paid(pathways.log, pathways.overview), listed, who, windows, TODAY, HORIZON)


def opened_all(funded, who, make):
    """The list as it was made before there was an index: of every row, opened."""
    ariadna, windows = funded
    rows = (row for row in ariadna.pathways.overview.rows() if row["listed_as"] == row["pathway_id"])
    told = Lists(ariadna.pathways.access, who, TODAY)(rows)
    return ordered((item for row in told for item in make(row, windows, TODAY, HORIZON)), BY_LAST_DAY)


@pytest.mark.parametrize("few", [0, leafing.FEW])
def test_pages_are_the_lists_that_every_row_was_opened_for(funded, few, monkeypatch):
    monkeypatch.setattr(leafing, "FEW", few)
    monkeypatch.setattr(entries, "FIRST_STRETCH", 3)
    monkeypatch.setattr(entries, "STRETCH", 5)
    seen = 0
    for who in READERS:
        for make in MAKES:
            expected, lapsing = opened_all(funded, who, make), asked(funded, who)
            assert lapsing.whole(make) == expected
            for limit in (2, 7):
                after, found = None, []
                while True:
                    some = lapsing.page(make, after, limit)
                    assert some == page(expected, BY_LAST_DAY, after, limit), (who, make)
                    found += some["items"]
                    if (after := some["next"]) is None:
                        break
                assert found == expected
            seen += len(expected)
    assert seen


@pytest.mark.parametrize("few", [0, leafing.FEW])
def test_weeks_are_counted_as_their_steps_are_listed(funded, few, monkeypatch):
    monkeypatch.setattr(leafing, "FEW", few)
    for who in READERS:
        expected, found = opened_all(funded, who, at_risk_with_places), asked(funded, who).weeks()
        for week in found:
            within = [each for each in expected if week["first"] <= each["last_day"] <= week["last"]]
            assert week == {
                "first": week["first"],
                "last": (date.fromisoformat(week["first"]) + timedelta(days=6)).isoformat(),
                "windows": sorted({f"{each['provider_id']}/{each['funding_window_id']}" for each in within}),
                "steps": len(within),
                "held": sum(each["held"] for each in within),
                "women": len({each["pathway_id"] for each in within}),
            }, who
        assert sum(week["steps"] for week in found) == len(expected)
        assert found[0]["first"] <= TODAY.isoformat() <= found[0]["last"]
        assert {date.fromisoformat(week["first"]).weekday() for week in found} == {0}


def test_the_made_up_network_holds_steps_with_and_without_a_place(funded):
    """Otherwise the two tests above would compare nothing with nothing."""
    found = opened_all(funded, READERS[0], at_risk_with_places)
    assert {each["held"] for each in found} == {True, False}


@pytest.mark.parametrize("last_day", ["~", "", "2026-13-01", TODAY.isoformat()])
def test_a_cursor_that_names_no_place_of_the_list_is_compared_as_any_other(funded, last_day):
    (cursor, *_) = (
        page([place, place], BY_LAST_DAY, None, 1)["next"]
        for place in [{"last_day": last_day, "pathway_id": "F0", "step_id": ""}]
    )
    expected = page(opened_all(funded, READERS[0], at_risk), BY_LAST_DAY, cursor, 5)
    assert asked(funded, READERS[0]).page(at_risk, cursor, 5) == expected


def test_a_page_opens_little_more_than_it_shows(funded, monkeypatch):
    overview, opened = funded[0].pathways.overview, []
    kept = overview.opened
    monkeypatch.setattr(entries, "FIRST_STRETCH", 12)
    monkeypatch.setattr(overview, "opened", lambda found: (opened.append(len(found)), kept(found))[1])
    assert len(asked(funded, READERS[0]).page(at_risk, None, 2)["items"]) == 2
    assert sum(opened) < WOMEN / 2
