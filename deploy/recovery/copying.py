"""What a database must offer to be copied, and one moment at which several of them are fixed together."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

Progress = Callable[[str, int, int], None]


def quiet(what: str, done: int, of: int) -> None:
    """Progress that nobody looks at."""


class View(Protocol):
    """One state of a database, whatever is written meanwhile."""

    name: str

    def links(self) -> Iterator[bytes]:
        """The chain's values, in the order of positions."""

    def position(self) -> int:
        """The log's own count."""

    def copy(self, folder: Path, progress: Progress) -> str:
        """Write all of it into a file in the folder; its name."""


class Source(Protocol):
    """A database that may be in use."""

    name: str

    def held(self) -> AbstractContextManager[None]:
        """Nobody writes meanwhile."""

    def fixed(self) -> AbstractContextManager[View]:
        """The state of now, until the block ends."""


@contextmanager
def cut(sources: Sequence[Source]) -> Iterator[list[View]]:
    """The states of all these databases at one moment, at which none of them is being written.

    Each service hears others, and some hear each other, so no order of copying one after another is right:
    a subscriber copied later would know of messages that its source's copy lacks, and would pass over those
    that take their positions afterwards.
    """
    with ExitStack() as views:
        with ExitStack() as still:
            for source in sources:
                still.enter_context(source.held())
            found = [views.enter_context(source.fixed()) for source in sources]
        yield found
