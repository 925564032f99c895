"""What intake hears: consents and acceptances, which let further providers report, and whom she shuts out."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.intake.bookkeeping import Bookkeeping
from shared.contracts import RegistrationsMerged, RegistrationsSplit, RestrictionLifted, RestrictionSet
from shared.grants import learn_decisions
from shared.relay import Deliver, Reached
from shared.store.entries import Message
from shared.store.log import Log
from shared.store.sealed import uuid_bytes

HEARS = ("pathway",)
NOTED: Final = (RestrictionSet, RestrictionLifted, RegistrationsMerged, RegistrationsSplit)


def subscriptions(log: Log, books: Bookkeeping) -> Mapping[str, Deliver]:
    """Subscriber by publishing service."""
    return {"pathway": learn_decisions(log, books, noting(log, books))}


def noting(log: Log, books: Bookkeeping) -> Deliver:
    """A subscriber that keeps, of what was decided, whom she shuts out; of the events themselves nothing."""

    def deliver(messages: Sequence[Message], reached: Reached) -> None:
        events = log.mapper.open_each([message.state for message in messages])
        told = [event for event in events if isinstance(event.fact, NOTED) and event.pathway_id]
        if not told:
            return log.passed(reached)

        def write(cursor: Any) -> None:
            gone = log.erased(cursor, [uuid_bytes(event.pathway_id or "") for event in told])
            for event in told:
                if uuid_bytes(event.pathway_id or "") not in gone:
                    books.note(cursor, event)

        return log.note(reached, write)

    return deliver
