"""Employment: takes in what is reported of her way to work, and shows plans beside a register of openings."""

from functools import cache
from typing import TYPE_CHECKING, Final

from services.employment import subscribers
from services.employment.application import Plans
from services.employment.bookkeeping import Bookkeeping
from services.employment.esco import Esco
from services.employment.placements import Placements
from services.employment.register import Register
from services.employment.web.answers import Answers
from shared.reads import ReadBook
from shared.service import Service, Setting
from shared.store.log import Log
from shared.store.writer import Writer

if TYPE_CHECKING:
    from starlette.types import ASGIApp

NAME: Final = "employment"
READS: Final = "employment-reads"


def build(setting: Setting) -> Service:
    """The employment service over the log at `setting.database`."""
    assert setting.beside
    reads = ReadBook(setting.beside(READS), setting.keys, setting.access.version)
    esco = Esco.read()
    books = Bookkeeping(setting.keys, esco)
    log = Log(setting.database, setting.keys, books, subscribers.HEARS, setting.parts)
    writer = Writer(log)
    plans, register = Plans(log, books, setting.access), Register(log, books, esco)
    answers = Answers(register, esco, plans, Placements(log, books, plans, setting.access))

    @cache
    def app() -> "ASGIApp":
        from services.employment.http import answering

        return answering(setting, writer, register, plans, answers, reads)

    return Service(NAME, log, writer, app, subscribers.subscriptions(log, books.grants), asked=plans, reads=reads)
