"""Made-up people and notices, and the calendars of Catalonia and Lombardy by hand: a domain test knows no library."""

from datetime import UTC, date, datetime
from typing import Any

from services.notifications.domain import Notice, Person, Wishes

FAR, PSI = "BCN-FAR", "BCN-PSI"
HER = "3f0c2f0e-6a53-4b8e-9d5e-1d1f3c7a9b10"
SEEN = date(2026, 2, 1)
FEASTS = {("ES-CT", date(2026, 9, 11)), ("IT-MI", date(2026, 12, 7))}


def works(region: str | None, day: date) -> bool:
    return day.weekday() < 5 and (region, day) not in FEASTS


def utc(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of 2026; Madrid and Rome are one hour ahead in winter, two in summer."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def person(actor: str = "w1", *roles: str, provider: str = FAR, **wished: Any) -> Person:
    wishes = Wishes(**{"mail": f"{actor}@example.org", **wished})
    return Person(provider, actor, dict.fromkeys(roles or ("worker",), SEEN), wishes)


MONDAY = utc(2, 2, 10)


def notice(what: str = "deadline_near", raised_at: datetime = MONDAY, **said: Any) -> Notice:
    told: dict[str, Any] = {
        "notice_id": "0192f0c1-6a53-7b8e-9d5e-1d1f3c7a9b10",
        "duty": "worker",
        "urgency": "normal",
        "kind": "task",
        "since": raised_at.date(),
        "asked_at": raised_at,
        "provider_id": FAR,
        "pathway_id": HER,
    }
    return Notice(**{"what": what, "raised_at": raised_at, **told, **said})
