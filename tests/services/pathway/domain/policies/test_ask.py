"""An ask is open from a day until a day, and is told on its edges; its ids follow from what it is about."""

from datetime import date

import msgspec
import pytest

from services.pathway.domain import Ask, To, notices, open_windows, windows_ending
from services.pathway.domain.policies.ask import months_after
from services.pathway.domain.workdays import weekdays, workdays_after
from shared import contracts
from tests.services.pathway.domain.facts import (
    consent,
    fallback,
    handover,
    need,
    opened,
    referent,
    started,
    suspended,
    window,
)
from tests.services.pathway.domain.given import ART, FAR, HERE, HOUSING, LLAR, PONT, PSI, THERE, day, given, said
from tests.services.pathway.domain.policies.asked import on

ASK = Ask("P-8", "deadline_near", "d1", day(10), To("referent", FAR), day(40), again=(day(20),), pathway_id=HERE)


def told_on(ask):
    return [number for number in range(1, 60) if notices([ask], day(number))]


def test_it_is_told_when_it_opens_and_when_it_is_recalled_and_never_once_it_is_over():
    assert told_on(ASK) == [10, 20]
    assert told_on(msgspec.structs.replace(ASK, until=day(15))) == [10]


def test_what_is_asked_every_so_many_days_is_told_again_and_again_until_it_is_over():
    assert told_on(msgspec.structs.replace(ASK, again=(), every=14)) == [10, 24, 38]


def test_a_day_run_twice_makes_the_same_notices():
    assert [notices([ASK], day(10))[0].notice_id for _ in range(2)] == [ASK.id_on(day(10))] * 2


@pytest.mark.parametrize(
    "other",
    [
        {"policy": "P-9"},
        {"what": "deadline_missed"},
        {"subject": "d2"},
        {"pathway_id": THERE},
        {"to": To("coordinator", FAR)},
        {"to": To("referent", PONT)},
    ],
)
def test_what_differs_in_policy_subject_woman_or_addressee_has_an_id_of_its_own(other):
    assert msgspec.structs.replace(ASK, **other).id_on(day(10)) != ASK.id_on(day(10))
    assert ASK.id_on(day(11)) != ASK.id_on(day(10))


def test_what_the_catalogue_has_an_event_for_is_one_event_however_many_are_told():
    typed = msgspec.structs.replace(ASK, type="DeadlineMissed")
    assert msgspec.structs.replace(typed, to=To("supervisor")).id_on(day(10)) == typed.id_on(day(10))


def test_it_survives_being_stored():
    assert msgspec.json.decode(msgspec.json.encode([ASK]), type=list[Ask]) == [ASK]


def test_working_days_leave_out_what_the_calendar_leaves_out():
    holidays = {day(6)}

    def workday(provider, each):
        return weekdays(provider, each) and (provider != FAR or each not in holidays)

    friday = day(2)
    assert workdays_after(workday, PONT, friday, 2) == day(6)
    assert workdays_after(workday, FAR, friday, 2) == day(7)
    assert workdays_after(weekdays, None, friday, 1) == day(5)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 10, 15), 2, date(2026, 12, 15)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(9998, 12, 31), 1, date.max),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_one_there_is(start, months, expected):
    assert months_after(start, months) == expected


def test_every_ask_that_has_a_type_is_well_formed_and_names_its_pathway():
    due = contracts.DeadlineSet(deadline_id="d1", rule="IT-ART13-3M", due_on=day(4))
    sent = contracts.ReferralSent(
        referral_id="r1", to_provider=PONT, dimension="housing", consent_id="c1", urgency="normal"
    )
    history = given(opened(1), said(due, 1), said(sent, 1), started("A1", 1), started("A2", 5, by=PONT))
    typed = [ask for ask in on(history, 30) if ask.type]
    typed += windows_ending(open_windows([window(1, 19)], day(6)))
    assert {ask.type for ask in typed} == {
        "DuplicateFlagged",
        "DeadlineMissed",
        "ReferralEscalated",
        "FundingWindowEnding",
        "FundingWindowEnded",
    }
    for ask in typed:
        assert msgspec.convert(ask.data, contracts.FACTS[ask.type])
        assert ask.pathway_id == (None if ask.type.startswith("Funding") else HERE)


def test_whom_she_shuts_out_hears_of_its_own_work_alone():
    shut = contracts.RestrictionSet(restriction_id="r1", providers=frozenset({FAR}))
    events = (opened(1), referent(1), started("A1", 1, window="fw1"), window(1, 40), fallback(2, "A1"))
    before, after = given(*events), given(*events, said(shut, 3))
    assert ("referent", FAR) in {(ask.to.duty, ask.to.provider_id) for ask in on(before, 5)}
    assert {ask.to.provider_id for ask in on(after, 5) if not ask.own} == {None}
    assert {ask.what for ask in on(after, 5)} == {ask.what for ask in on(before, 5)}


def test_what_is_asked_stays_true_as_days_pass_without_a_fact():
    level = contracts.RiskAssessed(level="high", tool="network_v1")
    ended = contracts.DeadlineSet(deadline_id="d1", rule="R", due_on=day(30))
    history = given(
        opened(1),
        referent(1),
        need(ART),
        started("A1", 1, window="fw1"),
        window(1, 15),
        started("A2", 2, by=PONT, continues="A1"),
        consent(2, PONT, until=25),
        handover(3, "A1"),
        said(level, 3),
        said(ended, 3),
        started("H1", 1, HOUSING, by=LLAR),
        need(HOUSING, need_id="n2"),
        suspended("H1", 3, by=LLAR),
    )
    at_once = on(history, 3)
    for number in range(3, 70):
        lived, foreseen = (notices(asked, day(number)) for asked in (on(history, number), at_once))
        assert lived == foreseen
        assert [ask for ask in on(history, number) if ask.open_on(day(number))] == [
            ask for ask in at_once if ask.open_on(day(number))
        ]


@pytest.mark.parametrize("written", [date.min, date.max])
def test_a_written_day_may_be_any_that_the_calendar_has(written):
    due = contracts.DeadlineSet(deadline_id="d1", rule="R", due_on=written)
    paid = contracts.FundingWindowOpened(
        funding_window_id="fw1",
        first_day=date.min,
        last_day=written,
        funder_type="own",
        dimensions=frozenset({ART}),
    )
    shared = contracts.ConsentGiven(
        consent_id="c1",
        purpose="coordination",
        recipients=frozenset({PONT}),
        form="written",
        valid_until=written,
    )
    paid_for = said(paid, 1, PSI, home=None)
    history = given(opened(1), said(due, 1), said(shared, 1), started("A1", 2, window="fw1"), paid_for)
    found = [*on(history, 5), *windows_ending(open_windows([paid_for], day(9)))]
    assert {"deadline_near", "consent_ending", "funding_ending", "window_ended"} <= {ask.what for ask in found}
    assert workdays_after(weekdays, None, date.max, 3) == date.max
