"""Who answers for her: one referent at a time, none or several are days to be counted."""

from shared.contracts import ReferentAssigned, ReferentEnded
from shared.facts import Event
from shared.folding.rules import Rules
from shared.folding.state import Folded
from shared.folding.things import Referent


def assigned(pathway: Folded, event: Event, fact: ReferentAssigned) -> str | None:
    who = (fact.referent_provider, fact.staff_ref)
    if any((each.provider_id, each.staff_ref) == who for each in pathway.referents):
        return "referent_already_active"
    pathway.referents.append(Referent(*who, since=event.occurred_on))
    return None


def ended(pathway: Folded, event: Event, fact: ReferentEnded) -> str | None:
    named = [each for each in pathway.referents if each.staff_ref == fact.staff_ref]
    if not named:
        return "referent_not_active"
    own = [each for each in named if each.provider_id == event.provider_id]
    referent = (own or named)[0]
    referent.until = event.occurred_on
    pathway.referents.remove(referent)
    pathway.past_referents.append(referent)
    return None


def answering(pathway: Folded) -> str | None:
    """What is wrong with who answers for her now: nobody, or several."""
    if not pathway.open or len(pathway.referents) == 1:
        return None
    return "conflict" if pathway.referents else "nobody"


EVOLVE: Rules = {ReferentAssigned: assigned, ReferentEnded: ended}
