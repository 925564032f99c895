"""Pages by the place of the last item, and filters: what stays is never repeated nor skipped."""

from datetime import date, timedelta
from random import Random

import pytest

from services.pathway.lists import LISTS
from services.pathway.paging import Filters, kept, page
from shared.errors import NotWellFormed

BY_SINCE = LISTS["gaps"].order


def item(number, since=0, dimension="health", **more):
    day = (date(2026, 5, 1) + timedelta(since)).isoformat()
    return {"pathway_id": f"{number:03}", "since": day, "dimension": dimension, "days": 30 - since, **more}


def paged(items_of, order=BY_SINCE, limit=3):
    """All pages of a list that is asked for anew each time; `items_of` is told the number of the page."""
    seen, after, number = [], None, 0
    while after or not number:
        found = page(items_of(number), order, after, limit)
        seen += found["items"]
        after = found["next"]
        number += 1
    return seen


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_hold_every_item_once_in_order(limit):
    items = [item(number, since=number % 3) for number in range(7)]
    assert paged(lambda _: items, limit=limit) == sorted(items, key=lambda each: (each["since"], each["pathway_id"]))


def test_a_list_that_changes_neither_repeats_nor_skips_what_stays(seed):
    random = Random(seed)
    stays = [item(number, since=random.randint(0, 9)) for number in range(0, 60, 2)]
    for _ in range(20):
        seen = paged(lambda _: stays + [item(n, random.randint(0, 9)) for n in random.sample(range(1, 60, 2), 10)])
        for each in stays:
            assert seen.count(each) == 1


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_items_that_are_alike_in_all_that_orders_them_are_each_on_a_page(limit):
    """Two steps of one name, that an organisation recorded in two registrations of one woman."""
    items = [item(number // 4, state=state) for number, state in enumerate("abcdefghi")]
    assert paged(lambda _: items, limit=limit) == items


def test_a_cursor_that_counts_would_repeat():
    items = [item(number) for number in range(6)]
    first = items[:3]
    assert page([item(-1), *items], BY_SINCE, page(items, BY_SINCE, None, 3)["next"], 3)["items"] == items[3:]
    assert [item(-1), *items][len(first) :] != items[3:]


def test_days_that_pass_move_no_place():
    later = [item(number) | {"days": 31} for number in range(6)]
    cursor = page([item(number) for number in range(6)], BY_SINCE, None, 2)["next"]
    assert page(later, BY_SINCE, cursor, 9)["items"] == later[2:]


@pytest.mark.parametrize("after", ["x", "7", "100", "first", "WyJhIl0", "bnVsbA", "WzEsMiwzXQ", "____"])
def test_a_cursor_of_no_page_of_this_list_is_refused(after):
    with pytest.raises(NotWellFormed) as refused:
        page([item(1)], BY_SINCE, after, 2)
    assert [(each.path, each.code) for each in refused.value.errors] == [("after", "malformed")]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filters(), [1, 2, 3]),
        (Filters(dimension="housing"), [2]),
        (Filters(provider="BCN-FAR"), [1, 3]),
        (Filters(cause="venue"), [3]),
        (Filters(min_days=29), [1, 2]),
        (Filters(provider="BCN-FAR", min_days=29), [1]),
    ],
)
def test_a_filter_keeps_what_is_so(wanted, found):
    items = [
        item(1, provider_id="BCN-FAR", cause="funding_ended"),
        item(2, 1, "housing", provider_id=None, cause=None),
        item(3, 9, provider_id="BCN-FAR", cause="venue"),
    ]
    assert [int(each["pathway_id"]) for each in kept(items, LISTS["gaps"].filters, wanted)] == found


def test_a_case_is_of_its_referent_and_of_those_who_work_with_her():
    case = {"pathway_id": "a", "referent": "BCN-FAR", "providers": ["BCN-PSI"], "days": 3}
    has = LISTS["caseload"].filters
    assert [len(kept([case], has, Filters(provider=each))) for each in ("BCN-FAR", "BCN-PSI", "X")] == [1, 1, 0]


@pytest.mark.parametrize("name", LISTS)
def test_a_filter_that_a_list_does_not_have_is_refused_by_its_name(name):
    every = {"dimension": "health", "provider": "X", "cause": "venue", "urgency": "red", "min_days": 1}
    for each in every.keys() - LISTS[name].filters:
        with pytest.raises(NotWellFormed) as refused:
            kept([], LISTS[name].filters, Filters(**{each: every[each]}))
        assert [wrong.path for wrong in refused.value.errors] == [each]
    assert kept([], LISTS[name].filters, Filters(**{each: every[each] for each in LISTS[name].filters})) == []
