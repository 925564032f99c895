"""One made-up network for the tests of a file, and one woman at its desk."""

from collections.abc import Iterator

import pytest

from tests.browser.desk import LABEL, PHONE, Seen
from tests.browser.home import Home, at_home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with at_home(tmp_path_factory.mktemp("home")) as found:
        yield found


@pytest.fixture(scope="module")
def seen() -> Seen:
    return Seen()


@pytest.fixture(scope="module")
def her(home: Home, seen: Seen) -> str:
    """A woman who came today: the address of her page at the desk, where a step has begun."""
    with home.signed_in("worker", viewport=PHONE) as context:
        page = seen.take_down(context.new_page())
        page.goto("/intake/new")
        page.get_by_label("Your own label").fill(LABEL)
        page.get_by_role("button", name="Record").click()
        page.wait_for_url("**/intake/pathways/*")
        address = page.url
        start = page.locator("section[aria-labelledby=start]")
        start.get_by_label("Kind of support").first.select_option("language_training")
        start.get_by_role("button", name="Start").click()
        page.wait_for_url("**/intake/receipts/*")
        assert page.get_by_text("It counts.").count() == 1
    return address
