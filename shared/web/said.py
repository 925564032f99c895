"""What a page says in one language: the sentences of its service, and those of the frame."""

from functools import cache
from pathlib import Path
from typing import Final

from shared.languages import messages

FRAME: Final = Path(__file__).parent / "locale"
KEPT: Final = 4096


@cache
def catalogue(templates: Path) -> Path | None:
    """Where a service whose pages are in this folder keeps its catalogues; None if it speaks English only."""
    found = templates.parents[1] / "locale"
    return found if found.is_dir() else None


class Words:
    """Sentences in one language; those that the service does not have are the frame's."""

    def __init__(self, own: Path | None, lang: str) -> None:
        self._of = [messages(folder, lang) for folder in (own, FRAME) if folder]
        self._known: dict[str, str] = {}

    def gettext(self, message: str) -> str:
        if (words := self._known.get(message)) is None:
            said = (each.gettext(message) for each in self._of)
            words = next((words for words in said if words != message), message)
            if len(self._known) < KEPT:  # a page says the same over and over
                self._known[message] = words
        return words

    def ngettext(self, one: str, many: str, n: int) -> str:
        said = (each.ngettext(one, many, n) for each in self._of)
        return next((words for words in said if words not in (one, many)), one if n == 1 else many)
