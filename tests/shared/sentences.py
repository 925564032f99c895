"""The sentences that code and templates say, and the catalogues that hold them in other languages."""

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).parents[2]
NAMED = {"_": None, "gettext": None, "ngettext": (1, 2), "sentence": None}
FRAME = ROOT / "shared" / "web"


def speaking() -> list[Path]:
    """The folders whose sentences are in catalogues of their own."""
    return sorted(found.parent for found in ROOT.glob("s*/*/locale") if found.is_dir())


def said(folder: Path) -> set[str | tuple[str, ...]]:
    """Each sentence named in a folder's code and templates; of one with a plural both forms."""
    found: set[str | tuple[str, ...]] = set()
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.html")]):
        with path.open("rb") as file:
            found.update(message for _, message in _in(path, file) if message)  # none: a name stands there, no sentence
    return found


def _in(path: Path, file: IO[bytes]) -> Iterator[tuple[int, Any]]:
    if path.suffix == ".py":
        yield from ((line, message) for line, message, _, _ in extract("python", file, NAMED))
    else:
        for line, function, message, _ in babel_extract(file, list(NAMED), (), {}):
            both = message if isinstance(message, tuple) else (message,)
            yield line, both[:2] if function == "ngettext" else both[0]


def catalogue(folder: Path, lang: str) -> Catalog:
    with (folder / "locale" / f"{lang}.po").open("rb") as file:
        return read_po(file, locale=lang)


def translated(catalog: Catalog) -> dict[str | tuple[str, ...], list[str]]:
    """What stands for each sentence, in all its forms; of what is empty or only guessed at, nothing."""
    whole = {}
    for message in catalog:
        forms = [message.string] if isinstance(message.string, str) else list(message.string)
        if message.id and all(forms) and not message.fuzzy:
            whole[tuple(message.id) if isinstance(message.id, list | tuple) else message.id] = forms
    return whole


def gaps(message: str) -> set[str]:
    """The places in a sentence that are filled in."""
    return {*re.findall(r"%\((\w+)\)s", message), *(name for _, name, _, _ in Formatter().parse(message) if name)}
