"""The history of one woman as a pure fold of stamped events, and what is read from it."""

from services.pathway.domain.choices import her_choices
from services.pathway.domain.decisions import refusal
from services.pathway.domain.folding import fold, open_windows
from services.pathway.domain.funding import funding_at_risk
from services.pathway.domain.history import history
from services.pathway.domain.overview import listed_as, overview
from services.pathway.domain.picture import picture
from services.pathway.domain.policies import Notice, notices, windows_ending
from services.pathway.domain.proposals import proposals
from services.pathway.domain.readers import forbidden, readers, sealed_dimensions
from services.pathway.domain.state import Pathway
from services.pathway.domain.views import views

__all__ = [
    "Notice",
    "Pathway",
    "fold",
    "forbidden",
    "funding_at_risk",
    "her_choices",
    "history",
    "listed_as",
    "notices",
    "open_windows",
    "overview",
    "picture",
    "proposals",
    "readers",
    "refusal",
    "sealed_dimensions",
    "views",
    "windows_ending",
]
