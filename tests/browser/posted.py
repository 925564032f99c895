"""What the example network has none of, and some page shows: openings, and what waits for an answer."""

from typing import Final
from uuid import uuid4

from tests.journeys.running import Json, Server, ago, fact

PROVIDER, REFERENT = "BCN-CALMA", "BCN-GINEBRO"
OPENING: Final = {"occupation_group": "9112", "skills": ["6ff01827-907d-43d8-b6e4-7162c1cf0aca"]}
STEP: Final = {"step_id": "s1", "dimension": "language_training"}
ANSWERS: Final = {"referent_provider": PROVIDER, "staff_ref": "st_1", "chosen_with_her": True}


def post_the_rest(server: Server) -> None:
    """Openings of each kind; of three women one handover proposed, one that may be accepted, and one referral."""
    for number, kind in enumerate(("job", "course", "traineeship")):
        said = {"opening_id": f"o{number}", "kind": kind, "city": "Barcelona", "languages": ["es:A2"], **OPENING}
        post(server, [fact("OpeningListed", None, **said)], "employment")
    came(server, proposal(str(uuid4())))
    came(server, proposal(her := str(uuid4())), consent(her, "handover"))
    asked = {"to_provider": REFERENT, "dimension": "rights_information", "consent_id": "c1", "urgency": "urgent"}
    came(server, consent(her := str(uuid4()), "coordination"), fact("ReferralSent", her, referral_id="r1", **asked))


def came(server: Server, *decisions: Json) -> None:
    """A woman who came three weeks ago, and what was decided with her since."""
    her = decisions[0]["pathway_id"]
    opened = fact("PathwayOpened", her, ago(21), basis="support_service")
    need = fact("NeedIdentified", her, ago(21), need_id="n1", dimension=STEP["dimension"], voiced_by="her")
    seen = post(server, [opened, need, fact("StepStarted", her, ago(14), **STEP)], "intake")
    for each in (fact("ReferentAssigned", her, ago(21), **ANSWERS), *decisions):
        post(server, [each], "pathway", **{"Ariadna-After": f"intake={seen}"})


def proposal(her: str) -> Json:
    said = {"handover_id": "h1", "from_provider": PROVIDER, "to_provider": REFERENT, "step_ids": [STEP["step_id"]]}
    return fact("HandoverProposed", her, ago(3), proposed_with_her=True, **said)


def consent(her: str, purpose: str) -> Json:
    said = {"consent_id": "c1", "purpose": purpose, "recipients": [REFERENT], "form": "written"}
    return fact("ConsentGiven", her, ago(2), **said)


def post(server: Server, events: list[Json], door: str, **headers: str) -> int:
    """The position of the last one."""
    answer = server.post(events if len(events) > 1 else events[0], PROVIDER, "coordinator", door, **headers)
    receipts = answer.json() if len(events) > 1 else [answer.json()]
    assert {each["status"] for each in receipts} == {"accepted"}, answer.text
    return int(receipts[-1]["position"])
