"""What employment hears: openings of pathways and consents, which let providers report."""

from collections.abc import Mapping

from shared.grants import Grants, learn
from shared.relay import Deliver
from shared.store.log import Log


def subscriptions(log: Log, grants: Grants) -> Mapping[str, Deliver]:
    """Subscriber by publishing service."""
    heard = learn(log, grants)
    return {"intake": heard, "pathway": heard}
