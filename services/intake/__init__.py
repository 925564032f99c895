"""Intake: takes in what providers report, and knows who may report on whom."""

from functools import cache
from typing import TYPE_CHECKING, Final

from services.intake import subscribers
from services.intake.application import Desk
from services.intake.bookkeeping import Bookkeeping
from services.intake.labels import Labels
from shared.reads import ReadBook
from shared.service import Service, Setting
from shared.store.log import Log
from shared.store.writer import Writer

if TYPE_CHECKING:
    from starlette.types import ASGIApp

NAME: Final = "intake"
READS: Final = "intake-reads"


def build(setting: Setting) -> Service:
    """The intake service over the log at `setting.database`."""
    assert setting.beside
    reads = ReadBook(setting.beside(READS), setting.keys, setting.access.version)
    books = Bookkeeping(setting.keys, opens=True)
    log = Log(setting.database, setting.keys, books, subscribers.HEARS, setting.parts)
    writer = Writer(log)
    desk = Desk(log, books, Labels(log, books, setting.keys), setting.access)

    @cache
    def app() -> "ASGIApp":
        from services.intake.http import answering

        return answering(setting, writer, desk, reads)

    return Service(NAME, log, writer, app, subscribers.subscriptions(log, books), reads=reads)
