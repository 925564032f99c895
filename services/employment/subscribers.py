"""What employment hears: who may report, and those few facts of intake and pathway that a plan is made of.

Of all others it learns that somebody posted them, no more: nothing of them is stored here.
"""

from collections.abc import Collection, Mapping, Sequence

from services.employment.domain.heard import AMENDING, OF_INTAKE, OF_PATHWAY
from shared.errors import NewerThanThisProgram, UnknownPathway
from shared.facts import Fact
from shared.grants import Grants, learn_authors, learn_decisions
from shared.relay import Deliver, Reached
from shared.store.entries import Message
from shared.store.log import Log
from shared.store.sealed import PROVIDER_LEVEL, header_of

HEARS = ("intake", "pathway")


def subscriptions(log: Log, grants: Grants) -> Mapping[str, Deliver]:
    """Subscriber by publishing service."""
    return {
        "intake": learn_authors(log, grants, keeping(log, OF_INTAKE)),
        "pathway": learn_decisions(log, grants, keeping(log, OF_PATHWAY)),
    }


def keeping(log: Log, kinds: Collection[type[Fact]]) -> Deliver:
    """A subscriber that stores facts of these kinds and passes over all others.

    Of what organisations tell of themselves it stores corrections alone: they may mean openings. What only a newer
    program can read is stored for it: none of these may be lost.
    """
    of_level = {0: frozenset(kinds), PROVIDER_LEVEL: AMENDING.intersection(kinds)}

    def deliver(messages: Sequence[Message], reached: Reached) -> None:
        log.join([message for message in messages if _is_of(message)], reached)

    def _is_of(message: Message) -> bool:
        wanted = of_level[header_of(message.state).flags & PROVIDER_LEVEL]
        try:
            return bool(wanted) and type(log.mapper.open(message.state).fact) in wanted
        except UnknownPathway:  # erased meanwhile
            return False
        except NewerThanThisProgram:
            return True

    return deliver
