"""The views of one pathway as JSON, dates as text."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.services.pathway.oracle.continuity import continuity, duplicates, no_consent_days, opened_days
from tests.services.pathway.oracle.funding import funding, windows_of
from tests.services.pathway.oracle.history import History, history
from tests.services.pathway.oracle.state import State, Thing, Things, find
from tests.services.pathway.oracle.warnings import warnings

RIGHTS = {"asylum", "data_rights", "residence_permit", "safe_return"}
TOTALS = ("initial_wait_days", "interruption_days", "pause_days")
COUNTED_AS = {
    "attended": ("attended", "attended_partly"),
    "missed": ("missed", "missed_informed"),
    "cancelled_by_provider": ("cancelled_by_provider",),
}


def oracle_views(
    events: Iterable[dict[str, Any]], pathway_id: str, as_of: date, known_at: datetime | None = None
) -> dict[str, Any]:
    """The derived figures, from events as JSON: hers, those of other registrations, and provider-level ones."""
    past = history(events, pathway_id, as_of, known_at)
    by_dimension = continuity(past)
    return {
        "as_of": as_of.isoformat(),
        "known_at": known_at and known_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        **opened_days(past),
        "continuity": by_dimension,
        **{name: sum(figures[name] for figures in by_dimension.values()) for name in TOTALS},
        "referent": referent(past.last),
        **duplicates(past),
        "handovers": {name: handover(past.last, thing) for name, thing in named(past.last.handovers).items()},
        "engagement": {name: engagement(step) for name, step in named(past.last.steps).items() if step["started_on"]},
        "risk": risk(past),
        "no_consent_days": no_consent_days(past),
        "deadlines": deadlines(past),
        "rights_pending": rights_pending(past),
        "plan": plan(past.last),
        "goals": goals(past.last),
        "steps": steps(past),
        "counts": counts(past.last),
        "fallbacks": fallbacks(past.last),
        "warnings": [{"event_id": event_id, "reason": reason} for event_id, reason in warnings(past)],
        "set_aside": sorted(
            ({"event_id": event_id, "reason": reason} for (_, event_id), reason in past.set_aside.items()),
            key=lambda entry: (entry["event_id"], entry["reason"]),
        ),
    }


def named(things: Things) -> dict[str, Thing]:
    """Things by their own id, or by registration and id where two registrations use the same."""
    uses = Counter(name for _, name in things)
    return {name if uses[name] == 1 else f"{home}/{name}": thing for (home, name), thing in things.items()}


def referent(state: State) -> dict[str, str] | None:
    if not state.referents:
        return None
    earliest = state.referents[0]
    return {"provider_id": earliest["provider"], "since": earliest["since"].isoformat()}


def plan(state: State) -> dict[str, Any] | None:
    if not state.plans:
        return None
    last, reviews = state.plans[-1], state.plan_reviews[-1:]
    due = max(row.day for row in [last, *reviews]) + timedelta(days=90)
    return {
        "plan_version": last.data["plan_version"],
        "agreed_on": last.day.isoformat(),
        "she_declined_to_comment": last.data.get("she_declined_to_comment") is True,
        "reviewed_on": reviews[0].day.isoformat() if reviews else None,
        "with_her": reviews[0].data["with_her"] if reviews else None,
        "review_due_on": due.isoformat() if state.open else None,
    }


def goals(state: State) -> list[dict[str, Any]]:
    told = [
        {"goal_id": name, **goal(thing), "home": thing["begun"].pathway_id}
        for name, thing in named(state.goals).items()
    ]
    told.sort(
        key=lambda each: (0 if each["voiced_by"] == "her" else 1, each["set_on"], each.pop("home"), each["goal_id"])
    )
    return told


def goal(thing: Thing) -> dict[str, Any]:
    ratings = [row.data["self_rating"] for row in thing["reviews"] if row.data.get("self_rating")]
    last = thing["reviews"][-1] if thing["reviews"] else None
    return {
        "theme": thing["begun"].data["theme"],
        "voiced_by": thing["begun"].data["voiced_by"],
        "set_on": thing["begun"].day.isoformat(),
        "status": last and last.data["status"],
        "reviewed_on": last and last.day.isoformat(),
        "self_rating": ratings[-1] if ratings else None,
    }


def handover(state: State, thing: Thing) -> dict[str, Any]:
    proposed, accepted = thing["begun"].day, thing.get("accepted_on")
    listed = {meant(state, thing["begun"].pathway_id, name) for name in thing["step_ids"]}
    activities = [
        row.day
        for row in state.kept
        if row.type == "StepStarted"
        and "continues_step_id" in row.data
        and meant(state, row.pathway_id, row.data["continues_step_id"]) in listed
    ]
    first = min((day for day in activities if accepted and day >= accepted), default=None)
    return {
        "outcome": "open" if thing["state"] in ("proposed", "accepted") else thing["state"],
        "proposed_to_accepted": days(proposed, accepted),
        "accepted_to_first_activity": days(accepted, first),
        "total": days(proposed, thing["ended_on"]) if thing["state"] == "completed" else None,
    }


def meant(state: State, pathway_id: str, step_id: str) -> tuple[str, str]:
    """The step that is meant by its id in this registration; a step that nobody knows would be its own."""
    step = find(state.steps, pathway_id, step_id)
    return (step["pathway_id"], step_id) if step else (pathway_id, step_id)


def days(start: date | None, end: date | None) -> int | None:
    return (end - start).days if start and end else None


def engagement(step: Thing) -> dict[str, int]:
    return {name: sum(step["sessions"].count(outcome) for outcome in of) for name, of in COUNTED_AS.items()}


def risk(past: History) -> dict[str, Any]:
    grave = ("high", "extreme")
    assessed = [row.day for row in past.rows if row.type == "RiskAssessed" and row.data["level"] in grave]
    housed = [
        row.day
        for row in past.last.kept
        if row.type == "StepStarted" and row.data["dimension"] == "housing" and assessed and row.day >= assessed[0]
    ]
    return {
        "level": past.last.risk,
        "high_days": sum(bool(state.open) and state.risk in grave for state in past.states.values()),
        "high_to_safe_housing_days": (min(housed) - assessed[0]).days if housed else None,
    }


def deadlines(past: History) -> list[dict[str, Any]]:
    still_open = [(key, thing) for key, thing in past.last.deadlines.items() if thing["state"] == "open"]
    return [
        {
            "deadline_id": thing["deadline_id"],
            "rule": thing["rule"],
            "due_on": thing["due_on"],
            "days_left": (date.fromisoformat(thing["due_on"]) - past.today).days,
        }
        for (home, name), thing in sorted(still_open, key=lambda item: (item[1]["due_on"], item[0][1], item[0][0]))
    ]


def rights_pending(past: History) -> list[str]:
    if not past.last.opened or past.today < min(past.last.opened.values()) + timedelta(days=7):
        return []
    told = [row.data for row in past.rows if row.type == "RightsInformationGiven"]
    given = {topic for data in told for topic in data["topics"]}
    confirmed = {topic for data in told if data["understood"] == "confirmed" for topic in data["topics"]}
    return sorted((RIGHTS | given) - confirmed)


def steps(past: History) -> list[dict[str, Any]]:
    windows = windows_of(past)
    in_order = sorted(
        past.last.steps.values(),
        key=lambda step: (step["started_on"] or step["planned_on"], step["step_id"], step["pathway_id"]),
    )
    return [
        {
            "step_id": step["step_id"],
            "dimension": step["dimension"],
            "provider_id": step["provider"],
            "state": step["state"],
            "started_on": step["started_on"] and step["started_on"].isoformat(),
            "last_fact_on": step["last_fact_on"].isoformat(),
            "funding": funding(past, windows, step),
        }
        for step in in_order
    ]


def counts(state: State) -> dict[str, int]:
    planned = [row.data for row in state.kept if row.type == "StepPlanned"]
    sessions = [row.data for row in state.kept if row.type == "SessionRecorded"]
    return {
        "providers_active": len({step["provider"] for step in state.steps.values() if step["state"] == "active"}),
        "steps_arranged_by_her": sum(data["arranged_by"] == "her" for data in planned),
        "sessions_without_interpreter": sum(data.get("interpreter_missing") is True for data in sessions),
        "unfunded_sessions": len(state.unfunded),
    }


def fallbacks(state: State) -> list[dict[str, Any]]:
    still_open = [(key, pact) for key, pact in state.pacts.items() if pact["state"] == "open"]
    in_order = sorted(still_open, key=lambda item: (item[1]["step_id"], item[1]["rank"], item[0][1], item[0][0]))
    return [
        {
            "pact_id": pact["pact_id"],
            "step_id": pact["step_id"],
            "to_provider": pact["to_provider"],
            "rank": pact["rank"],
            "place_held_until": pact.get("place_held_until"),
        }
        for _, pact in in_order
    ]
