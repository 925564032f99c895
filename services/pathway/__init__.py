"""Pathway: rebuilds each woman's history from everybody's events, answers decisions, shows gaps before they open."""

from functools import cache
from typing import TYPE_CHECKING, Final

from services.pathway import subscribers
from services.pathway.bookkeeping import Bookkeeping
from services.pathway.overview import Overview
from shared.service import Service, Setting, together
from shared.store.log import Log

if TYPE_CHECKING:
    from starlette.types import ASGIApp

NAME: Final = "pathway"
READS: Final = "reads"


def build(setting: Setting) -> Service:
    """The pathway service over the log at `setting.database`."""
    # What readings are made with is loaded here: a share of a rebuild reads the log without it, in half the memory.
    from services.pathway.application import Pathways
    from services.pathway.daily import Daily
    from services.pathway.feed import NAME as NOTICES
    from services.pathway.feed import FeedBook
    from services.pathway.feeding import Feeding
    from services.pathway.issuing import Issuing
    from services.pathway.rules import packs
    from services.pathway.tasks import Tasks
    from shared.reads import ReadBook
    from shared.store.writer import Writer

    assert setting.beside
    assert setting.notices
    books = Bookkeeping(setting.keys)
    log = Log(setting.database, setting.keys, books, subscribers.HEARS, setting.parts)
    writer = Writer(log)
    overview = Overview(log, books)
    policies = Tasks(log, books, overview, packs())
    pathways = Pathways(log, books, overview, policies, setting.access)
    issuing = Issuing(log, books.codes, pathways)
    reads = ReadBook(setting.beside(READS), setting.keys, setting.access.version)
    feed = Feeding(log, books, policies, FeedBook(setting.beside(NOTICES), setting.notices))
    fresh, daily = subscribers.Freshness(log, overview), Daily(log, policies, tell=feed.tell)

    @cache
    def app() -> "ASGIApp":
        from services.pathway.http import answering

        return answering(setting, writer, pathways, issuing, reads, feed.log)

    return Service(
        NAME,
        log,
        writer,
        app,
        subscribers.subscriptions(log),
        refresh=overview.refresh,
        behind=overview.behind,
        start=together(fresh.start, feed.contacts.start, daily.start),
        stop=together(daily.stop, feed.contacts.stop, fresh.stop),
        asked=pathways,
        reads=reads,
        feed=feed,
    )
