"""The history of one woman as a pure fold of stamped events, and what is read from it."""

from services.pathway.domain.categories import Category, category, dimensions, of_dimension, told_of
from services.pathway.domain.choices import her_choices
from services.pathway.domain.codes import BITS, asks_by_code, grouped, spelled, understood
from services.pathway.domain.decisions import consent_to_refer, refusal, ruled_out
from services.pathway.domain.directory import Wanted, directory
from services.pathway.domain.folding import fold, open_windows, provider_facts, provider_level
from services.pathway.domain.funding import at_risk, at_risk_with_places, fallbacks_missing, kept_of, lists_ending
from services.pathway.domain.grants import Grant
from services.pathway.domain.grievances import ANSWERED_WITHIN as GRIEVANCE_ANSWERED_WITHIN
from services.pathway.domain.grievances import concerned, unspoken
from services.pathway.domain.history import history
from services.pathway.domain.impact import impact
from services.pathway.domain.losses import summed
from services.pathway.domain.next_choice import next_choice
from services.pathway.domain.offers import OFFERING, Directory, offers
from services.pathway.domain.overview import listed_as, overview, stands
from services.pathway.domain.picture import picture
from services.pathway.domain.places import named, places
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
from services.pathway.domain.proposals import proposals
from services.pathway.domain.readers import EVERYBODY, readers
from services.pathway.domain.relations import Relation, Relationship, relation, relation_in
from services.pathway.domain.rosters import TELLING, aliases, apart
from services.pathway.domain.state import Pathway
from services.pathway.domain.views import views
from services.pathway.domain.what_if import changed, what_if
from services.pathway.domain.windows import Windows, overlapping
from services.pathway.domain.workdays import Workday, weekdays, workdays_after
from shared.folding.consents import SHARING, forbidden, sealed_dimensions
from shared.folding.things import Step

__all__ = [
    "BITS",
    "EVERYBODY",
    "GRIEVANCE_ANSWERED_WITHIN",
    "OFFERING",
    "SHARING",
    "TELLING",
    "Ask",
    "Category",
    "DeadlineRule",
    "Directory",
    "Grant",
    "Known",
    "Notice",
    "Pathway",
    "Relation",
    "Relationship",
    "Step",
    "To",
    "Wanted",
    "Windows",
    "Workday",
    "aliases",
    "apart",
    "asks",
    "asks_by_code",
    "at_risk",
    "at_risk_with_places",
    "category",
    "changed",
    "concerned",
    "consent_to_refer",
    "corrective",
    "dimensions",
    "directory",
    "fallbacks_missing",
    "fold",
    "forbidden",
    "grouped",
    "her_choices",
    "history",
    "impact",
    "kept_of",
    "listed_as",
    "lists_ending",
    "named",
    "next_choice",
    "notices",
    "of_dimension",
    "offers",
    "open_windows",
    "overlapping",
    "overview",
    "picture",
    "places",
    "proposals",
    "provider_facts",
    "provider_level",
    "readers",
    "refusal",
    "relation",
    "relation_in",
    "ruled_out",
    "sealed_dimensions",
    "spelled",
    "stands",
    "summed",
    "told_of",
    "training_ending",
    "understood",
    "unspoken",
    "views",
    "weekdays",
    "what_if",
    "windows_ending",
    "workdays_after",
]
