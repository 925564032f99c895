"""The fold against an independent oracle, and against itself in other orders, on random histories.

`FOLD_EXAMPLES` sets how many histories a property meets; a failure names the seed of its history.
"""

import os
from collections.abc import Iterable
from itertools import permutations
from random import Random

import orjson
from hypothesis import Phase, given, settings

from services.pathway.domain import fold, views
from shared.contracts import FACTS
from shared.contracts.public import model_of
from shared.facts import Event
from tests.services.pathway.histories import (
    POLICY,
    Clocks,
    JsonEvent,
    events_of,
    moment,
    rfc3339,
    seeds,
    smallest,
    story,
)
from tests.services.pathway.oracle import oracle_views

EXAMPLES = int(os.environ.get("FOLD_EXAMPLES", "1000"))


def examples(number: int) -> settings:
    """So many seeds; one is as good as another, so that there is nothing to shrink."""
    phases = (Phase.explicit, Phase.reuse, Phase.generate)
    return settings(max_examples=number, deadline=None, print_blob=True, phases=phases)


def folded(events: Iterable[Event], clocks: Clocks) -> bytes:
    return orjson.dumps(views(fold(clocks.pathway_id, events, clocks.as_of, clocks.known_at)), option=orjson.OPT_SORT_KEYS)


def reckoned(events: list[JsonEvent], clocks: Clocks) -> bytes:
    return orjson.dumps(oracle_views(events, *clocks), option=orjson.OPT_SORT_KEYS)


@examples(EXAMPLES)
@given(seeds)
def test_the_fold_gives_the_figures_that_counting_day_by_day_gives(seed):
    events, clocks = story(seed)

    def differs(some: list[JsonEvent]) -> bool:
        return folded(events_of(some), clocks) != reckoned(some, clocks)

    if differs(events):
        few = smallest(events, differs)
        assert orjson.loads(folded(events_of(few), clocks)) == orjson.loads(reckoned(few, clocks)), (clocks, few)


@examples(EXAMPLES)
@given(seeds)
def test_order_and_number_of_deliveries_change_nothing(seed):
    events, clocks = story(seed)
    random = Random(seed)
    stamped = events_of(events)
    delivered = [event for event in stamped for _ in range(random.randint(1, 5))]
    random.shuffle(delivered)
    assert folded(delivered, clocks) == folded(stamped, clocks)


@examples(max(50, EXAMPLES // 20))
@given(seeds)
def test_every_permutation_of_six_events_gives_the_same(seed):
    events, clocks = story(seed, fewest=3, most=6, spread=1)
    stamped = events_of(events)
    assert len({folded(some, clocks) for some in permutations(stamped)}) == 1


@examples(EXAMPLES // 2)
@given(seeds)
def test_what_policies_say_changes_nothing(seed):
    events, clocks = story(seed)
    without = [event for event in events if event["type"] not in POLICY]
    assert folded(events_of(without), clocks) == folded(events_of(events), clocks)


@examples(EXAMPLES // 2)
@given(seeds)
def test_what_is_recorded_later_than_asked_for_changes_nothing(seed):
    events, clocks = story(seed)
    known_at = clocks.known_at or moment(Random(seed).choice(events)["recorded_at"])
    known = [event for event in events if moment(event["recorded_at"]) <= known_at]
    then = clocks._replace(known_at=known_at)
    assert folded(events_of(known), then) == folded(events_of(events), then)


@examples(EXAMPLES // 5)
@given(seeds)
def test_random_histories_are_well_formed(seed):
    for event in story(seed).events:
        model_of(FACTS[event["type"]]).model_validate_json(orjson.dumps(event["data"]))
        assert (event["pathway_id"] is None) or FACTS[event["type"]].stream == "pathway" or event["type"] in POLICY


def test_random_histories_meet_every_reason_and_figure():
    """The histories of a fixed thousand of seeds; a rule that they never meet would go untested."""
    met: set[str] = set()
    for seed in range(1000):
        events, clocks = story(seed)
        found = oracle_views(events, *clocks)
        met |= {entry["reason"] for entry in found["set_aside"] + found["warnings"]}
        met |= {cause for of in found["continuity"].values() for cause in of["causes"]}
        met |= {name for name, value in found.items() if value}
    assert met >= REASONS, sorted(REASONS - met)
