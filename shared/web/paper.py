"""A page as PDF: by WeasyPrint, from our own HTML alone; the same HTML gives the same bytes."""

import logging
from typing import Any, NoReturn

from shared.errors import Refusal

logging.getLogger("weasyprint").setLevel(logging.ERROR)


class NoPaper(Refusal):
    """No PDF can be made on this machine."""

    status, code = 501, "no_paper"
    detail = "PDF needs pango: install libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0 (make tools)"


def pdf(html: str) -> bytes:
    """The paper of a whole HTML page; `NoPaper` where the system's pango is missing."""
    return bytes(_html()(string=html, url_fetcher=_refuse).write_pdf())


def _html() -> Any:
    try:
        from weasyprint import HTML  # loads pango, which takes half a second and may be missing
    except OSError:
        raise NoPaper() from None
    return HTML


def _refuse(url: str, *_: Any, **__: Any) -> NoReturn:
    """A paper loads nothing: what it shows is in the page."""
    raise ValueError("a paper loads nothing")
