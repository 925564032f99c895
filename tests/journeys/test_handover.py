"""A handover from Barcelona to Milan by the providers' own tokens: who reads what at each stage, every day counted."""

from typing import Any

import pytest

from tests.journeys.running import Json, Server, ago, eventually, fact

PSI, ARTE, NOVA = "BCN-PSI", "MIL-ARTE", "MIL-NOVA"
THERAPY = "psychological_therapy"
STEP = {"step_id": "P1", "dimension": THERAPY}
NEXT = {"step_id": "P2", "dimension": THERAPY}
TOLD = {"kind", "id", "pathway_id", "dimensions", "city", "proposed_on", "answer_due"}


class Side:
    """One provider of a handover, by its own token; it posts and reads after all that was told before."""

    seen: dict[str, int]

    def __init__(self, server: Server, pathway: str, provider: str, seen: dict[str, int]) -> None:
        self.server, self.pathway, self.provider, self.seen = server, pathway, provider, seen

    def post(self, type_name: str, on: int, door: str = "intake", **data: Any) -> Any:
        """What the door answers to a fact of so many days ago."""
        heard = {name: position for name, position in self.seen.items() if door == "pathway" or name != "employment"}
        after = {"Ariadna-After": ",".join(f"{name}={position}" for name, position in heard.items())}
        event = fact(type_name, self.pathway, ago(on), **data)
        answer = eventually(
            lambda: (told := self.server.post(event, self.provider, door=door, **after)).status_code != 503 and told
        )
        if answer.status_code == 201:
            self.seen[door] = answer.json()["position"]
        return answer

    def tells(self, type_name: str, on: int, door: str = "intake", **data: Any) -> None:
        answer = self.post(type_name, on, door, **data)
        assert answer.status_code == 201, (type_name, answer.text)

    def decides(self, type_name: str, on: int, **data: Any) -> None:
        self.tells(type_name, on, "pathway", **data)

    def refused(self, code: str, type_name: str, on: int, status: int = 409, **data: Any) -> None:
        answer = self.post(type_name, on, "pathway", **data)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (status, code), answer.text

    def reads(self, what: str, role: str = "worker") -> Any:
        after = ",".join(f"{name}={position}" for name, position in self.seen.items())
        headers = {**self.server.token(self.provider, role), "Ariadna-After": after}
        path = f"/pathway/v1/{what}" if what == "proposals" else f"/pathway/v1/pathways/{self.pathway}/{what}"
        return eventually(
            lambda: (told := self.server.client.get(path, headers=headers)).status_code != 503 and told, within=20
        )

    def reads_nothing(self) -> None:
        for what in ("views", "history", "picture", "choices"):
            assert self.reads(what).status_code == 404, what

    def reads_of(self) -> set[str]:
        """Whose facts the history shows to this provider, with their content or without."""
        return {row["provider_id"] for row in self.reads("history").json()["items"]}

    def proposed(self) -> list[Json]:
        """What waits for this provider of this pathway."""
        items = self.reads("proposals").json()["items"]
        return [item for item in items if item["pathway_id"] == self.pathway]

    def views(self, role: str = "worker") -> Json:
        answer = self.reads("views", role)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@pytest.fixture
def sides(server: Server, pathway: str) -> tuple[Side, Side, Side]:
    """Forty days ago she began a therapy in Barcelona; twenty days ago the money for it ended. Two hold a place."""
    seen: dict[str, int] = {}
    psi, arte, nova = (Side(server, pathway, provider, seen) for provider in (PSI, ARTE, NOVA))
    registered = fact("ProviderRegistered", None, ago(40), name="Entitat inventada", city="Barcelona", kind="ngo")
    assert server.post(registered, PSI).status_code == 201
    psi.tells("PathwayOpened", 40, basis="support_service")
    psi.tells("NeedIdentified", 40, need_id="n1", dimension=THERAPY, voiced_by="her")
    psi.tells("StepStarted", 38, **STEP)
    psi.decides("ReferentAssigned", 38, referent_provider=PSI, staff_ref="st_1", chosen_with_her=True)
    psi.tells("SessionRecorded", 30, **STEP, outcome="attended", format="individual")
    psi.tells("StepSuspended", 20, **STEP, reason="funding_ended")
    for rank, provider in ((1, NOVA), (2, ARTE)):
        pact = {"pact_id": f"p{rank}", "step_id": "P1", "to_provider": provider, "rank": rank}
        psi.decides("FallbackAgreed", 25, **pact, agreed_with_her=True)
    return psi, arte, nova


def asked(to: str, name: str = "ho1") -> Json:
    return {"handover_id": name, "from_provider": PSI, "to_provider": to, "step_ids": ["P1"]}


def agreed(to: str, consent_id: str = "c1", name: str = "ho1") -> Json:
    said = {"consent_id": consent_id, "purpose": "handover", "recipients": [to], "form": "written"}
    return {**said, "handover_id": name, "cross_border": True}


def test_from_barcelona_to_milan(sides: tuple[Side, Side, Side]) -> None:
    psi, arte, nova = sides
    _before_anyone_is_asked(psi, arte)
    _her_first_choice_has_no_place(psi, arte, nova)
    _her_second_is_asked_and_sees_dimension_and_city(psi, arte)
    _consent_opens_her_history(psi, arte)
    _milan_goes_on(psi, arte)
    _every_day_is_counted(psi, arte)
    _when_she_takes_it_back_milan_keeps_its_own(psi, arte)


def _before_anyone_is_asked(psi: Side, arte: Side) -> None:
    """A place is held: dimension and city are known, and nothing can be read."""
    arte.reads_nothing()
    (held,) = arte.proposed()
    assert held.keys() == TOLD
    assert (held["kind"], held["dimensions"], held["city"]) == ("fallback", [THERAPY], "Barcelona")
    (step,) = psi.reads("choices").json()["items"]
    assert [each["to_provider"] for each in step["choices"]] == [NOVA, ARTE]
    assert step["next"] == NOVA
    arte.refused("not_yours_to_decide", "HandoverProposed", 18, **asked(ARTE))
    psi.refused("not_her_next_choice", "HandoverProposed", 18, **asked(ARTE))
    psi.refused("providers_same", "HandoverProposed", 18, 422, **asked(PSI))


def _her_first_choice_has_no_place(psi: Side, arte: Side, nova: Side) -> None:
    psi.decides("HandoverProposed", 18, **asked(NOVA, "ho0"), rank=1)
    assert psi.reads("choices").json()["items"][0]["next"] is None
    nova.decides("HandoverDeclined", 17, handover_id="ho0", reason="no_capacity")
    assert nova.reads("views").status_code == 404
    assert nova.reads_of() == {NOVA}
    assert psi.reads("choices").json()["items"][0]["next"] == ARTE


def _her_second_is_asked_and_sees_dimension_and_city(psi: Side, arte: Side) -> None:
    psi.decides("HandoverProposed", 16, **asked(ARTE), rank=2, proposed_with_her=True)
    waiting = next(item for item in arte.proposed() if item["kind"] == "handover")
    assert waiting.keys() == TOLD
    assert (waiting["id"], waiting["dimensions"], waiting["city"]) == ("ho1", [THERAPY], "Barcelona")
    assert (waiting["proposed_on"], waiting["answer_due"] > ago(16)) == (ago(16), True)
    arte.reads_nothing()
    arte.refused("consent_unknown", "HandoverAccepted", 15, handover_id="ho1", consent_id="c1")
    arte.refused("not_yours_to_decide", "ConsentGiven", 15, **agreed(ARTE))
    psi.refused("consent_not_for_recipient", "ConsentGiven", 15, **agreed(NOVA))


def _consent_opens_her_history(psi: Side, arte: Side) -> None:
    psi.decides("ConsentGiven", 15, **agreed(ARTE))
    rows = {row["type"] or row["withheld"]: row for row in arte.reads("history").json()["items"]}
    assert (rows["care"]["shows"], rows["care"]["data"]) == ("marked", None), "it is not with her in therapy yet"
    assert rows["PathwayOpened"]["data"] == {"basis": "support_service"}
    psi.refused("not_yours_to_decide", "HandoverAccepted", 14, handover_id="ho1", consent_id="c1")
    arte.decides("HandoverAccepted", 14, handover_id="ho1", consent_id="c1")
    arte.refused("handover_already_accepted", "HandoverAccepted", 14, handover_id="ho1", consent_id="c1")
    rows = {row["type"]: row for row in arte.reads("history").json()["items"]}
    assert rows["SessionRecorded"]["shows"] == "full", "what it takes over is its own dimension"
    assert [item["kind"] for item in arte.proposed()] == ["fallback"]


def _milan_goes_on(psi: Side, arte: Side) -> None:
    arte.refused("step_not_handed_over", "HandoverCompleted", 14, handover_id="ho1")
    arte.tells("StepStarted", 10, **NEXT, continues_step_id="P1")
    psi.tells("StepTransferred", 10, **STEP, handover_id="ho1")
    arte.decides("HandoverCompleted", 9, handover_id="ho1")
    arte.refused("handover_not_open", "HandoverDeclined", 8, handover_id="ho1", reason="no_capacity")
    psi.decides("ReferentEnded", 9, staff_ref="st_1", reason="handover")
    arte.decides("ReferentAssigned", 8, referent_provider=ARTE, staff_ref="st_9", chosen_with_her=True)


def _every_day_is_counted(psi: Side, arte: Side) -> None:
    views = arte.views()
    assert views["handovers"]["ho1"] == {
        "outcome": "completed",
        "proposed_to_accepted": 2,
        "accepted_to_first_activity": 4,
        "total": 7,
    }
    assert views["handovers"]["ho0"]["outcome"] == "declined"
    told = views["continuity"][THERAPY]
    assert (told["initial_wait_days"], told["causes"], told["pause_days"]) == (2, {"funding_ended": 10}, 0)
    assert views["open_days"] == 41 == 2 + 18 + 10 + 11
    assert views["days_without_referent"] == 2 + 1
    assert [(step["step_id"], step["state"]) for step in views["steps"]] == [("P1", "transferred"), ("P2", "active")]
    assert views["duplicate_days"] == {}
    assert views["warnings"] == [each for each in views["warnings"] if each["reason"] != "no_live_consent"]
    assert psi.reads("views").status_code == 404
    assert psi.reads_of() == {PSI}


def _when_she_takes_it_back_milan_keeps_its_own(psi: Side, arte: Side) -> None:
    arte.decides("ReferentEnded", 3, staff_ref="st_9", reason="her_request")
    psi.decides("ConsentWithdrawn", 3, consent_id="c1")
    assert arte.reads("views").status_code == 404
    assert arte.reads_of() == {ARTE}
    arte.tells("SessionRecorded", 2, **NEXT, outcome="attended", format="individual")
    assert "P2" not in psi.views()["engagement"], "nobody lets it see what Milan does"
    assert psi.views("supervisor")["engagement"]["P2"]["attended"] == 1


def test_what_was_accepted_can_be_handed_back(sides: tuple[Side, Side, Side]) -> None:
    psi, arte, nova = sides
    psi.decides("HandoverProposed", 16, **asked(NOVA), proposed_with_her=True)
    psi.decides("ConsentGiven", 15, **agreed(NOVA))
    nova.decides("HandoverAccepted", 14, handover_id="ho1", consent_id="c1")
    nova.decides("HandoverDeclined", 12, handover_id="ho1", reason="no_funding")
    assert psi.reads("choices").json()["items"][0]["next"] == ARTE
    psi.decides("HandoverProposed", 12, **asked(ARTE, "ho2"))
    psi.decides("ConsentGiven", 11, **agreed(ARTE, "c2", "ho2"))
    arte.decides("HandoverAccepted", 11, handover_id="ho2", consent_id="c2")
    arte.tells("StepStarted", 10, **NEXT, continues_step_id="P1")
    psi.tells("StepTransferred", 10, **STEP, handover_id="ho2")
    arte.decides("HandoverCompleted", 10, handover_id="ho2")
    back = {"handover_id": "ho3", "from_provider": ARTE, "to_provider": PSI, "step_ids": ["P2"]}
    arte.decides("HandoverProposed", 5, **back, proposed_with_her=True)
    assert [item["id"] for item in psi.proposed()] == ["ho3"]
    told = psi.views()["continuity"][THERAPY]
    assert told["causes"] == {"funding_ended": 10}


def test_nothing_is_decided_on_what_is_closed_or_unknown(sides: tuple[Side, Side, Side]) -> None:
    psi, arte, _ = sides
    psi.decides("PathwayClosed", 10, reason="moved_away", agreed_with_her=True)
    psi.refused("pathway_closed", "HandoverProposed", 9, **asked(NOVA), proposed_with_her=True)
    assert arte.proposed() == []
    arte.pathway = "00000000-0000-4000-8000-00000000dead"
    arte.refused("unknown_pathway", "HandoverProposed", 9, 422, **asked(NOVA))
