"""What may be left of what was erased, and where: looked for in every byte of files, or in every row of tables."""

from base64 import b64encode
from collections.abc import Callable, Iterable
from pathlib import Path
from uuid import UUID

CHUNK = 1 << 22
OVERLAP = 64
WORD = 8
FORMS = (bytes, lambda raw: raw.hex().encode(), lambda raw: raw.hex().upper().encode(), b64encode)


class Remains:
    """What must not be found any more: ids and keys in each form that they may be written in, and ciphertext.

    Of a ciphertext every eight bytes are known, so that any fifteen of it are found wherever they lie: an aligned word
    of a file is looked up among all of them, however many there are.
    """

    def __init__(self) -> None:
        self.forms: set[bytes] = set()
        self.raw: set[bytes] = set()
        self.texts: set[str] = set()
        self._words: set[int] = set()
        self._kinds: set[str] = set()

    def pathway(self, stream: bytes) -> None:
        """Her pathway's id."""
        text = str(UUID(bytes=stream))
        self._written("pathway id", stream)
        self.texts.add(text)
        self.forms |= {text.encode(), text.upper().encode()}

    def secret(self, key: bytes) -> None:
        """A key, bare or wrapped."""
        self._written("key", key)

    def sealed(self, ciphertext: bytes) -> None:
        """What was encrypted of one stored event."""
        self._kinds.add("ciphertext")
        for start in range(WORD):
            length = (len(ciphertext) - start) // WORD * WORD
            self._words.update(memoryview(ciphertext[start : start + length]).cast("Q"))

    @property
    def looked_for(self) -> tuple[str, ...]:
        """In words, for the record."""
        return tuple(sorted(self._kinds))

    def _written(self, kind: str, raw: bytes) -> None:
        self._kinds.add(kind)
        self.raw.add(raw)
        self.forms |= {form(raw) for form in FORMS}

    def within(self, chunk: bytes) -> bool:
        """Is anything of it in these bytes, which begin at a multiple of eight?"""
        if any(form in chunk for form in self.forms):
            return True
        words = memoryview(chunk)[: len(chunk) // WORD * WORD].cast("Q")
        return bool(self._words) and not self._words.isdisjoint(words)

    def in_file(self, path: Path, counted: Callable[[int], None] = lambda size: None) -> bool:
        """Is anything of it in a file?"""
        before = b""
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                if self.within(before + chunk):
                    return True
                before = chunk[-OVERLAP:]
                counted(len(chunk))
        return False

    def in_files(self, paths: Iterable[Path], counted: Callable[[int], None] = lambda size: None) -> list[Path]:
        """The files that hold anything of it; one that goes away meanwhile holds nothing."""
        found = []
        for path in paths:
            try:
                if self.in_file(path, counted):
                    found.append(path)
            except FileNotFoundError:
                continue
        return found
