"""Figures of a goal: our runs, the peer's, their medians, and whether the goal holds."""

from collections.abc import Sequence
from statistics import median
from typing import Any

import msgspec


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the report; a goal is a ratio of medians (`by` "ratio") or a figure of ours (`by` "ours").

    `least` and `most` bound it, both None if the line is only there to be read. Runs are in `unit`; either
    side's may be empty if that side was not run.
    """

    goal: str = ""
    work: str
    unit: str
    ours: Sequence[float] = ()
    peer: Sequence[float] = ()
    peer_name: str = ""
    by: str = "ratio"
    least: float | None = None
    most: float | None = None

    @property
    def ratio(self) -> float | None:
        """Our median over the peer's."""
        return median(self.ours) / median(self.peer) if self.ours and self.peer else None

    @property
    def wanted(self) -> str:
        unit = "x" if self.by == "ratio" else self.unit
        if self.least is not None:
            return f">= {self.least:g} {unit}"
        return f"<= {self.most:g} {unit}" if self.most is not None else ""

    @property
    def holds(self) -> bool | None:
        """None where there is no goal or no figure to judge."""
        value = self.ratio if self.by == "ratio" else _median(self.ours)
        if value is None or (self.least is None and self.most is None):
            return None
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def as_json(self) -> dict[str, Any]:
        own: dict[str, Any] = msgspec.to_builtins(self)
        medians = {"ours_median": _median(self.ours), "peer_median": _median(self.peer)}
        return {**own, **medians, "ratio": self.ratio, "wanted": self.wanted, "holds": self.holds}


def _median(runs: Sequence[float]) -> float | None:
    return median(runs) if runs else None
