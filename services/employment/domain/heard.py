"""Of which types of fact a plan is made: its own door's, and those few that employment hears of others."""

from typing import Final

from shared import contracts
from shared.contracts import WORK_DIMENSIONS
from shared.facts import Fact

WORK: Final = frozenset(WORK_DIMENSIONS)
OWN: Final[frozenset[type[Fact]]] = frozenset(
    fact for fact in contracts.FACTS.values() if fact.door == "employment" and fact.stream == "pathway"
)
STEPS: Final[frozenset[type[Fact]]] = frozenset(contracts.FACTS[name] for name in contracts.STEP_TYPES)
"""At the employment door where their dimension is one of work; of others' steps nothing is heard."""
AMENDING: Final[frozenset[type[Fact]]] = frozenset({contracts.EventCorrected, contracts.EventVoided})
OF_INTAKE: Final[frozenset[type[Fact]]] = AMENDING | {contracts.LanguageLevelAssessed, contracts.PathwayOpened}
OF_PATHWAY: Final[frozenset[type[Fact]]] = frozenset(
    {
        contracts.ConsentGiven,
        contracts.ConsentWithdrawn,
        contracts.RestrictionSet,
        contracts.RestrictionLifted,
        contracts.ReferentAssigned,
        contracts.ReferentEnded,
        contracts.HandoverProposed,
        contracts.HandoverAccepted,
        contracts.HandoverDeclined,
        contracts.HandoverCancelled,
        contracts.HandoverCompleted,
        contracts.PathwayClosed,
        contracts.PathwayReopened,
        contracts.RegistrationsMerged,
        contracts.RegistrationsSplit,
    }
)
HEARD: Final = OF_INTAKE | OF_PATHWAY
"""What employment keeps of other services' facts: who may read and act, her languages, and nothing of her care."""
