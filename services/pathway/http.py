"""The pathway service over HTTP: its door, its readings, audits and all of its pages, in one application."""

from starlette.types import ASGIApp

from services import pathway
from services.pathway import api
from services.pathway.application import Pathways
from services.pathway.auditing import Auditing
from services.pathway.deciding import Deciding
from services.pathway.issuing import Issuing
from services.pathway.looking import Looking
from services.pathway.overseeing import Overseeing
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
from shared.service import Setting
from shared.store.log import Log
from shared.store.signed import SignedLog
from shared.store.writer import Writer
from shared.web.signing_in import signed_in, told, ways_in


def answering(
    setting: Setting, writer: Writer, pathways: Pathways, issuing: Issuing, reads: ReadBook, feed: Log
) -> ASGIApp:
    """What answers at the service's addresses."""
    assert setting.sign_in
    log = writer.log
    door = DoorRoutes(pathway.NAME, log, writer, setting, pathways.version_for)
    reader_of = noting(signed_in(setting.sign_in, setting.reader_of))
    looking, deciding = Looking(pathways, reads), Deciding(pathways)
    auditing = Auditing(pathways, SignedLog(log, setting.checkpoint_key))
    shown = [
        *ways_in(pathway.NAME, setting.sign_in, setting.bearer),
        pages(pathways, reader_of),
        impact_page(pathways, reader_of),
        her_pages(pathways, looking, reader_of),
        *decision_pages(deciding, door, reader_of),
        request_page(deciding, issuing, door, reader_of),
        card_page(issuing, reader_of),
        *oversight_pages(Overseeing(pathways), looking, auditing, setting.scraped, reader_of),
    ]
    audits = [audit_router(each, setting.checkpoint_key, reader_of) for each in (log, reads.log, feed)]
    app = application(pathway.NAME, pathway.__doc__ or "", [*api.routers(), *audits, *shown])
    told(app, setting.sign_in)
    app.state.pathways = pathways
    app.state.issuing = issuing
    app.state.looking = looking
    app.state.reader_of = reader_of
    describe(app, pathway.NAME)
    return Doorway(door, Recorded(app, reads, pathway.NAME))
