"""What the policies ask of a made-up history, by day numbers."""

from collections.abc import Iterator

from services.pathway.domain import Ask, Known, asks, notices
from tests.services.pathway.domain.given import FAR, History, day

PLAIN = Known()
REFERENT = ("referent", FAR)


def on(history: History, number: int, known: Known = PLAIN) -> list[Ask]:
    """What is asked by the facts up to this day, on whatever day."""
    return list(asks(history.at(number + 1), known))


def by_day(history: History, until: int, known: Known) -> Iterator[tuple[int, list[Ask]]]:
    """What is asked on each day; between two facts it stays as it is, which `test_ask.py` shows."""
    asked: list[Ask] = []
    facts_on = {event.occurred_on for event in history.events}
    for number in range(1, until):
        if day(number) in facts_on:
            asked = on(history, number, known)
        yield number, asked


def told(history: History, what: str, until: int = 80, known: Known = PLAIN) -> list[int]:
    """The days on which somebody is told this, each lived through with the facts up to it."""
    return [
        number
        for number, asked in by_day(history, until, known)
        if any(notice.ask.what == what for notice in notices(asked, day(number)))
    ]


def open_on(history: History, what: str, until: int = 80, known: Known = PLAIN) -> list[int]:
    """The days on which this is open."""
    return [
        number
        for number, asked in by_day(history, until, known)
        if any(ask.what == what and ask.open_on(day(number)) for ask in asked)
    ]


def asked_of(history: History, number: int, what: str, known: Known = PLAIN) -> list[tuple[str, str | None]]:
    """Of whom this is asked, by the facts up to a day."""
    return [(ask.to.duty, ask.to.provider_id) for ask in on(history, number, known) if ask.what == what]


def only(history: History, number: int, what: str, known: Known = PLAIN) -> Ask:
    (found,) = [ask for ask in on(history, number, known) if ask.what == what]
    return found
