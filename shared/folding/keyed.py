"""Things known by the registration that they were posted to and an id of the sender's choice."""

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")
Key = tuple[str | None, str]


class Keyed(dict[Key, T]):
    """Things of a group of registrations, by (pathway_id, id) as posted.

    A reference looks in its own registration first, then in the others, in the order of their ids.
    """

    __slots__ = ("group",)

    def __init__(self, group: tuple[str, ...]) -> None:
        self.group = group

    def find(self, home: str | None, name: str) -> T | None:
        """What this id means in an event posted to `home`."""
        found = self.get((home, name))
        if found is None and len(self.group) > 1:
            return self.get(self.resolve(home, name))
        return found

    def resolve(self, home: str | None, name: str) -> Key:
        """The key that this id stands for; that of `home` as long as nothing has the id."""
        places = ((each, name) for each in (home, *self.group))
        return next((key for key in places if key in self), (home, name))

    def resolve_all(self, home: str | None, names: Iterable[str]) -> set[Key]:
        """The keys that these ids stand for."""
        return {self.resolve(home, name) for name in names}

    def shared(self) -> set[str]:
        """Ids that more than one registration uses."""
        if len(self.group) == 1:
            return set()
        names = [name for _, name in self]
        return {name for name in names if names.count(name) > 1}
