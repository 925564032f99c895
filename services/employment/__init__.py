"""Employment: takes in what is reported of her way to work, and shows plans beside a register of openings."""

from dataclasses import replace
from typing import Final

from services.employment import api, subscribers
from services.employment.application import Plans
from services.employment.bookkeeping import Bookkeeping
from services.employment.esco import Esco
from services.employment.placements import Placements
from services.employment.register import Register
from services.employment.web.answers import Answers
from services.employment.web.pages import pages
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

NAME: Final = "employment"
READS: Final = "employment-reads"


def build(setting: Setting) -> Service:
    """The employment service over the log at `setting.database`."""
    sign_in = setting.sign_in
    assert setting.beside
    assert sign_in
    reads = ReadBook(setting.beside(READS), setting.keys, setting.access.version)
    setting = replace(setting, reader_of=noting(setting.reader_of))
    esco = Esco.read()
    books = Bookkeeping(setting.keys, esco)
    log = Log(setting.database, setting.keys, books, subscribers.HEARS, setting.parts)
    writer = Writer(log)
    door = DoorRoutes(NAME, log, writer, setting)
    plans, register = Plans(log, books, setting.access), Register(log, books, esco)
    answers = Answers(register, esco, plans, Placements(log, books, plans, setting.access))
    ways = ways_in(NAME, sign_in, setting.bearer)
    shown = [*ways, *pages(answers, noting(signed_in(sign_in, setting.reader_of)))]
    app = application(NAME, __doc__ or "", [*api.routers(door, register, plans, reads.log), *shown])
    told(app, sign_in)
    app.state.reader_of = setting.reader_of
    describe(app, NAME)
    hears = subscribers.subscriptions(log, books.grants)
    return Service(NAME, log, writer, Doorway(door, Recorded(app, reads, NAME)), hears, asked=plans, reads=reads)
