"""What the losses of a what-if come to, by window, dimension and day, and who has a place in the same city."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter

from services.pathway.domain.funding import Row
from services.pathway.domain.offers import Directory, service_told
from services.pathway.domain.windows import Windows


@dataclass(slots=True)
class Group:
    """Steps of one provider, window and dimension that would be lost on the same day."""

    steps: int = 0
    pacts_that_hold: int = 0
    care_days_lost: int = 0
    women: set[str] = field(default_factory=set)

    def add(self, item: Row) -> None:
        self.steps += 1
        self.pacts_that_hold += item["pact"] is not None
        self.care_days_lost += item["care_days_lost"]
        self.women.add(item["pathway_id"])

    def join(self, other: "Group") -> None:
        self.steps += other.steps
        self.pacts_that_hold += other.pacts_that_hold
        self.care_days_lost += other.care_days_lost
        self.women |= other.women

    def told(self) -> Row:
        return {
            "women": len(self.women),
            "steps": self.steps,
            "pacts_that_hold": self.pacts_that_hold,
            "care_days_lost": self.care_days_lost,
        }


ABOUT = ("provider_id", "funding_window_id", "dimension", "lost_on")
about_of = itemgetter(*ABOUT)


def summed(items: Iterable[Row], directory: Directory, windows: Windows) -> Row:
    """The losses in all, and by group, the next one first, each with the places that others offer."""
    total = Group()
    groups: dict[tuple[str, ...], Group] = defaultdict(Group)
    for item in items:
        groups[about_of(item)].add(item)
    for group in groups.values():
        total.join(group)
    return {**total.told(), "groups": [_told(about, groups[about], directory, windows) for about in _in_order(groups)]}


def _in_order(groups: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return sorted(groups, key=lambda about: (about[3], *about[:3]))


def _told(about: tuple[str, ...], group: Group, directory: Directory, windows: Windows) -> Row:
    provider_id, _, dimension, lost_on = about
    found = directory.places(provider_id, dimension, lost_on, windows)
    return {
        **dict(zip(ABOUT, about, strict=True)),
        "city": directory.cities.get(provider_id),
        **group.told(),
        "places": [
            {"provider_id": offer.provider_id, **service_told(offer.service), "paid_until": paid_until}
            for offer, paid_until in found
        ],
    }
