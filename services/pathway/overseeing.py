"""What coordinators and supervisors look at together: a week of their own, the network today, money on a calendar."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from services.pathway import domain, paging
from services.pathway.application import Pathways
from services.pathway.asking import ALL
from services.pathway.funding import Question, whose
from services.pathway.lapsing import Lapsing, Make
from services.pathway.lists import LISTS
from services.pathway.paging import Filters
from shared.access import Reader
from shared.clocks import When
from shared.errors import UnknownAddress

HORIZON: Final = 60
ENDS: Final = ("provider_id", "funding_window_id", "last_day")
Row = dict[str, Any]
FUNDING: Final[Mapping[str, Make]] = {
    "funding-at-risk": domain.at_risk_with_places,
    "fallbacks-missing": domain.fallbacks_missing,
}
"""The lists about funding that ends within the horizon."""


class Overseeing:
    """Readings over many pathways. Methods block; each is what the reader's own lists may hold."""

    def __init__(self, pathways: Pathways) -> None:
        self._pathways = pathways

    def page(self, name: str, reader: Reader, today: date, wanted: Filters, after: str | None, limit: int) -> Row:
        """A page of a list; `UnknownAddress` for a name that none has."""
        if name in LISTS:
            return self._pathways.page(name, reader, today, wanted, after, limit)
        paging.refuse(frozenset(), wanted)
        if name == "tasks":
            return self._pathways.tasks_page(reader, today, ALL, after, limit)
        if name in FUNDING:
            return self._lapsing(reader, today).page(FUNDING[name], after, limit)
        raise UnknownAddress()

    def week(self, reader: Reader, today: date) -> Row:
        """What a coordinator sees to: grants that end and whom they carry, steps not confirmed, tasks."""
        at_risk = self._lapsing(reader, today).whole(domain.at_risk_with_places)
        return {
            "grants": grants(at_risk, self.windows(reader, today), today),
            "unconfirmed": self._pathways.listed("silent", reader, today),
            "tasks": self._pathways.tasks(reader, today),
        }

    def network(self, reader: Reader, today: date) -> Row:
        """Counts of what is amiss today, each of a list, and the steps whose funding ends by week."""
        found = self._pathways.counts(reader, today)
        weeks = self._lapsing(reader, today).weeks()
        return {
            "counts": {name: found[name] for name in LISTS if name != "caseload"},
            "overdue": found["overdue"],
            "interrupted": found["interrupted"],
            "urgent": self._pathways.urgent(reader, today),
            "at_risk": sum(week["steps"] for week in weeks),
            "unheld": sum(week["steps"] - week["held"] for week in weeks),
            "weeks": weeks,
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

    def _lapsing(self, reader: Reader, today: date) -> Lapsing:
        return self._pathways.lapsing(reader, today, HORIZON)


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


def _carrying(steps: list[Row]) -> Row:
    women, held = {each["pathway_id"] for each in steps}, sum(each["held"] for each in steps)
    return {"carried": steps, "steps": len(steps), "women": len(women), "held": held}
