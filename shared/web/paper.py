"""A page as PDF: by WeasyPrint, from our own HTML alone; the same HTML gives the same bytes."""

import logging
from collections.abc import Callable
from typing import Any, Final, NoReturn

from shared.errors import NotForeseen, Refusal

logging.getLogger("weasyprint").setLevel(logging.ERROR)

SIZES: Final = (10.5, 8.5, 7.0, 5.5)
"""In points; of what is too long for the smallest there is no paper."""


class NoPaper(Refusal):
    """No PDF can be made on this machine."""

    status, code = 501, "no_paper"
    detail = "PDF needs pango: install libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0 (make tools)"


def pdf(html: str) -> bytes:
    """The paper of a whole HTML page; `NoPaper` where the system's pango is missing."""
    return bytes(_html()(string=html, url_fetcher=_refuse).write_pdf())


def pdf_of_one_page(html: Callable[[float], str]) -> bytes:
    """The paper of what `html` makes in letters of so many points: the largest in which it is one page."""
    for size in SIZES:
        document = _html()(string=html(size), url_fetcher=_refuse).render()
        if len(document.pages) == 1:
            return bytes(document.write_pdf())
    raise NotForeseen()


def _html() -> Any:
    try:
        from weasyprint import HTML  # loads pango, which takes half a second and may be missing
    except OSError:
        raise NoPaper() from None
    return HTML


def _refuse(url: str, *_: Any, **__: Any) -> NoReturn:
    """A paper loads nothing: what it shows is in the page."""
    raise ValueError("a paper loads nothing")
