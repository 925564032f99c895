"""One line of a chart drawn in characters."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from rich.text import Text


@dataclass
class Line:
    """One line of the chart: a character and a style a cell, and who painted it."""

    size: int
    chars: list[str] = field(init=False)
    styles: list[str] = field(init=False)
    owners: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.chars, self.styles, self.owners = [" "] * self.size, [""] * self.size, [0] * self.size
        self._painted = 0

    def paint(self, start: int, end: int, char: str, style: str) -> int:
        """Fill the cells; the number that comes back is whose they are."""
        self._painted += 1
        for cell in range(start, min(end, self.size)):
            self.chars[cell], self.styles[cell], self.owners[cell] = char, style, self._painted
        return self._painted

    def inscribe(self, owner: int, words: Iterable[str], style: str, *, inset: int = 0) -> None:
        """Write the longest wording that fits into the longest run of cells that are still the owner's.

        With an inset it stands in the middle, and that many cells stay bare at each side.
        """
        start, end = self.run(owner)
        said = next((each for each in words if len(each) + 2 * inset <= end - start), "")
        self.write((start + end - len(said)) // 2 if inset else start, said, style)

    def write(self, start: int, said: str, style: str = "") -> None:
        """Write over whatever is there; what falls outside is left out."""
        for cell, char in enumerate(said, start):
            if 0 <= cell < self.size:
                self.chars[cell], self.styles[cell] = char, style

    def beside(self, start: int, end: int, words: Iterable[str]) -> None:
        """Write the longest wording that fits after the cells [start, end), or before them."""
        for said in words:
            if len(said) + 1 <= self.size - end:
                return self.write(end + 1, said)
            if len(said) + 1 <= start:
                return self.write(start - len(said) - 1, said)

    def run(self, owner: int) -> tuple[int, int]:
        runs, start = [(0, 0)], 0
        for cell, own in enumerate([*self.owners, 0]):
            if own != owner:
                runs.append((start, cell))
                start = cell + 1
        return max(runs, key=lambda each: each[1] - each[0])

    def text(self) -> Text:
        drawn = Text(no_wrap=True, overflow="crop")
        for char, style in zip(self.chars, self.styles, strict=True):
            drawn.append(char, style)
        return drawn
