"""The history of one woman as a pure fold of stamped events, and what is read from it."""

from datetime import UTC, datetime

import msgspec

from services.pathway.domain.amendments import key_of
from services.pathway.domain.directory import Wanted, directory
from services.pathway.domain.folding import fold, open_windows, provider_facts
from services.pathway.domain.funding import at_risk, fallbacks_missing, soonest_first
from services.pathway.domain.grants import Grant
from services.pathway.domain.history import history
from services.pathway.domain.impact import impact
from services.pathway.domain.losses import summed
from services.pathway.domain.next_choice import next_choice
from services.pathway.domain.offers import OFFERING, offers
from services.pathway.domain.overview import funding_at_risk, listed_as, overview, stands
from services.pathway.domain.picture import picture
from services.pathway.domain.policies import Notice, notices, windows_ending
from services.pathway.domain.readers import forbidden, readers, sealed_dimensions
from services.pathway.domain.state import Pathway
from services.pathway.domain.views import views
from services.pathway.domain.what_if import changed, what_if
from services.pathway.domain.windows import Windows, overlapping
from shared.facts import Event

__all__ = [
    "OFFERING",
    "Grant",
    "Notice",
    "Pathway",
    "Wanted",
    "Windows",
    "at_risk",
    "changed",
    "directory",
    "fallbacks_missing",
    "fold",
    "forbidden",
    "funding_at_risk",
    "history",
    "impact",
    "listed_as",
    "next_choice",
    "notices",
    "offers",
    "open_windows",
    "overlapping",
    "overview",
    "picture",
    "provider_facts",
    "readers",
    "sealed_dimensions",
    "soonest_first",
    "stands",
    "summed",
    "unfit",
    "views",
    "what_if",
    "windows_ending",
]


def unfit(pathway: Pathway, event: Event) -> str | None:
    """Why this new event would be set aside if it came on top of the present state; None if it fits.

    A decision is taken on the state at hand; its own date only says when it was taken.
    """
    latest = datetime.max.replace(tzinfo=UTC)
    on_top = msgspec.structs.replace(event, occurred_on=pathway.today, occurred_at=None, recorded_at=latest)
    later = fold(pathway.pathway_id, [*pathway.given, on_top], pathway.as_of, windows=pathway.windows)
    return later.set_aside.get(key_of(event))
