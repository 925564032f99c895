"""What is asked, kept in step with the log: fresh, sealed, once, and whose it is to see."""

from datetime import date, datetime, time, timedelta
from time import monotonic, sleep

import pytest

from services.pathway.asking import Narrowed
from services.pathway.daily import HOUR, Daily, days_due
from services.pathway.notices import EVERYBODY
from services.pathway.rows import LEASE, Rows
from services.pathway.tasks import Stopped, Tasks
from shared.clocks import CIVIL, When
from shared.errors import NotAllowed
from tests.services.stored import FAR, PSI, event, put, reader, stored
from tests.shared.store.conftest import at_rest

OPENED, STARTED, ENDS = date(2026, 2, 2), date(2026, 2, 9), date(2026, 3, 31)
LAPSED = ENDS + timedelta(days=1)
SUPERVISOR = reader("NET", "supervisor")
PRIVACY = reader("NET", "privacy_officer")
WINDOW = {"funding_window_id": "fw1", "first_day": "2026-01-01", "funder_type": "own", "dimensions": ["housing"]}


@pytest.fixture
def funded(ariadna, pathway_id):
    """A shelter of BCN-PSI under a window that ends on 31 March; BCN-FAR answers for her."""
    put(
        ariadna,
        event("FundingWindowOpened", None, OPENED, **WINDOW, last_day="2026-03-31"),
        event("StepStarted", pathway_id, STARTED, step_id="H1", dimension="housing", funding_window_id="fw1"),
        provider=PSI,
    )
    put(
        ariadna,
        event("PathwayOpened", pathway_id, OPENED, basis="support_service"),
        event("ReferentAssigned", pathway_id, OPENED, referent_provider=FAR, staff_ref="st_1", chosen_with_her=True),
    )
    return ariadna


def what(ariadna, on, who=SUPERVISOR, **filters):
    return [item["what"] for item in ariadna.pathways.tasks(who, on, Narrowed(**filters))]


def test_a_task_is_open_as_long_as_the_history_asks_for_it(funded, pathway_id):
    assert "funding_ending" in what(funded, date(2026, 3, 1))
    assert "funding_lapsed" not in what(funded, ENDS)
    assert "funding_lapsed" in what(funded, LAPSED)
    put(funded, event("SessionRecorded", pathway_id, LAPSED, **SESSION), provider=PSI)
    assert "funding_lapsed" not in what(funded, LAPSED)


SESSION = {"step_id": "H1", "dimension": "housing", "outcome": "attended", "format": "individual"}


def test_a_renewal_after_the_fact_closes_it_though_nothing_of_hers_was_stored(funded):
    assert "funding_lapsed" in what(funded, LAPSED)
    renewed = {"funding_window_id": "fw1", "last_day": "2026-12-31", "status": "confirmed"}
    put(funded, event("FundingWindowChanged", None, date(2026, 4, 5), **renewed), provider=PSI)
    assert not {"funding_ending", "funding_lapsed"} & set(what(funded, LAPSED))


def test_a_city_moves_what_is_due(funded):
    def due():
        (item,) = [each for each in funded.pathways.tasks(SUPERVISOR, LAPSED) if each["what"] == "funding_lapsed"]
        return item["due"]

    assert due() == "2026-04-06"
    put(funded, event("ProviderRegistered", None, OPENED, name="Fictícia", city="Barcelona", kind="ngo"), provider=PSI)
    assert due() == "2026-04-08"  # Good Friday and Easter Monday


def test_staff_see_their_own_supervisors_all_and_privacy_officers_what_is_theirs_alone(funded, pathway_id):
    put(
        funded,
        event("GrievanceRaised", pathway_id, STARTED, about="referent", to="privacy_officer"),
        event("GrievanceRaised", pathway_id, STARTED, about="service", to="supervisor"),
        event("StaffTrainingAttested", None, OPENED, staff_ref="st_1", topic="detection", valid_until="2026-04-10"),
    )
    on = date(2026, 3, 20)
    by_staff = {item["duty"] for item in funded.pathways.tasks(reader(PSI), on)}
    assert by_staff <= {"coordinator", "worker"}
    assert {item["provider_id"] for item in funded.pathways.tasks(reader(FAR, "coordinator"), on)} == {FAR}
    assert set(what(funded, on, PRIVACY)) == {"grievance_unanswered"}
    seen = funded.pathways.tasks(SUPERVISOR, on)
    assert {FAR, PSI, None} <= {item["provider_id"] for item in seen}
    assert "privacy_officer" not in {item["duty"] for item in seen}
    assert "grievance_unanswered" not in what(funded, on, reader(FAR))
    assert what(funded, on, reader(FAR, "auditor")) == []
    for nobody in ("researcher", "ops", "admin"):
        with pytest.raises(NotAllowed):
            what(funded, on, reader(FAR, nobody))


def test_a_grievance_is_asked_about_in_no_organisation_that_it_may_be_about(funded, pathway_id):
    put(funded, event("GrievanceRaised", pathway_id, STARTED, about="referent", to="supervisor"))
    on = date(2026, 3, 20)
    assert "grievance_unanswered" in what(funded, on)
    for concerned in (FAR, PSI):
        assert "grievance_unanswered" not in what(funded, on, reader(concerned, "supervisor"))
    assert "grievance_unanswered" not in what(funded, on, EVERYBODY)
    assert "P-13" not in {notice["policy"] for notice in funded.pathways.tick(STARTED)}


def test_a_list_is_filtered_and_what_is_urgent_comes_first(funded):
    items = funded.pathways.tasks(SUPERVISOR, LAPSED)
    assert [item["urgent"] for item in items] == sorted((item["urgent"] for item in items), reverse=True)
    assert {item["policy"] for item in funded.pathways.tasks(SUPERVISOR, LAPSED, Narrowed(policy="P-9"))} == {"P-9"}
    assert {item["provider_id"] for item in funded.pathways.tasks(SUPERVISOR, LAPSED, Narrowed(provider_id=PSI))} == {
        PSI
    }
    assert "reach_out" not in what(funded, LAPSED, urgent=True)


def test_a_task_carries_no_dimension_name_or_city(funded):
    assert not any("housing" in str(item) for item in funded.pathways.tasks(SUPERVISOR, LAPSED))


def test_only_what_changed_is_run_and_what_is_run_twice_is_stored_once(funded, pathway_id):
    policies, log = funded.pathways.policies, funded.pathways.log
    today = date(2026, 6, 1)
    assert policies.refresh(today) == 1
    assert policies.refresh(today) == 0
    put(funded, event("DeadlineSet", pathway_id, STARTED, deadline_id="d1", rule="R", due_on="2026-05-01"))
    policies.refresh(today)
    before = log.position()
    assert policies.refresh(today) == 0
    assert list(policies.tick(date(2026, 5, 2)))
    assert log.position() == before
    assert [each.type for each in stored(funded)].count("DeadlineMissed") == 1


def test_who_was_overtaken_by_another_process_leaves_what_that_one_asks(funded, pathway_id, monkeypatch):
    """Between its fold and its writing the other stores more, and is done with it."""
    pathways = funded.pathways
    slow, done = Tasks(pathways.log, pathways.log.rules, pathways.overview, []), []

    def overtaken(*asked):
        asks = Tasks._asks(slow, *asked)
        if not done:
            put(funded, event("SessionRecorded", pathway_id, LAPSED, **SESSION), provider=PSI)
            done.append(pathways.policies.refresh(LAPSED))
        return asks

    monkeypatch.setattr(slow, "_asks", overtaken)
    slow.refresh(LAPSED)
    assert done == [1]
    assert "funding_lapsed" not in what(funded, LAPSED)


def test_a_withdrawn_consent_cancels_its_open_handover_by_itself(funded, pathway_id):
    consent = {"consent_id": "c1", "purpose": "handover", "recipients": [PSI], "form": "written"}
    asked = {"handover_id": "ho1", "from_provider": FAR, "to_provider": PSI, "step_ids": ["H1"]}
    put(
        funded,
        event("ConsentGiven", pathway_id, STARTED, **consent),
        event("HandoverProposed", pathway_id, STARTED, **asked),
        event("ConsentWithdrawn", pathway_id, LAPSED, consent_id="c1"),
    )
    funded.pathways.policies.refresh(LAPSED + timedelta(days=3))
    views = funded.pathways.views(pathway_id, When(LAPSED + timedelta(days=1)), SUPERVISOR)
    assert views["handovers"]["ho1"]["outcome"] == "cancelled"
    assert views["set_aside"] == []


def test_what_is_kept_can_not_be_read_at_rest(funded):
    funded.pathways.policies.refresh(LAPSED)
    assert b"funding_lapsed" not in at_rest(funded.pathways.log.database)


def moment(day, hour):
    return datetime.combine(day, time(hour), CIVIL)


def test_the_days_since_the_last_one_are_due_once_the_hour_has_come():
    assert days_due(None, moment(LAPSED, HOUR)) == [LAPSED]
    assert days_due(None, moment(LAPSED, HOUR - 1)) == [ENDS]
    assert days_due(ENDS, moment(LAPSED, HOUR - 1)) == []
    assert days_due(ENDS, moment(date(2026, 4, 3), HOUR)) == [date(2026, 4, each) for each in (1, 2, 3)]


def test_a_clock_that_goes_back_runs_nothing_and_one_that_jumps_makes_up_a_year_at_most():
    assert days_due(LAPSED, moment(date(2025, 1, 1), HOUR)) == []
    assert len(days_due(ENDS, moment(date(2036, 1, 1), HOUR))) == 367


def test_days_that_were_missed_are_made_up_once_by_one_of_two(funded):
    clock = [moment(ENDS, HOUR)]
    one, other = (Daily(funded.pathways.log, funded.pathways.policies, lambda: clock[0]) for _ in range(2))
    assert (one.run_days(), other.run_days()) == ([ENDS], [])
    clock[0] = moment(date(2026, 4, 3), HOUR)
    assert other.run_days() == [date(2026, 4, each) for each in (1, 2, 3)]
    before = funded.pathways.log.position()
    clock[0] = moment(date(2026, 3, 1), HOUR)
    assert (one.run_days(), funded.pathways.log.position()) == ([], before)


def test_a_day_that_was_begun_by_one_that_died_is_taken_over(funded):
    rows = Rows(funded.pathways.log)
    assert rows.begin(ENDS, 1_000)
    assert not rows.begin(ENDS, 1_000 + LEASE)
    assert rows.begin(ENDS, 1_001 + LEASE)
    rows.end(ENDS)
    assert not rows.begin(ENDS, 10**9)


def test_while_the_service_runs_its_policies_run(funded):
    daily = Daily(funded.pathways.log, funded.pathways.policies, lambda: moment(LAPSED, HOUR))
    daily.start()
    until = monotonic() + 20
    while Rows(funded.pathways.log).last_day() != LAPSED and monotonic() < until:
        sleep(0.01)
    daily.stop()
    assert "FundingWindowEnded" in {each.type for each in stored(funded)}


def test_one_whose_history_can_not_be_folded_stops_no_other(funded, monkeypatch, caplog):
    policies = funded.pathways.policies
    monkeypatch.setattr(policies, "_events", lambda stream: {}["gone"])
    assert policies.refresh(LAPSED) == 1
    assert "policies_failed error=KeyError" in caplog.text


def test_a_service_that_stops_leaves_the_day_to_the_next_run(funded):
    daily = Daily(funded.pathways.log, funded.pathways.policies, lambda: moment(LAPSED, HOUR))
    funded.pathways.policies.stop()
    with pytest.raises(Stopped):
        daily.run_days()
    daily.start()
    daily.stop()
    assert Rows(funded.pathways.log).last_day() is None
    assert "FundingWindowEnded" not in {each.type for each in stored(funded)}
