"""When a pathway is open, and how merged registrations fold as one."""

import pytest

from tests.services.pathway.domain.facts import (
    closed,
    handover,
    merged,
    need,
    opened,
    planned,
    reopened,
    session,
    split,
    started,
    suspended,
    voided,
)
from tests.services.pathway.domain.given import ART, ELSEWHERE, HERE, PONT, PSI, THERE, day, given


def test_open_days_are_those_at_whose_end_it_is_open():
    given(opened(3), closed(8)).then(20, open_days=5)
    given(opened(3)).then(20, open_days=17)
    given(opened(3), closed(3)).then(20, open_days=0)


def test_a_pathway_opens_once():
    again, late = opened(4), opened(9)
    given(opened(1), again, closed(6), late).then_set_aside((again, "pathway_already_open"), (late, "pathway_closed"))


def test_what_is_not_open_is_not_closed():
    early, again = closed(1), closed(8)
    given(early, opened(3), closed(5), again).then_set_aside((early, "pathway_not_open"), (again, "pathway_not_open"))


def test_what_is_not_closed_is_not_reopened():
    early, again = reopened(1), reopened(4)
    given(early, opened(3), again, closed(5), reopened(6)).then_set_aside(
        (early, "pathway_not_closed"), (again, "pathway_not_closed")
    )
    given(opened(3), closed(5), reopened(8)).then(10, open_days=4)


def test_the_first_opening_is_remembered():
    pathway = given(opened(3), closed(5), reopened(8)).at(20)
    assert (pathway.opened_on, pathway.open) == (day(3), True)


def test_merged_registrations_fold_as_one_for_all_days():
    history = given(
        opened(1), opened(5, home=THERE), need(ART, 2, home=THERE), started("A1", 4), merged(HERE, THERE, 30)
    )
    history.then(20, open_days=19).then(40, open_days=39, continuity={ART: {"initial_wait_days": 2}})


def test_survivor_and_absorbed_give_the_same_figures():
    history = given(opened(1), need(ART, 2, home=THERE), started("A1", 4, home=THERE), merged(HERE, THERE, 30))
    assert history.views(40) == history.seen_from(THERE).views(40)


def test_a_registration_that_is_not_merged_is_not_read():
    given(opened(1), need(ART, home=THERE)).then(20, continuity={})


def test_registrations_merge_through_a_third():
    history = given(opened(1), merged(HERE, THERE, 10), merged(THERE, ELSEWHERE, 12), need(ART, 2, home=ELSEWHERE))
    history.then(20, continuity={ART: {"initial_wait_days": 18}})


def test_a_split_gives_each_registration_its_own_events_back():
    history = given(opened(1), need(ART, 2, home=THERE), merged(HERE, THERE, 10), split(HERE, THERE, 15))
    history.then(13, continuity={ART: {"initial_wait_days": 11}}).then(20, continuity={})


def test_a_merge_after_a_split_holds_again():
    given(
        opened(1), need(ART, 2, home=THERE), merged(HERE, THERE, 5), split(HERE, THERE, 7), merged(THERE, HERE, 9)
    ).then(20, continuity={ART: {"initial_wait_days": 18}})


def test_a_split_that_comes_before_every_merge_changes_nothing():
    given(split(HERE, THERE, 1), opened(1), need(ART, 2, home=THERE), merged(HERE, THERE, 5)).then(
        20, continuity={ART: {"initial_wait_days": 18}}
    )


def test_a_voided_merge_is_as_if_never_made():
    merge = merged(HERE, THERE, 5)
    given(opened(1), need(ART, 2, home=THERE), merge, voided(merge, 9)).then(20, continuity={}, set_aside=[])


def test_a_pathway_is_open_while_any_of_its_registrations_is():
    given(opened(1), closed(5), opened(3, home=THERE), merged(HERE, THERE, 30)).then(20, open_days=4).then(
        40, open_days=39
    )


def test_closing_after_the_merge_closes_every_registration():
    history = given(opened(1), opened(3, home=THERE), merged(HERE, THERE, 10), closed(15))
    history.then_kept().then(20, open_days=14)


def test_closing_before_the_merge_closes_one_registration():
    given(opened(1), opened(3, home=THERE), closed(9), merged(HERE, THERE, 10)).then(20, open_days=19)


def test_a_registration_that_the_group_closed_is_not_closed_again_but_may_be_reopened():
    again = closed(17, home=THERE)
    history = given(
        opened(1), opened(3, home=THERE), merged(HERE, THERE, 10), closed(15), again, reopened(18, home=THERE)
    )
    history.then_set_aside((again, "pathway_not_open")).then(20, open_days=14 + 2)


def test_things_are_kept_by_registration_and_id():
    history = given(started("A1", 1), started("A1", 2, by=PONT, home=THERE), merged(HERE, THERE, 5)).then_kept()
    assert [step["provider_id"] for step in history.views(20)["steps"]] == [PSI, PONT]


@pytest.mark.parametrize("home", [HERE, THERE])
def test_a_reference_looks_in_its_own_registration_first(home):
    stop = suspended("A1", 9, by=PONT, home=home)
    history = given(started("A1", 1), started("A1", 2, by=PONT, home=THERE), merged(HERE, THERE, 5), stop)
    if home == THERE:
        history.then_kept()
    else:
        history.then_set_aside((stop, "not_delivering_provider"))


def test_a_reference_then_looks_in_the_other_registrations_in_the_order_of_their_ids():
    stop = suspended("A1", 9, by=PONT, home=ELSEWHERE)
    history = given(
        started("A1", 1, by=PSI),
        started("A1", 2, by=PONT, home=THERE),
        merged(HERE, THERE, 5),
        merged(HERE, ELSEWHERE, 5),
        stop,
    )
    history.then_set_aside((stop, "not_delivering_provider"))
    given(started("A1", 2, by=PONT, home=THERE), merged(HERE, THERE, 5), suspended("A1", 9, by=PONT)).then_kept()


def test_ids_that_two_registrations_use_are_told_apart_by_their_registration():
    history = given(
        started("A1", 1),
        started("A1", 2, by=PONT, home=THERE),
        started("B", 2),
        session("A1", 3, by=PONT, home=THERE),
        handover(4, "A1"),
        handover(4, "A1", home=THERE),
        handover(4, "B", handover_id="ho2"),
        merged(HERE, THERE, 5),
    )
    found = history.views(20)
    assert sorted(found["engagement"]) == [f"{HERE}/A1", f"{THERE}/A1", "B"]
    assert found["engagement"][f"{THERE}/A1"]["attended"] == 1
    assert sorted(found["handovers"]) == [f"{HERE}/ho1", f"{THERE}/ho1", "ho2"]


def test_a_planned_step_of_another_registration_is_not_the_one_that_starts():
    states = [
        step["state"]
        for step in given(planned("A1", 1), started("A1", 2, home=THERE), merged(HERE, THERE, 3)).views(9)["steps"]
    ]
    assert states == ["planned", "active"]
