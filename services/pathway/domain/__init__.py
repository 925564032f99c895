"""The history of one woman as a pure fold of stamped events, and what is read from it."""

from datetime import UTC, datetime

import msgspec

from services.pathway.domain.amendments import key_of
from services.pathway.domain.folding import fold, open_windows, provider_level
from services.pathway.domain.funding import funding_at_risk
from services.pathway.domain.history import history
from services.pathway.domain.overview import listed_as, overview
from services.pathway.domain.picture import picture
from services.pathway.domain.policies import (
    Ask,
    DeadlineRule,
    Known,
    Notice,
    To,
    asks,
    corrective,
    notices,
    training_ending,
    windows_ending,
)
from services.pathway.domain.readers import forbidden, readers, sealed_dimensions
from services.pathway.domain.state import Pathway
from services.pathway.domain.views import views
from shared.facts import Event

__all__ = [
    "Ask",
    "DeadlineRule",
    "Known",
    "Notice",
    "Pathway",
    "To",
    "asks",
    "corrective",
    "fold",
    "forbidden",
    "funding_at_risk",
    "history",
    "listed_as",
    "notices",
    "open_windows",
    "overview",
    "picture",
    "provider_level",
    "readers",
    "sealed_dimensions",
    "training_ending",
    "unfit",
    "views",
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
