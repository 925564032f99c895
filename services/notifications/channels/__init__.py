"""The ways out: each takes deliveries that it holds, and tells of each what became of it as soon as it knows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from services.notifications.deliveries import Claimed, Outcome

Texts = Callable[[str, str, Mapping[str, str]], tuple[str, str]]
"""The subject and the line of a template in a language, with its dates and counts."""
Holds = Callable[[Claimed], bool]
Results = list[tuple[Claimed, Outcome]]
UNSET = Outcome("refused", "no_channel")


class Sender(Protocol):
    """One way out. `holds` is asked right before something is sent: it may have been cancelled meanwhile."""

    def send(self, batch: Sequence[Claimed], holds: Holds) -> Iterator[Results]: ...


class Unset:
    """A way that this installation does not have."""

    def send(self, batch: Sequence[Claimed], holds: Holds) -> Iterator[Results]:
        yield [(each, UNSET) for each in batch]
