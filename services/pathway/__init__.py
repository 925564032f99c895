"""Pathway: rebuilds each woman's history from everybody's events, answers decisions, shows gaps before they open."""

from collections.abc import Callable
from typing import Final

from services.pathway import subscribers
from services.pathway.bookkeeping import Bookkeeping
from services.pathway.overview import Overview
from shared.service import Service, Setting
from shared.store.log import Log

NAME: Final = "pathway"


def build(setting: Setting) -> Service:
    """The pathway service over the log at `setting.database`."""
    # What is of HTTP is loaded here: a rebuild reads the log without it, in half the memory.
    from services.pathway import api
    from services.pathway.application import Pathways
    from services.pathway.daily import Daily
    from services.pathway.issuing import Issuing
    from services.pathway.rules import packs
    from services.pathway.tasks import Tasks
    from services.pathway.web.impact import impact_page
    from services.pathway.web.pages import pages
    from shared.door.audit import audit_router
    from shared.door.doorway import Doorway
    from shared.door.openapi import describe
    from shared.door.routes import DoorRoutes
    from shared.edge import application
    from shared.store.writer import Writer

    books = Bookkeeping(setting.keys)
    log = Log(setting.database, setting.keys, books, subscribers.HEARS, setting.parts)
    writer = Writer(log)
    overview = Overview(log, books)
    policies = Tasks(log, books, overview, packs())
    pathways = Pathways(log, books, overview, policies)
    door = DoorRoutes(NAME, log, writer, setting, pathways.version_for)
    shown = [pages(pathways, setting.reader_of), impact_page(pathways, setting.reader_of)]
    audit = audit_router(log, setting.checkpoint_key, setting.reader_of)
    app = application(NAME, __doc__ or "", [*api.routers(), audit, *shown])
    app.state.pathways = pathways
    app.state.issuing = Issuing(log, books.codes, pathways)
    app.state.reader_of = setting.reader_of
    describe(app, NAME)
    fresh, daily = subscribers.Freshness(log, overview), Daily(log, policies)
    return Service(
        NAME,
        log,
        writer,
        Doorway(door, app),
        subscribers.subscriptions(log),
        refresh=overview.refresh,
        behind=overview.behind,
        start=together(fresh.start, daily.start),
        stop=together(daily.stop, fresh.stop),
        asked=pathways,
    )


def together(*parts: Callable[[], None]) -> Callable[[], None]:
    """One after the other."""

    def all_of_them() -> None:
        for part in parts:
            part()

    return all_of_them
