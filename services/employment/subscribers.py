"""What employment hears: openings of pathways and consents, which let providers report."""

from collections.abc import Mapping

from shared.grants import Grants, learn_authors, learn_decisions
from shared.relay import Deliver
from shared.store.log import Log

HEARS = ("intake", "pathway")


def subscriptions(log: Log, grants: Grants) -> Mapping[str, Deliver]:
    """Subscriber by publishing service."""
    return {"intake": learn_authors(log, grants), "pathway": learn_decisions(log, grants)}
