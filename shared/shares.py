"""What one organisation may ask of one process, as the environment says it."""

from collections.abc import Mapping
from typing import NamedTuple, Self

from shared.errors import WrongSetting

REQUESTS = "ARIADNA_REQUESTS_PER_SECOND"
EVENTS = "ARIADNA_EVENTS_PER_SECOND"
AT_ONCE = "ARIADNA_REQUESTS_AT_ONCE"
NAMES = (REQUESTS, EVENTS, AT_ONCE)
LONGEST_LIST = 500


class Shares(NamedTuple):
    """The most of one organisation in one process; 0 is no limit. A stream of events is slowed down, not refused."""

    requests: int = 1_000
    events: int = 5_000
    at_once: int = 250

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """From the environment; a list of events must fit into a second's share."""
        shares = cls(*(_number(environment, *named) for named in zip(NAMES, cls(), strict=True)))
        if 0 < shares.events < LONGEST_LIST:
            raise WrongSetting(EVENTS, f"0 for no limit, or at least {LONGEST_LIST}")
        return shares


def _number(environment: Mapping[str, str], variable: str, otherwise: int) -> int:
    given = environment.get(variable) or str(otherwise)
    if not given.isascii() or not given.isdecimal() or len(given) > 9:
        raise WrongSetting(variable, "a number of at most nine digits; 0 for no limit")
    return int(given)
