"""Employment over HTTP: its door, plans, the register of openings and its pages, in one application."""

from dataclasses import replace

from starlette.types import ASGIApp

from services import employment
from services.employment import api
from services.employment.application import Plans
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
from shared.service import Setting
from shared.store.writer import Writer
from shared.web.signing_in import signed_in, told, ways_in


def answering(
    setting: Setting, writer: Writer, register: Register, plans: Plans, answers: Answers, reads: ReadBook
) -> ASGIApp:
    """What answers at the service's addresses."""
    sign_in, reader_of = setting.sign_in, noting(setting.reader_of)
    assert sign_in
    door = DoorRoutes(employment.NAME, writer.log, writer, replace(setting, reader_of=reader_of))
    ways = ways_in(employment.NAME, sign_in, setting.bearer)
    shown = [*ways, *pages(answers, noting(signed_in(sign_in, reader_of)))]
    routers = [*api.routers(door, register, plans, reads.log), *shown]
    app = application(employment.NAME, employment.__doc__ or "", routers)
    told(app, sign_in)
    app.state.reader_of = reader_of
    describe(app, employment.NAME)
    return Doorway(door, Recorded(app, reads, employment.NAME))
