"""The readings of the pathway service: who may read what, at which clocks, and notices made once."""

from datetime import date, datetime

import pytest

from shared.clocks import When, end_of_day
from shared.errors import NotAllowed, UnknownEvent, UnknownPathway
from tests.services.stored import FAR, PSI, embedded, event, put, reader

OPENED, STARTED, LATER = date(2026, 2, 2), date(2026, 2, 9), date(2026, 3, 2)
ALL = When(date(2026, 4, 1))
SUPERVISOR = reader("NET", "supervisor")


@pytest.fixture
def ariadna(tmp_path, databases):
    with embedded(tmp_path / "data", databases) as store:
        yield store


@pytest.fixture
def opened(ariadna, pathway_id):
    put(
        ariadna,
        event("PathwayOpened", pathway_id, OPENED, basis="support_service"),
        event("NeedIdentified", pathway_id, OPENED, need_id="n1", dimension="health", voiced_by="her"),
        event("ReferentAssigned", pathway_id, OPENED, referent_provider=FAR, staff_ref="st_1", chosen_with_her=True),
        event("StepStarted", pathway_id, STARTED, step_id="H1", dimension="health"),
    )
    return ariadna


def test_what_was_true_on_a_past_day_can_be_asked_for(opened, pathway_id):
    def waited(as_of):
        return opened.pathways.views(pathway_id, When(as_of), reader())["initial_wait_days"]

    assert [waited(day) for day in (OPENED, date(2026, 2, 5), STARTED, LATER)] == [0, 3, 7, 7]


def test_what_was_known_at_a_past_moment_can_be_asked_for(opened, pathway_id):
    views = opened.pathways.views(pathway_id, When(LATER, end_of_day(date(2026, 2, 8))), reader())
    assert views["steps"] == []
    assert views["initial_wait_days"] == 28


@pytest.mark.parametrize("reading", ["views", "history", "picture"])
def test_to_somebody_who_may_not_read_she_is_unknown(opened, pathway_id, reading):
    with pytest.raises(UnknownPathway):
        getattr(opened.pathways, reading)(pathway_id, ALL, reader(PSI))


@pytest.mark.parametrize("reading", ["views", "history", "picture"])
@pytest.mark.parametrize("role", ["ops", "researcher", "admin"])
def test_a_role_without_any_business_with_her_is_told_so_whichever_it_asks_for(opened, pathway_id, reading, role):
    for one in (pathway_id, "3f0c2f0e-6a53-4b8e-9d5e-1d1f3c7a9b10"):
        with pytest.raises(NotAllowed):
            getattr(opened.pathways, reading)(one, ALL, reader(FAR, role))


@pytest.mark.parametrize("role", ["ops", "researcher", "admin"])
def test_nor_is_it_given_a_list(opened, role):
    pathways, somebody, today = opened.pathways, reader(FAR, role), LATER
    asked = (
        lambda: pathways.listed("caseload", somebody, today),
        lambda: pathways.gaps(ALL, somebody),
        lambda: pathways.tasks(somebody, today),
        lambda: pathways.proposals(somebody),
        lambda: pathways.grievances(somebody, today),
        lambda: pathways.funding_at_risk(today, 60, somebody),
        lambda: pathways.fallbacks_missing(today, 60, somebody),
    )
    for ask in asked:
        with pytest.raises(NotAllowed):
            ask()


@pytest.mark.parametrize("role", ["auditor", "privacy_officer"])
def test_auditors_and_privacy_officers_read_her_sequence_and_no_figures(opened, pathway_id, role):
    items = opened.pathways.history(pathway_id, ALL, reader("NET", role))["items"]
    assert len(items) == 4
    assert all(item["data"] is None and item["type"] is None for item in items)
    for reading in ("views", "picture"):
        with pytest.raises(UnknownPathway):
            getattr(opened.pathways, reading)(pathway_id, ALL, reader("NET", role))


@pytest.mark.parametrize("reading", ["views", "history", "picture"])
@pytest.mark.parametrize("somebody", [reader(), reader(FAR, "coordinator"), SUPERVISOR])
def test_referent_workers_coordinators_and_supervisors_read(opened, pathway_id, reading, somebody):
    assert getattr(opened.pathways, reading)(pathway_id, ALL, somebody)
    with pytest.raises(UnknownPathway):
        getattr(opened.pathways, reading)("3f0c2f0e-6a53-4b8e-9d5e-1d1f3c7a9b10", ALL, somebody)


def test_consent_opens_her_history_and_its_end_closes_it_at_once(opened, pathway_id):
    consent = {"consent_id": "c1", "purpose": "coordination", "recipients": [PSI], "form": "written"}
    put(opened, event("ConsentGiven", pathway_id, LATER, **consent))
    assert opened.pathways.views(pathway_id, ALL, reader(PSI))
    put(opened, event("ConsentWithdrawn", pathway_id, date(2026, 3, 3), consent_id="c1"))
    for reading in ("views", "history", "picture"):
        with pytest.raises(UnknownPathway):
            getattr(opened.pathways, reading)(pathway_id, ALL, reader(PSI))


def test_an_asked_provider_reads_nothing(opened, pathway_id):
    asked = {"referral_id": "r1", "to_provider": PSI, "dimension": "health", "consent_id": "c1", "urgency": "normal"}
    put(opened, event("ReferralSent", pathway_id, LATER, **asked))
    with pytest.raises(UnknownPathway):
        opened.pathways.views(pathway_id, ALL, reader(PSI))
    assert [case["pathway_id"] for case in opened.pathways.listed("caseload", reader(PSI), LATER)] == []


def test_a_past_provider_sees_what_it_wrote_itself_and_no_figures(opened, pathway_id):
    put(
        opened,
        event("NeedIdentified", pathway_id, LATER, need_id="n2", dimension="housing", voiced_by="her"),
        provider=PSI,
    )
    items = opened.pathways.history(pathway_id, ALL, reader(PSI))["items"]
    assert {item["provider_id"] for item in items} == {PSI}
    with pytest.raises(UnknownPathway):
        opened.pathways.views(pathway_id, ALL, reader(PSI))


def test_her_restriction_forbids_over_every_permit(opened, pathway_id):
    consent = {"consent_id": "c1", "purpose": "coordination", "recipients": [PSI], "form": "written"}
    put(opened, event("ConsentGiven", pathway_id, LATER, **consent))
    put(opened, event("RestrictionSet", pathway_id, LATER, restriction_id="r1", providers=[PSI]))
    with pytest.raises(UnknownPathway):
        opened.pathways.views(pathway_id, ALL, reader(PSI))
    put(opened, event("RestrictionLifted", pathway_id, LATER, restriction_id="r1"))
    assert opened.pathways.views(pathway_id, ALL, reader(PSI))


def test_the_sender_is_told_what_became_of_its_event(opened, pathway_id):
    resumed = event("StepResumed", pathway_id, LATER, step_id="H1", dimension="health")
    put(opened, resumed)
    told = opened.pathways.standing(resumed["event_id"], reader())
    assert told == {"event_id": resumed["event_id"], "state": "set_aside", "reason": "step_not_suspended"}
    put(opened, event("StepSuspended", pathway_id, LATER, step_id="H1", dimension="health", reason="venue"))
    assert opened.pathways.standing(resumed["event_id"], reader())["state"] == "folded"
    with pytest.raises(UnknownEvent):
        opened.pathways.standing(resumed["event_id"], reader(PSI))


def test_merged_registrations_are_one_history_listed_once(opened, pathway_id):
    other = "3f0c2f0e-6a53-4b8e-9d5e-1d1f3c7a9b10"
    put(opened, event("PathwayOpened", other, OPENED, basis="support_service"))
    merged = event("RegistrationsMerged", pathway_id, LATER, survivor=pathway_id, absorbed=other, consent_id="cM")
    put(opened, merged, provider="NET")
    of = {one: opened.pathways.views(one, ALL, SUPERVISOR) for one in (pathway_id, other)}
    assert of[pathway_id] == of[other]
    assert [case["pathway_id"] for case in opened.pathways.listed("caseload", SUPERVISOR, LATER)] == [pathway_id]
    split = event(
        "RegistrationsSplit", pathway_id, date(2026, 3, 3), survivor=pathway_id, restored=other, reason="wrong_match"
    )
    put(opened, split, provider="NET")
    assert opened.pathways.views(other, ALL, SUPERVISOR)["steps"] == []
    assert len(opened.pathways.listed("caseload", SUPERVISOR, LATER)) == 2


@pytest.fixture
def funded(ariadna, pathway_id):
    window = {"funding_window_id": "fw1", "first_day": "2026-01-01", "last_day": "2026-03-31"}
    put(
        ariadna,
        event("FundingWindowOpened", None, OPENED, **window, funder_type="own", dimensions=["health"]),
        event("PathwayOpened", pathway_id, OPENED, basis="support_service"),
        event("StepStarted", pathway_id, STARTED, step_id="H1", dimension="health", funding_window_id="fw1"),
    )
    return ariadna


def test_funding_at_risk_is_known_as_of_the_end_of_its_day(funded, pathway_id):
    (item,) = funded.pathways.funding_at_risk(date(2026, 3, 1), 60, SUPERVISOR)
    assert (item["pathway_id"], item["step_id"], item["days_left"]) == (pathway_id, "H1", 30)
    assert funded.pathways.funding_at_risk(date(2026, 2, 8), 60, SUPERVISOR) == []
    changed = {"funding_window_id": "fw1", "last_day": "2026-12-31", "status": "confirmed"}
    put(funded, event("FundingWindowChanged", None, date(2026, 3, 2), **changed))
    assert funded.pathways.funding_at_risk(date(2026, 3, 2), 60, SUPERVISOR) == []
    assert len(funded.pathways.funding_at_risk(date(2026, 3, 1), 60, SUPERVISOR)) == 1


def test_strangers_have_no_funding_at_risk(funded):
    assert funded.pathways.funding_at_risk(date(2026, 3, 1), 60, reader(PSI)) == []


def test_a_day_of_policies_run_twice_changes_nothing(funded):
    on = date(2026, 3, 1)
    first = funded.pathways.tick(on)
    stored = funded.pathways.log.position()
    assert {notice["policy"] for notice in first} >= {"P-1"}
    assert funded.pathways.tick(on) == first
    assert funded.pathways.log.position() == stored


def test_notices_change_no_figure(funded, pathway_id):
    before = funded.pathways.views(pathway_id, ALL, SUPERVISOR)
    for day in range(1, 29):
        funded.pathways.tick(date(2026, 3, day))
    assert funded.pathways.log.position() > 3
    assert funded.pathways.views(pathway_id, ALL, SUPERVISOR) == before


def test_every_moment_in_a_history_has_its_zone(opened, pathway_id):
    for item in opened.pathways.history(pathway_id, ALL, reader())["items"]:
        assert datetime.fromisoformat(item["recorded_at"]).utcoffset() is not None
