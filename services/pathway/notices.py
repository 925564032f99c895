"""Notices and tasks as they are stored and told: codes, dates, ids, and not a word of her care."""

from datetime import date
from typing import Any
from uuid import UUID

import orjson

from services.pathway.domain import Ask, Notice
from shared.access import Reader
from shared.store.by_policy import by_policy
from shared.store.entries import Draft
from shared.store.sealed import PROVIDER_LEVEL, PUBLISHED, provider_stream

POLICY = "ARIADNA"
EVERYBODY = Reader(POLICY, "supervisor", "local-admin", "local", 0)
STAFF = frozenset({"worker", "coordinator"})
PRIVACY = "privacy_officer"
Row = dict[str, Any]


def noticed(notice: Notice) -> Draft:
    """A notice as the log keeps it: by the services' own policies, about a pathway or a provider."""
    ask, notice_id = notice.ask, notice.notice_id.bytes
    provider_id = POLICY if ask.pathway_id else ask.to.provider_id or POLICY
    stream = UUID(ask.pathway_id).bytes if ask.pathway_id else provider_stream(provider_id)
    flags = PUBLISHED | (0 if ask.pathway_id else PROVIDER_LEVEL)
    data = orjson.dumps(ask.data)
    return by_policy(notice_id, stream, provider_id, ask.policy, ask.type or "", notice.on, data, flags)


def told(notice: Notice) -> Row:
    """A notice as JSON."""
    return {"notice_id": str(notice.notice_id), "on": notice.on.isoformat(), **_about(notice.ask)}


def task(ask: Ask, today: date) -> Row:
    """A task, or a notice that is still shown, as JSON on a day."""
    return {
        "task_id": str(ask.id_on(ask.since)),
        "since": ask.since.isoformat(),
        "days": (today - ask.since).days + 1,
        "days_left": (ask.due - today).days if ask.due else None,
        **_about(ask),
    }


def may_see(reader: Reader, ask: Ask) -> bool:
    """Supervisors see what is not for privacy officers alone, privacy officers that, everybody else their own.

    A grievance is seen by whom she addressed alone, in no organisation that it may be about.
    """
    if ask.not_for is not None and (reader is EVERYBODY or reader.provider_id in ask.not_for):
        return False
    if reader is EVERYBODY:
        return True
    if ask.to.duty == PRIVACY:
        return reader.role == PRIVACY
    if reader.role == "supervisor":
        return True
    return reader.role in STAFF and ask.to.provider_id == reader.provider_id


def _about(ask: Ask) -> Row:
    return {
        "policy": ask.policy,
        "what": ask.what,
        "kind": ask.kind,
        "subject": ask.subject,
        "pathway_id": ask.pathway_id,
        "duty": ask.to.duty,
        "provider_id": ask.to.provider_id,
        "due": ask.due.isoformat() if ask.due else None,
        "urgent": ask.urgent,
        "suggested": ask.suggested.isoformat() if ask.suggested else None,
    }
