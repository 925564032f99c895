"""The account of one funding window, for its provider's coordinators and nobody else."""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any, Protocol

from services.pathway import domain
from services.pathway.domain import Grant, Pathway, Windows
from services.pathway.domain.views import moment
from shared.access import Reader
from shared.clocks import When
from shared.errors import NotAllowed, NotWellFormed, Problem, UnknownWindow
from shared.facts import Event
from shared.standing import LOCAL
from shared.store.log import Log
from shared.store.tree import current

ACCOUNTING = frozenset({"coordinator"})


class Asked(Protocol):
    """What is read of the pathways."""

    log: Log

    def provider_level(self, when: When) -> list[Event]: ...

    def ever_under(
        self, provider_id: str, window_id: str, when: When, windows: Windows
    ) -> Iterator[tuple[Pathway, bool]]: ...


def report(pathways: Asked, window_id: str, when: When, reader: Reader) -> dict[str, Any]:
    """What was done under a window and what was left (docs/definitions.md 3.15); `UnknownWindow` to any other provider.

    On the command line a window may be named `provider/window`.
    """
    if reader.role not in ACCOUNTING and reader.token_id != LOCAL:
        raise NotAllowed()
    size, root = current(pathways.log)
    windows = domain.open_windows(pathways.provider_level(when), when.as_of)
    provider_id, name = _meant(window_id, windows) if reader.token_id == LOCAL else (reader.provider_id, window_id)
    window = windows.get(provider_id, {}).get(name)
    if window is None:
        raise UnknownWindow()
    grant = Grant(provider_id, window, when.as_of)
    for pathway, tells in pathways.ever_under(provider_id, name, when, windows):
        grant.add(pathway, tells=tells)
    clocks = {"as_of": when.as_of.isoformat(), "known_at": moment(when.known_at)}
    return {**grant.told(), **clocks, "stands_on": {"events": size, "root": b64encode(root).decode()}}


def _meant(said: str, windows: Windows) -> tuple[str, str]:
    """The one window that a name on the command line means."""
    found = [
        (provider_id, name)
        for provider_id, own in windows.items()
        for name in own
        if said in (name, f"{provider_id}/{name}")
    ]
    if len(found) > 1:
        raise NotWellFormed(Problem("funding_window_id", "ambiguous", "of several providers: say provider/window"))
    return found[0] if found else ("", said)
