"""The facts of the feed made of asks, and how each is kept in its log."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4, uuid5

import msgspec
from msgspec import Raw

from services.pathway.domain import Ask
from shared.contracts.feed import ContactChanged, FeedFact, NoticeRaised, Urgency
from shared.store.entries import Draft
from shared.store.sealed import ASKS, PROVIDER_LEVEL, PUBLISHED, Body, encode_body, provider_stream

AUTHOR = "ARIADNA"
CORRECTIVE = "P-11"
ENCODE = msgspec.json.Encoder().encode


def raised(asks: Iterable[Ask], day: date) -> dict[bytes, NoticeRaised]:
    """By its id the notice of the last edge of each ask that is open on this day."""
    found = (_raised(ask, ask.edge(day)) for ask in asks if ask.open_on(day))
    return {notice.notice_id.bytes: notice for notice in found}


def _raised(ask: Ask, edge: date) -> NoticeRaised:
    return NoticeRaised(
        notice_id=_id(ask, edge),
        what=ask.what,
        duty=ask.to.duty,
        provider_id=ask.to.provider_id,
        pathway_id=UUID(ask.pathway_id) if ask.pathway_id else None,
        urgency=_urgency(ask),
        kind=ask.kind,
        since=ask.since,
        due=ask.due,
        corrective=ask.policy == CORRECTIVE,
        not_for=frozenset(ask.not_for or ()),
    )


def _id(ask: Ask, edge: date) -> UUID:
    """The ask's own, which is one for all who are told of an event of the catalogue: here each gets a notice."""
    notice_id = ask.id_on(edge)
    return uuid5(notice_id, f"{ask.to.duty}|{ask.to.provider_id or ''}") if ask.type else notice_id


def _urgency(ask: Ask) -> Urgency:
    return "extreme" if ask.extreme else "urgent" if ask.urgent else "normal"


def drafted(stream: bytes, fact: FeedFact, on: date, *, level: bool = False) -> Draft:
    """A fact on its way into the feed's log; `level` is of a provider's own stream.

    Its id is new each time: what is said again is known by the log's own table, and may be said anew once it was over.
    """
    body = Body(type(fact).__name__, AUTHOR, "policy", "policy", on, Raw(ENCODE(fact)))
    event_id = uuid4().bytes
    flags = PUBLISHED | ASKS | (PROVIDER_LEVEL if level else 0)
    return Draft(event_id, stream, AUTHOR, encode_body(body), event_id, "policy", flags)


def level_stream(provider_id: str | None) -> bytes:
    """Where what is about no pathway is kept."""
    return provider_stream(provider_id or AUTHOR)


def spelled(fact: ContactChanged) -> bytes:
    """The same bytes for the same contact."""
    return repr((fact.quiet, sorted(fact.rules), sorted(fact.providers))).encode()
