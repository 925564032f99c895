"""Notifications over HTTP: its door, what people ask for themselves, and its pages, in one application."""

from starlette.types import ASGIApp

from services import notifications
from services.notifications import api
from services.notifications.application import Notices
from services.notifications.carrying import Carrying
from services.notifications.own import own
from services.notifications.web.pages import pages
from shared.door.doorway import Doorway
from shared.door.openapi import describe
from shared.door.routes import DoorRoutes
from shared.edge import application
from shared.service import Setting
from shared.store.writer import Writer
from shared.web.signing_in import signed_in, told, ways_in


def answering(setting: Setting, writer: Writer, notices: Notices, carries: Carrying) -> ASGIApp:
    """What answers at the service's addresses."""
    assert setting.sign_in
    door = DoorRoutes(notifications.NAME, writer.log, writer, setting)
    entered = notices.knowing(signed_in(setting.sign_in, setting.reader_of))
    ways = ways_in(notifications.NAME, setting.sign_in, setting.bearer)
    routers = [*api.routers(door), own(door), *ways, *pages(notices, entered, door.store)]
    app = application(notifications.NAME, notifications.__doc__ or "", routers)
    told(app, setting.sign_in)
    app.state.carrying = carries
    app.state.notices = notices
    app.state.entered = entered
    app.state.reader_of = notices.knowing(setting.reader_of)
    describe(app, notifications.NAME)
    return Doorway(door, app)
