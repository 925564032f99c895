"""What a PDF says: its text by the fonts that lie in it, its pages, and what it tells of itself."""

import re
import zlib

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
SHOWN = re.compile(rb"\[([^\]]*)\] ?TJ")
MAPPED = re.compile(rb"<([0-9A-Fa-f]{4})> ?<([0-9A-Fa-f]+)>")
ABOUT = re.compile(rb"/(Title|Author|Subject|Keywords|Creator|Producer|CreationDate|ModDate) ?(\(.*?\)|<.*?>)")


class Paper:
    """A PDF as WeasyPrint writes it."""

    def __init__(self, raw: bytes) -> None:
        self._streams = [_opened(each) for each in STREAM.findall(raw)]
        self._whole = raw + b"\n".join(self._streams)

    @property
    def pages(self) -> int:
        return len(re.findall(rb"/Type ?/Page\b(?!s)", self._whole))

    @property
    def fonts(self) -> tuple[int, int]:
        """How many there are, and how many lie in the file."""
        return len(re.findall(rb"/Type ?/FontDescriptor", self._whole)), len(re.findall(rb"/FontFile\d? ", self._whole))

    @property
    def about(self) -> dict[str, str]:
        """What the document says of itself."""
        return {name.decode(): _text(value) for name, value in ABOUT.findall(self._whole)}

    @property
    def text(self) -> str:
        """All that is shown, read by each of the fonts in turn: what is in the paper is in one of the readings."""
        shown = [b"".join(re.findall(rb"<([0-9A-Fa-f]+)>", each)) for each in SHOWN.findall(b"".join(self._streams))]
        fonts = [dict(MAPPED.findall(each)) for each in self._streams if b"beginbfchar" in each]
        assert len(fonts) == self.fonts[0], "a font whose text can't be read"
        return "\n".join(" ".join(_read(line, font) for line in shown) for font in fonts)


def _read(glyphs: bytes, font: dict[bytes, bytes]) -> str:
    known = {glyph.lower(): bytes.fromhex(said.decode()).decode("utf-16-be") for glyph, said in font.items()}
    return "".join(known.get(glyphs[at : at + 4].lower(), "?") for at in range(0, len(glyphs), 4))


def _opened(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)  # its last byte may look like the end of a line
    except zlib.error:
        return stream


def _text(value: bytes) -> str:
    raw = bytes.fromhex(value[1:-1].decode()) if value[:1] == b"<" else value[1:-1]
    return raw.decode("utf-16") if raw[:2] in (b"\xfe\xff", b"\xff\xfe") else raw.decode("latin-1")
