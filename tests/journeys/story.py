"""A made-up woman's hundred days between Barcelona and Milan, and the figures that follow, worked out by hand."""

from typing import Any, NamedTuple

from tests.journeys.running import Json, Server, ago, fact

LENGTH = 100
HEARD = {
    "intake": ("intake", "pathway"),
    "employment": ("intake", "employment", "pathway"),
    "pathway": ("intake", "employment", "pathway"),
}
FAR, PSI, OFI, ARTE = "BCN-FAR", "BCN-PSI", "BCN-OFI", "MIL-ARTE"


class Told(NamedTuple):
    """An event on its way: through which door, by whom."""

    door: str
    provider: str
    event: Json


def day(number: int) -> str:
    """Day 0 is a hundred days ago."""
    return ago(LENGTH - number)


def story(pathway: str) -> list[Told]:
    """Her therapy stops when a grant ends on day 39, and goes on in Milan from day 60."""

    def told(door: str, provider: str, on: int, type_name: str, **data: Any) -> Told:
        return Told(door, provider, fact(type_name, pathway, day(on), **data))

    therapy = {"step_id": "P1", "dimension": "psychological_therapy"}
    work = {"step_id": "W1", "dimension": "job_orientation"}
    topics = ["asylum", "data_rights", "residence_permit", "safe_return"]
    recipients = [PSI, OFI, ARTE]
    window = {"funding_window_id": "fw1", "first_day": day(0), "last_day": day(39), "funder_type": "private"}
    handover = {"handover_id": "ho1", "from_provider": PSI, "to_provider": ARTE, "step_ids": ["P1"]}
    return [
        Told("intake", PSI, fact("FundingWindowOpened", None, day(0), **window, dimensions=["psychological_therapy"])),
        told("intake", FAR, 0, "IntakeStarted", language="en"),
        told(
            "intake",
            FAR,
            0,
            "RightsInformationGiven",
            topics=topics,
            language="en",
            interpreter=False,
            understood="confirmed",
        ),
        told("intake", FAR, 0, "IntakeCompleted", contact_safety_considered=True),
        told("intake", FAR, 0, "PathwayOpened", basis="support_service"),
        told(
            "pathway",
            FAR,
            0,
            "ConsentGiven",
            consent_id="c1",
            purpose="coordination",
            recipients=recipients,
            form="written",
        ),
        told("pathway", FAR, 0, "ReferentAssigned", referent_provider=FAR, staff_ref="st_1", chosen_with_her=True),
        told("intake", FAR, 1, "NeedIdentified", need_id="n1", dimension="psychological_therapy", voiced_by="her"),
        told("intake", FAR, 1, "NeedIdentified", need_id="n2", dimension="job_orientation", voiced_by="both"),
        told("employment", OFI, 3, "StepStarted", **work),
        told("intake", PSI, 5, "StepStarted", **therapy, funding_window_id="fw1"),
        told("intake", PSI, 10, "SessionRecorded", **therapy, outcome="attended", format="individual"),
        told("intake", PSI, 12, "SessionRecorded", **therapy, outcome="missed", format="individual"),
        told("intake", PSI, 40, "StepSuspended", **therapy, reason="funding_ended"),
        told("intake", PSI, 45, "SessionRecorded", **therapy, outcome="attended", format="individual"),
        told("pathway", FAR, 50, "HandoverProposed", **handover, proposed_with_her=True),
        told(
            "pathway",
            FAR,
            51,
            "ConsentGiven",
            consent_id="c2",
            purpose="handover",
            recipients=[ARTE],
            form="written",
            handover_id="ho1",
        ),
        told("pathway", ARTE, 52, "HandoverAccepted", handover_id="ho1", consent_id="c2"),
        told("intake", ARTE, 60, "StepStarted", **therapy | {"step_id": "P2"}, continues_step_id="P1"),
        told("intake", PSI, 60, "StepTransferred", **therapy, handover_id="ho1"),
        told("pathway", ARTE, 61, "HandoverCompleted", handover_id="ho1"),
        told("employment", OFI, 70, "StepSuspended", **work, reason="her_request"),
        told("employment", OFI, 80, "StepResumed", **work),
        told("intake", PSI, 90, "StepResumed", **therapy),
    ]


def continuity(initial: int, interrupted: int, paused: int, **causes: int) -> Json:
    return {
        "initial_wait_days": initial,
        "interruption_days": interrupted,
        "pause_days": paused,
        "causes": causes,
        "uncovered_since": None,
    }


def step(step_id: str, dimension: str, provider: str, state: str, since: int, last: int, funding: str | None) -> Json:
    return {
        "step_id": step_id,
        "dimension": dimension,
        "provider_id": provider,
        "state": state,
        "started_on": day(since),
        "last_fact_on": day(last),
        "funding": funding,
    }


def expected(events: list[Told]) -> Json:
    """The views of tomorrow, with all that is known."""
    attended = {"attended": 0, "missed": 0, "cancelled_by_provider": 0}
    return {
        "as_of": ago(-1),
        "known_at": None,
        "open_days": 101,
        "continuity": {
            "psychological_therapy": continuity(4, 20, 0, funding_ended=20),
            "job_orientation": continuity(2, 0, 10),
        },
        "initial_wait_days": 6,
        "interruption_days": 20,
        "pause_days": 10,
        "days_without_referent": 0,
        "referent_conflict_days": 0,
        "referent": {"provider_id": FAR, "since": day(0)},
        "duplicate_days": {},
        "duplicate_detection_days": None,
        "handovers": {
            "ho1": {"outcome": "completed", "proposed_to_accepted": 2, "accepted_to_first_activity": 8, "total": 11}
        },
        "engagement": {"P1": attended | {"attended": 2, "missed": 1}, "P2": attended, "W1": attended},
        "risk": {"level": None, "high_days": 0, "high_to_safe_housing_days": None},
        "no_consent_days": {},
        "deadlines": [],
        "rights_pending": [],
        "plan": None,
        "goals": [],
        "steps": [
            step("W1", "job_orientation", OFI, "active", 3, 80, None),
            step("P1", "psychological_therapy", PSI, "transferred", 5, 60, "lapsed"),
            step("P2", "psychological_therapy", ARTE, "active", 60, 60, None),
        ],
        "counts": {
            "providers_active": 2,
            "steps_arranged_by_her": 0,
            "sessions_without_interpreter": 0,
            "unfunded_sessions": 1,
        },
        "fallbacks": [],
        "warnings": [],
        "set_aside": [{"event_id": events[-1].event["event_id"], "reason": "step_ended"}],
    }


def post(server: Server, events: list[Told]) -> str:
    """Post event by event through the right doors, each after the one before; returns what to wait for at the end."""
    seen: dict[str, int] = {}
    for door, provider, event in events:
        heard = {source: position for source, position in seen.items() if source in HEARD[door]}
        answer = server.post(event, provider, door=door, **{"Ariadna-After": after(heard)})
        assert answer.status_code == 201, (event["type"], answer.text)
        seen[door] = answer.json()["position"]
    return after(seen)


def after(seen: dict[str, int]) -> str:
    return ",".join(f"{door}={position}" for door, position in seen.items())


def register(events: list[Told]) -> list[Json]:
    """The same history as another register would hand it over, recorded on the evening of each day."""
    rows = []
    for place, (_, provider, event) in enumerate(events):
        stamped = {"provider_id": provider, "recorded_at": f"{event['occurred_on']}T18:00:{place:02d}Z"}
        rows.append({key: value for key, value in event.items() if key != "lateness_reason"} | stamped)
    return rows
