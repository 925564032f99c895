"""Notifications: takes in people's preferences and acknowledgements."""

from typing import Final

from services.notifications import api, subscribers
from shared.door.doorway import Doorway
from shared.door.openapi import describe
from shared.door.routes import DoorRoutes
from shared.edge import application
from shared.grants import Grants
from shared.service import Service, Setting
from shared.store.log import Log
from shared.store.writer import Writer

NAME: Final = "notifications"


def build(setting: Setting) -> Service:
    """The notifications service over the log at `setting.database`."""
    grants = Grants(setting.keys)
    log = Log(setting.database, setting.keys, grants, subscribers.HEARS, setting.parts)
    writer = Writer(log)
    door = DoorRoutes(NAME, log, writer, setting)
    app = application(NAME, __doc__ or "", api.routers(door))
    describe(app, NAME)
    return Service(NAME, log, writer, Doorway(door, app), subscribers.subscriptions(log, grants))
