"""How she may be reached now, for whoever sends anything about her or to her."""

from typing import NamedTuple

from services.pathway.domain.policies.ask import over
from services.pathway.domain.risk import DANGER
from services.pathway.domain.state import Pathway
from shared import contracts
from shared.contracts.codes import ContactRule

CHANGING = frozenset(
    {
        "ContactSafetySet",
        "RiskAssessed",
        "PathwayOpened",
        "PathwayClosed",
        "PathwayReopened",
        "EventCorrected",
        "EventVoided",
        "RegistrationsMerged",
        "RegistrationsSplit",
    }
)
"""The types by which it may change; who may speak for her changes by others too."""


class Contact(NamedTuple):
    """`quiet` as long as the danger to her is great, `rules` as they were set last."""

    quiet: bool = False
    rules: frozenset[ContactRule] = frozenset()


def contact(pathway: Pathway) -> Contact:
    """By the present state."""
    safety = (event.fact for event in reversed(pathway.facts) if isinstance(event.fact, contracts.ContactSafetySet))
    last = next(safety, None)
    return Contact(pathway.risk_level in DANGER and not over(pathway), last.rules if last else frozenset())
