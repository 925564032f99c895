"""Which days people work: by the city of their organisation; where that is not known, all but weekends."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from holidays import country_holidays

from services.pathway.domain import weekdays

REGIONS = {
    **dict.fromkeys(
        ("barcelona", "badalona", "girona", "l'hospitalet de llobregat", "lleida", "sabadell", "tarragona", "terrassa"),
        ("ES", "CT"),
    ),
    **dict.fromkeys(("milan", "milano"), ("IT", "MI")),
    "bergamo": ("IT", "BG"),
    "brescia": ("IT", "BS"),
    "como": ("IT", "CO"),
    "cremona": ("IT", "CR"),
    "lecco": ("IT", "LC"),
    "lodi": ("IT", "LO"),
    "mantova": ("IT", "MN"),
    "monza": ("IT", "MB"),
    "pavia": ("IT", "PV"),
    "sondrio": ("IT", "SO"),
    "varese": ("IT", "VA"),
}
YEARS = range(2000, 2101)


class Calendar:
    """Whether people of a provider work on a day, by the city of each."""

    def __init__(self, cities: Mapping[str, str]) -> None:
        self._cities = cities

    def __call__(self, provider_id: str | None, day: date) -> bool:
        region = REGIONS.get(self._cities.get(provider_id or "", "").casefold())
        holiday = region and day.year in YEARS and day in _holidays(*region, day.year)
        return weekdays(provider_id, day) and not holiday


@cache
def _holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    return frozenset(country_holidays(country, subdiv=subdivision, years=year))
