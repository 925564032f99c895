"""A made-up network served for people with a real browser: chromium, signed in by a real identity provider."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, Final, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from shared.sessions import RENEWED_AFTER
from tests.browser.posted import PROVIDER, REFERENT, post_the_rest
from tests.identity import Provider, provider
from tests.journeys.running import Server, ariadna
from tests.tools import left_out

NETWORK = "NETWORK"
PEOPLE: Final = {
    "referent": (REFERENT, "coordinator"),
    "coordinator": (PROVIDER, "coordinator"),
    "worker": (PROVIDER, "worker"),
    "supervisor": (NETWORK, "supervisor"),
    "privacy_officer": (NETWORK, "privacy_officer"),
    "auditor": (NETWORK, "auditor"),
    "ops": (NETWORK, "ops"),
}
"""Whoever looks: of which organisation, in which role."""
HOME: Final = "/pathway/"
ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NO_PAGES: Final = re.compile(r"/(language|static|sign-out|sign-in)(/|$)|\.(pdf|csv|json|ndjson)$")
EMPTY: Final = "main > .sheet.nothing"
LINKS: Final = "links => links.map(each => each.getAttribute('href'))"
WITHIN: Final = 60_000.0


class Found(NamedTuple):
    """A page that somebody comes to by links alone, and who does so first."""

    address: str
    who: str


class Home:
    """The server, who lets people in there, and the browser."""

    def __init__(self, server: Server, there: Provider, browser: Browser) -> None:
        self.server = server
        self.there = there
        self.browser = browser
        self._known: dict[str, tuple[Any, float]] = {}
        self._first: dict[str, str] = {}

    @contextmanager
    def signed_in(self, who: str, **settings: Any) -> Iterator[BrowserContext]:
        """A browser of one of these people; by the session of the one before, while its secret was not exchanged."""
        state, since = self._known.get(who, (None, 0.0))
        if state is None or monotonic() - since > RENEWED_AFTER / 2:
            with self.opened() as context:
                self._first[who] = sign_in(context, f"{who}@example.org")
                self._known[who] = state, _ = context.storage_state(), monotonic()
        with self.opened(storage_state=state, **settings) as context:
            yield context

    @contextmanager
    def opened(self, **settings: Any) -> Iterator[BrowserContext]:
        """A browser of nobody yet."""
        address = self.server.address("pathway")
        context = self.browser.new_context(base_url=address, **{"locale": "en-GB", **settings})
        context.set_default_timeout(WITHIN)
        try:
            yield context
        finally:
            context.close()

    def walked(self) -> dict[str, Found]:
        """Every page that anybody comes to from the first one, by the shape of its address: one of each shape.

        One with nothing to show is another.
        """
        found: dict[str, Found] = {}
        for who in PEOPLE:
            with self.signed_in(who) as context:
                for shape, address in walk(context.new_page(), self._first[who]):
                    found.setdefault(shape, Found(address, who))
        return found


def sign_in(context: BrowserContext, subject: str) -> str:
    """Sign in on a page of its own, and close it: where a person is then."""
    page = context.new_page()
    address = come_in(page, subject)
    page.close()
    return address


def come_in(page: Page, subject: str) -> str:
    """What a person does: opens the page, goes to the provider, says who she is there, and is back: at this address."""
    page.goto(HOME)
    page.locator("a[href*='sign-in/start']").first.click()
    page.locator("input[name=sub]").fill(subject)
    page.locator("form button, form input[type=submit]").first.click()
    page.wait_for_selector("form[action$='sign-out']")
    return "/" + page.url.split("/", 3)[3]


def walk(page: Page, start: str) -> Iterator[tuple[str, str]]:
    """Follow every link of our own, one page of each shape; an address that is refused or is no page is left."""
    waiting, seen = [start], {""}
    while waiting:
        address = waiting.pop(0)
        if (shape := shape_of(address)) in seen:
            continue
        seen.add(shape)
        answer = page.goto(address)
        if answer and answer.ok and "html" in answer.headers["content-type"]:
            yield (f"{shape} (empty)" if page.locator(EMPTY).count() else shape), address
            waiting += [each for each in page.eval_on_selector_all("a[href]", LINKS) if is_ours(each)]


def shape_of(address: str) -> str:
    """The address of a page whomever it is of; what is asked of it is left out."""
    return re.sub(r"(?<=/grants/)[^/]+", "{}", ID.sub("{}", address.partition("?")[0].partition("#")[0]))


def is_ours(address: str) -> bool:
    return address.startswith("/") and not address.startswith("//") and not NO_PAGES.search(address.partition("?")[0])


@contextmanager
def at_home(folder: Path) -> Iterator[Home]:
    """The example network in a folder, its server, its identity provider and a browser."""
    chromium = shutil.which("chromium") or left_out("chromium is not on this machine (make tools)")
    told = ariadna("demo", "--once", "--data", folder / "data")
    assert told.returncode == 0, told.stderr
    with provider() as there, sync_playwright() as playwright:
        for who, (of, role) in PEOPLE.items():
            there.know(f"{who}@example.org", ariadna_provider=of, ariadna_role=role)
        server = Server(folder / "data")
        server.environment = settings(server, there, folder)
        as_people_have_it = {"ignore_default_args": ["--disable-back-forward-cache"]}
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"], **as_people_have_it)
        try:
            post_the_rest(server.start())
            yield Home(server, there, browser)
        finally:
            browser.close()
            server.close()


def settings(server: Server, there: Provider, folder: Path) -> dict[str, str]:
    (folder / "client-secret").write_text("made up\n")
    return {
        "ARIADNA_OIDC_ISSUER": there.issuer,
        "ARIADNA_OIDC_CLIENT_ID": "ariadna-pages",
        "ARIADNA_OIDC_CLIENT_SECRET_FILE": str(folder / "client-secret"),
        "ARIADNA_PUBLIC_URL": f"http://127.0.0.1:{server.port}",
        "ARIADNA_OIDC_ROLES": ",".join(sorted({f"{role}={role}" for _, role in PEOPLE.values()})),
    }
