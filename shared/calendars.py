"""Which days people work: by the feasts of a region; where none is known, all but weekends."""

from datetime import date
from functools import cache
from typing import Final, Literal, get_args

from holidays import country_holidays

Region = Literal[
    "ES", "ES-CT", "IT", "IT-MI", "IT-BG", "IT-BS", "IT-CO", "IT-CR", "IT-LC", "IT-LO", "IT-MN", "IT-MB", "IT-PV",
    "IT-SO", "IT-VA",
]  # fmt: skip
"""A country, or a part of it with feasts of its own (ISO 3166-2): Catalonia; each province of Lombardy."""

CITIES: Final[dict[str, Region]] = {
    **dict.fromkeys(
        ("barcelona", "badalona", "girona", "l'hospitalet de llobregat", "lleida", "sabadell", "tarragona", "terrassa"),
        "ES-CT",
    ),
    **dict.fromkeys(("milan", "milano"), "IT-MI"),
    "bergamo": "IT-BG",
    "brescia": "IT-BS",
    "como": "IT-CO",
    "cremona": "IT-CR",
    "lecco": "IT-LC",
    "lodi": "IT-LO",
    "mantova": "IT-MN",
    "monza": "IT-MB",
    "pavia": "IT-PV",
    "sondrio": "IT-SO",
    "varese": "IT-VA",
}
REGIONS: Final = frozenset(get_args(Region))
YEARS = range(2000, 2101)
SATURDAY = 5


def region_of(city: str | None) -> Region | None:
    """The region of a city of this network, if it is one whose feasts are known."""
    return CITIES.get((city or "").casefold())


def worked(region: str | None, day: date) -> bool:
    """Whether people work in a region on a day; of one that is not known, all but weekends."""
    holiday = region in REGIONS and day.year in YEARS and day in _holidays(str(region), day.year)
    return day.weekday() < SATURDAY and not holiday


@cache
def _holidays(region: str, year: int) -> frozenset[date]:
    country, _, subdivision = region.partition("-")
    return frozenset(country_holidays(country, subdiv=subdivision or None, years=year))
