"""Her own history in plain words, to be read aloud with her or to be printed: what was done, what is, who looked."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final, NamedTuple

from babel.dates import format_date

from services.pathway.web.own_words import happened
from services.pathway.web.subject import FIGURES, Lines, Report
from services.pathway.web.subject_words import dated, family_of, listed, said
from shared.languages import day

UNTOLD: Final = frozenset({"record", "notice", "correction"})
"""What is about the keeping of the record: the whole of it is in the report that `ariadna subject-report` makes."""
Row = dict[str, Any]


class Told(NamedTuple):
    """What her history is told from: figures, rows of events, and who looked."""

    views: Row
    items: list[Row]
    readers: list[Row]


def own(told: Told, lang: str, on: date) -> Report:
    """The report in one of six languages; the last part is who looked at it."""
    parts = [
        (said("now", lang), list(_now(told.views, lang))),
        (
            said("coming", lang),
            [(_day(each["due_on"], lang), dated(each["rule"], lang)) for each in told.views["deadlines"]],
        ),
        (said("history", lang), list(_story(told.items, lang))),
        (said("figures", lang), [(said(name, lang), str(told.views[name])) for name in FIGURES]),
        (said("readers", lang), list(_looks(told.readers, lang))),
    ]
    made = f"{said('made', lang)} {day(on, lang)}"
    return Report(lang, said("title", lang), made, parts, " ".join(_notes(told.items, lang)))


def _now(views: Row, lang: str) -> Iterator[tuple[str, str]]:
    """Who answers for her, and what is going on with whom."""
    if referent := views["referent"]:
        since = said("since", lang).format(day=_day(referent["since"], lang))
        yield said("answers", lang), listed((referent["provider_id"], since), lang)
    for step in views["steps"]:
        if step["state"] in ("active", "suspended"):
            paused = f" ({said('suspended', lang).lower()})" if step["state"] == "suspended" else ""
            yield said(step["dimension"], lang), f"{step['provider_id']}{paused}"


def _story(items: Iterable[Row], lang: str) -> Lines:
    """A line for each thing of a month, however often it happened; what is hidden from who reads is left out."""
    lines: Counter[tuple[str, str]] = Counter()
    for item in items:
        if item["type"] and not item["set_aside"] and _told(item):
            lines[_month(item["occurred_on"], lang), _what(item, lang)] += 1
    return [(month, listed((what, *_times(n, lang)), lang)) for (month, what), n in lines.items()]


def _told(item: Row) -> bool:
    """A session is told if it took place: whoever missed one is not reminded of it."""
    outcome = (item["data"] or {}).get("outcome")
    family = family_of(item["type"])
    return family not in UNTOLD and (family != "session" or outcome in (None, "attended", "attended_partly"))


def _what(item: Row, lang: str) -> str:
    return f"{item['provider_id']}: {happened(item['type'], item['data'] or {}, lang)}"


def _looks(readers: Iterable[Row], lang: str) -> Lines:
    """Each organisation by why it looked, how often and when last; the latest first."""
    looks: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], str] = {}
    for row in readers:
        refused = f" ({said('refused', lang)})" if row["outcome"] != "shown" else ""
        key = row["provider_id"], f"{said(row['purpose'], lang)}{refused}"
        looks[key] += 1
        last.setdefault(key, _day(row["at"], lang))
    return [(who, listed((why, *_often(n, last[who, why], lang)), lang)) for (who, why), n in looks.items()]


def _often(n: int, on: str, lang: str) -> Iterator[str]:
    yield from _times(n, lang)
    yield said("lately", lang).format(day=on) if n > 1 else on


def _times(n: int, lang: str) -> Iterator[str]:
    if n > 1:
        yield said("times", lang).format(n=n)


def _notes(items: Iterable[Row], lang: str) -> Iterator[str]:
    if hidden := sum(not item["type"] for item in items):
        yield said("not_here", lang).format(n=hidden)
    yield said("not_told", lang)
    yield said("yours", lang)


def _day(iso: str, lang: str) -> str:
    return day(date.fromisoformat(iso[:10]), lang)


def _month(iso: str, lang: str) -> str:
    return str(format_date(date.fromisoformat(iso), "LLLL y", locale=lang))
