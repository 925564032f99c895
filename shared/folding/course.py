"""What held from which day to which."""

from collections.abc import Iterable
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


class Course(Generic[T]):
    """A value over time, told only of its turns; None is nothing, and leaves no span.

    `spans` are (from, to, value), [from, to), in order; the last one is added by `end`.
    """

    __slots__ = ("since", "spans", "value")

    def __init__(self) -> None:
        self.value: T | None = None
        self.since = date.min
        self.spans: list[tuple[date, date, T]] = []

    def turn(self, on: date, value: T | None) -> None:
        """From the end of this day on it is so."""
        if value == self.value:
            return
        self.end(on)
        self.value = value
        self.since = on

    def end(self, as_of: date) -> None:
        """Close the span that is running; what holds then is still known."""
        if self.value is not None and self.since < as_of:
            self.spans.append((self.since, as_of, self.value))

    def run_since(self) -> date | None:
        """After `end`: the first of the days, one after another, on which there was any value up to now."""
        if self.value is None or not self.spans:
            return None
        first = self.spans[-1][0]
        for since, to, _ in reversed(self.spans):
            if to < first:
                break
            first = since
        return first


def days(spans: Iterable[tuple[date, date, T]]) -> int:
    """How many days these spans hold together."""
    return sum((to - since).days for since, to, _ in spans)
