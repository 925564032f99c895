"""Pictures of every page: `python -m tests.browser.screenshots [FOLDER]`, in four languages at three widths.

A picture is called by its width, the page and the language, so that the four of one page lie side by side.
"""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import BrowserContext

from shared.languages import STAFF
from tests.browser.home import HOME, Found, Home, at_home

WIDTHS = {"phone": 390, "tablet": 820, "desk": 1280}
HEIGHT = 900
HEIGHT_OF_ALL = "() => document.documentElement.scrollHeight"
LOOKED_AT = 100
"""Milliseconds."""


def main(folder: Path) -> None:
    """Take them all, telling of each page."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, at_home(Path(scratch)) as home:
        pages = home.walked()
        for number, (shape, found) in enumerate(pages.items(), start=1):
            print(f"{number}/{len(pages)} {shape} as {found.who}", flush=True)
            picture(home, named(shape), found, folder)


def picture(home: Home, name: str, found: Found, folder: Path) -> None:
    for device, width in WIDTHS.items():
        with home.signed_in(found.who, viewport={"width": width, "height": HEIGHT}) as context:
            for lang in STAFF:
                take(context, found.address, lang, width, folder / f"{device}.{name}.{lang}.png")


def take(context: BrowserContext, address: str, lang: str, width: int, path: Path) -> None:
    """The whole page, which is looked at from top to bottom first: a part may be drawn only when it is seen."""
    page = context.new_page()
    page.goto(f"{HOME}language/{lang}")
    page.goto(address)
    page.set_viewport_size({"width": width, "height": page.evaluate(HEIGHT_OF_ALL)})
    page.wait_for_timeout(LOOKED_AT)
    page.screenshot(path=path, full_page=True)
    page.close()


def named(shape: str) -> str:
    """The shape of an address as the name of a file."""
    return re.sub(r"[^a-z-]+", ".", shape.replace("{}", "one")).strip(".")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("build/screenshots"))
