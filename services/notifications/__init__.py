"""Notifications: tells people, by neutral lines, of what waits for them; knows nobody's history."""

from functools import cache
from typing import TYPE_CHECKING, Final

from services.notifications import subscribers
from services.notifications.bookkeeping import Bookkeeping
from services.notifications.carried_over import carry_over
from services.notifications.carrying import carrying
from services.notifications.deciding import deciding, kept
from services.notifications.deliveries import Deliveries
from services.notifications.texts import text
from shared.service import Service, Setting, together
from shared.store.log import Log
from shared.store.writer import Writer

if TYPE_CHECKING:
    from starlette.types import ASGIApp

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

    @cache
    def app() -> "ASGIApp":
        from services.notifications.http import answering

        return answering(setting, writer, decides.notices, carries)

    return Service(
        NAME,
        log,
        writer,
        app,
        subscribers.subscriptions(log),
        undelivered=carries.record.waiting,
        start=together(decides.daily.start, carries.dispatcher.start),
        leave=carries.streams.leave,
        asked=decides,
        stop=together(decides.daily.stop, carries.dispatcher.stop),
    )
