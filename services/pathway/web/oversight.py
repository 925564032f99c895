"""The pages of coordinators, supervisors, auditors and operations, put together."""

from collections.abc import Callable, Iterable

from fastapi import APIRouter, Request
from prometheus_client import Metric

from services.pathway.auditing import Auditing
from services.pathway.looking import Looking
from services.pathway.overseeing import Overseeing
from services.pathway.web.audit import audit_page
from services.pathway.web.lists import list_pages
from services.pathway.web.readers import reader_pages
from services.pathway.web.status import status_page
from services.pathway.web.today import today_page
from services.pathway.web.week import week_page
from services.pathway.web.what_if import what_if_page
from shared.access import Reader


def oversight_pages(
    overseeing: Overseeing,
    looking: Looking,
    auditing: Auditing,
    scraped: Callable[[], Iterable[Metric]],
    reader_of: Callable[[Request], Reader],
) -> list[APIRouter]:
    """Their routes, under /pathway."""
    return [
        week_page(overseeing, reader_of),
        today_page(overseeing, reader_of),
        list_pages(overseeing, reader_of),
        what_if_page(overseeing, reader_of),
        audit_page(auditing, reader_of),
        reader_pages(looking, reader_of),
        status_page(scraped, reader_of),
    ]
