"""What the carrying of messages tells whoever counts it."""

from collections.abc import Callable
from dataclasses import dataclass


def _nobody(*told: object) -> None:
    return None


@dataclass(frozen=True)
class Tallies:
    """Plain functions, called from the carrying thread; `dead` is also the alert that somebody has to look."""

    published: Callable[[int], None] = _nobody  # events that the brokers have
    consumed: Callable[[str, int], None] = _nobody  # source, events taken in
    dead: Callable[[str, str], None] = _nobody  # source, reason code
    lag: Callable[[str, int, int], None] = _nobody  # source, partition, records not taken in yet
