"""Intake over HTTP: its door, its receipts and its pages, in one application."""

from dataclasses import replace

from starlette.types import ASGIApp

from services import intake
from services.intake import api
from services.intake.application import Desk
from services.intake.web.pages import pages
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


def answering(setting: Setting, writer: Writer, desk: Desk, reads: ReadBook) -> ASGIApp:
    """What answers at the service's addresses."""
    sign_in, reader_of = setting.sign_in, noting(setting.reader_of)
    assert sign_in
    door = DoorRoutes(intake.NAME, writer.log, writer, replace(setting, reader_of=reader_of))
    ways = ways_in(intake.NAME, sign_in, setting.bearer)
    shown = [*ways, *pages(desk, door, noting(signed_in(sign_in, reader_of)))]
    app = application(intake.NAME, intake.__doc__ or "", [*api.routers(door, reads.log), *shown])
    told(app, sign_in)
    app.state.labels = desk.labels
    app.state.reader_of = reader_of
    describe(app, intake.NAME)
    return Doorway(door, Recorded(app, reads, intake.NAME))
