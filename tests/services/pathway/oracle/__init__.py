"""All figures of a pathway once more, slowly and by the letter, to hold the fold against."""

from tests.services.pathway.oracle.funding import oracle_funding_at_risk
from tests.services.pathway.oracle.views import oracle_views

__all__ = ["oracle_funding_at_risk", "oracle_views"]
