"""Which days people work: by the city of their organisation; where that is not known, all but weekends."""

from collections.abc import Mapping
from datetime import date

from shared.calendars import region_of, worked


class Calendar:
    """Whether people of a provider work on a day, by the city of each."""

    def __init__(self, cities: Mapping[str, str]) -> None:
        self._cities = cities

    def __call__(self, provider_id: str | None, day: date) -> bool:
        return worked(region_of(self._cities.get(provider_id or "")), day)
