"""Employment: takes in what is reported of her way to work, and shows plans beside a register of openings."""

from dataclasses import replace
from typing import Final

from services.employment import api, subscribers
from services.employment.application import Plans
from services.employment.bookkeeping import Bookkeeping
from services.employment.esco import Esco
from services.employment.register import Register
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

NAME: Final = "employment"
READS: Final = "employment-reads"


def build(setting: Setting) -> Service:
    """The employment service over the log at `setting.database`."""
    assert setting.beside
    reads = ReadBook(setting.beside(READS), setting.keys, setting.access.version)
    setting = replace(setting, reader_of=noting(setting.reader_of))
    esco = Esco.read()
    books = Bookkeeping(setting.keys, esco)
    log = Log(setting.database, setting.keys, books, subscribers.HEARS, setting.parts)
    writer = Writer(log)
    door = DoorRoutes(NAME, log, writer, setting)
    plans = Plans(log, books, setting.access)
    app = application(NAME, __doc__ or "", api.routers(door, Register(log, books, esco), plans, reads.log))
    app.state.reader_of = setting.reader_of
    describe(app, NAME)
    hears = subscribers.subscriptions(log, books.grants)
    return Service(NAME, log, writer, Doorway(door, Recorded(app, reads, NAME)), hears, asked=plans, reads=reads)
