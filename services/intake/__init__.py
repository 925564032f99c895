"""Intake: takes in what providers report, and knows who may report on whom."""

from typing import Final

from services.intake import api, subscribers
from services.intake.labels import Labels
from shared.door.doorway import Doorway
from shared.door.openapi import describe
from shared.door.routes import DoorRoutes
from shared.edge import application
from shared.grants import Grants
from shared.service import Service, Setting
from shared.store.log import Log
from shared.store.writer import Writer

NAME: Final = "intake"


def build(setting: Setting) -> Service:
    """The intake service over the log at `setting.database`."""
    grants = Grants(setting.keys, opens=True)
    log = Log(setting.database, setting.keys, grants, subscribers.HEARS, setting.parts)
    writer = Writer(log)
    door = DoorRoutes(NAME, log, writer, setting)
    app = application(NAME, __doc__ or "", api.routers(door))
    app.state.labels = Labels(log, grants, setting.keys)
    app.state.reader_of = setting.reader_of
    describe(app, NAME)
    return Service(NAME, log, writer, Doorway(door, app), subscribers.subscriptions(log, grants))
