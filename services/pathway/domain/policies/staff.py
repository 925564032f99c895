"""P-12: what somebody of the staff was trained in is about to end; it warns, and never bars anybody."""

from collections.abc import Iterable, Iterator
from datetime import date

from services.pathway.domain.policies.ask import Ask, To, shifted
from shared.contracts import StaffTrainingAttested
from shared.facts import Event

WARNED = (60, 30, 14)


def training_ending(facts: Iterable[Event]) -> Iterator[Ask]:
    """Of provider-level facts: for each person and topic the attestation that lasts longest."""
    longest: dict[tuple[str, str, str], date] = {}
    for event in facts:
        if isinstance(fact := event.fact, StaffTrainingAttested):
            key = event.provider_id, fact.staff_ref, fact.topic
            longest[key] = max(fact.valid_until, longest.get(key, fact.valid_until))
    for (provider_id, staff_ref, topic), until in sorted(longest.items()):
        subject, to, ended = f"{staff_ref}/{topic}", To("coordinator", provider_id), shifted(until, 1)
        since, *again = (shifted(until, -left) for left in WARNED)
        yield Ask("P-12", "training_ending", subject, since, to, ended, until, own=True, again=tuple(again))
        yield Ask("P-12", "training_ended", subject, ended, to, due=until, own=True)
