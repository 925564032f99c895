"""Notifications: takes in people's preferences and acknowledgements."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.notifications import api, subscribers
from services.notifications.bookkeeping import Bookkeeping, Heard
from services.notifications.carrying import carrying
from services.notifications.deliveries import Deliveries
from shared.door.doorway import Doorway
from shared.door.openapi import describe
from shared.door.routes import DoorRoutes
from shared.edge import application
from shared.service import Service, Setting
from shared.store.log import Log
from shared.store.writer import Writer

NAME: Final = "notifications"


def heard(setting: Setting) -> Sequence[Heard]:
    """All that is made of the feed's facts and of what is posted, each in the transaction that stores it."""
    return []


def build(setting: Setting) -> Service:
    """The notifications service over the log at `setting.database`."""
    books = Bookkeeping(setting.keys, heard(setting))
    log = Log(setting.database, setting.keys, books, subscribers.HEARS, setting.parts)
    writer = Writer(log)
    carried = carrying(setting, log, Deliveries(setting.keys), neutral)
    door = DoorRoutes(NAME, log, writer, setting)
    app = application(NAME, __doc__ or "", api.routers(door))
    app.state.carrying = carried
    app.state.reader_of = setting.reader_of
    describe(app, NAME)
    return Service(
        NAME,
        log,
        writer,
        Doorway(door, app),
        subscribers.subscriptions(log),
        undelivered=carried.record.waiting,
        start=carried.dispatcher.start,
        leave=carried.streams.leave,
        stop=carried.dispatcher.stop,
    )


def neutral(template: str, lang: str, values: Mapping[str, str]) -> tuple[str, str]:
    """The subject and the line of any notice."""
    return "Ariadna", "There is a new notice for you."
