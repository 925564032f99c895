"""What-if: who loses which step on which day if funding windows ended on other days (docs/definitions.md 3.12).

The question is put to the outline of a pathway (`overview`), so that twenty thousand are answered at once. It comes
to the same as a fold of her facts with the changed windows and, on the day after the last paid one, a suspension of
each step that nothing pays for any more and a start by the provider whose pact holds. A property test says so.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from services.pathway.domain.funding import Row, holding
from services.pathway.domain.windows import DAY, Windows, unpaid_from

Ends = Mapping[tuple[str, str], date]
"""The last days asked about, by provider and window."""
LosesOn = Callable[[str, str | None, str], date | None]
"""The day on which a step of a provider, window and dimension is no longer paid; None if the question is not of it."""


def changed(windows: Windows, ends: Ends) -> Windows:
    """The windows as they would be."""
    return {
        provider_id: {
            name: replace(window, last_day=ends.get((provider_id, name), window.last_day))
            for name, window in own.items()
        }
        for provider_id, own in windows.items()
    }


def what_if(rows: Iterable[Row], windows: Windows, ends: Ends, on: date, until: date) -> Iterator[Row]:
    """Each step, active at the end of `on`, that would lose its funding by the changed windows, up to `until`.

    `care_days_lost` are the days of interruption up to `until`; of two steps that leave one need to nobody,
    they stand with the one that ends last.
    """
    loses_on = _losing(windows, ends, on, until)
    for row in rows:
        losses = [
            (day, number, step)
            for number, step in enumerate(row["steps"])
            if step["state"] == "active" and (day := loses_on(step["provider_id"], step["window"], step["dimension"]))
        ]
        if losses:
            yield from _told(row, losses, until)


def _losing(windows: Windows, ends: Ends, on: date, until: date) -> LosesOn:
    asked = {(provider_id, name): windows[provider_id][name].dimensions for provider_id, name in ends}

    @cache
    def loses_on(provider_id: str, window_id: str | None, dimension: str) -> date | None:
        own = windows.get(provider_id, {})
        if window_id not in own:
            return None
        if not any(
            provider_id == of and (window_id == name or dimension in dimensions)
            for (of, name), dimensions in asked.items()
        ):
            return None
        day = unpaid_from(own, window_id, dimension, on + DAY)
        return day if day <= until else None

    return loses_on


def _told(row: Row, losses: list[tuple[date, int, Row]], until: date) -> Iterator[Row]:
    pacts = {number: holding(step, day) for day, number, step in losses}
    last = {step["dimension"]: number for _, number, step in sorted(losses, key=lambda each: each[:2])}
    for day, number, step in losses:
        alone = last[step["dimension"]] == number and not _covered(row, step["dimension"], pacts)
        yield {
            "pathway_id": row["pathway_id"],
            "step_id": step["step_id"],
            "dimension": step["dimension"],
            "provider_id": step["provider_id"],
            "funding_window_id": step["window"],
            "lost_on": day.isoformat(),
            "care_days_lost": (until - day).days + 1 if alone else 0,
            "pact": pacts[number],
        }


def _covered(row: Row, dimension: str, pacts: Mapping[int, Row | None]) -> bool:
    """Whether a dimension has nothing to lose: not needed, another step goes on, or a pact holds for one of them."""
    if not row["open"] or dimension not in row["needs"]:
        return True
    active = [
        number
        for number, step in enumerate(row["steps"])
        if step["dimension"] == dimension and step["state"] == "active"
    ]
    return any(number not in pacts or pacts[number] is not None for number in active)
