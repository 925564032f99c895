"""All that carries notices out, put together as the environment says; and the thread that sends."""

import os
from collections.abc import Mapping
from typing import NamedTuple

from services.notifications.channels import Sender, Texts, Unset
from services.notifications.channels.live import Live
from services.notifications.channels.mail import Mail
from services.notifications.channels.settings import SmtpSettings, WebhookSettings
from services.notifications.channels.webhooks import Webhooks
from services.notifications.deliveries import Claims, Deliveries, Wanted
from services.notifications.deliveries.record import Record
from services.notifications.dispatching import Dispatcher, always
from services.notifications.endpoints import Endpoints
from services.notifications.streams import Streams
from shared.identity.settings import public_url
from shared.outward import Outward
from shared.service import Setting
from shared.store.log import Log

PREFERENCES = "/notifications/"


class Carrying(NamedTuple):
    """What there is to carry notices with."""

    endpoints: Endpoints
    record: Record
    streams: Streams
    dispatcher: Dispatcher


def carrying(
    setting: Setting,
    log: Log,
    deliveries: Deliveries,
    texts: Texts,
    wanted: Wanted = always,
    environment: Mapping[str, str] = os.environ,
) -> Carrying:
    """Over the service's log; `WrongSetting` for what is wrong in the environment."""
    webhook, smtp = WebhookSettings.read(environment), SmtpSettings.read(environment)
    claims, outward = Claims(log, deliveries), Outward(webhook.networks)
    endpoints, live = Endpoints(log, outward), Live(log, deliveries, texts)
    senders: dict[str, Sender] = {
        "mail": Mail(smtp, texts, f"{public_url(environment)}{PREFERENCES}") if smtp else Unset(),
        "webhook": Webhooks(endpoints, outward, webhook.night),
        "live": live,
    }
    return Carrying(
        endpoints, Record(log, deliveries), Streams(live, setting.revoked), Dispatcher(claims, senders, wanted=wanted)
    )
