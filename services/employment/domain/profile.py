"""What of a woman's plan openings are compared with: all that may count, and nothing else.

There is no field for her origin, age, children or history here, so none of them can make a difference.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple


class Profile(NamedTuple):
    """What is known of her on a day; None, or no entry, says that nobody knows.

    `entitled_until` is the last day of the entitlement, or of the last one that ended. `skills` are ids of ESCO, None
    where they were never gone through with her. `languages` are levels of the CEFR by the code of a language.
    `hours_most` is what she can work in a week. `sectors` are those of her own goals.
    """

    entitled: bool | None = None
    entitled_until: date | None = None
    skills: frozenset[str] | None = None
    languages: Mapping[str, str] = {}
    eqf_level: int | None = None
    hours_most: int | None = None
    city: str | None = None
    sectors: frozenset[str] = frozenset()
