"""What stands in the addresses of the pages: the two clocks, and what is looked for among openings."""

from datetime import UTC, datetime
from typing import Final

from shared.clocks import When, when
from shared.errors import NotWellFormed, Problem

KINDS: Final = frozenset({"job", "course", "traineeship"})
LONGEST: Final = 60
MOST: Final = 40


class Clocks:
    """Empty is a clock that was left alone."""

    def __init__(self, as_of: str = "", known_at: str = "") -> None:
        self.as_of, self.known_at = as_of.strip(), known_at.strip()

    @property
    def when(self) -> When:
        return when(self.as_of or None, self.known_at or None, datetime.now(UTC))


class Looked:
    """What is looked for, as a form sends it: what is empty is not looked for; `NotWellFormed` for what is nothing."""

    def __init__(
        self,
        kind: str = "",
        city: str = "",
        hours: str = "",
        group: str = "",
        funded: str = "",
        met: str = "",
        after: str = "",
    ) -> None:
        self.kind, self.city, self.hours, self.group = kind.strip(), city.strip(), hours.strip(), group.strip()
        self.funded, self.met, self.after = funded == "yes", met == "yes", after.strip() or None
        self._refuse()

    @property
    def hours_at_most(self) -> int | None:
        return int(self.hours) if self.hours else None

    @property
    def query(self) -> dict[str, str]:
        """The same for another address, without the place in the list."""
        said = {name: getattr(self, name) for name in ("kind", "city", "hours", "group")}
        ticked = {name: "yes" for name in ("funded", "met") if getattr(self, name)}
        return {name: value for name, value in said.items() if value} | ticked

    def _refuse(self) -> None:
        fits = {
            "kind": not self.kind or self.kind in KINDS,
            "city": len(self.city) <= LONGEST,
            "hours": not self.hours or (self.hours.isascii() and self.hours.isdigit() and 1 <= int(self.hours) <= MOST),
            "group": not self.group or (self.group.isascii() and self.group.isdigit() and len(self.group) <= 4),
        }
        wrong = [Problem(name, "not_well_formed", "can't be read") for name, well in fits.items() if not well]
        if wrong:
            raise NotWellFormed(*wrong)
