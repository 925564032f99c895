"""Pathway: rebuilds each woman's history from everybody's events, answers decisions, shows gaps before they open."""

from typing import Final

from services.pathway import subscribers
from services.pathway.bookkeeping import Bookkeeping
from services.pathway.overview import Overview
from shared.service import Service, Setting, together
from shared.store.log import Log

NAME: Final = "pathway"
READS: Final = "reads"


def build(setting: Setting) -> Service:
    """The pathway service over the log at `setting.database`."""
    # What is of HTTP is loaded here: a rebuild reads the log without it, in half the memory.
    from services.pathway import api
    from services.pathway.application import Pathways
    from services.pathway.auditing import Auditing
    from services.pathway.daily import Daily
    from services.pathway.deciding import Deciding
    from services.pathway.feed import NAME as NOTICES
    from services.pathway.feed import FeedBook
    from services.pathway.feeding import Feeding
    from services.pathway.issuing import Issuing
    from services.pathway.looking import Looking
    from services.pathway.overseeing import Overseeing
    from services.pathway.rules import packs
    from services.pathway.tasks import Tasks
    from services.pathway.web.cards import card_page
    from services.pathway.web.decisions import decision_pages
    from services.pathway.web.hers import her_pages
    from services.pathway.web.impact import impact_page
    from services.pathway.web.oversight import oversight_pages
    from services.pathway.web.pages import pages
    from services.pathway.web.requests import request_page
    from shared.door.audit import audit_router
    from shared.door.doorway import Doorway
    from shared.door.openapi import describe
    from shared.door.routes import DoorRoutes
    from shared.edge import application
    from shared.reads import ReadBook
    from shared.reads.recorded import Recorded
    from shared.reads.telling import noting
    from shared.store.signed import SignedLog
    from shared.store.writer import Writer
    from shared.web.signing_in import signed_in, told, ways_in

    books = Bookkeeping(setting.keys)
    log = Log(setting.database, setting.keys, books, subscribers.HEARS, setting.parts)
    writer = Writer(log)
    overview = Overview(log, books)
    policies = Tasks(log, books, overview, packs())
    pathways = Pathways(log, books, overview, policies, setting.access)
    door = DoorRoutes(NAME, log, writer, setting, pathways.version_for)
    assert setting.beside
    assert setting.sign_in
    assert setting.notices
    reads = ReadBook(setting.beside(READS), setting.keys, setting.access.version)
    reader_of = noting(signed_in(setting.sign_in, setting.reader_of))
    ways = ways_in(NAME, setting.sign_in, setting.bearer)
    looking = Looking(pathways, reads)
    auditing = Auditing(pathways, SignedLog(log, setting.checkpoint_key))
    hers = her_pages(pathways, looking, reader_of)
    shown = [*ways, pages(pathways, reader_of), impact_page(pathways, reader_of), hers]
    deciding, issuing = Deciding(pathways), Issuing(log, books.codes, pathways)
    shown += [*decision_pages(deciding, door, reader_of), request_page(deciding, issuing, door, reader_of)]
    shown.append(card_page(issuing, reader_of))
    shown += oversight_pages(Overseeing(pathways), looking, auditing, setting.scraped, reader_of)
    feed = Feeding(log, books, policies, FeedBook(setting.beside(NOTICES), setting.notices))
    audits = [audit_router(each, setting.checkpoint_key, reader_of) for each in (log, reads.log, feed.log)]
    app = application(NAME, __doc__ or "", [*api.routers(), *audits, *shown])
    told(app, setting.sign_in)
    app.state.pathways = pathways
    app.state.issuing = issuing
    app.state.looking = looking
    app.state.reader_of = reader_of
    describe(app, NAME)
    fresh, daily = subscribers.Freshness(log, overview), Daily(log, policies, tell=feed.tell)
    return Service(
        NAME,
        log,
        writer,
        Doorway(door, Recorded(app, reads, NAME)),
        subscribers.subscriptions(log),
        refresh=overview.refresh,
        behind=overview.behind,
        start=together(fresh.start, feed.contacts.start, daily.start),
        stop=together(daily.stop, feed.contacts.stop, fresh.stop),
        asked=pathways,
        reads=reads,
        feed=feed,
    )
