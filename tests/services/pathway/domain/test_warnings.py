"""What is kept, and warned of at the end of its day."""

from shared import contracts
from tests.services.pathway.domain.facts import (
    closed,
    fallback,
    handover,
    met,
    need,
    opened,
    planned,
    resumed,
    session,
    started,
    suspended,
    window,
    window_changed,
)
from tests.services.pathway.domain.given import ART, PONT, PSI, day, given, said


def intake_completed(on: int):
    return said(contracts.IntakeCompleted(contact_safety_considered=True), on)


def rights_given(on: int):
    fact = contracts.RightsInformationGiven(
        topics=frozenset({"asylum"}), language="en", interpreter=False, understood="partly"
    )
    return said(fact, on)


def test_a_step_without_an_open_need_in_its_dimension():
    plan = planned("A1", 5)
    given(plan).then_warned(plan, "no_open_need")
    given(need("health", 1), plan).then_warned(plan, "no_open_need")
    given(need(ART, 1), met(5), plan).then_warned(plan, "no_open_need")
    given(plan, need(ART, 5)).then_warned(plan)


def test_a_window_that_does_not_cover_the_day_of_a_start():
    start = started("A1", 5, window="fw1")
    known = ("no_live_consent", "no_open_need")
    given(start).then_warned(start, "window_does_not_cover", *known)
    given(start, window(1, 4)).then_warned(start, "window_does_not_cover", *known)
    given(start, window(6, 9)).then_warned(start, "window_does_not_cover", *known)
    given(start, window(1, 9, by=PONT)).then_warned(start, "window_does_not_cover", *known)
    given(start, window(5, 5)).then_warned(start, *known)


def test_a_window_known_later_covers_the_day_of_a_start():
    start = started("A1", 5, window="fw1")
    given(start, window(1, 4), window_changed(9, on=20)).then_warned(start, "no_live_consent", "no_open_need")


def test_a_window_that_does_not_cover_the_day_of_a_resumption():
    resume = resumed("A1", 8, window="fw1")
    given(started("A1", 1), suspended("A1", 5), resume).then_warned(resume, "window_does_not_cover")
    given(started("A1", 1), suspended("A1", 5), resume, window(6, 9)).then_warned(resume)


def test_a_group_session_without_any_group_placement():
    assessment = said(contracts.GroupPlacementAssessed(result="later"), 5)
    meeting, single = session("A1", 5, form="group"), session("A1", 5)
    given(started("A1", 1), meeting, single).then_warned(meeting, "no_group_placement").then_warned(single)
    given(started("A1", 1), meeting, assessment).then_warned(meeting)


def test_a_session_that_is_set_aside_is_not_warned_of():
    meeting = session("A1", 5, form="group")
    assert given(meeting).views(9)["warnings"] == []


def terms(on: int):
    return said(contracts.PlacementTermsRecorded(step_id="A1", contract_type="fixed_term", hours_week=20), on, PSI)


def entitled(on: int, is_so: bool = True, until: int | None = None):
    fact = contracts.WorkEntitlementRecorded(entitled=is_so, basis="permit", until=day(until) if until else None)
    return said(fact, on)


def test_a_placement_without_an_entitlement_in_force():
    placed = terms(5)
    given(started("A1", 1), placed).then_warned(placed, "no_work_entitlement")
    given(started("A1", 1), entitled(2), entitled(3, False), placed).then_warned(placed, "no_work_entitlement")
    given(started("A1", 1), entitled(2, until=4), placed).then_warned(placed, "no_work_entitlement")
    given(started("A1", 1), placed, entitled(6)).then_warned(placed, "no_work_entitlement")


def test_a_placement_under_an_entitlement():
    placed = terms(5)
    given(started("A1", 1), placed, entitled(5)).then_warned(placed)
    given(started("A1", 1), entitled(2, until=5), placed).then_warned(placed)


def test_an_opening_before_intake_was_completed():
    opening = opened(5)
    given(opening, intake_completed(6)).then_warned(opening, "intake_not_completed")
    given(opening, intake_completed(5)).then_warned(opening)


def test_an_intake_completed_without_rights_information():
    completed = intake_completed(5)
    given(completed, rights_given(6)).then_warned(completed, "no_rights_information")
    given(completed, rights_given(5)).then_warned(completed)


def test_a_need_named_while_the_pathway_is_not_open():
    early = need(ART, 3)
    given(early, opened(4)).then_warned(early, "pathway_not_open")
    given(early, opened(3)).then_warned(early)
    given(opened(1), early, closed(3)).then_warned(early, "pathway_not_open")


def test_a_handover_not_proposed_with_her():
    without, with_her = handover(5, "A1", with_her=False), handover(5, "A1", handover_id="ho2")
    given(without, with_her).then_warned(without, "not_proposed_with_her").then_warned(with_her)


def test_a_handover_to_the_provider_that_delivers_already():
    to_itself = handover(5, "X", to=PSI)
    given(to_itself).then_warned(to_itself, "providers_same")
    to_another = handover(5, "A1", "A2", to=PONT)
    given(started("A1", 1), started("A2", 1, by=PONT), to_another).then_warned(to_another, "providers_same")
    given(started("A1", 1), to_another, started("A2", 6, by=PONT)).then_warned(to_another)


def test_a_fallback_to_the_provider_that_delivers_already():
    same, other = fallback(5, "A1", to=PSI), fallback(5, "A1", to=PONT, pact_id="pact2")
    given(started("A1", 1), same, other).then_warned(same, "providers_same").then_warned(other)


def test_warnings_are_listed_by_event_and_reason():
    start = started("A1", 5, event_id="b")
    opening = opened(6, event_id="a")
    assert given(start, opening).views(9)["warnings"] == [
        {"event_id": "a", "reason": "intake_not_completed"},
        {"event_id": "b", "reason": "no_live_consent"},
        {"event_id": "b", "reason": "no_open_need"},
    ]
