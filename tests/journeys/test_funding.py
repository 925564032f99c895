"""A grant that may end sooner: asked beforehand, held by a pact, counted afterwards; in both forms."""

from services.pathway.shapes import FundingImpact, NextChoice, WhatIf
from tests.journeys.running import TODAY, ago, fact
from tests.journeys.story import Told, post

FAR, PSI, PONT = "BCN-FAR", "BCN-PSI", "BCN-PONT"


def test_a_coordinator_asks_what_if_and_the_handover_starts_from_the_pact_with_one_act(server, pathway):
    name = f"fw.{pathway[:8]}"
    window = {"funding_window_id": name, "first_day": ago(60), "last_day": ago(-60), "funder_type": "own"}
    step = {"step_id": "H1", "dimension": "health"}
    pact = {"pact_id": "p1", "step_id": "H1", "to_provider": PONT, "rank": 1, "agreed_with_her": True}
    need = {"need_id": "n1", "dimension": "health", "voiced_by": "her"}
    consent = {"consent_id": "c1", "purpose": "coordination", "recipients": [PSI, PONT], "form": "written"}
    seen = post(
        server,
        [
            Told("intake", PSI, fact("FundingWindowOpened", None, ago(60), **window, dimensions=["health"])),
            Told("intake", FAR, fact("PathwayOpened", pathway, ago(50), basis="support_service")),
            Told("intake", FAR, fact("NeedIdentified", pathway, ago(50), **need)),
            Told("pathway", FAR, fact("ConsentGiven", pathway, ago(50), **consent)),
            Told("intake", PSI, fact("StepStarted", pathway, ago(40), **step, funding_window_id=name)),
        ],
    )
    signed = server.token(PSI, "coordinator") | {"Ariadna-After": seen}
    asked = {"funding_window_ends": {name: ago(-10)}, "until": ago(-40)}

    def what_if():
        answer = server.client.post("/pathway/v1/what-if", json=asked, headers=signed)
        assert answer.status_code == 200, answer.text
        return WhatIf.model_validate_json(answer.content)

    assert (what_if().care_days_lost, what_if().items[0].lost_on.isoformat()) == (30, ago(-11))
    assert server.post(fact("FallbackAgreed", pathway, TODAY, **pact), FAR, door="pathway").status_code == 201
    assert what_if().care_days_lost == 0
    chosen = server.get(f"/pathway/v1/pathways/{pathway}/next-choice", FAR, step_id="H1")
    assert NextChoice.model_validate_json(chosen.content).pact
    assert server.post(chosen.json()["event"], FAR, door="pathway").status_code == 201
    assert server.post(chosen.json()["event"], FAR, door="pathway").status_code == 200

    stopped = post(
        server, [Told("intake", PSI, fact("StepSuspended", pathway, ago(4), **step, reason="funding_ended"))]
    )
    query = f"from={ago(30)}&to={ago(0)}"
    headers = signed | {"Ariadna-After": stopped}
    impact = server.client.get(f"/pathway/v1/funding-impact?{query}", headers=headers)
    (window_impact,) = FundingImpact.model_validate_json(impact.content).windows
    assert (window_impact.funding_window_id, window_impact.days) == (name, 5)
    hidden = server.client.get(f"/pathway/v1/funding-impact?{query}", headers=server.token(PONT, "coordinator"))
    assert hidden.json()["windows"] == []
