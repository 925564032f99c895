"""Intake: takes in what providers report, and knows who may report on whom."""

from dataclasses import replace
from typing import Final

from services.intake import api, subscribers
from services.intake.application import Desk
from services.intake.bookkeeping import Bookkeeping
from services.intake.labels import Labels
from services.intake.web.pages import pages
from shared.door.doorway import Doorway
from shared.door.openapi import describe
from shared.door.routes import DoorRoutes
from shared.edge import application
from shared.reads import ReadBook
from shared.reads.recorded import Recorded
from shared.reads.telling import noting
from shared.service import Service, Setting
from shared.store.log import Log
from shared.store.writer import Writer
from shared.web.signing_in import signed_in, told, ways_in

NAME: Final = "intake"
READS: Final = "intake-reads"


def build(setting: Setting) -> Service:
    """The intake service over the log at `setting.database`."""
    sign_in = setting.sign_in
    assert setting.beside
    assert sign_in
    reads = ReadBook(setting.beside(READS), setting.keys, setting.access.version)
    setting = replace(setting, reader_of=noting(setting.reader_of))
    books = Bookkeeping(setting.keys, opens=True)
    log = Log(setting.database, setting.keys, books, subscribers.HEARS, setting.parts)
    writer = Writer(log)
    door = DoorRoutes(NAME, log, writer, setting)
    desk = Desk(log, books, Labels(log, books, setting.keys), setting.access)
    shown = pages(desk, door, noting(signed_in(sign_in, setting.reader_of)))
    app = application(
        NAME, __doc__ or "", [*api.routers(door, reads.log), *ways_in(NAME, sign_in, setting.bearer), *shown]
    )
    told(app, sign_in)
    app.state.labels = desk.labels
    app.state.reader_of = setting.reader_of
    describe(app, NAME)
    hears = subscribers.subscriptions(log, books)
    return Service(NAME, log, writer, Doorway(door, Recorded(app, reads, NAME)), hears, reads=reads)
