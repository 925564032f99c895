"""What is asked about money over the whole service: who may ask, which windows are meant, and what the page shows."""

from datetime import date, timedelta
from uuid import uuid4

import orjson
import pytest

from services.pathway.funding import Period, Question, named
from services.pathway.shapes import FallbacksMissing, FundingImpact, NextChoice, WhatIf
from shared.clocks import When, end_of_day
from shared.errors import NotAllowed, NotWellFormed
from tests.services.stored import FAR, PSI, event, put, reader
from tests.shared.asked import Asked

FIRST, STARTED, ON = date(2026, 1, 5), date(2026, 1, 12), date(2026, 3, 2)
WINDOW = {"first_day": "2026-01-01", "funder_type": "own", "dimensions": ["health"]}
SUPERVISOR, COORDINATOR = reader("NET", "supervisor"), reader(FAR, "coordinator")


def her_start(pathway_id, window="fwA"):
    return [
        event("PathwayOpened", pathway_id, FIRST, basis="support_service"),
        event("NeedIdentified", pathway_id, FIRST, need_id="n1", dimension="health", voiced_by="her"),
        event("ReferentAssigned", pathway_id, FIRST, referent_provider=FAR, staff_ref="st_1", chosen_with_her=True),
        event("StepStarted", pathway_id, STARTED, step_id="H1", dimension="health", funding_window_id=window),
    ]


def opened_window(name="fwA", last_day="2026-03-31"):
    return event("FundingWindowOpened", None, FIRST, funding_window_id=name, last_day=last_day, **WINDOW)


@pytest.fixture
def funded(ariadna, pathway_id):
    """One woman in a step of BCN-FAR, paid up to the end of March."""
    put(ariadna, opened_window(), *her_start(pathway_id))
    return ariadna


@pytest.fixture
def asked(funded):
    return Asked(funded.app())


def signed(ariadna, who):
    return {"authorization": f"Bearer {ariadna.signer.issue(who.provider_id, who.role)}"}


def lost(ariadna, who=SUPERVISOR, on=ON, **ends):
    days = {name: date.fromisoformat(day) for name, day in ends.items()}
    return [item["lost_on"] for item in ariadna.pathways.what_if(Question(days, on), who)["items"]]


def test_a_supervisor_asks_about_all_windows_and_a_coordinator_about_the_own_ones(funded):
    assert lost(funded, fwA="2026-03-15") == ["2026-03-16"]
    assert lost(funded, COORDINATOR, fwA="2026-03-15") == ["2026-03-16"]
    with pytest.raises(NotWellFormed) as refused:
        lost(funded, reader(PSI, "coordinator"), fwA="2026-03-15")
    assert [problem.code for problem in refused.value.errors] == ["unknown_window"]


@pytest.mark.parametrize("role", ["worker", "auditor", "researcher", "ops"])
def test_nobody_else_may_ask(funded, role):
    with pytest.raises(NotAllowed):
        lost(funded, reader(FAR, role), fwA="2026-03-15")
    with pytest.raises(NotAllowed):
        funded.pathways.funding_impact(Period(FIRST, ON, 30), reader(FAR, role))


def test_nothing_is_stored_by_asking(funded):
    before = funded.pathways.log.reached("intake")
    lost(funded, fwA="2026-03-15")
    assert funded.pathways.funding_at_risk(ON, 60, SUPERVISOR)[0]["last_day"] == "2026-03-31"
    assert funded.pathways.log.reached("intake") == before


def test_a_coordinator_is_told_of_no_pathway_that_its_lists_do_not_hold(funded):
    put(funded, *her_start(str(uuid4()))[:1], provider=PSI)
    other = str(uuid4())
    put(funded, *her_start(other)[:2], provider=PSI)
    put(funded, her_start(other)[3])
    assert len(lost(funded, fwA="2026-03-15")) == 2
    assert len(lost(funded, COORDINATOR, fwA="2026-03-15")) == 1


def test_a_past_day_is_answered_as_it_was_then(funded, pathway_id):
    put(funded, event("StepDropped", pathway_id, ON, step_id="H1", dimension="health", reason="her_choice"))
    assert lost(funded, on=ON, fwA="2026-03-15") == []
    assert lost(funded, on=ON - timedelta(days=1), fwA="2026-03-15") == ["2026-03-16"]


def test_funding_at_risk_is_as_known_then_where_more_was_told_since(funded, pathway_id):
    def at_risk(on, known=None):
        when = When(on + timedelta(days=1), end_of_day(known)) if known else None
        return len(funded.pathways.funding_at_risk(on, 60, SUPERVISOR, when))

    put(funded, event("StepDropped", pathway_id, ON, step_id="H1", dimension="health", reason="her_choice"))
    assert (at_risk(ON), at_risk(ON - timedelta(days=1)), at_risk(ON, ON - timedelta(days=1))) == (0, 1, 1)


def test_where_no_window_ends_no_pathway_is_opened(funded, monkeypatch):
    monkeypatch.setattr(funded.pathways, "rows_at", lambda *_: pytest.fail("a row was opened"))
    assert funded.pathways.funding_at_risk(date(2026, 6, 1), 60, SUPERVISOR) == []
    assert funded.pathways.fallbacks_missing(date(2026, 6, 1), 60, SUPERVISOR) == []


@pytest.mark.parametrize(
    ("ends", "code"),
    [
        ({"fwX": "2026-03-15"}, "unknown_window"),
        ({"fwA": "2026-03-15"}, "ambiguous"),
        ({f"{FAR}/fwA": "2025-12-31"}, "out_of_range"),
        ({"fwB": "2026-03-15", f"{FAR}/fwB": "2026-03-15"}, "named_twice"),
    ],
)
def test_a_window_that_can_not_be_asked_about_is_told_by_its_number(funded, ends, code):
    put(funded, opened_window("fwB"))
    put(funded, opened_window(), provider=PSI)
    with pytest.raises(NotWellFormed) as refused:
        lost(funded, **ends)
    (problem,) = refused.value.errors
    assert (problem.path, problem.code) == ("funding_window_ends", code)
    assert not any(name in problem.message for name in ends)
    assert lost(funded, **{f"{FAR}/fwA": "2026-03-15", "fwB": "2026-03-20"}) == ["2026-03-21"]


def test_what_can_not_be_looked_at_is_told_by_its_field(funded):
    with pytest.raises(NotWellFormed) as refused:
        funded.pathways.what_if(Question({"fwA": ON}, ON, ON), SUPERVISOR)
    assert refused.value.errors[0].path == "until"
    with pytest.raises(NotWellFormed) as refused:
        funded.pathways.funding_impact(Period(ON, FIRST, 30), SUPERVISOR)
    assert refused.value.errors[0].path == "to"
    assert named({}, {}, None) == {}


def test_the_answers_are_as_promised_and_impact_ends_today(funded, asked, pathway_id):
    supervisor = signed(funded, SUPERVISOR)
    put(
        funded,
        event("StepSuspended", pathway_id, ON, step_id="H1", dimension="health", reason="funding_ended"),
        event("FallbackAgreed", pathway_id, ON, pact_id="p1", step_id="H1", to_provider=PSI, rank=1)
        | {"data": {"pact_id": "p1", "step_id": "H1", "to_provider": PSI, "rank": 1, "agreed_with_her": True}},
    )
    question = {"funding_window_ends": {"fwA": "2026-03-15"}, "on": "2026-02-01"}
    told = asked.post("/pathway/v1/what-if", headers=supervisor, json=question)
    assert WhatIf.model_validate_json(told.content).care_days_lost == 90
    impact = asked.get("/pathway/v1/funding-impact?from=2026-03-02&to=2026-03-11", headers=supervisor)
    assert FundingImpact.model_validate_json(impact.content).windows[0].days == 10
    ahead = asked.get("/pathway/v1/funding-impact?from=2026-03-02&to=2190-01-01", headers=supervisor)
    assert ahead.json()["to"] < "2190"
    missing = asked.get("/pathway/v1/fallbacks-missing?on=2026-02-01", headers=supervisor)
    assert len(FallbacksMissing.model_validate_json(missing.content).items) == 1
    chosen = asked.get(f"/pathway/v1/pathways/{pathway_id}/next-choice?step_id=H1", headers=supervisor)
    event_ = NextChoice.model_validate_json(chosen.content).event
    assert event_
    assert event_.data.to_provider == PSI


@pytest.mark.parametrize(
    ("body", "status", "path"),
    [
        ({"funding_window_ends": {}}, 422, "funding_window_ends"),
        ({"funding_window_ends": {"fwSECRET": "soon"}}, 422, "funding_window_ends"),
        ({"funding_window_ends": {"fwSECRET": "0001-01-01"}}, 422, "funding_window_ends"),
        ({"funding_window_ends": {"fwA": "2026-03-15"}, "on": "x"}, 422, "on"),
        ({"funding_window_ends": {"fwA": "2026-03-15"}, "SECRET": 1}, 422, ""),
        ([], 422, ""),
        ({"funding_window_ends": {"fwA": "2" * 70_000}}, 413, None),
    ],
)
def test_a_question_that_is_not_well_formed_is_told_by_its_field_and_not_repeated(funded, asked, body, status, path):
    told = asked.post("/pathway/v1/what-if", headers=signed(funded, SUPERVISOR), content=orjson.dumps(body))
    assert told.status_code == status
    assert "SECRET" not in told.text
    if path is not None:
        assert told.json()["errors"][0]["path"] == path


def test_an_unknown_step_has_no_next_choice(funded, asked, pathway_id):
    told = asked.get(f"/pathway/v1/pathways/{pathway_id}/next-choice?step_id=X9", headers=signed(funded, SUPERVISOR))
    assert (told.status_code, told.json()["errors"][0]["code"]) == (422, "step_unknown")


def test_the_page_shows_bars_and_the_same_figures_as_a_table(funded, asked, pathway_id):
    put(funded, event("StepSuspended", pathway_id, ON, step_id="H1", dimension="health", reason="funding_ended"))
    shown = signed(funded, SUPERVISOR)
    page = asked.get("/pathway/funding-impact?from=2026-03-01&to=2026-04-10", headers=shown)
    assert (page.status_code, page.text.count("<svg")) == (200, 3)
    assert "BCN-FAR fwA" in page.text
    assert "40 days" in page.text
    assert "No day was lost" in asked.get("/pathway/funding-impact?from=2026-02-01&to=2026-02-10", headers=shown).text
    assert asked.get("/pathway/funding-impact", headers=shown).status_code == 200
    assert asked.get("/pathway/funding-impact").status_code == 401


def test_the_page_tells_of_days_without_a_known_window(ariadna, pathway_id):
    *start, step = her_start(pathway_id, "fw9")
    stopped = event("StepSuspended", pathway_id, ON, step_id="H1", dimension="health", reason="funding_ended")
    put(ariadna, *start, step, stopped)
    shown = signed(ariadna, SUPERVISOR)
    assert "No window told" in Asked(ariadna.app()).get("/pathway/funding-impact?from=2026-03-01", headers=shown).text
