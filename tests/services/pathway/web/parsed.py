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
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.nested &= bool(self.open) and self.open.pop() == tag

    def all(self, name):
        return [attributes for tag, attributes in self.found if tag == name]
