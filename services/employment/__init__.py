"""Employment: takes in what is reported of orientation, training and placement, and keeps a register of openings."""

from typing import Final

from services.employment import api, subscribers
from services.employment.bookkeeping import Bookkeeping
from services.employment.esco import Esco
from services.employment.register import Register
from shared.door.doorway import Doorway
from shared.door.openapi import describe
from shared.door.routes import DoorRoutes
from shared.edge import application
from shared.service import Service, Setting
from shared.store.log import Log
from shared.store.writer import Writer

NAME: Final = "employment"


def build(setting: Setting) -> Service:
    """The employment service over the log at `setting.database`."""
    esco = Esco.read()
    books = Bookkeeping(setting.keys, esco)
    log = Log(setting.database, setting.keys, books, subscribers.HEARS, setting.parts)
    writer = Writer(log)
    door = DoorRoutes(NAME, log, writer, setting)
    app = application(NAME, __doc__ or "", api.routers(door, Register(log, books, esco)))
    app.state.reader_of = setting.reader_of
    describe(app, NAME)
    return Service(NAME, log, writer, Doorway(door, app), subscribers.subscriptions(log, books.grants))
