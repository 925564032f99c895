"""Break-glass: whoever read past the rules is reviewed by the network's privacy officers."""

from collections.abc import Iterator
from datetime import timedelta

from services.pathway.domain.policies.ask import Ask, Known, To, shifted
from services.pathway.domain.state import Pathway
from shared.contracts import EmergencyAccessUsed

REVIEWED_WITHIN = timedelta(hours=72)
SHOWN_FOR = 90


def reviewed(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """Told at once and due in 72 hours, counted from when it was recorded, voided or corrected as it may be."""
    for event in pathway.given:
        if isinstance(event.fact, EmergencyAccessUsed) and event.imported_at is None:
            since = event.recorded_at.date()
            yield Ask(
                "emergency",
                "emergency_review",
                event.event_id,
                since,
                To("privacy_officer"),
                shifted(since, SHOWN_FOR),
                (event.recorded_at + REVIEWED_WITHIN).date(),
                urgent=True,
                pathway_id=event.pathway_id,
                extreme=True,
            )
