"""A page taken apart, for the tests that look at its elements."""

from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "path", "circle", "rect", "img"}


class Page(HTMLParser):
    """The elements of a page, in order, and whether they nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.nested = True
        self._section = ""
        self._texts: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag == "section":
            self._section = dict(attrs).get("aria-labelledby") or ""
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.nested &= bool(self.open) and self.open.pop() == tag

    def handle_data(self, data):
        self._texts.append((self._section, data))

    def text_of(self, name):
        """What the section with this heading says, on one line."""
        return " ".join(" ".join(text for section, text in self._texts if section == name).split())

    def all(self, name):
        return [attributes for tag, attributes in self.found if tag == name]
