"""The derived figures of one pathway, as JSON."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.pathway.domain.funding import funding
from services.pathway.domain.state import Pathway
from shared.folding.course import days
from shared.folding.keyed import Key
from shared.folding.things import Handover, Lane, Step

MANDATORY_TOPICS = frozenset({"asylum", "data_rights", "residence_permit", "safe_return"})
RIGHTS_DUE = timedelta(days=7)
PLAN_REVIEWED_WITHIN = timedelta(days=90)


def views(pathway: Pathway) -> dict[str, Any]:
    """Every figure of the pathway at the end of `today`; dates ISO, lists in a fixed order."""
    continuity = {lane.dimension: _continuity(lane) for lane in pathway.lanes.values() if lane.was_needed}
    in_all = {name: sum(each[name] for each in continuity.values()) for name in ABSENCES.values()}
    return {
        "as_of": pathway.as_of.isoformat(),
        "known_at": moment(pathway.known_at),
        "open_days": days(pathway.open_course.spans),
        "continuity": continuity,
        **in_all,
        **_answering(pathway),
        **_duplicates(pathway),
        "handovers": _handovers(pathway),
        "engagement": _engagement(pathway),
        "risk": _risk(pathway),
        "no_consent_days": _no_consent(pathway),
        "deadlines": _deadlines(pathway),
        "rights_pending": _rights_pending(pathway),
        "plan": _plan(pathway),
        "goals": _goals(pathway),
        "steps": [_step(pathway, step) for step in steps_in_order(pathway)],
        "counts": _counts(pathway),
        "fallbacks": _fallbacks(pathway),
        "warnings": _reasons((event.event_id, reason) for event, reason in pathway.warnings),
        "set_aside": _reasons((event_id, reason) for (_, event_id), reason in pathway.set_aside.items()),
    }


ABSENCES = {"initial_wait": "initial_wait_days", "interruption": "interruption_days", "pause": "pause_days"}


def moment(when: datetime | None) -> str | None:
    """RFC 3339 in UTC."""
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z") if when else None


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def steps_in_order(pathway: Pathway) -> list[Step]:
    return sorted(pathway.steps.values(), key=lambda step: (step.first_on, step.step_id, step.pathway_id))


def _continuity(lane: Lane) -> dict[str, Any]:
    figures = dict.fromkeys(ABSENCES.values(), 0)
    causes: Counter[str | None] = Counter()
    for since, to, (kind, cause) in lane.gap.spans:
        length = (to - since).days
        figures[ABSENCES[kind]] += length
        if kind == "interruption":
            causes[cause] += length
    return {**figures, "causes": dict(causes), "uncovered_since": iso(lane.gap.run_since())}


def _answering(pathway: Pathway) -> dict[str, Any]:
    spans = pathway.answering.spans
    referent = pathway.referents[0] if pathway.referents else None
    return {
        "days_without_referent": days(each for each in spans if each[2] == "nobody"),
        "referent_conflict_days": days(each for each in spans if each[2] == "conflict"),
        "referent": referent and {"provider_id": referent.provider_id, "since": referent.since.isoformat()},
    }


def _duplicates(pathway: Pathway) -> dict[str, Any]:
    lanes = [lane for lane in pathway.lanes.values() if lane.duplicates]
    detected = None
    if lanes:
        first = min(lane.duplicates[0][0] for lane in lanes)
        noticed = next((day for day in pathway.flagged_on if day >= first), None)
        detected = noticed and (noticed - first).days
    return {
        "duplicate_days": {lane.dimension: days(lane.duplicates) for lane in lanes},
        "duplicate_detection_days": detected,
    }


def _handovers(pathway: Pathway) -> dict[str, Any]:
    shared = pathway.handovers.shared()
    return {
        _name(key, shared): {
            "outcome": handover.outcome,
            "proposed_to_accepted": _apart(handover.proposed_on, handover.accepted_on),
            "accepted_to_first_activity": _apart(handover.accepted_on, first_activity(pathway, handover)),
            "total": _apart(handover.proposed_on, handover.ended_on if handover.outcome == "completed" else None),
        }
        for key, handover in pathway.handovers.items()
    }


def first_activity(pathway: Pathway, handover: Handover) -> date | None:
    """The first start, on or after the acceptance, of a step that continues one of the handover's."""
    accepted_on = handover.accepted_on
    if accepted_on is None:
        return None
    listed = pathway.steps_in(handover)
    return min(
        (
            step.started_on
            for step in pathway.steps.values()
            if step.continues and step.started_on and step.started_on >= accepted_on
            if pathway.steps.resolve(step.pathway_id, step.continues) in listed
        ),
        default=None,
    )


def _engagement(pathway: Pathway) -> dict[str, Any]:
    shared = pathway.steps.shared()
    return {
        _name(step.key, shared): {
            "attended": step.attended,
            "missed": step.missed,
            "cancelled_by_provider": step.cancelled,
        }
        for step in pathway.steps.values()
        if step.started_on
    }


def _risk(pathway: Pathway) -> dict[str, Any]:
    danger_on = pathway.first_danger_on
    safe_on = None
    if danger_on:
        housed = (step.started_on for step in pathway.steps.values() if step.dimension == "housing")
        safe_on = min((day for day in housed if day and day >= danger_on), default=None)
    return {
        "level": pathway.risk_level,
        "high_days": days(pathway.in_danger.spans),
        "high_to_safe_housing_days": _apart(danger_on, safe_on),
    }


def _no_consent(pathway: Pathway) -> dict[str, int]:
    counted = {name: days(recipient.spans) for name, recipient in pathway.recipients.items() if recipient.spans}
    return {name: count for name, count in counted.items() if count}


def _deadlines(pathway: Pathway) -> list[dict[str, Any]]:
    return [
        {
            "deadline_id": each.deadline_id,
            "rule": each.rule,
            "due_on": each.due_on.isoformat(),
            "days_left": (each.due_on - pathway.today).days,
        }
        for each in pathway.open_deadlines()
    ]


def _rights_pending(pathway: Pathway) -> list[str]:
    if pathway.opened_on is None or pathway.today < pathway.opened_on + RIGHTS_DUE:
        return []
    return rights_not_confirmed(pathway)


def rights_not_confirmed(pathway: Pathway) -> list[str]:
    """Topics that she has not confirmed to have understood, on whatever day."""
    return sorted((MANDATORY_TOPICS | pathway.topics_given) - pathway.topics_confirmed)


def _plan(pathway: Pathway) -> dict[str, Any] | None:
    if pathway.plan is None:
        return None
    agreed, review = pathway.plan, pathway.plan_review
    looked_at = max(each.event.occurred_on for each in (agreed, review) if each)
    return {
        "plan_version": agreed.fact.plan_version,
        "agreed_on": agreed.event.occurred_on.isoformat(),
        "she_declined_to_comment": bool(agreed.fact.she_declined_to_comment),
        "reviewed_on": review and review.event.occurred_on.isoformat(),
        "with_her": review and review.fact.with_her,
        "review_due_on": iso(looked_at + PLAN_REVIEWED_WITHIN if pathway.open else None),
    }


def _goals(pathway: Pathway) -> list[dict[str, Any]]:
    goals = sorted(
        pathway.goals.items(),
        key=lambda each: (each[1].set.fact.voiced_by != "her", each[1].set.event.occurred_on, each[0]),
    )
    shared = pathway.goals.shared()
    return [
        {
            "goal_id": _name(key, shared),
            "theme": goal.set.fact.theme,
            "voiced_by": goal.set.fact.voiced_by,
            "set_on": goal.set.event.occurred_on.isoformat(),
            "status": goal.review and goal.review.fact.status,
            "reviewed_on": goal.review and goal.review.event.occurred_on.isoformat(),
            "self_rating": goal.rating,
        }
        for key, goal in goals
    ]


def _step(pathway: Pathway, step: Step) -> dict[str, Any]:
    return {
        "step_id": step.step_id,
        "dimension": step.dimension,
        "provider_id": step.provider_id,
        "state": step.state,
        "started_on": iso(step.started_on),
        "last_fact_on": step.last_fact_on.isoformat(),
        "funding": funding(pathway, step),
    }


def _counts(pathway: Pathway) -> dict[str, int]:
    return {
        "providers_active": len({step.provider_id for step in pathway.steps.values() if step.state == "active"}),
        "steps_arranged_by_her": pathway.arranged_by_her,
        "sessions_without_interpreter": pathway.without_interpreter,
        "unfunded_sessions": pathway.unfunded,
    }


def _fallbacks(pathway: Pathway) -> list[dict[str, Any]]:
    return [
        {
            "pact_id": pact.pact_id,
            "step_id": pact.step_id,
            "to_provider": pact.to_provider,
            "rank": pact.rank,
            "place_held_until": iso(pact.place_held_until),
        }
        for pact in pathway.open_fallbacks()
    ]


def _reasons(found: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"event_id": event_id, "reason": reason} for event_id, reason in sorted(found)]


def _name(key: Key, shared: set[str]) -> str:
    """An id, with its registration before it where two registrations use it."""
    home, name = key
    return f"{home}/{name}" if name in shared else name


def _apart(first: date | None, last: date | None) -> int | None:
    return (last - first).days if first and last else None
