"""Pathway: rebuilds each woman's history from everybody's events, answers decisions, shows gaps before they open."""

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
    from services.pathway import api, directory_api, funding_api, grants_api
    from services.pathway.application import Pathways
    from services.pathway.web.pages import pages
    from shared.door.doorway import Doorway
    from shared.door.openapi import describe
    from shared.door.routes import DoorRoutes
    from shared.edge import application
    from shared.store.writer import Writer

    books = Bookkeeping(setting.keys)
    log = Log(setting.database, setting.keys, books, subscribers.HEARS, setting.parts)
    writer = Writer(log)
    overview = Overview(log, books)
    pathways = Pathways(log, books, overview)
    door = DoorRoutes(NAME, log, writer, setting)
    routers = [
        *api.routers(door),
        directory_api.directory,
        funding_api.questions,
        grants_api.accounts,
        pages(pathways, setting.reader_of),
    ]
    app = application(NAME, __doc__ or "", routers)
    app.state.pathways = pathways
    app.state.reader_of = setting.reader_of
    describe(app, NAME)
    fresh = subscribers.Freshness(log, overview)
    return Service(
        NAME,
        log,
        writer,
        Doorway(door, app),
        subscribers.subscriptions(log),
        refresh=overview.refresh,
        behind=overview.behind,
        start=fresh.start,
        stop=fresh.stop,
        asked=pathways,
    )
