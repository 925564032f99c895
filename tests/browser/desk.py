"""A worker's desk in a browser: opened, recorded at, and what it asked for on the way."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Request, Response

from tests.browser.home import Home

DESK = "/intake/"
PHONE = {"width": 390, "height": 800}
LABEL = "Exp. 4417-Q"


class Seen:
    """What a browser asked for and was answered, as anybody on the way or at the disk could see it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.kept: list[tuple[str, str]] = []

    def take_down(self, page: Page) -> Page:
        page.on("request", self._request)
        page.on("response", self._response)
        return page

    def _request(self, request: Request) -> None:
        self.asked.append((request.url, request.headers.get("referer", "")))

    def _response(self, response: Response) -> None:
        if "html" in response.headers.get("content-type", ""):
            self.kept.append((response.url, response.headers.get("cache-control", "")))


@contextmanager
def at(home: Home, address: str, who: str = "worker") -> Iterator[Page]:
    with home.signed_in(who, viewport=PHONE) as context:
        page = context.new_page()
        page.goto(address)
        yield page


def attended(page: Page) -> None:
    page.get_by_role("button", name="Attended", exact=True).click()


def sessions(page: Page, her: str) -> int:
    page.goto(her)
    return page.locator("section[aria-labelledby=lately] li a", has_text="Session").count()
