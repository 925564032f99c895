"""What notifications hears: the feed that the pathway makes for it, and no message of any other service."""

from collections.abc import Mapping

from shared.relay import Deliver
from shared.store.log import Log

HEARS = ("notices",)


def subscriptions(log: Log) -> Mapping[str, Deliver]:
    """Subscriber by publishing log; what is made of each fact, `bookkeeping.Heard` says."""
    return {"notices": log.join}
