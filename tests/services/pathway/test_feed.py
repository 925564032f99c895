"""What notifications is told of the policies' asks and of her safety: once, closed when it is over, and in time."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from deploy.wiring import Embedded
from services.pathway.daily import Daily
from services.pathway.feeding import Feeding
from services.pathway.rows import Rows
from shared.contracts.feed import ContactChanged, NoticeClosed, NoticeRaised
from shared.facts import Fact
from shared.store.audit import verify
from tests.services.stored import FAR, PSI, event, put, reader

OPENED, ASSESSED = date(2026, 2, 2), date(2026, 2, 9)
DAY = timedelta(days=1)
SUPERVISOR = reader("NET", "supervisor")


@pytest.fixture
def referred(ariadna, pathway_id):
    """BCN-FAR answers for her."""
    put(
        ariadna,
        event("PathwayOpened", pathway_id, OPENED, basis="support_service"),
        event("ReferentAssigned", pathway_id, OPENED, referent_provider=FAR, staff_ref="st_1", chosen_with_her=True),
    )
    return ariadna


def feeding(ariadna: Embedded) -> Feeding:
    found: Feeding = ariadna.services["pathway"].feed
    return found


def tell(ariadna: Embedded, today: date) -> int:
    """As the service does after each commit and once a day; returns how much was told."""
    ariadna.pathways.policies.refresh(today)
    return feeding(ariadna).tell(today)


def heard(ariadna: Embedded) -> list[Fact]:
    """All that notifications took in, in order."""
    ariadna.drain()
    log = ariadna.services["notifications"].log
    return [log.mapper.open(row.state).fact for row in log.scan()]


def standing(ariadna: Embedded) -> dict[UUID, NoticeRaised]:
    """The notices that notifications has to be open."""
    found: dict[UUID, NoticeRaised] = {}
    for fact in heard(ariadna):
        match fact:
            case NoticeRaised():
                assert fact.notice_id not in found, "raised twice"
                found[fact.notice_id] = fact
            case NoticeClosed():
                del found[fact.notice_id]
    return found


def whats(ariadna: Embedded) -> list[str]:
    return sorted(each.what for each in standing(ariadna).values())


def contacts(ariadna: Embedded) -> list[ContactChanged]:
    return [fact for fact in heard(ariadna) if isinstance(fact, ContactChanged)]


def test_what_is_asked_is_raised_once_and_closed_when_it_is_over(referred, pathway_id):
    due = {"deadline_id": "d1", "rule": "reflection_period_es", "due_on": "2026-06-30"}
    put(referred, event("DeadlineSet", pathway_id, ASSESSED, **due))
    first = date(2026, 6, 29)
    assert tell(referred, first) > 0
    assert tell(referred, first) == 0
    assert "deadline_near" in whats(referred)
    (near,) = [each for each in standing(referred).values() if each.what == "deadline_near"]
    assert (near.duty, near.provider_id, near.pathway_id, near.due) == ("referent", FAR, UUID(pathway_id), first + DAY)
    put(referred, event("DeadlineMet", pathway_id, first, deadline_id="d1"))
    tell(referred, first)
    assert "deadline_near" not in whats(referred)


def test_notifications_has_open_what_the_list_of_tasks_shows(referred, pathway_id):
    put(referred, event("NeedIdentified", pathway_id, OPENED, need_id="n1", dimension="housing", voiced_by="her"))
    put(referred, event("GrievanceRaised", pathway_id, OPENED, about="referent", to="supervisor"))
    put(
        referred,
        event("StaffTrainingAttested", None, OPENED, staff_ref="st_1", topic="detection", valid_until="2026-03-10"),
    )
    for back in range(40, 0, -8):
        today = date(2026, 4, 1) - back * DAY
        tell(referred, today)
        shown = [item["what"] for item in referred.pathways.tasks(SUPERVISOR, today)]
        privacy = [item["what"] for item in referred.pathways.tasks(reader("NET", "privacy_officer"), today)]
        assert whats(referred) == sorted({*shown} | {*privacy}), today


def test_each_edge_is_told_and_closes_the_one_before(referred, pathway_id):
    put(referred, event("RiskAssessed", pathway_id, ASSESSED, level="high", tool="eige"))
    ids = set()
    for later in range(12):
        tell(referred, ASSESSED + later * DAY)
        ids |= {key for key, each in standing(referred).items() if each.what == "risk_review"}
        assert whats(referred).count("risk_review") == (later >= 3)
    assert len(ids) == 3


def test_a_day_that_nobody_was_there_is_made_up_by_its_last_edge(referred, pathway_id):
    put(referred, event("RiskAssessed", pathway_id, ASSESSED, level="extreme", tool="eige"))
    tell(referred, ASSESSED + 40 * DAY)
    (review,) = [each for each in standing(referred).values() if each.what == "risk_review"]
    assert (review.urgency, review.since) == ("extreme", ASSESSED + DAY)


@pytest.mark.parametrize(("level", "urgency"), [("high", "urgent"), ("extreme", "extreme")])
def test_what_is_urgent_in_extreme_danger_waits_for_no_morning(referred, pathway_id, level, urgency):
    put(referred, event("RiskAssessed", pathway_id, ASSESSED, level=level, tool="eige"))
    tell(referred, ASSESSED)
    assert {each.urgency for each in standing(referred).values() if each.what == "risk_act"} == {urgency}


def test_a_grievance_says_whom_it_is_not_for(referred, pathway_id):
    put(referred, event("GrievanceRaised", pathway_id, ASSESSED, about="referent", to="supervisor"))
    tell(referred, ASSESSED)
    (raised,) = [each for each in standing(referred).values() if each.what == "grievance_raised"]
    assert (raised.duty, raised.provider_id, raised.not_for) == ("supervisor", None, {FAR})


def test_two_who_answer_are_each_told_of_one_event_of_the_catalogue(referred, pathway_id):
    second = {"referent_provider": PSI, "staff_ref": "st_2", "chosen_with_her": True}
    put(referred, event("ReferentAssigned", pathway_id, OPENED, **second))
    due = {"deadline_id": "d1", "rule": "reflection_period_es", "due_on": "2026-03-01"}
    put(referred, event("DeadlineSet", pathway_id, ASSESSED, **due))
    tell(referred, date(2026, 3, 10))
    missed = [each.provider_id for each in standing(referred).values() if each.what == "deadline_missed"]
    assert sorted(missed) == [FAR, PSI]


def test_her_rules_are_told_as_soon_as_they_are_carried(referred, pathway_id):
    put(referred, event("ContactSafetySet", pathway_id, ASSESSED, rules=["no_calls", "code_word"]))
    assert contacts(referred)[-1].rules == {"no_calls", "code_word"}
    put(referred, event("RiskAssessed", pathway_id, ASSESSED, level="high", tool="eige"))
    assert [(each.quiet, len(each.rules)) for each in contacts(referred)] == [(False, 0), (False, 2), (True, 2)]
    put(referred, event("RiskAssessed", pathway_id, ASSESSED + DAY, level="low", tool="eige"))
    assert not contacts(referred)[-1].quiet
    before = len(contacts(referred))
    put(referred, event("NeedIdentified", pathway_id, OPENED, need_id="n1", dimension="housing", voiced_by="her"))
    assert len(contacts(referred)) == before


def test_who_may_speak_for_her_is_told_and_may_post_at_the_door(referred, pathway_id):
    assert contacts(referred)[-1].providers == {FAR}
    given = {"consent_id": "c1", "purpose": "coordination", "recipients": [PSI], "form": "written"}
    put(referred, event("ConsentGiven", pathway_id, ASSESSED, **given))
    assert contacts(referred)[-1].providers == {FAR, PSI}
    put(
        referred,
        event("ChannelPreferenceSet", pathway_id, ASSESSED, audience="her", channels=[], quiet=True),
        provider=PSI,
    )


def test_a_process_that_dies_between_the_rows_and_the_feed_tells_it_next_time(referred, pathway_id, monkeypatch):
    put(referred, event("RiskAssessed", pathway_id, ASSESSED, level="high", tool="eige"))
    tell(referred, ASSESSED - DAY)  # its day is over for this process
    referred.pathways.policies.refresh(ASSESSED)
    put(referred, event("RiskAssessed", pathway_id, ASSESSED, level="extreme", tool="eige"))
    referred.pathways.policies.refresh(ASSESSED)
    monkeypatch.setattr(Rows, "told", lambda *_: None)  # dies after the feed has it, before the mark goes
    book, rows = feeding(referred).book, Rows(referred.pathways.log)
    untold = rows.untold(10)
    assert UUID(pathway_id).bytes in untold
    book.asks(rows.asks_of(list(untold)), ASSESSED)
    monkeypatch.undo()
    tell(referred, ASSESSED)
    assert not rows.untold(10)
    assert whats(referred).count("risk_act") == 1


def test_what_was_over_and_is_again_is_raised_again(referred, pathway_id):
    met = event("DeadlineMet", pathway_id, ASSESSED, deadline_id="d1")
    due = {"deadline_id": "d1", "rule": "reflection_period_es", "due_on": "2026-03-01"}
    put(referred, event("DeadlineSet", pathway_id, OPENED, **due))
    on = date(2026, 2, 27)
    tell(referred, on)
    put(referred, met)
    tell(referred, on)
    assert "deadline_near" not in whats(referred)
    put(referred, event("EventVoided", pathway_id, on, target_event_id=met["event_id"], reason="not_happened"))
    tell(referred, on)
    assert whats(referred).count("deadline_near") == 1


def test_the_service_tells_it_by_itself(referred, pathway_id):
    put(referred, event("RiskAssessed", pathway_id, ASSESSED, level="high", tool="eige"))
    now = datetime(2026, 2, 9, 12, tzinfo=UTC)
    told = []
    daily = Daily(referred.pathways.log, referred.pathways.policies, lambda: now, lambda day: told.append(day))
    daily.start()
    try:
        while not told:
            pass
    finally:
        daily.stop()
    assert told[0] == ASSESSED


def test_the_feed_is_a_log_that_verifies_and_names_nobody_else(referred, pathway_id):
    put(referred, event("RiskAssessed", pathway_id, ASSESSED, level="high", tool="eige"))
    tell(referred, ASSESSED)
    log = feeding(referred).log
    assert log.name == "notices"
    assert log.position() >= 3
    assert verify(log) is None


def test_a_pathway_that_cant_be_folded_stops_no_other(referred, monkeypatch):
    def fails(*_, **__):
        raise ValueError

    other = str(uuid4())
    monkeypatch.setattr("services.pathway.contacts._bears", fails)
    put(referred, event("PathwayOpened", other, OPENED, basis="support_service"))
    monkeypatch.undo()
    put(referred, event("ContactSafetySet", other, OPENED, rules=["no_calls"]))
    assert contacts(referred)[-1].rules == {"no_calls"}
