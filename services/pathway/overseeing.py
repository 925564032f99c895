"""What coordinators and supervisors look at together: a week of their own, the network today, money on a calendar."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from services.pathway import domain, paging
from services.pathway.application import Pathways
from services.pathway.asking import ALL
from services.pathway.funding import Question, whose
from services.pathway.lists import LISTS
from services.pathway.paging import Filters, Order
from shared.access import Reader
from shared.clocks import When
from shared.errors import UnknownAddress

HORIZON: Final = 60
ENDS: Final = ("provider_id", "funding_window_id", "last_day")
Row = dict[str, Any]
Ask = Callable[[Reader, date], list[Row]]


class Overseeing:
    """Readings over many pathways. Methods block; each is what the reader's own lists may hold."""

    def __init__(self, pathways: Pathways) -> None:
        self._pathways = pathways
        self.asking: Mapping[str, tuple[Ask, Order, frozenset[str]]] = {
            **{name: (self._list(name), each.order, each.filters) for name, each in LISTS.items()},
            "tasks": (pathways.tasks, paging.BY_URGENCY, frozenset()),
            "funding-at-risk": (self._at_risk, paging.BY_LAST_DAY, frozenset()),
            "fallbacks-missing": (self._unheld, paging.BY_LAST_DAY, frozenset()),
        }

    def all(self, name: str, reader: Reader, today: date) -> list[Row]:
        """A whole list; `UnknownAddress` for a name that none has."""
        if name not in self.asking:
            raise UnknownAddress()
        return self.asking[name][0](reader, today)

    def page(self, name: str, reader: Reader, today: date, wanted: Filters, after: str | None, limit: int) -> Row:
        """A page of it."""
        if name in LISTS:
            return self._pathways.page(name, reader, today, wanted, after, limit)
        if name == "tasks":
            paging.refuse(frozenset(), wanted)
            return self._pathways.tasks_page(reader, today, ALL, after, limit)
        found = self.all(name, reader, today)
        _, order, filters = self.asking[name]
        return paging.page(paging.kept(found, filters, wanted), order, after, limit)

    def week(self, reader: Reader, today: date) -> Row:
        """What a coordinator sees to: grants that end and whom they carry, steps not confirmed, tasks."""
        return {
            "grants": grants(self._at_risk(reader, today), self.windows(reader, today), today),
            "unconfirmed": self.all("silent", reader, today),
            "tasks": self.all("tasks", reader, today),
        }

    def network(self, reader: Reader, today: date) -> Row:
        """Counts of what is amiss today, each of a list, and the steps whose funding ends by week."""
        found = self._pathways.counts(reader, today)
        at_risk = self._at_risk(reader, today)
        return {
            "counts": {name: found[name] for name in LISTS if name != "caseload"},
            "overdue": found["overdue"],
            "interrupted": found["interrupted"],
            "urgent": self._pathways.urgent(reader, today),
            "at_risk": len(at_risk),
            "unheld": sum(not each["held"] for each in at_risk),
            "weeks": weeks(at_risk, today),
        }

    def windows(self, reader: Reader, today: date) -> list[Row]:
        """The windows that a reader may ask about and that have not ended, the next to end first."""
        of, when = whose(reader), When(today + timedelta(days=1))
        found = domain.open_windows(self._pathways.provider_level(when), when.as_of)
        told = (
            {"provider_id": provider_id, "funding_window_id": name, "last_day": window.last_day.isoformat()}
            for provider_id, own in found.items()
            if of in (None, provider_id)
            for name, window in own.items()
            if window.last_day >= today
        )
        return sorted(told, key=lambda each: (each["last_day"], each["provider_id"], each["funding_window_id"]))

    def what_if(self, question: Question, reader: Reader) -> tuple[Row, Row]:
        """What is lost as the windows are confirmed now, and what if they ended as asked, up to the same day."""
        asked = self._pathways.what_if(question, reader)
        now = {
            f"{each['provider_id']}/{each['funding_window_id']}": date.fromisoformat(each["last_day_now"])
            for each in asked["windows"]
        }
        until = date.fromisoformat(asked["until"])
        return self._pathways.what_if(Question(now, question.on, until), reader), asked

    def _list(self, name: str) -> Ask:
        def listed(reader: Reader, today: date) -> list[Row]:
            return self._pathways.listed(name, reader, today)

        return listed

    def _at_risk(self, reader: Reader, today: date) -> list[Row]:
        """Steps whose funding ends, each with whether a place is held for the day after."""
        found = self._pathways.funding_at_risk(today, HORIZON, reader, When(today + timedelta(days=1)))
        unheld = {which(each) for each in self._unheld(reader, today)}
        return [{**each, "held": which(each) not in unheld} for each in found]

    def _unheld(self, reader: Reader, today: date) -> list[Row]:
        return self._pathways.fallbacks_missing(today, HORIZON, reader)


def which(step: Row) -> tuple[str, ...]:
    """A step by all that tells it from others, for a name alone may be of two in two merged registrations."""
    return tuple(step[name] for name in ("pathway_id", "provider_id", "step_id", "dimension", "funding_window_id"))


def grants(at_risk: Iterable[Row], windows: Iterable[Row], today: date) -> list[Row]:
    """The windows that end within the horizon, each with the steps that it alone carries; the next one first."""
    carried: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for step in at_risk:
        carried[tuple(step[name] for name in ENDS)].append(step)
    last = (today + timedelta(days=HORIZON)).isoformat()
    ending = {tuple(each[name] for name in ENDS) for each in windows if each["last_day"] <= last}
    found = ({**dict(zip(ENDS, key, strict=True)), **_carrying(carried[key])} for key in ending | carried.keys())
    told = ({**each, "days_left": (date.fromisoformat(each["last_day"]) - today).days} for each in found)
    return sorted(told, key=lambda each: tuple(str(each[name]) for name in reversed(ENDS)))


def weeks(at_risk: Iterable[Row], today: date) -> list[Row]:
    """The calendar weeks up to the horizon, from Monday to Sunday, each with the steps whose last paid day is in it."""
    monday = today - timedelta(days=today.weekday())
    found = list(at_risk)
    starts = [monday + timedelta(weeks=n) for n in range((today + timedelta(days=HORIZON) - monday).days // 7 + 1)]
    return [_week(start, found) for start in starts]


def _week(start: date, at_risk: Iterable[Row]) -> Row:
    first, last = start.isoformat(), (start + timedelta(days=6)).isoformat()
    within = [each for each in at_risk if first <= each["last_day"] <= last]
    ended = sorted({(each["provider_id"], each["funding_window_id"]) for each in within})
    return {"first": first, "last": last, "windows": ["/".join(each) for each in ended], **_carrying(within)}


def _carrying(steps: list[Row]) -> Row:
    women, held = {each["pathway_id"] for each in steps}, sum(each["held"] for each in steps)
    return {"carried": steps, "steps": len(steps), "women": len(women), "held": held}
