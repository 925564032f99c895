"""Notifications: tells people, by neutral lines, of what waits for them; knows nobody's history."""

from typing import Final

from services.notifications import api, subscribers
from services.notifications.bookkeeping import Bookkeeping
from services.notifications.carried_over import carry_over
from services.notifications.carrying import carrying
from services.notifications.deciding import deciding, kept
from services.notifications.deliveries import Deliveries
from services.notifications.own import own
from services.notifications.texts import text
from services.notifications.web.pages import pages
from shared.door.doorway import Doorway
from shared.door.openapi import describe
from shared.door.routes import DoorRoutes
from shared.edge import application
from shared.service import Service, Setting, together
from shared.store.log import Log
from shared.store.writer import Writer
from shared.web.signing_in import signed_in, told, ways_in

NAME: Final = "notifications"


def build(setting: Setting) -> Service:
    """The notifications service over the log at `setting.database`."""
    deliveries = Deliveries(setting.keys)
    keeps = kept(setting.keys, deliveries)
    books = Bookkeeping(setting.keys, [keeps.inbox])
    log = Log(setting.database, setting.keys, books, subscribers.HEARS, setting.parts)
    carry_over(log)
    decides = deciding(log, keeps, deliveries)
    carries = carrying(setting, log, deliveries, text, decides.recheck.still_wanted)
    writer = Writer(log)
    door = DoorRoutes(NAME, log, writer, setting)
    assert setting.sign_in
    entered = decides.notices.knowing(signed_in(setting.sign_in, setting.reader_of))
    seen = [*ways_in(NAME, setting.sign_in, setting.bearer), *pages(decides.notices, entered, door.store)]
    app = application(NAME, __doc__ or "", [*api.routers(door), own(door), *seen])
    told(app, setting.sign_in)
    app.state.carrying = carries
    app.state.notices = decides.notices
    app.state.entered = entered
    app.state.reader_of = decides.notices.knowing(setting.reader_of)
    describe(app, NAME)
    return Service(
        NAME,
        log,
        writer,
        Doorway(door, app),
        subscribers.subscriptions(log),
        undelivered=carries.record.waiting,
        start=together(decides.daily.start, carries.dispatcher.start),
        leave=carries.streams.leave,
        asked=decides,
        stop=together(decides.daily.stop, carries.dispatcher.stop),
    )
