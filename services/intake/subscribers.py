"""What intake hears: consents and acceptances, which let further providers report."""

from collections.abc import Mapping

from shared.grants import Grants, learn_decisions
from shared.relay import Deliver
from shared.store.log import Log

HEARS = ("pathway",)


def subscriptions(log: Log, grants: Grants) -> Mapping[str, Deliver]:
    """Subscriber by publishing service."""
    return {"pathway": learn_decisions(log, grants)}
